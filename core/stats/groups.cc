#include "core/stats/groups.h"

#include <algorithm>
#include <map>

#include "core/stats/operating_point.h"

namespace lesion {

std::vector<GroupFigures> group_figures(const ScoredImages& images,
                                        std::span<const std::string> values, bool by_name,
                                        double threshold) {
  const std::size_t count = std::min(
      {images.ranks.size(), images.probabilities.size(), images.labels.size(), values.size()});
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < count; ++i) {
    members[values[i]].push_back(i);
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
      scores.push_back(images.probabilities[i]);
      margins.push_back(images.ranks[i]);
      labels.push_back(images.labels[i]);
    }
    const Confusion c = confusion_at({scores, labels}, threshold);
    row.positives = c.true_positives + c.false_negatives;
    const std::size_t negatives = row.count - row.positives;
    if (row.positives > 0) row.sensitivity = proportion(c.true_positives, row.positives);
    if (negatives > 0) row.specificity = proportion(c.true_negatives, negatives);
    if (row.positives == 0 || negatives == 0) {
      row.against_all = true;
      const std::uint8_t other = row.positives == 0 ? 1 : 0;
      for (std::size_t i = 0; i < count; ++i) {
        if (images.labels[i] != other) continue;
        margins.push_back(images.ranks[i]);
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
    return !by_name && a.count > b.count;
  });
  for (GroupFigures& row : rows) {
    if (row.name.empty()) row.name = "not known";
  }
  return rows;
}

std::vector<std::size_t> worst_mistakes(const ScoredImages& images, double threshold,
                                        std::uint8_t label, std::size_t most) {
  const std::size_t count =
      std::min({images.ranks.size(), images.probabilities.size(), images.labels.size()});
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < count; ++i) {
    const bool called = images.probabilities[i] >= threshold;
    if (images.labels[i] == label && called != (label != 0)) places.push_back(i);
  }
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    return label != 0 ? images.ranks[a] < images.ranks[b] : images.ranks[a] > images.ranks[b];
  });
  if (places.size() > most) places.resize(most);
  return places;
}

}  // namespace lesion
