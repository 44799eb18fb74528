// The page's door to the Compare screen: news for its panes.
#include <emscripten/bind.h>

#include <algorithm>
#include <utility>

#include "wasm/problem_js.h"
#include "wasm/viewer/bindings.h"
#include "wasm/viewer/screens/compare/judged.h"
#include "wasm/viewer/screens/compare/painters.h"
#include "wasm/viewer/screens/compare/panes.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

// False, and no change, where sizes disagree. What nobody waits for any more is let go in peace.
bool take(CompareAnswer answer, std::vector<ImageLevel> levels, std::vector<LayerAnswer> layers) {
  const bool good = !levels.empty() &&
                    std::all_of(levels.begin(), levels.end(),
                                [](const ImageLevel& level) { return level.whole(); }) &&
                    std::all_of(layers.begin(), layers.end(), whole);
  if (!good) return false;
  const std::vector<CompareRequest> wanted = compare_wanted(app().state());
  if (std::find(wanted.begin(), wanted.end(), answer.request) == wanted.end()) return true;
  std::vector<MapValues> maps;
  for (LayerAnswer& layer : layers) {
    answer.layers.push_back(std::make_shared<const Layer>(layer_of(layer)));
    maps.push_back(std::move(layer.maps));
  }
  compare_painters().set(answer.request, std::move(levels), std::move(maps));
  app().dispatch(CompareAction(Compared{std::move(answer)}));
  return true;
}

// seen: {width, height, levels (copies, the finest first), region, lesion, novelty, probability,
// layers}, as set_result() has them. False where sizes disagree.
bool set_compared(int id, bool second, const val& seen) {
  const auto count = [](const val& object, const char* key) { return object[key].as<int>(); };
  CompareAnswer answer;
  answer.request = {id, second};
  answer.image = {id, "", count(seen, "width"), count(seen, "height")};
  answer.verdict.region = region_from(seen["region"]);
  answer.verdict.lesion = lesion_from(seen["lesion"]);
  answer.image.lesion = answer.verdict.lesion;
  answer.verdict.novelty = novelty_from(seen["novelty"]);
  answer.verdict.probability = seen["probability"].as<double>();
  return take(std::move(answer), image_levels(seen["levels"]), layer_answers(seen["layers"]));
}

void refuse_compared(int id, bool second) {
  app().dispatch(CompareAction(CompareRefused{{id, second}}));
}

// As set_model() has it.
val set_second_model(const std::string& file, const std::string& card_json) {
  Result<ModelCard> card = card_from_json(card_json);
  if (!card) {
    app().dispatch(CompareAction(SecondModelRefused{file}));
    return problem_to_js(about_file(file, card.error()));
  }
  app().dispatch(CompareAction(SecondModelOpened{file, std::move(*card)}));
  return val::null();
}

void refuse_second_model(const std::string& file) {
  app().dispatch(CompareAction(SecondModelRefused{file}));
}

// What is said of a pane's estimate: see estimate_json(). "null" while there is none.
std::string compare_estimate(int pane) {
  const ViewerState seen = pane_state(app().state(), pane);
  if (!seen.verdict) return "null";
  std::vector<double> beside;
  if (const auto own = pane_own_estimate(app().state(), pane)) beside.push_back(*own);
  return estimate_json(seen, seen.verdict->probability, beside);
}

void set_second_score(int id, const val& probability) {
  SecondScored scored{id, std::nullopt};
  if (probability.isNumber()) scored.probability = probability.as<double>();
  app().dispatch(CompareAction(scored));
}

// JSON {said, ask}: see PairedWords.
std::string paired_said() {
  const PairedWords said = paired_words(app().words(), app().state());
  return nlohmann::json{{"said", said.said}, {"ask", said.ask}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace
}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_compare) {
  using namespace lesion::viewer;
  emscripten::function("setCompared", &set_compared);
  emscripten::function("refuseCompared", &refuse_compared);
  emscripten::function("setSecondModel", &set_second_model);
  emscripten::function("compareEstimate", &compare_estimate);
  emscripten::function("refuseSecondModel", &refuse_second_model);
  emscripten::function("setSecondScore", &set_second_score);
  emscripten::function("pairedWords", &paired_said);
}
