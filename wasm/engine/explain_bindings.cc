// What the Explain screen asks of an engine of its own (js.h), which holds the network of one model
// and makes one explanation at a time: core/explain says what is to be run, the worker runs it.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/explain/explain.h"
#include "core/explain/made.h"
#include "core/explain/network.h"
#include "core/model/card.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "core/onnx/reverse.h"
#include "core/onnx/untrained.h"
#include "wasm/engine/js.h"
#include "wasm/engine/session.h"

namespace {

using emscripten::val;
using lesion::engine::bytes_to_js;
using lesion::engine::failed;
using lesion::engine::floats_to_js;
using lesion::engine::from_js;
using lesion::engine::succeeded;

struct Explaining {
  std::string name;
  lesion::ModelCard card;
  std::optional<lesion::ExplainNetwork> network;
  std::optional<lesion::Explainer> work;
};

Explaining& explaining() {
  static Explaining one;
  return one;
}

val failed_about(const lesion::Error& error) {
  return failed(lesion::about_file(explaining().name, error));
}

// Of weights drawn anew.
constexpr std::uint64_t kUntrainedSeed = 1;

// explainOpen(name, bytes, card, untrained) -> {error}: the network that the others are of.
// untrained: with weights drawn anew.
val explain_open(const std::string& name, const val& bytes, const std::string& json,
                 bool untrained) {
  Explaining& all = explaining();
  all.name = name;
  all.work.reset();
  auto card = lesion::card_from_json(json);
  if (!card) return failed_about(card.error());
  auto model = lesion::onnx::read_model(from_js<std::uint8_t>(bytes));
  if (!model) return failed_about(model.error());
  if (untrained) {
    model = lesion::with_untrained_weights(std::move(*model), kUntrainedSeed);
    if (!model) return failed_about(model.error());
  }
  if (const auto floats = lesion::onnx::dequantise_weights(*model); !floats) {
    return failed_about(floats.error());
  }
  auto network = lesion::explain_network(std::move(*model), *card);
  if (!network) return failed_about(network.error());
  all.card = std::move(*card);
  all.network = std::move(*network);
  return succeeded();
}

// explainNetwork() -> {error, bytes}: the network that runs without gradients.
val explain_network_file() {
  const auto bytes = lesion::onnx::write_model(explaining().network->model);
  if (!bytes) return failed_about(bytes.error());
  val result = succeeded();
  result.set("bytes", bytes_to_js(*bytes));
  return result;
}

std::vector<std::string> names_of(const val& names) {
  return emscripten::vecFromJSArray<std::string>(names);
}

val to_js(const std::vector<std::string>& names) {
  val list = val::array();
  for (const std::string& one : names) list.call<void>("push", one);
  return list;
}

// explainReverse(of, gradients, relu) -> {error, bytes, seed, gradients}: the network that runs
// with gradients of these tensors; its further input, and what its gradients are called.
val explain_reverse(const std::string& of, const val& gradients, int relu) {
  lesion::onnx::ReverseOptions options;
  options.relu = static_cast<lesion::onnx::ReluRule>(std::clamp(relu, 0, 2));
  const std::vector<std::string> wanted = names_of(gradients);
  auto made = lesion::onnx::reverse(explaining().network->model, of, wanted, options);
  if (!made) return failed_about(made.error());
  const auto bytes = lesion::onnx::write_model(std::move(made->model));
  if (!bytes) return failed_about(bytes.error());
  val result = succeeded();
  result.set("bytes", bytes_to_js(*bytes));
  result.set("seed", made->seed);
  result.set("gradients", to_js(made->gradients));
  return result;
}

// explainStart({method, against, layer, ofLayer, ofFilter, patch, smooth}, image (Float32Array)) ->
// {error}: ofFilter below 0: of the class; layer below 0: the last; patch 0: the method's own, else
// stride too. An image is made for all of a filter's map, a map for its strongest cell.
val explain_start(const val& asked, const val& image) {
  Explaining& all = explaining();
  all.work.reset();
  const lesion::ExplainMethodRow* method = lesion::find_method(asked["method"].as<std::string>());
  if (!method || !all.network) {
    return failed(lesion::Error(lesion::ErrorCode::kExplainMethod,
                                {{"method", asked["method"].as<std::string>()}}));
  }
  const lesion::NetworkFacts& facts = all.network->facts;
  auto target = lesion::explain_target(all.card, facts.outputs,
                                       asked["against"].as<bool>() ? "benign" : "malignant");
  if (!target) return failed_about(target.error());
  if (const int filter = asked["ofFilter"].as<int>(); filter >= 0) {
    target->filter = lesion::FilterTarget{asked["ofLayer"].as<int>(), filter};
    if (method->makes_image) target->filter->response = lesion::FilterResponse::kSum;
  }
  lesion::ExplainOptions options;
  options.layer = asked["layer"].as<int>();
  options.smooth = asked["smooth"].as<bool>();
  options.patch = options.stride = asked["patch"].as<int>();
  auto work =
      lesion::Explainer::start(*method, facts, std::move(*target), options, from_js<float>(image));
  if (!work) return failed_about(work.error());
  all.work.emplace(std::move(*work));
  return succeeded();
}

// explainWanted() -> null, or {count, images (Float32Array), shape, values, gradients, of, seed
// (Float32Array), relu}
val explain_wanted() {
  Explaining& all = explaining();
  const lesion::Run* run = all.work ? all.work->wanted() : nullptr;
  if (!run) return val::null();
  const lesion::InputRule& input = all.network->facts.input;
  val shape = val::array();
  const bool planes = input.layout == lesion::Layout::kNchw;
  for (const int side : {run->count, planes ? 3 : input.height, planes ? input.height : input.width,
                         planes ? input.width : 3}) {
    shape.call<void>("push", side);
  }
  val result = val::object();
  result.set("count", run->count);
  result.set("images", floats_to_js(run->images));
  result.set("shape", shape);
  result.set("values", to_js(run->values));
  result.set("gradients", to_js(run->gradients));
  result.set("of", run->of);
  result.set("seed", floats_to_js(run->seed));
  result.set("relu", static_cast<int>(run->relu));
  // The seed's shape: of the logits, or of a layer's maps.
  val seed_shape = val::array();
  seed_shape.call<void>("push", run->count);
  bool of_layer = false;
  for (const lesion::ExplainLayer& layer : all.network->facts.layers) {
    if (layer.tensor != run->of) continue;
    of_layer = true;
    for (const int side : {layer.filters, layer.height, layer.width}) {
      seed_shape.call<void>("push", side);
    }
  }
  if (!of_layer) seed_shape.call<void>("push", all.network->facts.outputs);
  result.set("seedShape", seed_shape);
  return result;
}

std::vector<std::vector<float>> lists_of(const val& lists) {
  std::vector<std::vector<float>> all;
  for (const val& one : emscripten::vecFromJSArray<val>(lists)) all.push_back(from_js<float>(one));
  return all;
}

// explainTake(values, gradients) -> {error}: lists of Float32Array, as they were wanted.
val explain_take(const val& values, const val& gradients) {
  const auto taken = explaining().work->take({lists_of(values), lists_of(gradients)});
  return taken ? succeeded() : failed_about(taken.error());
}

// What was made, and of what it is better than the even image that it began with.
val made_of(const lesion::Explanation& map) {
  if (map.made.empty()) return val::null();
  const lesion::Image picture = lesion::made_picture(map, explaining().network->facts.input);
  std::vector<std::uint8_t> rgba(picture.rgb.size() / 3 * 4);
  lesion::engine::with_alpha(picture.rgb, rgba.data());
  val made = val::object();
  made.set("from", map.baseline_score.value_or(0));
  made.set("to", map.made_score.value_or(0));
  made.set("rgba", bytes_to_js(rgba));
  return made;
}

// explainMap() -> {width, height, values (Float32Array), hasSign, greatest, progress, score, gap,
// made: null or {from, to, rgba (Uint8Array)}}
val explain_map() {
  const lesion::Explainer& work = *explaining().work;
  const lesion::Explanation& map = work.explanation();
  float greatest = 0;
  for (const float value : map.values) greatest = std::max(greatest, std::fabs(value));
  val result = val::object();
  result.set("width", map.width);
  result.set("height", map.height);
  result.set("values", floats_to_js(map.values));
  result.set("hasSign", map.has_sign);
  result.set("greatest", greatest);
  result.set("progress", work.wanted() ? std::min(work.progress(), 0.999) : 1.0);
  result.set("score", map.score);
  result.set("gap", map.completeness_gap ? val(*map.completeness_gap) : val::null());
  result.set("made", made_of(map));
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(lesion_engine_explain) {
  emscripten::function("explainOpen", &explain_open);
  emscripten::function("explainNetwork", &explain_network_file);
  emscripten::function("explainReverse", &explain_reverse);
  emscripten::function("explainStart", &explain_start);
  emscripten::function("explainWanted", &explain_wanted);
  emscripten::function("explainTake", &explain_take);
  emscripten::function("explainMap", &explain_map);
}
