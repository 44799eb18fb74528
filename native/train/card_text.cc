#include "native/train/card_text.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>

namespace lesion {
namespace {

template <typename... Values>
std::string line(const char* format, Values... values) {
  char text[600];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::string shown(const std::optional<double>& value) {
  return value ? line("%.3f", *value) : std::string("-");
}

// A cell of a table: a bar would end it.
std::string cell(std::string text) {
  std::replace(text.begin(), text.end(), '|', '/');
  return text;
}

void add_metric(std::string& out, const Metric& metric) {
  out += "| " + cell(metric.data) + (metric.elsewhere ? " (from elsewhere)" : "") +
         line(" | %d | %d | %.3f | %.3f-%.3f | ", metric.n, metric.positives, metric.auc,
              metric.auc_low, metric.auc_high) +
         shown(metric.sensitivity) + " | " + shown(metric.specificity) + " | " +
         shown(metric.calibration_error) + " |\n";
}

void add_figures(std::string& out, const ModelCard& card) {
  out +=
      "\n## Figures\n\n| data | images | malignant | AUC | 95% interval (DeLong) | sensitivity | "
      "specificity | calibration error |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const Metric& metric : card.metrics) add_metric(out, metric);
  out +=
      "\nSensitivity and specificity are those of the operating point below; the calibration error "
      "is the expected one in 15 bins.\n";
  out += line(
      "\nCalibration (fitted on the validation images, so for their part of malignant ones): the "
      "logits' difference is divided by the temperature %.3f; the offset is in the last bias.\n",
      card.temperature);
  if (!card.operating_point) return;
  const OperatingPoint& point = *card.operating_point;
  out += line("Operating point: malignant from probability %.3f (chosen on ", point.threshold) +
         point.chosen_on + "); on " + point.measured_on +
         line(": sensitivity %.3f, specificity %.3f.\n", point.sensitivity, point.specificity);
}

// True where the row's AUC is not of its own images alone.
bool add_row(std::string& out, const GroupRow& row) {
  out += "| " + cell(row.value) + line(" | %d | %d | ", row.n, row.positives) + shown(row.auc);
  if (row.auc) {
    out += " (" + shown(row.auc_low) + "-" + shown(row.auc_high) + ")";
    if (row.against_all) out += " \\*";
  }
  out += " | " + shown(row.sensitivity) + " | " + shown(row.specificity) + " |\n";
  return row.auc && row.against_all;
}

void add_groups(std::string& out, const Metric& metric) {
  if (metric.groups.empty()) return;
  out += "\n## Groups: " + metric.data + "\n";
  bool one_class = false;
  for (const MetricGroup& group : metric.groups) {
    out += "\n| " + cell(group.title) +
           " | images | malignant | AUC (95% interval) | sensitivity | specificity |\n"
           "| --- | --- | --- | --- | --- | --- |\n";
    for (const GroupRow& row : group.rows) one_class = add_row(out, row) || one_class;
  }
  if (one_class) {
    out +=
        "\n\\* of one class only: against all images of the other class in " + metric.data + ".\n";
  }
}

void add_faults(std::string& out, const ModelCard& card) {
  out += "\n## Known faults\n\n";
  for (const std::string& fault : card.faults) out += "- " + fault + "\n";
}

void add_effects(std::string& out, const ModelCard& card) {
  out +=
      "\n## What artefacts do to the answer\n\nMean change of the log-odds of the estimate (95% "
      "interval, bootstrap over images). Drawn: on images without it. Removed: painted over with "
      "its surroundings. Elsewhere: as much beside it painted over, the control.\n\n"
      "| artefact | way | images | number | change |\n| --- | --- | --- | --- | --- |\n";
  for (const ConceptEffectCard& effect : card.concept_effects) {
    const EffectCard& change = effect.change;
    out +=
        "| " + cell(effect.concept_name) + " | " +
        kEffectWayNames[static_cast<std::size_t>(effect.way)] + " | " + cell(effect.group) +
        line(" | %d | %+.2f (%+.2f to %+.2f) |\n", effect.images, static_cast<double>(change.mean),
             static_cast<double>(change.low), static_cast<double>(change.high));
  }
}

void add_novelty(std::string& out, const NoveltyCard& novelty) {
  out +=
      line(
          "\n## Unlike the images that it learned from\n\nTold by two detectors, learned from %d "
          "images of ",
          novelty.images) +
      cell(novelty.learned_from) + "; thresholds of " + cell(novelty.chosen_on) +
      ".\n\n| images | kind | number | by responses | by light | by either |\n"
      "| --- | --- | --- | --- | --- | --- |\n";
  for (const NoveltyFigure& one : novelty.measured) {
    const auto share = [&](int count) { return 100.0 * count / one.images; };
    out += "| " + cell(one.what) + " | " + kNoveltyGroupNames[static_cast<std::size_t>(one.group)] +
           line(" | %d | %.1f%% | %.1f%% | %.1f%% |\n", one.images, share(one.responses),
                share(one.light), share(one.either));
  }
}

// Filters by the first of their names, where any has one.
void add_names(std::string& out, const ModelCard& card) {
  std::map<std::string, int> counts;
  int unknown = 0;
  for (const LayerCard& layer : card.layers) {
    for (const FilterCard& filter : layer.filters) {
      if (filter.concepts.empty()) {
        ++unknown;
      } else {
        ++counts[filter.concepts.front().concept_name];
      }
    }
  }
  if (counts.empty()) return;
  out += "\n## What its filters respond to\n\n| concept | filters |\n| --- | --- |\n";
  for (const auto& [name, count] : counts) {
    out += "| " + cell(name) + line(" | %d |\n", count);
  }
  out += line("| nothing we know | %d |\n", unknown);
}

void add_training(std::string& out, const TrainingRecord& training) {
  out += "\n## Training\n\n";
  out += line("- data: %s\n- seed: %llu\n- epochs: %d\n", training.data.c_str(),
              static_cast<unsigned long long>(training.seed), training.epochs);
  if (training.hours) out += line("- hours: %.2f\n", *training.hours);
  out += line("- lesionlens %s\n", training.tool_version.c_str());
  out += "\n```\n" + training.command + "\n```\n";
}

void add_layers(std::string& out, const ModelCard& card) {
  out +=
      "\n## Layers\n\n| layer | filters | stride | receptive field | dead filters |\n"
      "| --- | --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < card.layers.size(); ++i) {
    const LayerCard& layer = card.layers[i];
    int dead = 0;
    for (const FilterCard& filter : layer.filters) dead += filter.dead ? 1 : 0;
    out += line("| %zu | %d | %d | %d | %d |\n", i, layer.filter_count, layer.stride,
                layer.receptive_field, dead);
  }
}

}  // namespace

std::string card_markdown(const ModelCard& card) {
  std::string out = "# " + card.name + "\n\n**" + card.notice + "**\n\n";
  if (!card.description.empty()) out += card.description + "\n\n";
  out += "- architecture: " + card.architecture + "\n";
  const InputRule& input = card.input;
  const auto& crop = input.crop;
  out += line("- input: %d x %d pixels, %s, ", input.width, input.height,
              input.channels == ChannelOrder::kRgb ? "R,G,B" : "B,G,R");
  if (crop.kind == CropKind::kWhole) {
    out += "the whole image\n";
  } else {
    if (crop.kind == CropKind::kLesion) {
      out += line("where the lesion is known a square of which it fills %.2f, else ", crop.share);
    }
    out += line("central square of %.3f of the shorter side\n", crop.fraction);
  }
  if (card.input.colour_constancy != 0) {
    out += line("- colours: shades of grey of power %d (the light's colour is taken out)\n",
                card.input.colour_constancy);
  }
  out += "- classes: ";
  for (std::size_t i = 0; i < card.classes.size(); ++i) {
    out += (i > 0 ? ", " : "") + card.classes[i];
  }
  if (card.compression) {
    out += "\n- file: " + card.compression->method +
           line("; against the network before, no probability on %s moved by more than %.4f",
                card.compression->measured_on.c_str(), card.compression->greatest_change);
  }
  out += "\n- licence: " + (card.licence.empty() ? "not stated" : card.licence) + "\n";
  if (!card.attribution.empty()) out += "- attribution: " + card.attribution + "\n";
  if (!card.faults.empty()) add_faults(out, card);
  if (!card.metrics.empty()) add_figures(out, card);
  for (const Metric& metric : card.metrics) add_groups(out, metric);
  if (!card.concept_effects.empty()) add_effects(out, card);
  if (card.novelty) add_novelty(out, *card.novelty);
  add_names(out, card);
  if (card.training) add_training(out, *card.training);
  if (!card.layers.empty()) add_layers(out, card);
  return out;
}

}  // namespace lesion
