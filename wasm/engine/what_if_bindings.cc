// What the What if screen asks of the engine, as JavaScript sees it (js.h).
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "core/explain/first_order.h"
#include "core/model/card.h"
#include "wasm/engine/js.h"
#include "wasm/engine/what_if.h"

namespace {

using emscripten::val;
using lesion::engine::bytes_to_js;
using lesion::engine::failed;
using lesion::engine::floats_to_js;
using lesion::engine::from_js;
using lesion::engine::session;
using lesion::engine::succeeded;

void set_switch(val& entry, const lesion::engine::LayerSwitch& at) {
  entry.set("maps", at.maps);
  entry.set("keep", at.keep);
  entry.set("replacement", at.replacement);
  entry.set("filters", at.filters);
}

// ablatableModel(name, bytes, card) -> {error, bytes, layers: [{maps, keep, replacement, filters}
// or null]}, by the card's layers.
val ablatable_model(const std::string& name, const val& bytes, const std::string& json) {
  const auto card = lesion::card_from_json(json);
  if (!card) return failed(card.error());
  const auto made = lesion::engine::ablatable_file(name, from_js<std::uint8_t>(bytes), *card);
  if (!made) return failed(made.error());
  val layers = val::array();
  for (const auto& one : made->layers) {
    val entry = one ? val::object() : val::null();
    if (one) set_switch(entry, *one);
    layers.call<void>("push", entry);
  }
  val result = succeeded();
  result.set("bytes", bytes_to_js(made->bytes));
  result.set("layers", layers);
  return result;
}

// restartModels(name, bytes, card, most) -> {error, models: [{bytes, maps, keep, replacement,
// filters} or null]}, by the card's layers.
val restart_models(const std::string& name, const val& bytes, const std::string& json,
                   double most) {
  const auto card = lesion::card_from_json(json);
  if (!card) return failed(card.error());
  const auto made = lesion::engine::restart_files(name, from_js<std::uint8_t>(bytes), *card,
                                                  static_cast<std::size_t>(most));
  if (!made) return failed(made.error());
  val models = val::array();
  for (const auto& one : *made) {
    val entry = one ? val::object() : val::null();
    if (one) {
      set_switch(entry, one->at);
      entry.set("bytes", bytes_to_js(one->bytes));
    }
    models.call<void>("push", entry);
  }
  val result = succeeded();
  result.set("models", models);
  return result;
}

// preparePainted(wanted, pieces) -> {error, shape, tensor, painted: null or {x, y, width, height,
// copy: {width, height, rgba}}}: as prepareOpenImage(), with parts painted over.
val prepare_painted(const val& wanted, const val& pieces) {
  std::optional<lesion::Rect> part;
  if (!wanted.isNull() && !wanted.isUndefined()) {
    const auto width = wanted["width"].as<double>();
    part = lesion::Rect{wanted["x"].as<double>(), wanted["y"].as<double>(), width, width};
  }
  const auto made = session().painted_tensor(part, from_js<float>(pieces));
  if (!made) return failed(made.error());
  val result = succeeded();
  lesion::engine::set_input(result, made->input);
  result.set("painted", val::null());
  if (!made->part) return result;
  val copy = val::object();
  copy.set("width", made->copy.width);
  copy.set("height", made->copy.height);
  copy.set("rgba", bytes_to_js(made->copy.rgba));
  val painted = val::object();
  painted.set("x", made->part->x);
  painted.set("y", made->part->y);
  painted.set("width", made->part->width);
  painted.set("height", made->part->height);
  painted.set("copy", copy);
  result.set("painted", painted);
  return result;
}

// effects(logits, others) -> {error, logOdds, probability (Float32Array)}: Session::changes()
val effects(const val& logits, const val& others) {
  const auto found = session().changes(from_js<float>(logits), from_js<float>(others));
  if (!found) return failed(found.error());
  val result = succeeded();
  result.set("logOdds", floats_to_js(found->log_odds));
  result.set("probability", floats_to_js(found->probability));
  return result;
}

// effectsOver(logits, others, images) -> {error, logOdds, probability, lowest, highest
// (Float32Array)}: Session::changes_over()
val effects_over(const val& logits, const val& others, int images) {
  const auto found = session().changes_over(from_js<float>(logits), from_js<float>(others),
                                            static_cast<std::size_t>(std::max(images, 0)));
  if (!found) return failed(found.error());
  val result = succeeded();
  result.set("logOdds", floats_to_js(found->log_odds));
  result.set("probability", floats_to_js(found->probability));
  result.set("lowest", floats_to_js(found->lowest));
  result.set("highest", floats_to_js(found->highest));
  return result;
}

// estimateOver(logits) -> {error, probability, lowest, highest}: Session::estimate_over()
val estimate_over(const val& logits) {
  const auto found = session().estimate_over(from_js<float>(logits));
  if (!found) return failed(found.error());
  val result = succeeded();
  result.set("probability", found->mean);
  result.set("lowest", found->lowest);
  result.set("highest", found->highest);
  return result;
}

// gradientModel(name, bytes, card) -> {error, bytes, seed, outputs, gradients: [name or null],
// inFront}: gradient_file()
val gradient_model(const std::string& name, const val& bytes, const std::string& json) {
  const auto card = lesion::card_from_json(json);
  if (!card) return failed(card.error());
  const auto made = lesion::engine::gradient_file(name, from_js<std::uint8_t>(bytes), *card);
  if (!made) return failed(made.error());
  val gradients = val::array();
  for (const auto& one : made->gradients) {
    gradients.call<void>("push", one ? val(*one) : val::null());
  }
  val result = succeeded();
  result.set("bytes", bytes_to_js(made->bytes));
  result.set("seed", made->seed);
  result.set("outputs", made->outputs);
  result.set("gradients", gradients);
  result.set("inFront", made->in_front);
  return result;
}

// effectSeed(logits, inFront) -> {error, seed (Float32Array)}: Session::log_odds_seed()
val effect_seed(const val& logits, bool in_front) {
  const auto seed = session().log_odds_seed(from_js<float>(logits), in_front);
  if (!seed) return failed(seed.error());
  val result = succeeded();
  result.set("seed", floats_to_js(*seed));
  return result;
}

// estimatedEffects(logits, maps, gradients, filters, replacement, keep) -> {error, logOdds,
// probability (Float32Array)}: Session::estimated_changes(), of a layer's filters
val estimated_effects(const val& logits, const val& maps, const val& gradients, int filters,
                      const val& replacement, double keep) {
  const auto found = session().estimated_changes(
      from_js<float>(logits), from_js<float>(maps), from_js<float>(gradients),
      static_cast<std::size_t>(std::max(filters, 0)), from_js<float>(replacement), keep);
  if (!found) return failed(found.error());
  val result = succeeded();
  result.set("logOdds", floats_to_js(found->log_odds));
  result.set("probability", floats_to_js(found->probability));
  return result;
}

// meanWith(mean, maps, images) -> Float32Array: lesion::mean_with()
val mean_with(const val& mean, const val& maps, int images) {
  return floats_to_js(lesion::mean_with(from_js<float>(mean), from_js<float>(maps),
                                        static_cast<std::size_t>(std::max(images, 0))));
}

// strongestEffects(logOdds, count) -> list of places: lesion::strongest_effects()
val strongest(const val& log_odds, int count) {
  const auto places = lesion::strongest_effects(from_js<float>(log_odds),
                                                static_cast<std::size_t>(std::max(count, 0)));
  val list = val::array();
  for (const std::size_t place : places) list.call<void>("push", static_cast<double>(place));
  return list;
}

}  // namespace

EMSCRIPTEN_BINDINGS(lesion_engine_what_if) {
  emscripten::function("ablatableModel", &ablatable_model);
  emscripten::function("restartModels", &restart_models);
  emscripten::function("preparePainted", &prepare_painted);
  emscripten::function("effects", &effects);
  emscripten::function("effectsOver", &effects_over);
  emscripten::function("estimateOver", &estimate_over);
  emscripten::function("gradientModel", &gradient_model);
  emscripten::function("effectSeed", &effect_seed);
  emscripten::function("estimatedEffects", &estimated_effects);
  emscripten::function("meanWith", &mean_with);
  emscripten::function("strongestEffects", &strongest);
}
