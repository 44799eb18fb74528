#include "native/report/figures.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace lesion {
namespace {

constexpr double kNormal975 = 1.959963984540054;

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

Proportion proportion(std::size_t count, std::size_t total) {
  Proportion p{.count = count, .total = total};
  if (total == 0) return p;
  const auto n = static_cast<double>(total);
  const double z2 = kNormal975 * kNormal975;
  p.value = static_cast<double>(count) / n;
  const double centre = (p.value + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kNormal975 / (1 + z2 / n) * std::sqrt(p.value * (1 - p.value) / n + z2 / (4 * n * n));
  p.low = std::max(0.0, centre - half);
  p.high = std::min(1.0, centre + half);
  return p;
}

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
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < grouping.values.size(); ++i) {
    members[grouping.values[i]].push_back(i);
  }
  std::vector<GroupFigures> rows;
  for (const auto& [name, places] : members) {
    GroupFigures row;
    row.name = name;
    row.count = places.size();
    std::vector<double> scores;
    std::vector<double> margins;
    std::vector<std::uint8_t> labels;
    for (const std::size_t i : places) {
      scores.push_back(probabilities[i]);
      margins.push_back(set.margins[i]);
      labels.push_back(set.labels[i]);
    }
    const Confusion c = confusion_at({scores, labels}, threshold);
    row.positives = c.true_positives + c.false_negatives;
    const std::size_t negatives = row.count - row.positives;
    if (row.positives > 0) row.sensitivity = proportion(c.true_positives, row.positives);
    if (negatives > 0) row.specificity = proportion(c.true_negatives, negatives);
    if (row.positives == 0 || negatives == 0) {
      row.against_all = true;
      const std::uint8_t other = row.positives == 0 ? 1 : 0;
      for (std::size_t i = 0; i < set.labels.size(); ++i) {
        if (set.labels[i] != other) continue;
        margins.push_back(set.margins[i]);
        labels.push_back(other);
      }
    }
    if (const auto area = auc({margins, labels});
        area && area->positives >= 2 && area->negatives >= 2) {
      row.auc = *area;
    }
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const GroupFigures& a, const GroupFigures& b) {
    if (a.name.empty() != b.name.empty()) return b.name.empty();
    return !grouping.by_name && a.count > b.count;
  });
  for (GroupFigures& row : rows) {
    if (row.name.empty()) row.name = "not known";
  }
  return rows;
}

std::vector<std::size_t> worst_mistakes(const ReportSet& set,
                                        const std::vector<double>& probabilities, double threshold,
                                        std::uint8_t label, std::size_t most) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const bool called = probabilities[i] >= threshold;
    if (set.labels[i] == label && called != (label != 0)) places.push_back(i);
  }
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    return label != 0 ? set.margins[a] < set.margins[b] : set.margins[a] > set.margins[b];
  });
  if (places.size() > most) places.resize(most);
  return places;
}

}  // namespace lesion
