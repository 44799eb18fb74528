#include <algorithm>
#include <cmath>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/filter_number.h"
#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/panels/image_parts.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

// The longest that fits: with the concept that it is named by, without, or the two numbers.
std::string title(const Ui& ui, const ViewerState& state, float width) {
  const std::string layer = std::to_string(state.layer);
  const std::string filter = std::to_string(state.filter);
  const MapStatistics* statistics = statistics_of(state, state.layer, state.filter);
  const std::string behind =
      statistics && statistics->inactive() ? ", " + ui.words["filter.inactive"] : std::string();
  for (const std::string& words :
       {filter_words(ui.words, state, state.layer, state.filter),
        ui.words.fill("legend.title", {{"layer", layer}, {"filter", filter}})}) {
    if (text_size(ui.fonts.small, words + behind).x <= width) return words + behind;
  }
  return layer + "/" + filter + behind;
}

std::string scale_words(const Ui& ui, const ViewerState& state, const ChosenScale& chosen) {
  if (state.display.scale_mode == ScaleMode::kTraining && chosen.mode != ScaleMode::kTraining) {
    return ui.words["legend.fallback"];
  }
  return ui.words[std::string("legend.") + name_of(chosen.mode)];
}

// What lies below a ramp: squares of two shades, as whatever is transparent is drawn.
void draw_ground(ImDrawList* list, ImVec2 at, ImVec2 size) {
  const ImVec2 end(at.x + size.x, at.y + size.y);
  list->AddRectFilled(at, end, colour::kSkin);
  const float side = size.y / 2;
  for (int row = 0; row < 2; ++row) {
    float x = at.x + (row == 0 ? 0 : side);
    while (x < end.x) {
      const float y = at.y + static_cast<float>(row) * side;
      list->AddRectFilled(ImVec2(x, y), ImVec2(std::min(x + side, end.x), y + side),
                          colour::kSkinDark);
      x += 2 * side;
    }
  }
}

// Beside the right end of a ramp: the response goes beyond it.
void draw_exceeded(const Ui& ui, ImDrawList* list, ImVec2 at, float height) {
  const float middle = at.y + height / 2;
  list->AddTriangleFilled(ImVec2(at.x + ui.px(2), middle - ui.px(6)),
                          ImVec2(at.x + ui.px(9), middle),
                          ImVec2(at.x + ui.px(2), middle + ui.px(6)), colour::kMark);
}

// As wide as the longer of its words, so that it stays where it is.
float overlay_button_width(const Ui& ui) {
  return std::max(button_width(ui, ui.words["overlay.hide"]),
                  button_width(ui, ui.words["overlay.show"]));
}

std::optional<Rect> number_place;

}  // namespace

// As the overlay does: transparent where nothing is said.
void draw_ramp(const Ui& ui, const ViewerState& state, ImDrawList* list, ImVec2 at, ImVec2 size) {
  constexpr int kSteps = 24;
  draw_ground(list, at, size);
  for (int i = 0; i < kSteps; ++i) {
    const auto edge = [&](int step) {
      const float t = static_cast<float>(step) / kSteps;
      const float strength = state.display.contours.fill ? t * state.display.opacity : 0;
      const auto alpha = static_cast<ImU32>(std::lround(strength * 255.0f));
      return (ramp_colour(state.display.palette, t) & ~IM_COL32_A_MASK) |
             (alpha << IM_COL32_A_SHIFT);
    };
    const float left = at.x + size.x * static_cast<float>(i) / kSteps;
    const float right = at.x + size.x * static_cast<float>(i + 1) / kSteps;
    list->AddRectFilledMultiColor(ImVec2(left, at.y), ImVec2(right, at.y + size.y), edge(i),
                                  edge(i + 1), edge(i + 1), edge(i));
  }
  // Where the contour lines stand, two-toned as they are: dark below the level, light from it on.
  const float thin = std::max(1.0f, ui.px(1));
  for (std::size_t i = 0; i < kContourLevels.size(); ++i) {
    if (!state.display.contours.levels[i]) continue;
    const float x = std::round(at.x + size.x * kContourLevels[i]);
    list->AddRectFilled(ImVec2(x - thin, at.y), ImVec2(x, at.y + size.y), colour::kEdge);
    list->AddRectFilled(ImVec2(x, at.y), ImVec2(x + thin, at.y + size.y), colour::kMark);
  }
  list->AddRect(at, ImVec2(at.x + size.x, at.y + size.y), colour::kFrame);
}

float draw_legend_of(const Ui& ui, const ViewerState& state, ImDrawList* list, ImVec2 at,
                     float width, bool titled) {
  const ChosenScale chosen = scale_of(state, state.layer, state.filter);
  const float line = text_size(ui.fonts.small, "X").y;
  const std::optional<float> beyond = exceeded(state, state.layer, state.filter);
  if (titled) {
    const std::string called = title(ui, state, width);
    std::string said = beyond
                           ? ui.words.fill("legend.exceeded", {{"peak", ui.words.figure(*beyond)}})
                           : std::string();
    // Which filter it is comes before how far it goes beyond, which the arrow says too.
    const float both = text_size(ui.fonts.small, called).x + text_size(ui.fonts.small, said).x;
    if (both + ui.px(8) > width) said.clear();
    const float room = width - text_size(ui.fonts.small, said).x;
    draw_text(list, ui.fonts.small, at, colour::kText, called, said.empty() ? width : room);
    draw_text(list, ui.fonts.small, ImVec2(at.x + room, at.y), colour::kMuted, said);
  }
  const float bar_y = titled ? at.y + line + ui.px(5) : at.y;
  const float ramp = beyond ? width - ui.px(10) : width;
  draw_ramp(ui, state, list, ImVec2(at.x, bar_y), ImVec2(ramp, ui.px(9)));
  if (beyond) draw_exceeded(ui, list, ImVec2(at.x + ramp, bar_y), ui.px(9));
  const float numbers_y = bar_y + ui.px(9) + ui.px(4);
  const std::string low = ui.words.figure(chosen.scale.low);
  const std::string high = ui.words.figure(chosen.scale.high);
  const float high_width = text_size(ui.fonts.small, high).x;
  const float low_width = text_size(ui.fonts.small, low).x;
  draw_text(list, ui.fonts.small, ImVec2(at.x, numbers_y), colour::kText, low);
  draw_text(list, ui.fonts.small, ImVec2(at.x + width - high_width, numbers_y), colour::kText,
            high);
  const std::string words = scale_words(ui, state, chosen);
  const float room = width - low_width - high_width - ui.px(20);
  if (room < ui.px(30)) return numbers_y + line - at.y;
  const float used = std::min(room, text_size(ui.fonts.small, words).x);
  draw_text(list, ui.fonts.small,
            ImVec2(at.x + low_width + ui.px(10) + (room - used) / 2, numbers_y), colour::kMuted,
            words, room);
  return numbers_y + line - at.y;
}

const std::optional<Rect>& filter_number_place() { return number_place; }

void put_filter_number(const Ui& ui, ImVec2 at, float width) {
  const auto css = [&](float device) { return static_cast<double>(device / ui.unit); };
  number_place = Rect{css(at.x), css(at.y), css(width), css(line_height(ui.fonts.small))};
}

void forget_filter_number() { number_place.reset(); }

void draw_legend(Ui& ui) {
  if (!ui.state.verdict || !layer_of(ui.state, ui.state.layer)) return;
  // There is nothing to explain on a bare image.
  if (!overlay_wanted(ui.state)) {
    draw_overlay_button(ui);
    return;
  }
  const Rect& pane = ui.layout.pane;
  ImDrawList* list = ImGui::GetWindowDrawList();
  // Left of the buttons at the foot, which lie above each other.
  const double right =
      pane.x + pane.width - 10 - static_cast<double>(overlay_button_width(ui) / ui.unit) - 8;
  const double buttons = std::min(right, outline_button_left(ui) - 8);
  const double width = std::max(60.0, std::min(300.0, buttons - pane.x - 10 - 16));
  const double height = 62;
  const Rect box{pane.x + 10, pane.y + pane.height - height - 6, width + 16, height};
  list->AddRectFilled(ImVec2(ui.px(box.x), ui.px(box.y)),
                      ImVec2(ui.px(box.x + box.width), ui.px(box.y + box.height)), colour::kShade,
                      ui.px(5));
  const ImVec2 at(ui.px(box.x + 8), ui.px(box.y + 6));
  draw_legend_of(ui, ui.state, list, at, ui.px(width));
  put_filter_number(ui, at, ui.px(width));
  ImGui::SetCursorScreenPos(ImVec2(ui.px(box.x), ui.px(box.y)));
  if (pressable(ui, "legend", ui.size(box.width, box.height), {ui.words["display.scale"]})) {
    ui.act(NextScaleMode{});
  }
  hint(ui, ui.words["legend.hint"]);
  // For hands without a keyboard: fainter, stronger.
  draw_overlay_button(ui);
  const std::string& name = ui.words["display.opacity"];
  const std::string opacity = ui.words.percent(static_cast<double>(ui.state.display.opacity));
  const auto wide = [&](const std::string& words) {
    return static_cast<double>(text_size(ui.fonts.small, words).x / ui.unit);
  };
  const double figure = wide("100%") + 8;
  const double left = right - 2 * 34 - figure - wide(name) - 20;
  // Without its name a pair of signs says nothing; the keys and the panel have it too.
  if (left < box.x + box.width + 8) return;
  const float y = ui.px(pane.y + pane.height - 6) - button_height(ui);
  const float tall = text_size(ui.fonts.small, name).y;
  const float middle = y + (button_height(ui) - tall) / 2;
  list->AddRectFilled(ImVec2(ui.px(left), y), ImVec2(ui.px(right), y + button_height(ui)),
                      colour::kShade, ui.px(5));
  draw_text(list, ui.fonts.small, ImVec2(ui.px(left + 8), middle), colour::kText, name);
  ImGui::SetCursorScreenPos(ImVec2(ui.px(right - 2 * 34 - figure), y));
  if (button(ui, "fainter", "\xE2\x88\x92", "", false, ui.px(34),
             ui.words["overlay.fainter.hint"])) {
    ui.act(StepOpacity{-1});
  }
  hint(ui, ui.words["overlay.fainter.hint"]);
  draw_text(
      list, ui.fonts.small,
      ImVec2(ui.px(right - 34 - figure / 2) - text_size(ui.fonts.small, opacity).x / 2, middle),
      colour::kMuted, opacity);
  ImGui::SetCursorScreenPos(ImVec2(ui.px(right - 34), y));
  if (button(ui, "stronger", "+", "", false, ui.px(34), ui.words["overlay.stronger.hint"])) {
    ui.act(StepOpacity{1});
  }
  hint(ui, ui.words["overlay.stronger.hint"]);
}

double draw_overlay_button(Ui& ui) {
  const Rect& pane = ui.layout.pane;
  const double right = pane.x + pane.width - 10;
  if (!ui.state.verdict || !layer_of(ui.state, ui.state.layer)) return right;
  const std::string& hide = ui.words["overlay.hide"];
  const std::string& show = ui.words["overlay.show"];
  const float wide = overlay_button_width(ui);
  ImGui::SetCursorScreenPos(
      ImVec2(ui.px(right) - wide, ui.px(pane.y + pane.height - 6) - button_height(ui)));
  if (button(ui, "overlay", overlay_wanted(ui.state) ? hide : show, "", false, wide)) {
    ui.act(ToggleOverlay{});
  }
  hint(ui, ui.words["overlay.hint"]);
  return right - static_cast<double>(wide / ui.unit);
}

}  // namespace lesion::viewer
