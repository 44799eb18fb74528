// The page's door to the Explain screen: maps as they become.
#include <emscripten/bind.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "wasm/viewer/bindings.h"
#include "wasm/viewer/screens/explain/choice.h"
#include "wasm/viewer/screens/explain/painter.h"
#include "wasm/viewer/screens/explain/trust.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

// found: {width, height, values (Float32Array), hasSign, greatest, progress, score, gap (number or
// null), made (null, or {from, to, rgba})}. False where sizes disagree.
bool set_explanation(int revision, const val& found) {
  ExplainAnswer answer;
  answer.revision = revision;
  answer.width = found["width"].as<int>();
  answer.height = found["height"].as<int>();
  answer.has_sign = found["hasSign"].as<bool>();
  answer.greatest = found["greatest"].as<float>();
  answer.progress = found["progress"].as<double>();
  answer.score = found["score"].as<double>();
  if (found["gap"].isNumber()) answer.gap = found["gap"].as<double>();
  MapValues values = map_values(1, answer.height, answer.width, found["values"]);
  if (!values.whole()) return false;
  std::vector<ImageLevel> levels;
  if (const val made = found["made"]; !made.isNull() && !made.isUndefined()) {
    answer.made = {made["from"].as<double>(), made["to"].as<double>()};
    val copy = val::object();
    copy.set("width", answer.width);
    copy.set("height", answer.height);
    copy.set("rgba", made["rgba"]);
    levels.push_back(image_level(copy));
    if (!levels.back().whole()) return false;
  }
  if (revision == app().state().explain.revision) {
    explained_map().set(revision, std::move(values), std::move(levels));
  }
  app().dispatch(ExplainAction(Explained{answer}));
  return true;
}

void set_progress(int revision, double progress) {
  app().dispatch(ExplainAction(ExplainGoesOn{revision, progress}));
}

// JSON [text]: how the method fared on this network, as the screen says it.
std::string explain_trust() {
  const ViewerState& state = app().state();
  nlohmann::json json = nlohmann::json::array();
  if (state.model) json = trust_words(app().words(), state.model->card, state.explain.method);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void refuse_explanation(int revision) { app().dispatch(ExplainAction(ExplainRefused{revision})); }

}  // namespace
}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_explain) {
  using namespace lesion::viewer;
  emscripten::function("setExplanation", &set_explanation);
  emscripten::function("setExplainProgress", &set_progress);
  emscripten::function("explainTrust", &explain_trust);
  emscripten::function("refuseExplanation", &refuse_explanation);
}
