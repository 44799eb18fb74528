#include "native/dissect/result.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "native/report/chart.h"
#include "native/report/markup.h"
#include "native/report/page_style.h"

namespace lesion {
namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json to_json_object(const EffectCard& effect) {
  return {{"mean", effect.mean}, {"low", effect.low}, {"high", effect.high}};
}

Json to_json_object(const FilterDissection& filter, const std::vector<std::string>& attributes) {
  Json json;
  json["labels"] = Json::array();
  for (const Concept label : filter.labels) json["labels"].push_back(concept_name(label));
  json["malignant"] = number(filter.malignant);
  json["tone"] = number(filter.tone);
  json["attributes"] = Json::object();
  for (std::size_t a = 0; a < attributes.size(); ++a) {
    json["attributes"][attributes[a]] = number(filter.attributes[a]);
  }
  if (filter.effect) json["effect"] = to_json_object(*filter.effect);
  if (filter.effect_of_mean) json["effect_of_mean"] = to_json_object(*filter.effect_of_mean);
  if (filter.mean) json["mean"] = *filter.mean;
  Json evidence = Json::object();
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    const FilterEvidence& one = filter.evidence[k];
    if (one.images == 0) continue;
    evidence[std::string(kConcepts[k].name)] = {{"n", one.images},
                                                {"auc", one.auc},
                                                {"low", filter.low[k]},
                                                {"high", filter.high[k]},
                                                {"shuffled", one.shuffled},
                                                {"p", one.p_value},
                                                {"untrained", one.untrained},
                                                {"mixed", one.mixed},
                                                {"iou", one.iou},
                                                {"iou_shuffled", one.iou_shuffled}};
  }
  json["evidence"] = std::move(evidence);
  return json;
}

// Named filters by layer and concept: [layer][concept]; the last column counts the unknown.
std::vector<std::vector<int>> counts_of(const Dissection& dissection) {
  std::vector<std::vector<int>> counts;
  for (const LayerSpan& layer : dissection.layers) {
    std::vector<int> row(kConceptCount + 1);
    for (int f = layer.first; f < layer.first + layer.filters; ++f) {
      const auto& labels = dissection.filters[static_cast<std::size_t>(f)].labels;
      for (const Concept label : labels) ++row[static_cast<std::size_t>(label)];
      if (labels.empty()) ++row[kConceptCount];
    }
    counts.push_back(std::move(row));
  }
  return counts;
}

int total(const std::vector<std::vector<int>>& counts, std::size_t column) {
  int sum = 0;
  for (const auto& row : counts) sum += row[column];
  return sum;
}

std::string_view column_name(std::size_t column) {
  return column < kConceptCount ? kConcepts[column].name : "unknown";
}

std::string cell(const std::string& text) { return "<td>" + text + "</td>"; }

std::string count_table(const Dissection& dissection) {
  const auto counts = counts_of(dissection);
  std::string html = "<table class=\"figures\"><thead><tr><th>concept</th>";
  for (const LayerSpan& layer : dissection.layers) html += "<th>" + escaped(layer.tensor) + "</th>";
  html += "<th>images with it</th><th>share of places</th></tr></thead><tbody>";
  for (std::size_t k = 0; k <= kConceptCount; ++k) {
    html += "<tr><th>" + std::string(column_name(k)) + "</th>";
    for (const auto& row : counts) html += cell(std::to_string(row[k]));
    if (k < kConceptCount) {
      html += cell(std::to_string(dissection.present[k]));
      html += cell(fixed(100 * dissection.share[k], 1) + "%");
    } else {
      html += "<td></td><td></td>";
    }
    html += "</tr>";
  }
  return html + "</tbody></table>";
}

std::string named_table(const Dissection& dissection) {
  std::string html =
      "<div class=\"scroll\"><table class=\"figures\"><thead><tr><th>filter</th><th>concept</th>"
      "<th>images</th><th>area (95%)</th><th>shuffled masks</th><th>untrained, best</th>"
      "<th>mixes, 95th percentile</th><th>p</th><th>IoU</th><th>IoU, shuffled</th>"
      "<th>malignant, AUC</th><th>skin tone, ρ</th></tr></thead><tbody>";
  for (std::size_t l = 0; l < dissection.layers.size(); ++l) {
    const LayerSpan& layer = dissection.layers[l];
    for (int f = 0; f < layer.filters; ++f) {
      const FilterDissection& one = dissection.filters[static_cast<std::size_t>(layer.first + f)];
      for (const Concept label : one.labels) {
        const auto k = static_cast<std::size_t>(label);
        const FilterEvidence& evidence = one.evidence[k];
        html += "<tr><th>" + escaped(layer.tensor) + " / " + std::to_string(f) + "</th>";
        html += cell(std::string(kConcepts[k].name)) + cell(std::to_string(evidence.images));
        html += cell(with_interval(evidence.auc, one.low[k], one.high[k]));
        html += cell(fixed(evidence.shuffled, 3)) + cell(fixed(evidence.untrained, 3));
        html += cell(fixed(evidence.mixed, 3)) + cell(plain_number(evidence.p_value));
        html += cell(fixed(evidence.iou, 3)) + cell(fixed(evidence.iou_shuffled, 3));
        html += cell(one.malignant ? fixed(*one.malignant, 3) : "n/a");
        html += cell(one.tone ? fixed(*one.tone, 2) : "n/a") + "</tr>";
      }
    }
  }
  return html + "</tbody></table></div>";
}

const char* way_name(const ConceptEffectCard& effect) {
  return kEffectWayNames[static_cast<std::size_t>(effect.way)];
}

std::string effect_table(const Dissection& dissection) {
  std::string html =
      "<h2>What artefacts do to the answer</h2><p>Mean change of the log-odds of the estimate "
      "(95% interval). Drawn: on images without it. Removed: painted over with its surroundings. "
      "Elsewhere: as much beside it painted over, the control.</p>"
      "<table class=\"figures\"><thead><tr><th>artefact</th><th>way</th><th>images of</th>"
      "<th>images</th><th>change</th></tr></thead><tbody>";
  for (const ConceptEffectCard& effect : dissection.effects) {
    html += "<tr><th>" + escaped(effect.concept_name) + "</th>" + cell(way_name(effect)) +
            cell(escaped(effect.group)) + cell(std::to_string(effect.images)) +
            cell(with_interval(effect.change.mean, effect.change.low, effect.change.high)) +
            "</tr>";
  }
  return html + "</tbody></table>";
}

// Named filters and the twenty that move the answer most, these first: layer, filter.
struct Moving {
  std::size_t layer = 0;
  int filter = 0;
  const FilterDissection* one = nullptr;

  const EffectCard& main() const {
    return one->effect_of_mean ? *one->effect_of_mean : *one->effect;
  }
};
std::vector<Moving> moving_filters(const Dissection& dissection) {
  std::vector<Moving> all;
  for (std::size_t l = 0; l < dissection.layers.size(); ++l) {
    const LayerSpan& layer = dissection.layers[l];
    for (int f = 0; f < layer.filters; ++f) {
      const auto& one = dissection.filters[static_cast<std::size_t>(layer.first + f)];
      if (one.effect) all.push_back({l, f, &one});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Moving& a, const Moving& b) {
    return std::abs(a.main().mean) > std::abs(b.main().mean);
  });
  constexpr std::size_t kMost = 20;
  std::vector<Moving> some;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i < kMost || !all[i].one->labels.empty()) some.push_back(all[i]);
  }
  return some;
}

std::string names_of(const FilterDissection& filter) {
  std::string names;
  for (const Concept label : filter.labels) {
    names.append(names.empty() ? "" : ", ").append(concept_name(label));
  }
  return names.empty() ? "unknown" : names;
}

std::string moving_table(const Dissection& dissection) {
  std::string html =
      "<h2>Which filters move the answer</h2><p>Mean change of the log-odds of the estimate (95% "
      "interval) where the filter alone is put out, on " +
      std::to_string(dissection.filter_effects->images) +
      " images: its map becomes 0, or its mean over training images, everywhere. The twenty that "
      "move it most, and those with a name.</p><table class=\"figures\"><thead><tr><th>filter</th>"
      "<th>concept</th><th>0</th><th>its mean</th></tr></thead><tbody>";
  const auto effect = [](const std::optional<EffectCard>& one) {
    return cell(one ? with_interval(one->mean, one->low, one->high) : "n/a");
  };
  for (const Moving& one : moving_filters(dissection)) {
    html += "<tr><th>" + escaped(dissection.layers[one.layer].tensor) + " / " +
            std::to_string(one.filter) + "</th>" + cell(names_of(*one.one)) +
            effect(one.one->effect) + effect(one.one->effect_of_mean) + "</tr>";
  }
  return html + "</tbody></table>";
}

std::string moving_text(const Dissection& dissection) {
  std::string text = "log-odds where the filter alone becomes 0, or its mean:\n";
  for (const Moving& one : moving_filters(dissection)) {
    char line[200];
    const EffectCard& zero = *one.one->effect;
    std::snprintf(line, sizeof line, "%zu/%-4d %-32s %+.3f (%+.3f to %+.3f)", one.layer, one.filter,
                  names_of(*one.one).c_str(), static_cast<double>(zero.mean),
                  static_cast<double>(zero.low), static_cast<double>(zero.high));
    text += line;
    if (const auto& mean = one.one->effect_of_mean) {
      std::snprintf(line, sizeof line, "  %+.3f (%+.3f to %+.3f)", static_cast<double>(mean->mean),
                    static_cast<double>(mean->low), static_cast<double>(mean->high));
      text += line;
    }
    text += '\n';
  }
  return text;
}

// With four decimals: finer differences are none, and a card has thousands of these.
EffectCard rounded(const EffectCard& effect) {
  const auto four = [](float value) { return std::round(value * 1e4f) / 1e4f; };
  return {four(effect.mean), four(effect.low), four(effect.high), effect.extra};
}

// Of every layer, the greatest area for a concept against the control's.
std::string best_chart(const Dissection& dissection, Concept what) {
  const auto k = static_cast<std::size_t>(what);
  std::vector<ChartPoint> best;
  std::vector<ChartPoint> untrained;
  for (std::size_t l = 0; l < dissection.layers.size(); ++l) {
    const LayerSpan& layer = dissection.layers[l];
    double greatest = 0;
    for (int f = layer.first; f < layer.first + layer.filters; ++f) {
      greatest =
          std::max(greatest, dissection.filters[static_cast<std::size_t>(f)].evidence[k].auc);
    }
    const double control =
        dissection.filters[static_cast<std::size_t>(layer.first)].evidence[k].untrained;
    best.push_back({static_cast<double>(l), greatest});
    untrained.push_back({static_cast<double>(l), control});
  }
  const double last = std::max(1.0, static_cast<double>(dissection.layers.size()) - 1);
  Chart chart({.title = std::string(concept_name(what)),
               .x = {.label = "layer", .low = 0, .high = last},
               .y = {.label = "best area", .low = 0.4, .high = 1},
               .width = 300,
               .height = 210});
  chart.line(best, "s1", "trained");
  chart.line(untrained, "s2", "untrained");
  return "<figure>" + chart.svg() + "<figcaption>" + std::string(concept_name(what)) +
         "</figcaption></figure>";
}

}  // namespace

Json to_json(const Dissection& dissection) {
  Json json;
  json["model"] = dissection.model;
  json["data"] = dissection.data;
  json["images"] = dissection.images;
  json["left_out"] = dissection.left_out;
  json["discovery_limit"] = dissection.discovery_limit;
  json["concepts"] = Json::array();
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    json["concepts"].push_back({{"concept", kConcepts[k].name},
                                {"images", dissection.present[k]},
                                {"share", dissection.share[k]}});
  }
  json["layers"] = Json::array();
  for (const LayerSpan& layer : dissection.layers) {
    Json filters = Json::array();
    for (int f = layer.first; f < layer.first + layer.filters; ++f) {
      filters.push_back(
          to_json_object(dissection.filters[static_cast<std::size_t>(f)], dissection.attributes));
    }
    json["layers"].push_back({{"tensor", layer.tensor}, {"filters", std::move(filters)}});
  }
  json["constant"] = {{"concept", concept_name(dissection.constant)},
                      {"auc", dissection.constant_auc}};
  json["untrained_named"] = dissection.untrained_named;
  json["effects"] = Json::array();
  for (const ConceptEffectCard& effect : dissection.effects) {
    json["effects"].push_back({{"concept", effect.concept_name},
                               {"way", way_name(effect)},
                               {"group", effect.group},
                               {"images", effect.images},
                               {"mean", effect.change.mean},
                               {"low", effect.change.low},
                               {"high", effect.change.high}});
  }
  if (const auto& record = dissection.filter_effects) {
    json["filter_effects"] = {{"images", record->images},
                              {"means_from", record->means_from},
                              {"means_images", record->means_images}};
  }
  return json;
}

std::string to_text(const Dissection& dissection) {
  const auto counts = counts_of(dissection);
  char line[160];
  std::snprintf(line, sizeof line, "%s on %s: %d images, %zu filters\n", dissection.model.c_str(),
                dissection.data.c_str(), dissection.images, dissection.filters.size());
  std::string text = line;
  for (std::size_t k = 0; k <= kConceptCount; ++k) {
    const int sum = total(counts, k);
    if (sum == 0) continue;
    std::snprintf(line, sizeof line, "%-18s %5d   ", std::string(column_name(k)).c_str(), sum);
    text += line;
    for (const auto& row : counts) {
      std::snprintf(line, sizeof line, " %4d", row[k]);
      text += line;
    }
    text += '\n';
  }
  std::snprintf(line, sizeof line, "every filter called %s: mean area %.3f\n",
                std::string(concept_name(dissection.constant)).c_str(), dissection.constant_auc);
  text += line;
  for (const double part : dissection.untrained_named) {
    std::snprintf(line, sizeof line, "untrained weights: %.2f%% of the filters named\n",
                  100 * part);
    text += line;
  }
  for (const ConceptEffectCard& effect : dissection.effects) {
    std::snprintf(line, sizeof line,
                  "%-12s %-10s %-10s %5d images: log-odds %+.2f (%+.2f to %+.2f)\n",
                  effect.concept_name.c_str(), way_name(effect), effect.group.c_str(),
                  effect.images, static_cast<double>(effect.change.mean),
                  static_cast<double>(effect.change.low), static_cast<double>(effect.change.high));
    text += line;
  }
  if (dissection.filter_effects) text += moving_text(dissection);
  if (!dissection.no_filter_effects.empty()) {
    text += "no filter was put out: " + dissection.no_filter_effects + "\n";
  }
  return text;
}

std::string dissection_html(const Dissection& dissection) {
  const std::string title = dissection.model + ": what its filters respond to";
  std::string html = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                     escaped(title) + "</title><style>" + kPageStyle + chart_css() +
                     "</style></head><body><header><h1>" + escaped(title) + "</h1></header><main>";
  html += "<p class=\"notice\">" + std::string(kNotice) + "</p>";
  html += "<p>" + escaped(dissection.data) + ", " + std::to_string(dissection.images) +
          " images. A filter is named after a concept where its map tells the concept's places "
          "from others better than with the masks of other images, than any filter of networks "
          "that never learnt and than 95% of random mixes of its layer (docs/concepts.md).</p>";
  html += "<h2>Filters by concept and layer</h2>" + count_table(dissection);
  html += "<h2>Best filter of each layer</h2><div class=\"charts\">";
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    if (dissection.present[k] >= LabelRule{}.least_images) {
      html += best_chart(dissection, static_cast<Concept>(k));
    }
  }
  html += "</div><h2>Named filters</h2>" + named_table(dissection);
  html += "<p>Were every filter called " + std::string(concept_name(dissection.constant)) +
          ", the mean area would be " + fixed(dissection.constant_auc, 3) + ".</p>";
  for (const double part : dissection.untrained_named) {
    html += "<p>With untrained weights the rule names " + fixed(100 * part, 2) +
            "% of the filters.</p>";
  }
  if (!dissection.effects.empty()) html += effect_table(dissection);
  if (dissection.filter_effects) html += moving_table(dissection);
  return html + "</main></body></html>\n";
}

Result<void> put_into(ModelCard& card, const Dissection& dissection) {
  if (card.layers.size() != dissection.layers.size()) {
    return fail(ErrorKind::kInvalidArgument,
                "the model's card has other layers than were measured");
  }
  if (!dissection.effects.empty()) card.concept_effects = dissection.effects;
  if (dissection.filter_effects) card.filter_effects = dissection.filter_effects;
  for (std::size_t l = 0; l < card.layers.size(); ++l) {
    LayerCard& layer = card.layers[l];
    const LayerSpan& span = dissection.layers[l];
    if (layer.filters.size() != static_cast<std::size_t>(span.filters)) {
      return fail(ErrorKind::kInvalidArgument,
                  "the model's card has no measurements of the filters of " + span.tensor);
    }
    for (std::size_t f = 0; f < layer.filters.size(); ++f) {
      const FilterDissection& one = dissection.filters[static_cast<std::size_t>(span.first) + f];
      if (one.effect) {
        layer.filters[f].effect = rounded(*one.effect);
        layer.filters[f].effect_of_mean.reset();
        if (one.effect_of_mean) layer.filters[f].effect_of_mean = rounded(*one.effect_of_mean);
        if (one.mean) layer.filters[f].mean = *one.mean;
      }
      layer.filters[f].concepts.clear();
      for (const Concept label : one.labels) {
        const auto k = static_cast<std::size_t>(label);
        const FilterEvidence& evidence = one.evidence[k];
        const Json extra = {{"data", dissection.data},
                            {"images", evidence.images},
                            {"iou", evidence.iou},
                            {"iou_shuffled", evidence.iou_shuffled}};
        layer.filters[f].concepts.push_back(
            {std::string(concept_name(label)), static_cast<float>(evidence.auc),
             static_cast<float>(one.low[k]), static_cast<float>(one.high[k]), extra.dump()});
      }
    }
  }
  return {};
}

}  // namespace lesion
