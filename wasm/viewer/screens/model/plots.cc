#include "wasm/viewer/screens/model/plots.h"

#include <algorithm>
#include <cmath>

namespace lesion::viewer {
namespace {

struct Plot {
  ImDrawList* list = nullptr;
  ImVec2 at;
  float side = 0;

  ImVec2 place(double x, double y) const {
    return {at.x + static_cast<float>(x) * side, at.y + (1 - static_cast<float>(y)) * side};
  }
};

// A square from 0 to 1 both ways, with its title and what its axes are.
Plot begin_plot(Ui& ui, const char* title, const char* across, const char* up, double css_side) {
  text(ui, ui.fonts.strong, colour::kText, ui.words[title]);
  text(ui, ui.fonts.small, colour::kMuted, ui.words[up]);
  const float side = ui.px(css_side);
  const Plot plot{ImGui::GetWindowDrawList(), ImGui::GetCursorScreenPos(), side};
  plot.list->AddRectFilled(plot.at, ImVec2(plot.at.x + side, plot.at.y + side), colour::kPlot);
  const float thin = std::max(1.0f, ui.px(1));
  for (int i = 0; i <= 4; ++i) {
    const double t = i / 4.0;
    plot.list->AddLine(plot.place(0, t), plot.place(1, t), colour::kLine, thin);
    plot.list->AddLine(plot.place(t, 0), plot.place(t, 1), colour::kLine, thin);
  }
  plot.list->AddLine(plot.place(0, 0), plot.place(1, 1), colour::kFrame, thin);
  ImGui::Dummy(ImVec2(side, side));
  text(ui, ui.fonts.small, colour::kMuted, ui.words[across]);
  return plot;
}

}  // namespace

void flow_roc(Ui& ui, const Metric& metric, double side) {
  if (metric.roc.empty()) return;
  const Plot plot = begin_plot(ui, "model.roc", "model.roc_across", "model.roc_up", side);
  const float thick = std::max(1.0f, ui.px(2));
  // Thresholds rise: from everything called positive down to nothing.
  ImVec2 last = plot.place(1, 1);
  for (const RocPoint& point : metric.roc) {
    const ImVec2 next = plot.place(1 - point.specificity, point.sensitivity);
    plot.list->AddLine(last, next, colour::kAccent, thick);
    last = next;
  }
  plot.list->AddLine(last, plot.place(0, 0), colour::kAccent, thick);
  const std::optional<OperatingFigures> figures = operating_figures(ui.state);
  if (!figures || figures->data != metric.data) return;
  const ImVec2 mark = plot.place(1 - figures->specificity, figures->sensitivity);
  plot.list->AddCircleFilled(mark, ui.px(6), colour::kPlot);
  plot.list->AddCircleFilled(mark, ui.px(4.5), colour::kWarm);
}

void flow_calibration(Ui& ui, const Metric& metric, double side) {
  if (metric.calibration.empty()) return;
  const Plot plot =
      begin_plot(ui, "model.calibration", "model.calibration_across", "model.calibration_up", side);
  int most = 1;
  for (const CalibrationBin& bin : metric.calibration) most = std::max(most, bin.n);
  for (const CalibrationBin& bin : metric.calibration) {
    // The area says how many images a dot stands for.
    const double part = std::sqrt(static_cast<double>(bin.n) / most);
    plot.list->AddCircleFilled(plot.place(bin.predicted, bin.observed), ui.px(3 + 5 * part),
                               colour::kCool);
  }
}

void flow_threshold_slider(Ui& ui, float width) {
  const float tall = ui.px(ui.touch ? 40 : 26);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float margin = ui.px(8);
  ImGui::InvisibleButton("threshold", ImVec2(width, tall));
  const float from = at.x + margin;
  const float length = std::max(1.0f, width - 2 * margin);
  if (ImGui::IsItemActive()) {
    const double value = (ImGui::GetIO().MousePos.x - from) / length;
    ui.act(SetThreshold{std::round(std::clamp(value, 0.0, 1.0) * 100) / 100});
  }
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float middle = at.y + tall / 2;
  const float half = ui.px(3);
  const auto value = static_cast<float>(*threshold_of(ui.state));
  list->AddRectFilled(ImVec2(from, middle - half), ImVec2(from + length, middle + half),
                      colour::kTrack, half);
  list->AddRectFilled(ImVec2(from, middle - half), ImVec2(from + length * value, middle + half),
                      colour::kAccent, half);
  list->AddCircleFilled(ImVec2(from + length * value, middle), ui.px(8), colour::kText);
}

}  // namespace lesion::viewer
