// The page's door to the What if screen: what is to be painted over, and news of tries and effects.
#include <emscripten/bind.h>

#include <cmath>
#include <utility>

#include "wasm/viewer/bindings.h"
#include "wasm/viewer/screens/what_if/painter.h"
#include "wasm/viewer/screens/what_if/reduce.h"
#include "wasm/viewer/screens/what_if/tries.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

Rect rect_of(const val& part) {
  return {part["x"].as<double>(), part["y"].as<double>(), part["width"].as<double>(),
          part["height"].as<double>()};
}

// Float32Array: painted_pieces() of the try that is shown.
val pieces() {
  const std::vector<float> all = painted_pieces(app().state());
  return val::global("Float32Array").new_(emscripten::typed_memory_view(all.size(), all.data()));
}

std::optional<OverOthers> over_of(const val& seen) {
  if (seen.isNull() || seen.isUndefined()) return std::nullopt;
  return OverOthers{seen["lowest"].as<double>(), seen["highest"].as<double>()};
}

// seen: {region {x,y,width,height}, probability, over: null or {lowest, highest}, painted: null or
// {x, y, width, height, copy: {width, height, rgba}}}. False where sizes disagree, or the
// probability is none.
bool set_try(int revision, const val& seen) {
  WhatIfAnswer answer;
  answer.revision = revision;
  answer.region = rect_of(seen["region"]);
  answer.probability = seen["probability"].as<double>();
  if (!(answer.probability >= 0 && answer.probability <= 1)) return false;
  answer.over = over_of(seen["over"]);
  const val painted = seen["painted"];
  if (!painted.isNull() && !painted.isUndefined()) {
    ImageLevel level = image_level(painted["copy"]);
    if (!level.whole()) return false;
    answer.painted = rect_of(painted);
    std::vector<ImageLevel> levels;
    levels.push_back(std::move(level));
    painted_part().set(std::move(levels));
  }
  app().dispatch(WhatIfAction(TryCame{answer}));
  return true;
}

void refuse_try(int revision) { app().dispatch(WhatIfAction(TryRefused{revision})); }

void set_try_progress(int revision, int done, int of) {
  app().dispatch(WhatIfAction(TryGoesOn{{revision, done, of}}));
}

// seen: {region, by, others (ids), name, logOdds, probability, over: null or {lowest, highest}}.
bool set_concept_effect(int image, const val& seen) {
  const auto by = by_name<ReplaceBy>(kReplaceByNames, seen["by"].as<std::string>());
  if (!by) return false;
  const ConceptEffect effect{seen["name"].as<std::string>(), seen["logOdds"].as<double>(),
                             seen["probability"].as<double>(), over_of(seen["over"])};
  app().dispatch(WhatIfAction(ConceptEffectCame{image, rect_of(seen["region"]), *by, effect,
                                                emscripten::vecFromJSArray<int>(seen["others"])}));
  return true;
}

// seen: {region, by (of kReplaceByNames), others (ids), layer, filters (list), logOdds:
// Float32Array, probability: Float32Array, of, exact, lowest, highest: null or Float32Array of the
// change of the log-odds}: changes, one for each of the layer's filters. False where sizes
// disagree.
bool set_effects(int image, const val& seen) {
  const std::vector<float> log_odds = elements<float>(seen["logOdds"]);
  const bool over = !seen["lowest"].isNull();
  const std::vector<float> lowest = over ? elements<float>(seen["lowest"]) : log_odds;
  const std::vector<float> highest = over ? elements<float>(seen["highest"]) : log_odds;
  const std::vector<float> probability = elements<float>(seen["probability"]);
  const auto by = by_name<ReplaceBy>(kReplaceByNames, seen["by"].as<std::string>());
  const auto filters = emscripten::vecFromJSArray<int>(seen["filters"]);
  const bool whole = log_odds.size() == probability.size() && filters.size() == log_odds.size() &&
                     lowest.size() == log_odds.size() && highest.size() == log_odds.size();
  if (!whole || !by) return false;
  const bool exact = seen["exact"].as<bool>();
  EffectsCame came{
      image, rect_of(seen["region"]),      *by,
      {},    seen["of"].as<std::size_t>(), emscripten::vecFromJSArray<int>(seen["others"])};
  for (std::size_t i = 0; i < log_odds.size(); ++i) {
    came.effects.push_back({{seen["layer"].as<int>(), filters[i]},
                            static_cast<double>(log_odds[i]),
                            static_cast<double>(probability[i]),
                            exact,
                            std::nullopt});
    if (over) {
      came.effects.back().over =
          OverOthers{static_cast<double>(lowest[i]), static_cast<double>(highest[i])};
    }
  }
  app().dispatch(WhatIfAction(std::move(came)));
  return true;
}

void refuse_estimate(const std::string& reason) {
  app().dispatch(WhatIfAction(NoEstimate{reason}));
}

}  // namespace
}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_what_if) {
  using namespace lesion::viewer;
  emscripten::function("paintedPieces", &pieces);
  emscripten::function("setTry", &set_try);
  emscripten::function("refuseTry", &refuse_try);
  emscripten::function("setTryProgress", &set_try_progress);
  emscripten::function("setConceptEffect", &set_concept_effect);
  emscripten::function("setEffects", &set_effects);
  emscripten::function("refuseEstimate", &refuse_estimate);
}
