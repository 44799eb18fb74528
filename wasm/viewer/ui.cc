#include "wasm/viewer/ui.h"

#include <algorithm>
#include <cmath>

#include "core/maps/overlay.h"

namespace lesion::viewer {
namespace {

constexpr const char* kEllipsis = "\xE2\x80\xA6";

// The longest beginning of `text` that fits with an ellipsis behind it; cuts between characters.
std::string shortened(ImFont* font, const std::string& text, float max_width) {
  const float dots = text_size(font, kEllipsis).x;
  const char* rest = nullptr;
  font->CalcTextSizeA(font->FontSize, std::max(0.0f, max_width - dots), 0, text.c_str(), nullptr,
                      &rest);
  auto length = static_cast<std::size_t>(rest - text.c_str());
  while (length > 0 && text[length - 1] == ' ') --length;
  return text.substr(0, length) + kEllipsis;
}

}  // namespace

float Ui::px(double css) const { return std::round(static_cast<float>(css) * unit); }

ImVec2 Ui::size(double width, double height) const { return {px(width), px(height)}; }

namespace {

bool begin(Ui& ui, const char* id, const Rect& rect, ImU32 ground, ImGuiWindowFlags flags) {
  const ImVec2 from(ui.px(rect.x), ui.px(rect.y));
  const ImVec2 to(ui.px(rect.x + rect.width), ui.px(rect.y + rect.height));
  ImGui::SetNextWindowPos(from);
  ImGui::SetNextWindowSize(ImVec2(std::max(1.0f, to.x - from.x), std::max(1.0f, to.y - from.y)));
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ground);
  ui.panel = ImGui::GetID(id);
  const bool open =
      ImGui::Begin(id, nullptr,
                   ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                       ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove |
                       ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | flags);
  ImGui::PopStyleColor();
  ImGui::PushFont(ui.fonts.body);
  const bool scrolls = (flags & ImGuiWindowFlags_NoScrollbar) == 0;
  if (scrolls && ui.drag_scroll != 0 &&
      ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) {
    ImGui::SetScrollY(ImGui::GetScrollY() - ui.drag_scroll);
  }
  return open;
}

ImGuiWindowFlags scroll_flags(bool scrolls) {
  return scrolls ? 0 : ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
}

}  // namespace

bool begin_panel(Ui& ui, const char* id, const Rect& rect, ImU32 ground, bool scrolls) {
  // A panel keeps its place in depth, whatever is clicked.
  ImGuiWindowFlags flags = scroll_flags(scrolls) | ImGuiWindowFlags_NoBringToFrontOnFocus |
                           ImGuiWindowFlags_NoFocusOnAppearing;
  ui.panel_in_front = false;
  if (ground == 0) flags |= ImGuiWindowFlags_NoBackground;
  return begin(ui, id, rect, ground, flags);
}

bool begin_front_panel(Ui& ui, const char* id, const Rect& rect, ImU32 ground, bool scrolls) {
  ImGui::SetNextWindowFocus();
  ui.panel_in_front = true;
  return begin(ui, id, rect, ground, scroll_flags(scrolls));
}

void draw_later(Ui& ui, std::function<void(const DeviceRect&)> draw) {
  const auto run = [](const ImDrawList*, const ImDrawCmd* command) {
    const ImVec4& clip = command->ClipRect;
    const auto& later =
        *static_cast<const std::function<void(const DeviceRect&)>*>(command->UserCallbackData);
    later({clip.x, clip.y, clip.z - clip.x, clip.w - clip.y});
  };
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddCallback(run, &ui.drawn_later.emplace_back(std::move(draw)));
  list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
}

void line(Ui& ui, const Rect& rect) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float thin = std::max(1.0f, ui.px(1));
  const ImVec2 from(ui.px(rect.x), ui.px(rect.y));
  list->PushClipRectFullScreen();
  list->AddRectFilled(from,
                      ImVec2(from.x + std::max(thin, ui.px(rect.width)),
                             from.y + std::max(thin, ui.px(rect.height))),
                      colour::kLine);
  list->PopClipRect();
}

void end_panel(Ui&) {
  ImGui::PopFont();
  ImGui::End();
}

ImVec2 text_size(ImFont* font, const std::string& text) {
  return font->CalcTextSizeA(font->FontSize, FLT_MAX, 0, text.c_str(), text.c_str() + text.size());
}

void draw_text(ImDrawList* list, ImFont* font, ImVec2 at, ImU32 colour, const std::string& text,
               float max_width) {
  // Whole device pixels keep glyphs sharp.
  const ImVec2 place(std::round(at.x), std::round(at.y));
  if (max_width > 0 && text_size(font, text).x > max_width) {
    const std::string cut = shortened(font, text, max_width);
    list->AddText(font, font->FontSize, place, colour, cut.c_str());
    return;
  }
  list->AddText(font, font->FontSize, place, colour, text.c_str());
}

namespace {

void line_of_text(ImFont* font, ImU32 colour, const std::string& words) {
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  ImGui::TextUnformatted(words.c_str(), words.c_str() + words.size());
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

}  // namespace

void text(Ui& ui, ImFont* font, ImU32 colour, const std::string& words) {
  if (text_size(font, words).x > ImGui::GetContentRegionAvail().x + 1) {
    return wrapped(ui, font, colour, words);
  }
  line_of_text(font, colour, words);
}

float line_height(ImFont* font) { return std::round(font->FontSize * 1.12f); }

std::vector<std::string> wrap_lines(ImFont* font, const std::string& words, float width) {
  std::vector<std::string> lines;
  std::string current;
  std::size_t from = 0;
  while (from < words.size()) {
    std::size_t to = words.find(' ', from);
    if (to == std::string::npos) to = words.size();
    const std::string word = words.substr(from, to - from);
    const std::string longer = current.empty() ? word : current + " " + word;
    if (!current.empty() && text_size(font, longer).x > width) {
      lines.push_back(current);
      current = word;
    } else {
      current = longer;
    }
    from = to + 1;
  }
  if (!current.empty()) lines.push_back(current);
  return lines;
}

void draw_lines(ImDrawList* list, ImFont* font, ImVec2 at, ImU32 colour,
                const std::vector<std::string>& lines) {
  for (const std::string& words : lines) {
    draw_text(list, font, at, colour, words);
    at.y += line_height(font);
  }
}

void wrapped(Ui&, ImFont* font, ImU32 colour, const std::string& words, bool centred) {
  const float width = ImGui::GetContentRegionAvail().x;
  const std::vector<std::string> lines = wrap_lines(font, words, width);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float height = line_height(font);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const float left = centred ? (width - text_size(font, lines[i]).x) / 2 : 0;
    draw_text(ImGui::GetWindowDrawList(), font,
              ImVec2(at.x + std::max(0.0f, left), at.y + height * static_cast<float>(i)), colour,
              lines[i], width + 1);
  }
  ImGui::Dummy(ImVec2(width, height * static_cast<float>(lines.size())));
}

void scroll_by_keys(Ui& ui) {
  if (ui.key_scroll == 0) return;
  ImGui::SetScrollY(ImGui::GetScrollY() + ui.key_scroll * ImGui::GetWindowHeight());
}

void gap(Ui& ui, double css_height) { ImGui::Dummy(ImVec2(1, ui.px(css_height))); }

float button_height(const Ui& ui) { return ui.px(ui.touch ? 40 : 32); }

float button_width(const Ui& ui, const std::string& label, const std::string& key) {
  float width = text_size(ui.fonts.body, label).x + 2 * ui.px(12);
  if (!key.empty() && !ui.touch) width += ui.px(8) + text_size(ui.fonts.small, key).x;
  return std::round(width);
}

bool button(Ui& ui, const char* id, const std::string& label, const std::string& key, bool chosen,
            float min_width, const std::string& name) {
  const ImVec2 size(std::max(button_width(ui, label, key), min_width), button_height(ui));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const bool pressed = pressable(ui, id, size, {name.empty() ? label : name});
  const bool hovered = ImGui::IsItemHovered();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImU32 ground =
      chosen ? colour::kAccentGround : (hovered ? colour::kHover : colour::kRaised);
  list->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y), ground, ui.px(5));
  if (chosen) {
    list->AddRect(at, ImVec2(at.x + size.x, at.y + size.y), colour::kAccent, ui.px(5), 0,
                  std::max(1.0f, ui.unit));
  }
  const std::string shown_key = ui.touch ? "" : key;
  const ImVec2 words = text_size(ui.fonts.body, label);
  const ImVec2 hint_size = text_size(ui.fonts.small, shown_key);
  const float total = words.x + (shown_key.empty() ? 0 : ui.px(8) + hint_size.x);
  const float x = at.x + (size.x - total) / 2;
  draw_text(list, ui.fonts.body, ImVec2(x, at.y + (size.y - words.y) / 2), colour::kText, label);
  if (!shown_key.empty()) {
    draw_text(list, ui.fonts.small,
              ImVec2(x + words.x + ui.px(8), at.y + (size.y - hint_size.y) / 2), colour::kMuted,
              shown_key);
  }
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return pressed;
}

bool button_within(Ui& ui, const char* id, const std::string& label, bool chosen, float width,
                   const std::string& name) {
  const ImVec2 size(width, button_height(ui));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ImVec2 to(at.x + size.x, at.y + size.y);
  const bool pressed = pressable(ui, id, size, {name.empty() ? label : name});
  const bool hovered = ImGui::IsItemHovered();
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, to,
                      chosen ? colour::kAccentGround : (hovered ? colour::kHover : colour::kRaised),
                      ui.px(5));
  if (chosen) list->AddRect(at, to, colour::kAccent, ui.px(5), 0, std::max(1.0f, ui.unit));
  const float room = width - ui.px(6);
  const ImVec2 words = text_size(ui.fonts.small, label);
  draw_text(list, ui.fonts.small,
            ImVec2(at.x + (width - std::min(words.x, room)) / 2, at.y + (size.y - words.y) / 2),
            chosen ? colour::kText : colour::kMuted, label, room);
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return pressed;
}

bool small_button(Ui& ui, const char* id, const std::string& label, bool chosen, ImVec2& at,
                  const std::string& name) {
  const ImVec2 words = text_size(ui.fonts.small, label);
  const float least = ui.px(ui.touch ? 40 : 28);
  const ImVec2 size(std::max(words.x + ui.px(16), least), least);
  ImGui::SetCursorScreenPos(at);
  const bool pressed = pressable(ui, id, size, {name.empty() ? label : name});
  const bool hovered = ImGui::IsItemHovered();
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y),
                      hovered ? colour::kHover : colour::kShade, ui.px(5));
  draw_text(list, ui.fonts.small,
            ImVec2(at.x + (size.x - words.x) / 2, at.y + (size.y - words.y) / 2),
            chosen ? colour::kAccent : colour::kText, label);
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  at.x += size.x + ui.px(4);
  return pressed;
}

namespace {

// Where segments of at least these widths lie within `width`: equal where that fits, else each as
// wide as it must be with an equal part of what is left, in as many rows as that takes.
struct SegmentPlace {
  int row = 0;
  float left = 0;
  float right = 0;
};

std::vector<SegmentPlace> segment_places(const std::vector<float>& least, float width,
                                         bool one_row) {
  std::vector<SegmentPlace> places(least.size());
  const bool equal = std::all_of(least.begin(), least.end(), [&](float one) {
    return one * static_cast<float>(least.size()) <= width;
  });
  int row = 0;
  for (std::size_t from = 0; from < least.size(); ++row) {
    std::size_t to = from + 1;
    float taken = least[from];
    while (to < least.size() && (one_row || taken + least[to] <= width)) taken += least[to++];
    const auto count = static_cast<float>(to - from);
    float left = 0;
    for (; from < to; ++from) {
      const float wide = equal ? width / count : least[from] + (width - taken) / count;
      places[from] = {row, std::round(left), std::round(left + wide)};
      left += wide;
    }
  }
  return places;
}

}  // namespace

int segments(Ui& ui, const char* id, const std::vector<std::string>& labels, int chosen,
             float width, bool one_row) {
  ImGui::PushID(id);
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const float height = button_height(ui);
  std::vector<float> least;
  for (const std::string& label : labels) {
    least.push_back(text_size(ui.fonts.small, label).x + ui.px(16));
  }
  const std::vector<SegmentPlace> places = segment_places(least, width, one_row);
  const int rows = places.empty() ? 1 : places.back().row + 1;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 size(width, height * static_cast<float>(rows));
  list->AddRectFilled(corner, ImVec2(corner.x + size.x, corner.y + size.y), colour::kRaised,
                      ui.px(5));
  int pressed = -1;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const float top = corner.y + height * static_cast<float>(places[i].row);
    const ImVec2 from(corner.x + places[i].left, top);
    const ImVec2 to(corner.x + places[i].right, top + height);
    ImGui::SetCursorScreenPos(from);
    ImGui::PushID(static_cast<int>(i));
    if (pressable(ui, "segment", ImVec2(to.x - from.x, height),
                  {labels[i], id, static_cast<int>(i) == chosen})) {
      pressed = static_cast<int>(i);
    }
    ImGui::PopID();
    const bool is_chosen = static_cast<int>(i) == chosen;
    const bool hovered = ImGui::IsItemHovered();
    if (is_chosen || hovered) {
      list->AddRectFilled(from, to, is_chosen ? colour::kAccentGround : colour::kHover, ui.px(5));
    }
    if (is_chosen) {
      list->AddRect(from, to, colour::kAccent, ui.px(5), 0, std::max(1.0f, ui.unit));
    }
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const float room = to.x - from.x - ui.px(8);
    const ImVec2 words = text_size(ui.fonts.small, labels[i]);
    draw_text(list, ui.fonts.small,
              ImVec2(from.x + (to.x - from.x - std::min(words.x, room)) / 2,
                     top + (height - words.y) / 2),
              is_chosen ? colour::kText : colour::kMuted, labels[i], room);
  }
  ImGui::SetCursorScreenPos(corner);
  ImGui::Dummy(size);
  ImGui::PopID();
  return pressed;
}

namespace {

bool shows_hints(const Ui& ui) { return !ui.touch || ui.held; }

// Beside what it explains, of which it covers nothing; above it under a finger, which hides what
// lies below.
void place_beside_item(Ui& ui, ImVec2 size, HintSide side) {
  const ImVec2 from = ImGui::GetItemRectMin();
  const ImVec2 to = ImGui::GetItemRectMax();
  const ImVec2 canvas = ImGui::GetIO().DisplaySize;
  const auto rect = [](ImVec2 a, ImVec2 b) {
    return Rect{static_cast<double>(a.x), static_cast<double>(a.y), static_cast<double>(b.x - a.x),
                static_cast<double>(b.y - a.y)};
  };
  const Point at =
      hint_corner(rect(from, to), {static_cast<double>(size.x), static_cast<double>(size.y)},
                  {static_cast<double>(canvas.x), static_cast<double>(canvas.y)},
                  static_cast<double>(ui.px(6)), ui.touch ? HintSide::kAbove : side);
  ImGui::SetNextWindowPos(ImVec2(static_cast<float>(at.x), static_cast<float>(at.y)));
}

}  // namespace

void hint(Ui& ui, const std::string& words, HintSide side) {
  if (words.empty()) return;
  const bool walking = ui.focus.id != 0 && ui.focus.hints;
  const bool pointed = !walking && shows_hints(ui) && ImGui::IsItemHovered();
  if (!pointed && !has_key_focus(ui)) return;
  std::vector<std::string> lines;
  for (std::size_t from = 0; from <= words.size();) {
    const std::size_t to = std::min(words.find('\n', from), words.size());
    const std::string paragraph = words.substr(from, to - from);
    for (std::string& one : wrap_lines(ui.fonts.small, paragraph, ui.px(290))) {
      lines.push_back(std::move(one));
    }
    from = to + 1;
  }
  ui.hint = words;
  ImVec2 size = ui.size(20, 16);
  float widest = 0;
  for (const std::string& one : lines) widest = std::max(widest, text_size(ui.fonts.small, one).x);
  size.x += widest;
  size.y += static_cast<float>(lines.size()) * (ui.fonts.small->FontSize + ui.px(2));
  place_beside_item(ui, size, side);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(10, 8));
  if (ImGui::BeginTooltip()) {
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.size(0, 2));
    for (const std::string& one : lines) line_of_text(ui.fonts.small, colour::kText, one);
    ImGui::PopStyleVar();
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar();
}

void hint_left(Ui& ui, const std::string& words) { hint(ui, words, HintSide::kLeft); }

void bar(ImDrawList* list, ImVec2 at, ImVec2 size, float filled, ImU32 colour,
         std::optional<float> mark, ImU32 mark_colour) {
  const float round = size.y / 2;
  list->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y), colour::kTrack, round);
  const float width = std::clamp(filled, 0.0f, 1.0f) * size.x;
  if (width > 0) {
    list->AddRectFilled(at, ImVec2(at.x + std::max(width, size.y), at.y + size.y), colour, round);
  }
  if (mark) {
    const float x = std::round(at.x + std::clamp(*mark, 0.0f, 1.0f) * size.x);
    const float half = std::max(1.0f, std::round(size.y / 7));
    const float reach = std::round(size.y / 2);
    list->AddRectFilled(ImVec2(x - half, at.y - reach), ImVec2(x + half, at.y + size.y + reach),
                        mark_colour);
  }
}

const std::string& place_words(const Ui& ui, Place place) {
  return ui.words["place." + std::string(place_name(place))];
}

const std::string& place_words_within(const Ui& ui, Place place, ImFont* font, float width) {
  const std::string& whole = place_words(ui, place);
  if (text_size(font, whole).x <= width) return whole;
  // Where the whole is short already there is no other.
  const std::string key = "place.short." + std::string(place_name(place));
  return ui.words.has(key) ? ui.words[key] : whole;
}

ImU32 ramp_colour(Palette palette, float t) {
  const std::array<float, 4> c = overlay_colour(
      t, palette == Palette::kPaper ? OverlayPalette::kGreen : OverlayPalette::kBlueYellow);
  return ImGui::ColorConvertFloat4ToU32(ImVec4(c[0], c[1], c[2], 1));
}

}  // namespace lesion::viewer
