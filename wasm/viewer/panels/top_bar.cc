#include <algorithm>
#include <vector>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/settings.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

// Of the words in the bar: their face, and the room beside each.
struct Type {
  ImFont* font = nullptr;
  float tab_pad = 0;
  float tool_pad = 0;
};

// The screens there are to go to.
std::vector<Screen> screens_of(const ViewerState& state) {
  std::vector<Screen> screens;
  if (state.picture || state.screen != Screen::kRead) screens.push_back(Screen::kRead);
  if (state.picture) screens.insert(screens.end(), {Screen::kExplore, Screen::kSheet, Screen::kCompare});
  if (state.model) screens.push_back(Screen::kModel);
  return screens;
}

const std::string& label_of(const Ui& ui, Screen screen) {
  return ui.words[std::string("screen.") + name_of(screen)];
}

// On a phone all screens and tools must stand side by side.
Type type_of(const Ui& ui, bool narrow) {
  Type type{ui.fonts.body, ui.px(11), ui.px(10)};
  if (!narrow) return type;
  type = {ui.fonts.small, ui.px(3), ui.px(6)};
  const std::vector<Screen> screens = screens_of(ui.state);
  float used = ui.px(12);
  for (const Screen screen : screens) used += text_size(type.font, label_of(ui, screen)).x;
  used += text_size(type.font, ui.words["top.open_short"]).x + 2 * type.tool_pad;
  used += text_size(type.font, ui.words["top.save"]).x + 2 * type.tool_pad;
  const float left = ui.px(ui.layout.top.width) - used;
  const float share = left / (2 * static_cast<float>(std::max<std::size_t>(1, screens.size())));
  type.tab_pad = std::clamp(share, ui.px(2), ui.px(11));
  return type;
}

// A screen's name with a line under the one that is shown. Returns the x behind it.
float screen_tab(Ui& ui, ImDrawList* list, const Type& type, float x, float height, Screen screen) {
  const bool chosen = ui.state.screen == screen;
  const std::string& label = label_of(ui, screen);
  const ImVec2 words = text_size(type.font, label);
  const float pad = type.tab_pad;
  ImGui::SetCursorScreenPos(ImVec2(x, 0));
  ImGui::PushID(name_of(screen));
  if (ImGui::InvisibleButton("tab", ImVec2(words.x + 2 * pad, height))) ui.act(ShowScreen{screen});
  ImGui::PopID();
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  draw_text(list, type.font, ImVec2(x + pad, (height - words.y) / 2),
            chosen || hovered ? colour::kText : colour::kMuted, label);
  if (chosen) {
    list->AddRectFilled(ImVec2(x + pad, height - ui.px(3)),
                        ImVec2(x + pad + words.x, height - ui.px(1)), colour::kAccent);
  }
  return x + words.x + 2 * pad;
}

// A label with its key, as a quiet button. Returns the x in front of it.
float tool(Ui& ui, ImDrawList* list, const Type& type, float right, float height, const char* id,
           const std::string& label, const std::string& key, bool& pressed) {
  const float label_width = text_size(type.font, label).x;
  const bool with_key = !ui.touch && !key.empty();
  const float key_width = with_key ? text_size(type.font, key).x + ui.px(9) : 0;
  const float pad = type.tool_pad;
  const float width = label_width + key_width + 2 * pad;
  const float x = right - width;
  ImGui::SetCursorScreenPos(ImVec2(x, 0));
  pressed = ImGui::InvisibleButton(id, ImVec2(width, height));
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    list->AddRectFilled(ImVec2(x, ui.px(8)), ImVec2(right, height - ui.px(8)), colour::kRaised,
                        ui.px(5));
  }
  const float y = (height - text_size(type.font, label).y) / 2;
  draw_text(list, type.font, ImVec2(x + pad, y), colour::kText, label);
  if (with_key) {
    draw_text(list, type.font, ImVec2(x + pad + label_width + ui.px(9), y), colour::kMuted, key);
  }
  return x;
}

}  // namespace

void draw_top_bar(Ui& ui) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "top", ui.layout.top, colour::kBar)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float height = ui.px(ui.layout.top.height);
    const float width = ui.px(ui.layout.top.width);
    const std::string& name = ui.words["app.name"];
    const ImVec2 words = text_size(ui.fonts.strong, name);
    // On a phone the screens and what one does there come before the program's name and the keys.
    const bool narrow = ui.layout.top.width < 680;
    float x = ui.px(6);
    if (!narrow) {
      x = ui.px(16);
      draw_text(list, ui.fonts.strong, ImVec2(x, (height - words.y) / 2), colour::kText, name);
      x += words.x + ui.px(12);
    }
    const Type type = type_of(ui, narrow);
    for (const Screen screen : screens_of(ui.state)) {
      x = screen_tab(ui, list, type, x, height, screen);
    }
    bool keys = false;
    bool open = false;
    float right = width - ui.px(6);
    if (!ui.touch && !narrow) {
      right = tool(ui, list, type, right, height, "keys", ui.words["top.keys"], "?", keys);
    }
    right = tool(ui, list, type, right, height, "open",
                 ui.words[narrow ? "top.open_short" : "top.open"], narrow ? "" : "O", open);
    bool save = false;
    if (ui.state.verdict) {
      right = tool(ui, list, type, right, height, "save", ui.words["top.save"], narrow ? "" : "D",
                   save);
    }
    if (save) ui.commands.emplace_back(R"({"type":"open-exports"})");
    // The next language, the next size: there where there is room, else on the model's screen.
    if (ui.layout.top.width >= 800) {
      bool language = false;
      bool size = false;
      right =
          tool(ui, list, type, right, height, "language", ui.words["language.short"], "", language);
      hint(ui, ui.words["language.hint"]);
      tool(ui, list, type, right, height, "size", percent(ui.state.text_scale), "", size);
      hint(ui, ui.words["text_size.hint"]);
      if (language) ui.commands.push_back(language_command(next_language(ui.state.language)));
      if (size) ui.act(SetTextScale{next_text_scale(ui.state.text_scale)});
    }
    if (keys) ui.act(ShowKeys{!ui.state.keys_shown});
    if (open) ui.commands.emplace_back(R"({"type":"open-file-dialog"})");
    list->AddRectFilled(ImVec2(0, height - std::max(1.0f, ui.px(1))), ImVec2(width, height),
                        colour::kLine);
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
