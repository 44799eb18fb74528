#include "wasm/viewer/screens/model/figures.h"

#include <algorithm>
#include <array>

namespace lesion::viewer {
namespace {

constexpr std::size_t kCells = 6;
using Cells = std::array<std::string, kCells>;

// Six columns where there is room for them; otherwise the first cell on a line of its own and the
// others below it, so that nothing is cut off on a phone.
class Table {
 public:
  Table(Ui& ui, const Cells& headings) : ui_(ui), headings_(headings) {
    room_ = ImGui::GetContentRegionAvail().x;
    wide_ = room_ >= ui.px(470);
    if (wide_) across(headings, colour::kMuted);
  }

  void row(const Cells& cells) {
    if (wide_) {
      across(cells, colour::kText);
      return;
    }
    wrapped(ui_, ui_.fonts.small, colour::kText, cells[0]);
    std::string rest;
    for (std::size_t i = 1; i < kCells; ++i) {
      if (cells[i].empty()) continue;
      if (!rest.empty()) rest += ", ";
      rest += headings_[i] + " " + cells[i];
    }
    wrapped(ui_, ui_.fonts.small, colour::kMuted, rest);
    gap(ui_, 3);
  }

 private:
  void across(const Cells& cells, ImU32 colour) {
    constexpr std::array<float, kCells> kStarts = {0, 0.27f, 0.37f, 0.51f, 0.79f, 0.895f};
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float first_end = room_ * kStarts[1] - ui_.px(6);
    const auto first = wrap_lines(ui_.fonts.small, cells[0], first_end);
    draw_lines(ImGui::GetWindowDrawList(), ui_.fonts.small, at, colour, first);
    for (std::size_t i = 1; i < kCells; ++i) {
      const float end = i + 1 < kCells ? kStarts[i + 1] : 1;
      draw_text(ImGui::GetWindowDrawList(), ui_.fonts.small,
                ImVec2(at.x + room_ * kStarts[i], at.y), colour, cells[i],
                room_ * (end - kStarts[i]) - ui_.px(4));
    }
    const auto lines = static_cast<float>(std::max<std::size_t>(1, first.size()));
    ImGui::Dummy(ImVec2(room_, lines * line_height(ui_.fonts.small)));
  }

  Ui& ui_;
  Cells headings_;
  float room_ = 0;
  bool wide_ = false;
};

std::string three_or_nothing(const Ui& ui, const std::optional<double>& value) {
  return value ? ui.words.fixed(*value, 3) : std::string();
}

std::string with_interval(const Ui& ui, double value, double low, double high) {
  return ui.words.fixed(value, 3) + " (" + ui.words.fixed(low, 3) + "\xE2\x80\x93" +
         ui.words.fixed(high, 3) + ")";
}

Cells headings(Ui& ui, const std::string& first) {
  return {first,
          ui.words["kind.images"],
          ui.words["model.metric_positive"],
          ui.words["model.metric_auc"],
          ui.words["model.metric_sensitivity"],
          ui.words["model.metric_specificity"]};
}

// A group's title, or the value of one of its rows, in the reader's words where there are any.
std::string group_words(Ui& ui, const std::string& name) {
  std::string key = "subgroup.";
  for (const char letter : name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    const bool capital = letter >= 'A' && letter <= 'Z';
    key += plain ? letter : capital ? static_cast<char>(letter - 'A' + 'a') : '_';
  }
  return ui.words.has(key) ? ui.words[key] : name;
}

constexpr double kWidestInterval = 0.5;

void group(Ui& ui, const MetricGroup& one, bool& against_all) {
  gap(ui, 6);
  Table table(ui, headings(ui, group_words(ui, one.title)));
  for (const GroupRow& row : one.rows) {
    std::string area;
    // The interval of a curve through so few images says nothing, and a 1.000 beside it misleads.
    const bool few = row.auc_low && row.auc_high && *row.auc_high - *row.auc_low > kWidestInterval;
    if (few) {
      area = ui.words["model.too_few"];
    } else if (row.auc && row.auc_low && row.auc_high) {
      area = with_interval(ui, *row.auc, *row.auc_low, *row.auc_high);
      if (row.against_all) area += " *";
      against_all = against_all || row.against_all;
    }
    table.row({group_words(ui, row.value), std::to_string(row.n), std::to_string(row.positives),
               area, three_or_nothing(ui, row.sensitivity), three_or_nothing(ui, row.specificity)});
  }
}

}  // namespace

void flow_heading(Ui& ui, const std::string& words) {
  gap(ui, 14);
  text(ui, ui.fonts.strong, colour::kText, words);
  gap(ui, 2);
}

void flow_metrics(Ui& ui, const ModelCard& card) {
  flow_heading(ui, ui.words["model.metrics"]);
  if (card.metrics.empty()) {
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["model.no_metrics"]);
    return;
  }
  bool elsewhere = false;
  {
    Table table(ui, headings(ui, ui.words["model.metric_data"]));
    for (const Metric& metric : card.metrics) {
      elsewhere = elsewhere || metric.elsewhere;
      table.row({metric.elsewhere ? ui.words.fill("model.elsewhere", {{"data", metric.data}})
                                  : metric.data,
                 std::to_string(metric.n), std::to_string(metric.positives),
                 with_interval(ui, metric.auc, metric.auc_low, metric.auc_high),
                 three_or_nothing(ui, metric.sensitivity),
                 three_or_nothing(ui, metric.specificity)});
    }
  }
  std::string errors;
  for (const Metric& metric : card.metrics) {
    if (!metric.calibration_error) continue;
    if (!errors.empty()) errors += ", ";
    errors += ui.words.fixed(*metric.calibration_error, 3) + " (" + metric.data + ")";
  }
  if (!errors.empty()) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("model.calibration_error", {{"errors", errors}}));
  }
  if (elsewhere) {
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["model.elsewhere_note"]);
  }
  if (card.compression) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("model.compression",
                          {{"method", card.compression->method},
                           {"change", ui.words.fixed(card.compression->greatest_change, 4)},
                           {"data", card.compression->measured_on}}));
  }
}

void flow_faults(Ui& ui, const ModelCard& card) {
  if (card.faults.empty()) return;
  flow_heading(ui, ui.words["model.faults"]);
  for (const std::string& fault : texts_in(card, ui.state.language).faults) {
    wrapped(ui, ui.fonts.body, colour::kText, fault);
    gap(ui, 3);
  }
}

void flow_novelty(Ui& ui, const ModelCard& card) {
  if (!card.novelty) return;
  const NoveltySummary summary = summary_of(*card.novelty);
  if (!summary.home || !summary.far || !summary.near_least) return;
  flow_heading(ui, ui.words["model.novelty"]);
  wrapped(
      ui, ui.fonts.body, colour::kText,
      ui.words.fill("model.novelty.said", {{"far", ui.words.percent(*summary.far)},
                                           {"least", ui.words.percent(*summary.near_least)},
                                           {"greatest", ui.words.percent(*summary.near_greatest)},
                                           {"home", ui.words.percent(*summary.home)}}));
}

void flow_groups(Ui& ui, const ModelCard& card) {
  for (const Metric& metric : card.metrics) {
    if (metric.groups.empty()) continue;
    flow_heading(ui, ui.words.fill("model.groups", {{"data", metric.data}}));
    bool against_all = false;
    for (const MetricGroup& one : metric.groups) group(ui, one, against_all);
    if (against_all) {
      gap(ui, 4);
      wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["model.against_all"]);
    }
  }
}

}  // namespace lesion::viewer
