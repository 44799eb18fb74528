#include "wasm/viewer/own_words.h"

#include "core/stats/recalibration.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {

std::string percents_of(const Words& words, double value, double low, double high) {
  return words.fill("estimate.interval", {{"value", words.percent(value)},
                                          {"low", words.percent(low)},
                                          {"high", words.percent(high)}});
}

std::string percents_of(const Words& words, const Proportion& part) {
  return percents_of(words, part.value, part.low, part.high);
}

std::string with_sign(const Words& words, double value) {
  return (value > 0 ? "+" : "") + words.fixed(value, 3);
}

std::string difference_words(const Words& words, const AucComparison& paired) {
  return words.fill("estimate.interval", {{"value", with_sign(words, paired.difference)},
                                          {"low", with_sign(words, paired.low)},
                                          {"high", with_sign(words, paired.high)}});
}

std::string p_words(const Words& words, double p_value) {
  constexpr double kLeast = 0.001;
  return p_value < kLeast ? "< " + words.fixed(kLeast, 3) : "= " + words.fixed(p_value, 3);
}

std::vector<std::string> own_words(const Words& words, const ViewerState& state,
                                   std::optional<double> probability) {
  std::vector<std::string> out;
  const std::optional<OwnPoint>& own = state.validate.own;
  if (!own) return out;
  const std::string n = std::to_string(own->n);
  if (const OwnPoint* in_use = own_in_use(state); in_use != nullptr && state.model) {
    out.push_back(own_threshold_words(*in_use, state.model->card, words.estimate_table()));
  }
  if (own->recalibration) {
    if (probability) {
      const double value = *recalibrated_estimate(state, *probability);
      out.push_back(
          words.fill("validate.own.estimate", {{"estimate", words.percent(value)}, {"n", n}}));
      if (own->positives < kEnoughOfEach || own->n - own->positives < kEnoughOfEach) {
        out.back() += " " + words["validate.own.few"];
      }
    } else {
      out.push_back(words.fill("validate.own.recalibration",
                               {{"n", n},
                                {"positives", std::to_string(own->positives)},
                                {"date", own->date.empty() ? std::string() : ", " + own->date}}));
    }
  }
  return out;
}

}  // namespace lesion::viewer
