#include "core/model/estimate.h"

#include <algorithm>
#include <cmath>

#include "core/model/operating.h"
#include "core/text/format.h"

namespace lesion {
namespace {

// Of figures that are measured; where the card has more than one clinic elsewhere, its worst.
std::string found_words(const std::vector<PointFigures>& all, bool above, const std::string& name,
                        const EstimateTable& table) {
  const std::string mark = table("decimal");
  const std::string side = above ? ".above" : ".below";
  const auto say = [&](const PointFigures& figures, const std::string& key) {
    const std::string data =
        figures.n > 0 ? text::fill(table("data_n"),
                                   {{"data", figures.data}, {"n", std::to_string(figures.n)}})
                      : figures.data;
    return text::fill(table(key + side),
                      {{"class", name},
                       {"found", text::percent(figures.sensitivity, 0, mark)},
                       {"missed", text::percent(1 - figures.sensitivity, 0, mark)},
                       {"wrong", text::percent(1 - figures.specificity, 0, mark)},
                       {"data", data}});
  };
  if (all.empty()) return {};
  const auto home = std::find_if(all.begin(), all.end(),
                                 [](const PointFigures& figures) { return !figures.elsewhere; });
  if (home == all.begin()) return say(*home, "only_home");
  std::string words = say(all.front(), "elsewhere");
  if (home != all.end()) words.append(" ").append(say(*home, "home"));
  return words;
}

}  // namespace

std::string class_words(const EstimateTable& table, std::string_view name) {
  const std::string key = "class." + std::string(name);
  std::string words = table(key);
  return words == key ? std::string(name) : words;
}

std::string positive_class_words(const EstimateTable& table, const ModelCard& card) {
  if (card.positive_class < 0) return {};
  const auto positive = static_cast<std::size_t>(card.positive_class);
  return positive < card.classes.size() ? class_words(table, card.classes[positive])
                                        : std::string();
}

std::string own_threshold_words(const OwnPoint& own, const ModelCard& card,
                                const EstimateTable& table) {
  if (!own.threshold) return {};
  const std::string mark = table("decimal");
  const OwnPoint::Threshold& at = *own.threshold;
  const auto interval = [&](double value, double low, double high) {
    return text::fill(table("interval"), {{"value", text::percent(value, 0, mark)},
                                          {"low", text::percent(low, 0, mark)},
                                          {"high", text::percent(high, 0, mark)}});
  };
  const double stated = card.operating_point ? card.operating_point->threshold : at.value;
  return text::fill(
      table("own"),
      {{"threshold", text::percent_beside(at.value, stated, mark)},
       {"n", std::to_string(own.n)},
       {"positives", std::to_string(own.positives)},
       {"date", own.date.empty() ? std::string() : ", " + own.date},
       {"sensitivity", interval(at.sensitivity.mean, at.sensitivity.low, at.sensitivity.high)},
       {"specificity", interval(at.specificity.value, at.specificity.low, at.specificity.high)}});
}

EstimateWords say_estimate(const ModelCard& card, std::string_view name, double probability,
                           std::optional<double> moved, const EstimateTable& table,
                           std::span<const double> beside, const OwnPoint* own) {
  const std::string mark = table("decimal");
  const std::string positive = positive_class_words(table, card);
  // Where a person has moved it, it holds, also where no curve says what it finds.
  std::optional<double> line;
  if (moved && std::isfinite(*moved)) {
    line = std::clamp(*moved, 0.0, 1.0);
  } else if (card.operating_point) {
    line = card.operating_point->threshold;
  }
  std::vector<double> figures(beside.begin(), beside.end());
  figures.push_back(probability);
  if (line) figures.push_back(*line);
  const std::vector<std::string> all = text::percents(figures, mark);
  EstimateWords said;
  said.figure = all[beside.size()];
  said.beside.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(beside.size()));
  said.title = text::fill(table("title"), {{"class", positive}});
  said.network =
      text::fill(table("network"), {{"name", card.name.empty() ? std::string(name) : card.name}});
  if (!line) {
    said.line = text::fill(table("no_point"), {{"class", positive}});
    if (card.metrics.empty() && !card.training) said.line.append(" ").append(table("unmeasured"));
    return said;
  }
  said.threshold = line;
  said.from_here = text::fill(table("from_here"), {{"class", positive}});
  const bool above = probability >= *line;
  said.line = text::fill(table(above ? "above" : "below"),
                         {{"class", positive}, {"threshold", all.back()}});
  if (moved && std::isfinite(*moved)) {
    const bool found_here = own != nullptr && own->threshold && own->threshold->value == *moved;
    const bool stated = card.operating_point.has_value();
    const char* key = found_here ? (stated ? "own_moved" : "own_set") : stated ? "moved" : "set";
    said.line.append(" ").append(text::fill(
        table(key),
        {{"own", stated ? text::percent_beside(card.operating_point->threshold, *line, mark)
                        : std::string()},
         {"n", found_here ? std::to_string(own->n) : std::string()}}));
    if (found_here) said.own = own_threshold_words(*own, card, table);
  }
  said.found = found_words(figures_at(card, moved), above, positive, table);
  return said;
}

std::vector<double> read_beside(double probability, std::span<const double> all) {
  constexpr double kAlike = 5e-5;
  std::vector<double> beside;
  for (const double one : all) {
    if (std::abs(one - probability) >= kAlike) beside.push_back(one);
  }
  return beside;
}

}  // namespace lesion
