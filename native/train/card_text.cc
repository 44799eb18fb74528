#include "native/train/card_text.h"

#include <cstdio>

namespace lesion {
namespace {

template <typename... Values>
std::string line(const char* format, Values... values) {
  char text[600];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

void add_figures(std::string& out, const ModelCard& card) {
  out +=
      "\n## Figures\n\n| data | images | malignant | AUC | 95% interval (DeLong) |\n"
      "| --- | --- | --- | --- | --- |\n";
  for (const Metric& metric : card.metrics) {
    out += line("| %s | %d | %d | %.3f | %.3f-%.3f |\n", metric.data.c_str(), metric.n,
                metric.positives, metric.auc, metric.auc_low, metric.auc_high);
  }
  out += line(
      "\nCalibration (fitted on the validation pictures, so for their part of malignant ones): the "
      "logits' difference is divided by the temperature %.3f; the offset is in the last bias.\n",
      card.temperature);
  if (!card.operating_point) return;
  const OperatingPoint& point = *card.operating_point;
  out += line(
      "Operating point: malignant from probability %.3f (chosen on %s); on %s: "
      "sensitivity %.3f, specificity %.3f.\n",
      point.threshold, point.chosen_on.c_str(), point.measured_on.c_str(), point.sensitivity,
      point.specificity);
}

void add_training(std::string& out, const TrainingRecord& training) {
  out += "\n## Training\n\n";
  out += line("- data: %s\n- seed: %llu\n- epochs: %d\n- hours: %.2f\n- lesionlens %s\n",
              training.data.c_str(), static_cast<unsigned long long>(training.seed),
              training.epochs, training.hours, training.tool_version.c_str());
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
  out += line("- input: %d x %d pixels, R,G,B, central square of %.3f of the shorter side\n",
              card.input.size, card.input.size, card.input.crop_fraction);
  out += "- classes: ";
  for (std::size_t i = 0; i < card.classes.size(); ++i) {
    out += (i > 0 ? ", " : "") + card.classes[i];
  }
  out += "\n- licence: " + (card.licence.empty() ? "not stated" : card.licence) + "\n";
  if (!card.attribution.empty()) out += "- attribution: " + card.attribution + "\n";
  if (!card.metrics.empty()) add_figures(out, card);
  if (card.training) add_training(out, *card.training);
  if (!card.layers.empty()) add_layers(out, card);
  return out;
}

}  // namespace lesion
