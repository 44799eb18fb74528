#include "native/report/figures.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

std::optional<Error> mismatch(const ReportSet& set) {
  const std::size_t count = set.ids.size();
  const auto wrong = [&](const std::string& what, std::size_t size) {
    return plain_error(ErrorKind::kInvalidArgument, set.name + ": " + std::to_string(size) + " " +
                                                        what + " for " + std::to_string(count) +
                                                        " images");
  };
  if (set.margins.size() != count) return wrong("scores", set.margins.size());
  if (set.labels.size() != count) return wrong("labels", set.labels.size());
  if (!set.diagnoses.empty() && set.diagnoses.size() != count) {
    return wrong("diagnoses", set.diagnoses.size());
  }
  for (const ReportGrouping& grouping : set.groupings) {
    if (grouping.values.size() != count) {
      return wrong("values of " + grouping.title, grouping.values.size());
    }
  }
  return std::nullopt;
}

std::vector<double> probabilities(const std::vector<double>& margins, double temperature) {
  std::vector<double> out;
  out.reserve(margins.size());
  for (const double margin : margins) out.push_back(1 / (1 + std::exp(-margin / temperature)));
  return out;
}

}  // namespace

Result<SetFigures> figures_of(const ReportSet& set, double temperature, double threshold) {
  if (const auto error = mismatch(set)) return tl::unexpected(*error);
  if (!(temperature > 0)) {
    return fail(ErrorKind::kInvalidArgument, "the temperature must be positive");
  }
  const LabelledScores margins{set.margins, set.labels};
  if (auto error = why_unusable(margins)) {
    return fail(error->kind, set.name + ": " + error->message);
  }
  SetFigures out;
  out.probabilities = probabilities(set.margins, temperature);
  out.raw = probabilities(set.margins, 1);
  const LabelledScores calibrated{out.probabilities, set.labels};
  const LabelledScores raw{out.raw, set.labels};
  // Ranks are the margins': probabilities near 0 and 1 may coincide by rounding.
  const auto area = auc(margins);
  if (!area) return tl::unexpected(area.error());
  out.auc = *area;
  auto curve = roc_curve(margins);
  if (!curve) return tl::unexpected(curve.error());
  out.roc = std::move(*curve);
  auto before = calibration(raw);
  if (!before) return tl::unexpected(before.error());
  out.before = std::move(*before);
  auto after = calibration(calibrated);
  if (!after) return tl::unexpected(after.error());
  out.after = std::move(*after);
  out.likelihood_before = negative_log_likelihood(margins, 1);
  out.likelihood_after = negative_log_likelihood(margins, temperature);
  const Confusion c = confusion_at(calibrated, threshold);
  out.confusion = c;
  out.sensitivity = proportion(c.true_positives, c.true_positives + c.false_negatives);
  out.specificity = proportion(c.true_negatives, c.true_negatives + c.false_positives);
  out.predictive_positive = proportion(c.true_positives, c.true_positives + c.false_positives);
  out.predictive_negative = proportion(c.true_negatives, c.true_negatives + c.false_negatives);
  return out;
}

std::vector<GroupFigures> group_figures(const ReportSet& set, const ReportGrouping& grouping,
                                        const std::vector<double>& probabilities,
                                        double threshold) {
  return group_figures({set.margins, probabilities, set.labels}, grouping.values, grouping.by_name,
                       threshold);
}

std::vector<std::size_t> worst_mistakes(const ReportSet& set,
                                        const std::vector<double>& probabilities, double threshold,
                                        std::uint8_t label, std::size_t most) {
  return worst_mistakes({set.margins, probabilities, set.labels}, threshold, label, most);
}

}  // namespace lesion
