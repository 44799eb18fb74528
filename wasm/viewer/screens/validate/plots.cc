#include <algorithm>
#include <cmath>

#include "core/model/operating.h"
#include "wasm/viewer/screens/validate/parts.h"

namespace lesion::viewer {
namespace {

struct Plot {
  ImDrawList* list = nullptr;
  ImVec2 at;
  float wide = 0;
  float tall = 0;

  ImVec2 place(double x, double y) const {
    return {at.x + static_cast<float>(x) * wide, at.y + (1 - static_cast<float>(y)) * tall};
  }
};

// A field from 0 to 1 across, with its title and what its axes are.
Plot begin_plot(Ui& ui, const char* title, const char* up, float wide, float tall) {
  text(ui, ui.fonts.strong, colour::kText, ui.words[title]);
  text(ui, ui.fonts.small, colour::kMuted, ui.words[up]);
  const Plot plot{ImGui::GetWindowDrawList(), ImGui::GetCursorScreenPos(), wide, tall};
  plot.list->AddRectFilled(plot.at, ImVec2(plot.at.x + wide, plot.at.y + tall), colour::kPlot);
  return plot;
}

void grid(Ui& ui, const Plot& plot, bool diagonal) {
  const float thin = std::max(1.0f, ui.px(1));
  for (int i = 0; i <= 4; ++i) {
    const double t = i / 4.0;
    plot.list->AddLine(plot.place(0, t), plot.place(1, t), colour::kLine, thin);
    plot.list->AddLine(plot.place(t, 0), plot.place(t, 1), colour::kLine, thin);
  }
  if (diagonal) plot.list->AddLine(plot.place(0, 0), plot.place(1, 1), colour::kFrame, thin);
}

void end_plot(Ui& ui, const Plot& plot, const char* across) {
  ImGui::Dummy(ImVec2(plot.wide, plot.tall));
  // The ends of the axis, then what it is.
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float y = plot.at.y + plot.tall + ui.px(2);
  draw_text(list, ui.fonts.small, ImVec2(plot.at.x, y), colour::kMuted, "0");
  const std::string whole = "100%";
  draw_text(list, ui.fonts.small,
            ImVec2(plot.at.x + plot.wide - text_size(ui.fonts.small, whole).x, y), colour::kMuted,
            whole);
  ImGui::Dummy(ImVec2(plot.wide, line_height(ui.fonts.small)));
  const auto lines = wrap_lines(ui.fonts.small, ui.words[across], plot.wide);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  draw_lines(list, ui.fonts.small, at, colour::kMuted, lines);
  ImGui::Dummy(ImVec2(plot.wide, line_height(ui.fonts.small) * static_cast<float>(lines.size())));
}

// What a colour means, with a stroke or a dot of it.
void key(Ui& ui, ImU32 colour, const std::string& words, bool dot, float room) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float middle = at.y + line_height(ui.fonts.small) / 2;
  if (dot) {
    list->AddCircleFilled(ImVec2(at.x + ui.px(8), middle), ui.px(4.5), colour);
  } else {
    list->AddRectFilled(ImVec2(at.x, middle - ui.px(1.5)),
                        ImVec2(at.x + ui.px(16), middle + ui.px(1.5)), colour);
  }
  const auto lines = wrap_lines(ui.fonts.small, words, room - ui.px(22));
  draw_lines(list, ui.fonts.small, ImVec2(at.x + ui.px(22), at.y), colour::kMuted, lines);
  ImGui::Dummy(ImVec2(room, line_height(ui.fonts.small) *
                                static_cast<float>(std::max<std::size_t>(1, lines.size()))));
}

void roc(Ui& ui, const Validation& found, float side) {
  const Plot plot = begin_plot(ui, "model.roc", "model.roc_up", side, side);
  grid(ui, plot, true);
  const float thick = std::max(1.0f, ui.px(2));
  const Metric* metric = held_out(ui.state.model->card);
  const bool curve = metric && !metric->roc.empty();
  if (curve) {
    ImVec2 last = plot.place(1, 1);
    for (const RocPoint& point : metric->roc) {
      const ImVec2 next = plot.place(1 - point.specificity, point.sensitivity);
      plot.list->AddLine(last, next, colour::kFrame, thick);
      last = next;
    }
    plot.list->AddLine(last, plot.place(0, 0), colour::kFrame, thick);
  }
  for (std::size_t i = 1; i < found.roc.size(); ++i) {
    plot.list->AddLine(
        plot.place(found.roc[i - 1].false_positive_rate, found.roc[i - 1].true_positive_rate),
        plot.place(found.roc[i].false_positive_rate, found.roc[i].true_positive_rate),
        colour::kAccent, thick);
  }
  const auto& point = ui.state.model->card.operating_point;
  const auto dot = [&](double specificity, double sensitivity, ImU32 colour) {
    const ImVec2 at = plot.place(1 - specificity, sensitivity);
    plot.list->AddCircleFilled(at, ui.px(6), colour::kPlot);
    plot.list->AddCircleFilled(at, ui.px(4.5), colour);
  };
  if (!curve && point) dot(point->specificity, point->sensitivity, colour::kFrame);
  const Evaluation& e = found.evaluation;
  if (e.sensitivity && e.specificity) {
    // Both intervals, as a cross.
    const float thin = std::max(1.0f, ui.px(1));
    const double x = 1 - *e.specificity;
    plot.list->AddLine(plot.place(x, e.found.low), plot.place(x, e.found.high), colour::kWarm,
                       thin);
    plot.list->AddLine(plot.place(1 - e.left_alone.high, *e.sensitivity),
                       plot.place(1 - e.left_alone.low, *e.sensitivity), colour::kWarm, thin);
    dot(*e.specificity, *e.sensitivity, colour::kWarm);
  }
  end_plot(ui, plot, "model.roc_across");
  key(ui, colour::kAccent, ui.words["validate.key.yours"], false, side);
  key(ui, colour::kWarm, ui.words["validate.key.point"], true, side);
  if (curve) {
    key(ui, colour::kFrame, ui.words.fill("validate.key.card", {{"data", metric->data}}), false,
        side);
  } else if (point) {
    key(ui, colour::kFrame, ui.words["validate.key.card_point"], true, side);
  }
}

void calibration_plot(Ui& ui, const Calibration& found, float side) {
  const Plot plot = begin_plot(ui, "model.calibration", "model.calibration_up", side, side);
  grid(ui, plot, true);
  const float thin = std::max(1.0f, ui.px(1));
  std::size_t most = 1;
  for (const ReliabilityBin& bin : found.bins) most = std::max(most, bin.count);
  for (const ReliabilityBin& bin : found.bins) {
    if (bin.count == 0) continue;
    const auto positives = static_cast<std::size_t>(
        std::lround(bin.positive_fraction * static_cast<double>(bin.count)));
    const Proportion part = proportion(positives, bin.count);
    plot.list->AddLine(plot.place(bin.mean_probability, part.low),
                       plot.place(bin.mean_probability, part.high), colour::kCool, thin);
    // The area says how many images a dot stands for.
    const double share = std::sqrt(static_cast<double>(bin.count) / static_cast<double>(most));
    plot.list->AddCircleFilled(plot.place(bin.mean_probability, bin.positive_fraction),
                               ui.px(2.5 + 4.5 * share), colour::kCool);
  }
  end_plot(ui, plot, "model.calibration_across");
  key(ui, colour::kCool, ui.words["validate.key.bins"], true, side);
}

void scores(Ui& ui, const Validation& found, float side) {
  const Plot plot = begin_plot(ui, "validate.scores", "validate.scores_up", side,
                               std::min(side * 0.62f, ui.px(190)));
  const ScoreBars bars = score_bars(found);
  const double width = 1.0 / static_cast<double>(kScoreBars);
  const auto bar = [&](double from, double to, double value, ImU32 colour) {
    if (!(value > 0)) return;
    plot.list->AddRectFilled(plot.place(from, value * 0.96), plot.place(to, 0), colour);
  };
  for (std::size_t i = 0; i < kScoreBars; ++i) {
    const double left = static_cast<double>(i) * width;
    bar(left + width * 0.08, left + width * 0.5, bars.benign[i], colour::kCool);
    bar(left + width * 0.5, left + width * 0.92, bars.malignant[i], colour::kWarm);
  }
  const double line = found.evaluation.threshold;
  plot.list->AddLine(plot.place(line, 0), plot.place(line, 1), colour::kMark,
                     std::max(1.0f, ui.px(1)));
  end_plot(ui, plot, "validate.scores_across");
  const EstimateTable table = ui.words.estimate_table();
  key(ui, colour::kCool, class_words(table, "benign"), false, side);
  key(ui, colour::kWarm, class_words(table, "malignant"), false, side);
  key(ui, colour::kMark, ui.words["validate.key.line"], false, side);
}

}  // namespace

void flow_plots(Ui& ui, const Validation& found) {
  const float room = ImGui::GetContentRegionAvail().x;
  const float between = ui.px(24);
  const bool two = room >= ui.px(420);
  const float side =
      two ? std::min(ui.px(260), std::floor((room - between) / 2)) : std::min(room, ui.px(300));
  if (!found.roc.empty()) {
    ImGui::BeginGroup();
    roc(ui, found, side);
    ImGui::EndGroup();
    if (two) ImGui::SameLine(0, between);
  }
  if (!two) gap(ui, 10);
  if (found.calibration) {
    ImGui::BeginGroup();
    calibration_plot(ui, *found.calibration, side);
    ImGui::EndGroup();
  }
  gap(ui, 10);
  scores(ui, found, two ? 2 * side + between : side);
}

}  // namespace lesion::viewer
