#include <algorithm>
#include <cmath>
#include <vector>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/settings.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

// What of the bar there is room for: from all to what a phone must have, where all screens and
// tools stand side by side.
struct Bar {
  bool name = true;      // the program's
  bool settings = true;  // the next language, the next size; else on the model's screen
  bool keys = true;      // the tool for the keys, and the letters behind tools
  bool words = true;     // tools are words; else signs
  ImFont* font = nullptr;
  float tab_pad = 0;  // beside each word
  float tool_pad = 0;
};

// The screens there are to go to.
std::vector<Screen> screens_of(const ViewerState& state) {
  std::vector<Screen> screens;
  for (const Screen screen : all_screens()) {
    if (rules_of(screen).there(state)) screens.push_back(screen);
  }
  return screens;
}

const std::string& label_of(const Ui& ui, Screen screen) {
  return ui.words[std::string("screen.") + name_of(screen)];
}

float tool_width(const Bar& bar, const std::string& label, const std::string& key, float gap) {
  const float words = key.empty() ? 0 : gap + text_size(bar.font, key).x;
  return text_size(bar.font, label).x + words + 2 * bar.tool_pad;
}

float sign_width(const Ui& ui) { return ui.px(36); }

// Of all that stands in the bar.
float width_of(const Ui& ui, const Bar& bar) {
  const float gap = ui.px(9);
  const auto key = [&](const char* letter) { return std::string(bar.keys ? letter : ""); };
  float width = ui.px(12);
  if (bar.name) width += ui.px(22) + text_size(ui.fonts.strong, ui.words["app.name"]).x;
  for (const Screen screen : screens_of(ui.state)) {
    width += text_size(bar.font, label_of(ui, screen)).x + 2 * bar.tab_pad;
  }
  if (bar.keys) width += tool_width(bar, ui.words["keys.title"], "?", gap);
  if (bar.words) {
    width += tool_width(bar, ui.words[bar.name || bar.keys ? "top.open" : "top.open_short"],
                        key("O"), gap);
    if (ui.state.verdict) width += tool_width(bar, ui.words["top.save"], key("D"), gap);
  } else {
    width += sign_width(ui) * (ui.state.verdict ? 2 : 1);
  }
  if (bar.settings) {
    width += tool_width(bar, ui.words["language.short"], "", gap) +
             tool_width(bar, ui.words.percent(ui.state.text_scale), "", gap);
  }
  return width;
}

Bar bar_of(const Ui& ui) {
  const float room = ui.px(ui.layout.top.width);
  Bar bar{true, true, !ui.touch, true, ui.fonts.body, ui.px(11), ui.px(10)};
  if (width_of(ui, bar) <= room) return bar;
  bar.name = false;
  if (width_of(ui, bar) <= room) return bar;
  // Whoever has made the text larger must be able to make it smaller: its size stays in the bar as
  // long as anything else can give way.
  bar = {false, true, !ui.touch, true, ui.fonts.small, ui.px(8), ui.px(8)};
  if (width_of(ui, bar) <= room) return bar;
  bar.keys = false;
  if (width_of(ui, bar) <= room) return bar;
  bar.words = false;
  bar.tab_pad = bar.tool_pad = ui.px(5);
  if (width_of(ui, bar) <= room) return bar;
  bar = {false, false, false, true, ui.fonts.small, ui.px(3), ui.px(6)};
  if (width_of(ui, bar) > room) bar.words = false;
  if (width_of(ui, bar) > room) bar.font = ui.fonts.tiny;
  // What is left goes between the screens' names.
  const float left = room - width_of(ui, bar);
  const auto screens = static_cast<float>(std::max<std::size_t>(1, screens_of(ui.state).size()));
  bar.tab_pad = std::clamp(bar.tab_pad + left / (2 * screens), ui.px(4), ui.px(11));
  return bar;
}

// Of all screens' names.
float tabs_width(const Ui& ui, const Bar& bar) {
  float width = 0;
  for (const Screen screen : screens_of(ui.state)) {
    width += text_size(bar.font, label_of(ui, screen)).x + 2 * bar.tab_pad;
  }
  return width;
}

// How far the names are moved to the left where there is no room for all: the one that is shown in
// the middle, so that its neighbours can be pressed.
float tabs_moved(const Ui& ui, const Bar& bar, float room) {
  const float width = tabs_width(ui, bar);
  if (width <= room) return 0;
  float middle = 0;
  for (const Screen screen : screens_of(ui.state)) {
    const float tab = text_size(bar.font, label_of(ui, screen)).x + 2 * bar.tab_pad;
    if (screen == ui.state.screen) {
      return std::clamp(middle + tab / 2 - room / 2, 0.0f, width - room);
    }
    middle += tab;
  }
  return 0;
}

constexpr double kTabsEnd = 28;  // CSS px of what pulls the names that are cut

// A person has moved the names on, while that screen is shown.
struct TabsPulled {
  Screen screen = Screen::kRead;
  float by = 0;
};

TabsPulled& tabs_pulled() {
  static TabsPulled pulled;
  return pulled;
}

// Over the ends of the names that are cut: moves them by most of what is seen.
void tabs_ends(Ui& ui, ImDrawList* list, float left, float room, float height, float moved,
               float most) {
  const float width = ui.px(kTabsEnd);
  const auto end = [&](const char* id, const char* sign, float x, float by) {
    list->AddRectFilled(ImVec2(x, 0), ImVec2(x + width, height - ui.px(1)), colour::kBar);
    ImGui::SetCursorScreenPos(ImVec2(x, 0));
    if (pressable(ui, id, ImVec2(width, height), {ui.words["top.more_screens"]})) {
      tabs_pulled().by += by;
      ui.unsettled = true;
    }
    const ImVec2 size = text_size(ui.fonts.body, sign);
    draw_text(list, ui.fonts.body, ImVec2(x + (width - size.x) / 2, (height - size.y) / 2),
              colour::kText, sign);
  };
  const float step = std::max(width, room * 0.7f);
  if (moved > 0.5f) end("screens-back", "\xE2\x80\xB9", left, -std::min(step, moved));
  if (moved < most - 0.5f) {
    end("screens-on", "\xE2\x80\xBA", left + room - width, std::min(step, most - moved));
  }
}

// A screen's name with a line under the one that is shown. Returns the x behind it.
float screen_tab(Ui& ui, ImDrawList* list, const Bar& bar, float x, float height, Screen screen) {
  const bool chosen = ui.state.screen == screen;
  const std::string& label = label_of(ui, screen);
  const ImVec2 words = text_size(bar.font, label);
  const float pad = bar.tab_pad;
  ImGui::SetCursorScreenPos(ImVec2(x, 0));
  ImGui::PushID(name_of(screen));
  if (pressable(ui, "tab", ImVec2(words.x + 2 * pad, height), {label, "screens", chosen})) {
    ui.act(ShowScreen{screen});
  }
  ImGui::PopID();
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  draw_text(list, bar.font, ImVec2(x + pad, (height - words.y) / 2),
            chosen || hovered ? colour::kText : colour::kMuted, label);
  if (chosen) {
    list->AddRectFilled(ImVec2(x + pad, height - ui.px(3)),
                        ImVec2(x + pad + words.x, height - ui.px(1)), colour::kAccent);
  }
  return x + words.x + 2 * pad;
}

// A label with its key, as a quiet button. Returns the x in front of it.
float tool(Ui& ui, ImDrawList* list, const Bar& bar, float right, float height, const char* id,
           const std::string& label, const std::string& key, bool& pressed) {
  const float label_width = text_size(bar.font, label).x;
  const bool with_key = !key.empty();
  const float key_width = with_key ? text_size(bar.font, key).x + ui.px(9) : 0;
  const float pad = bar.tool_pad;
  const float width = label_width + key_width + 2 * pad;
  const float x = right - width;
  ImGui::SetCursorScreenPos(ImVec2(x, 0));
  pressed = pressable(ui, id, ImVec2(width, height), {label});
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    list->AddRectFilled(ImVec2(x, ui.px(8)), ImVec2(right, height - ui.px(8)), colour::kRaised,
                        ui.px(5));
  }
  const float y = (height - text_size(bar.font, label).y) / 2;
  draw_text(list, bar.font, ImVec2(x + pad, y), colour::kText, label);
  if (with_key) {
    draw_text(list, bar.font, ImVec2(x + pad + label_width + ui.px(9), y), colour::kMuted, key);
  }
  return x;
}

enum class Sign { kOpen, kSave };

// A tool as a sign: a plus, or an arrow onto a line. Returns the x in front of it.
float sign(Ui& ui, ImDrawList* list, float right, float height, Sign which, bool& pressed) {
  const float width = sign_width(ui);
  const float x = right - width;
  ImGui::SetCursorScreenPos(ImVec2(x, 0));
  const std::string& name = ui.words[which == Sign::kOpen ? "top.open" : "top.save"];
  pressed = pressable(ui, which == Sign::kOpen ? "open" : "save", ImVec2(width, height), {name});
  hint(ui, name);
  const ImVec2 middle(std::round(x + width / 2), std::round(height / 2));
  const float arm = std::round(ui.px(7));
  const float thick = std::max(1.0f, std::round(ui.px(1.75)));
  const auto stroke = [&](ImVec2 from, ImVec2 to) {
    list->AddLine(from, to, colour::kText, thick);
  };
  stroke({middle.x, middle.y - arm}, {middle.x, middle.y + (which == Sign::kOpen ? arm : arm / 2)});
  if (which == Sign::kOpen) {
    stroke({middle.x - arm, middle.y}, {middle.x + arm, middle.y});
  } else {
    const float tip = arm / 2;
    stroke({middle.x - tip, middle.y}, {middle.x, middle.y + tip});
    stroke({middle.x + tip, middle.y}, {middle.x, middle.y + tip});
    stroke({middle.x - arm, middle.y + arm}, {middle.x + arm, middle.y + arm});
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
    const Bar bar = bar_of(ui);
    float x = ui.px(6);
    if (bar.name) {
      x = ui.px(16);
      draw_text(list, ui.fonts.strong, ImVec2(x, (height - words.y) / 2), colour::kText, name);
      x += words.x + ui.px(12);
    }
    const float tabs_room = width - x - (width_of(ui, bar) - tabs_width(ui, bar)) + ui.px(6);
    const bool cut = !bar.name && !bar.keys && tabs_width(ui, bar) > tabs_room;
    const float tabs_left = x;
    const float most = std::max(0.0f, tabs_width(ui, bar) - tabs_room);
    if (tabs_pulled().screen != ui.state.screen) tabs_pulled() = {ui.state.screen, 0};
    const float moved = std::clamp(tabs_moved(ui, bar, tabs_room) + tabs_pulled().by, 0.0f, most);
    if (cut) {
      const float end = ui.px(kTabsEnd);
      ImGui::PushClipRect(ImVec2(x + (moved > 0.5f ? end : 0), 0),
                          ImVec2(x + tabs_room - (moved < most - 0.5f ? end : 0), height), true);
      x -= moved;
    }
    for (const Screen screen : screens_of(ui.state)) {
      x = screen_tab(ui, list, bar, x, height, screen);
    }
    if (cut) {
      ImGui::PopClipRect();
      tabs_ends(ui, list, tabs_left, tabs_room, height, moved, most);
    }
    bool keys = false;
    bool open = false;
    bool save = false;
    float right = width - ui.px(6);
    const std::size_t first = ui.focus.items.size();
    // At the right end, where a second press finds the size again, however large it has become.
    if (bar.settings) {
      bool language = false;
      bool size = false;
      right = tool(ui, list, bar, right, height, "size", ui.words.percent(ui.state.text_scale), "",
                   size);
      hint(ui, ui.words["text_size.hint"]);
      right =
          tool(ui, list, bar, right, height, "language", ui.words["language.short"], "", language);
      hint(ui, ui.words["language.hint"]);
      if (language) ui.commands.push_back(language_command(next_language(ui.state.language)));
      if (size) ui.act(SetTextScale{next_text_scale(ui.state.text_scale)});
    }
    if (bar.keys)
      right = tool(ui, list, bar, right, height, "keys", ui.words["keys.title"], "?", keys);
    if (bar.words) {
      const std::string& label = ui.words[bar.name || bar.keys ? "top.open" : "top.open_short"];
      right = tool(ui, list, bar, right, height, "open", label, bar.keys ? "O" : "", open);
    } else {
      right = sign(ui, list, right, height, Sign::kOpen, open);
    }
    if (ui.state.verdict && bar.words) {
      tool(ui, list, bar, right, height, "save", ui.words["top.save"], bar.keys ? "D" : "", save);
    } else if (ui.state.verdict) {
      sign(ui, list, right, height, Sign::kSave, save);
    }
    if (save) ui.commands.emplace_back(R"({"type":"open-exports"})");
    read_from_left(ui, first);
    if (keys) ui.act(ShowKeys{!ui.state.keys_shown});
    if (open) ui.commands.emplace_back(R"({"type":"open-file-dialog"})");
    list->AddRectFilled(ImVec2(0, height - std::max(1.0f, ui.px(1))), ImVec2(width, height),
                        colour::kLine);
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
