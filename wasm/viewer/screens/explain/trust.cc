#include "wasm/viewer/screens/explain/trust.h"

#include <array>

#include "core/explain/judge.h"
#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/screens/explain/choice.h"

namespace lesion::viewer {
namespace {

constexpr std::string_view kChance = "random";

const ExplanationScoreCard* score_of(const ModelCard& card, std::string_view method,
                                     Measure measure, bool untrained = false) {
  if (!card.explanations) return nullptr;
  const std::string_view name = kMeasures[static_cast<std::size_t>(measure)].name;
  for (const ExplanationScoreCard& one : card.explanations->scores) {
    if (one.method == method && one.measure == name && one.untrained == untrained) return &one;
  }
  return nullptr;
}

// In points of the probability.
std::string points(const Words& words, float value) {
  return signed_words(words, 100.0 * static_cast<double>(value), 0);
}

std::string share(const Words& words, const ExplanationScoreCard* one) {
  return one ? words.percent(static_cast<double>(one->score.mean)) : "-";
}

}  // namespace

Fared fared(const ModelCard& card, std::string_view method) {
  const ExplanationScoreCard* own = score_of(card, method, Measure::kFaithfulness);
  const ExplanationScoreCard* chance = score_of(card, kChance, Measure::kFaithfulness);
  const ExplanationScoreCard* middle = score_of(card, kCentred, Measure::kFaithfulness);
  if (!own || !chance || !middle) return Fared::kUnmeasured;
  if (!(own->score.low > chance->score.high)) return Fared::kNotAboveChance;
  return own->score.low > middle->score.high ? Fared::kAboveMiddle : Fared::kAboveChance;
}

std::vector<std::string> trust_words(const Words& words, const ModelCard& card,
                                     std::string_view method) {
  if (method == kChance) return {};
  const Fared verdict = fared(card, method);
  if (verdict == Fared::kUnmeasured) return {words["explain.unjudged"]};
  static constexpr std::array kVerdicts = {"explain.unjudged", "explain.fared.no_better",
                                           "explain.fared.chance", "explain.fared.middle"};
  const ExplanationScoreCard& own = *score_of(card, method, Measure::kFaithfulness);
  const ExplanationScoreCard& chance = *score_of(card, kChance, Measure::kFaithfulness);
  const ExplanationScoreCard& middle = *score_of(card, kCentred, Measure::kFaithfulness);
  std::vector<std::string> said = {words[kVerdicts[static_cast<std::size_t>(verdict)]]};
  said.push_back(words.fill("explain.fared.order", {{"own", points(words, own.score.mean)},
                                                    {"low", points(words, own.score.low)},
                                                    {"high", points(words, own.score.high)},
                                                    {"middle", points(words, middle.score.mean)},
                                                    {"chance", points(words, chance.score.mean)}}));
  if (const ExplanationScoreCard* hit = score_of(card, method, Measure::kPointing)) {
    said.push_back(
        words.fill("explain.fared.lesion",
                   {{"own", share(words, hit)},
                    {"middle", share(words, score_of(card, kCentred, Measure::kPointing))},
                    {"chance", share(words, score_of(card, kChance, Measure::kPointing))}}));
  }
  if (const ExplanationScoreCard* alike = score_of(card, method, Measure::kUntrained)) {
    said.push_back(words.fill("explain.fared.untrained",
                              {{"alike", words.fixed(static_cast<double>(alike->score.mean), 2)}}));
  }
  said.push_back(words.fill(
      takes_layer(method) ? "explain.fared.on_layer" : "explain.fared.on",
      {{"images", std::to_string(own.images)}, {"data", card.explanations->measured_on}}));
  return said;
}

}  // namespace lesion::viewer
