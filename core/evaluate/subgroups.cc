#include "core/evaluate/subgroups.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/stats/groups.h"
#include "core/stats/recalibration.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

ordered_json value_of(const std::optional<Proportion>& part) {
  return part ? ordered_json(part->value) : ordered_json(nullptr);
}

}  // namespace

double margin_of(const ModelCard& card, const ImageScore& image) {
  const std::vector<float>& logits = image.logits;
  const auto positive = static_cast<std::size_t>(card.positive_class);
  if (card.output != OutputKind::kLogits || logits.size() < 2 || positive >= logits.size()) {
    return card.temperature * log_odds(image.probability);
  }
  // See probability() of core/model/card.h: probability = 1 / (1 + exp(-margin / temperature)).
  double greatest = -INFINITY;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (i != positive) greatest = std::max(greatest, logits[i] / card.temperature);
  }
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (i != positive) sum += std::exp(logits[i] / card.temperature - greatest);
  }
  return logits[positive] - card.temperature * (greatest + std::log(sum));
}

ordered_json subgroups_json(const Evaluation& evaluation, std::span<const double> margins,
                            std::span<const Grouping> groupings) {
  std::vector<double> probabilities;
  std::vector<std::uint8_t> labels;
  for (const ImageScore& image : evaluation.images) {
    probabilities.push_back(image.probability);
    labels.push_back(image.label != 0 ? 1 : 0);
  }
  ordered_json out = ordered_json::array();
  for (const Grouping& grouping : groupings) {
    ordered_json rows = ordered_json::array();
    for (const GroupFigures& row : group_figures({margins, probabilities, labels}, grouping.values,
                                                 grouping.by_name, evaluation.threshold)) {
      const auto area = [&](double Auc::*field) {
        return row.auc ? ordered_json((*row.auc).*field) : ordered_json(nullptr);
      };
      rows.push_back({{"value", row.name},
                      {"n", row.count},
                      {"positives", row.positives},
                      {"auc", area(&Auc::value)},
                      {"auc_low", area(&Auc::low)},
                      {"auc_high", area(&Auc::high)},
                      {"against_all", row.against_all},
                      {"sensitivity", value_of(row.sensitivity)},
                      {"specificity", value_of(row.specificity)}});
    }
    out.push_back({{"group", grouping.title}, {"rows", std::move(rows)}});
  }
  return out;
}

}  // namespace lesion
