#include "wasm/viewer/pressable.h"

#include <algorithm>
#include <utility>

#include "wasm/viewer/ui.h"

namespace lesion::viewer {
namespace {

Rect css(const Ui& ui, ImVec2 from, ImVec2 to) {
  const auto one = [&](float value) { return static_cast<double>(value / ui.unit); };
  return {one(from.x), one(from.y), one(to.x - from.x), one(to.y - from.y)};
}

// Where it is scrolled out of the panel's view, into its middle.
void bring_into_view(ImVec2 from, ImVec2 to) {
  const ImDrawList* list = ImGui::GetWindowDrawList();
  if (from.y >= list->GetClipRectMin().y && to.y <= list->GetClipRectMax().y) return;
  ImGui::SetScrollFromPosY((from.y + to.y) / 2 - ImGui::GetWindowPos().y, 0.5f);
}

}  // namespace

bool pressable(Ui& ui, const char* id, ImVec2 size, Called called) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 to(at.x + size.x, at.y + size.y);
  const bool pressed = ImGui::InvisibleButton(id, size);
  KeyFocus& focus = ui.focus;
  const ImVec2 window = ImGui::GetWindowPos();
  const ImVec2 window_size = ImGui::GetWindowSize();
  focus.items.push_back(
      {ImGui::GetID(id), ui.panel,
       css(ui, window, ImVec2(window.x + window_size.x, window.y + window_size.y)), css(ui, at, to),
       std::move(called.name), std::move(called.group), ui.panel_in_front, called.chosen});
  if (focus.items.back().id != focus.id) return pressed;
  focus.last = focus.items.back();
  if (focus.moved) {
    bring_into_view(at, to);
    ui.unsettled = true;
  }
  return std::exchange(focus.pressed, false) || pressed;
}

void read_from_left(Ui& ui, std::size_t first) {
  auto& items = ui.focus.items;
  std::reverse(items.begin() + static_cast<std::ptrdiff_t>(std::min(first, items.size())),
               items.end());
}

bool has_key_focus(const Ui& ui) {
  return ui.focus.id != 0 && ui.focus.hints && ImGui::GetItemID() == ui.focus.id;
}

void draw_focus_ring(Ui& ui) {
  if (ui.focus.id == 0) return;
  const auto& items = ui.focus.items;
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&](const FocusItem& one) { return one.id == ui.focus.id; });
  if (found == items.end()) return;
  const auto corner = [&](double x, double y) {
    return ImVec2(static_cast<float>(x) * ui.unit, static_cast<float>(y) * ui.unit);
  };
  const Rect& box = found->box;
  const Rect& panel = found->place;
  ImDrawList* list = ImGui::GetForegroundDrawList();
  list->PushClipRect(corner(panel.x, panel.y),
                     corner(panel.x + panel.width, panel.y + panel.height), false);
  // Dark beside light: seen over images of any colour.
  const float line = std::max(1.0f, ui.px(2));
  const ImVec2 from = corner(box.x, box.y);
  const ImVec2 to = corner(box.x + box.width, box.y + box.height);
  list->AddRect(from, to, colour::kFocusEdge, ui.px(4), 0, 2 * line);
  list->AddRect(from, to, colour::kFocus, ui.px(4), 0, line);
  list->PopClipRect();
}

}  // namespace lesion::viewer
