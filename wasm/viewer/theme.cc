#include "wasm/viewer/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace lesion::viewer {
namespace {

// Latin with its accents (German, Dutch and their neighbours), dashes, quotes, arrows, signs.
constexpr std::array<ImWchar, 17> kGlyphs = {0x20,   0x17F,  0x2010, 0x2027, 0x2030, 0x203A,
                                             0x2190, 0x2193, 0x2212, 0x2212, 0x2248, 0x2248,
                                             0x2264, 0x2265, 0x21B5, 0x21B5, 0};

bool is_font(const std::vector<std::uint8_t>& bytes) {
  if (bytes.size() < 1024) return false;
  static constexpr std::array<std::array<std::uint8_t, 4>, 3> kTags = {
      {{'O', 'T', 'T', 'O'}, {0, 1, 0, 0}, {'t', 'r', 'u', 'e'}}};
  return std::any_of(kTags.begin(), kTags.end(), [&](const auto& tag) {
    return std::memcmp(bytes.data(), tag.data(), tag.size()) == 0;
  });
}

ImFont* add(std::vector<std::uint8_t>& bytes, float size) {
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.OversampleH = size < 30 ? 2 : 1;
  config.OversampleV = 1;
  config.SizePixels = std::round(size);
  if (!is_font(bytes)) return atlas->AddFontDefault(&config);
  return atlas->AddFontFromMemoryTTF(bytes.data(), static_cast<int>(bytes.size()), std::round(size),
                                     &config, kGlyphs.data());
}

ImVec4 parts(ImU32 colour) { return ImGui::ColorConvertU32ToFloat4(colour); }

}  // namespace

Fonts bake_fonts(std::vector<std::uint8_t>& regular, std::vector<std::uint8_t>& bold, float unit) {
  ImGui::GetIO().Fonts->Clear();
  std::vector<std::uint8_t>& heavy = is_font(bold) ? bold : regular;
  // ImGui's size is the height from ascender to descender, which for Inter is 1.21 em.
  const float em = 1.2f * unit;
  Fonts fonts;
  fonts.body = add(regular, 14.5f * em);
  fonts.tiny = add(regular, 11 * em);
  fonts.small = add(regular, 13 * em);
  fonts.strong = add(heavy, 14.5f * em);
  fonts.heading = add(heavy, 20 * em);
  fonts.result = add(heavy, 31 * em);
  return fonts;
}

void apply_theme(float unit) {
  ImGuiStyle style;
  style.WindowPadding = ImVec2(16, 14);
  style.WindowBorderSize = 0;
  style.WindowMinSize = ImVec2(1, 1);
  style.ChildBorderSize = 0;
  style.PopupBorderSize = 1;
  style.PopupRounding = 6;
  style.FramePadding = ImVec2(12, 7);
  style.FrameRounding = 5;
  style.ItemSpacing = ImVec2(8, 6);
  style.ItemInnerSpacing = ImVec2(6, 4);
  style.ScrollbarSize = 10;
  style.ScrollbarRounding = 5;
  style.GrabRounding = 5;
  style.ScaleAllSizes(unit);
  const auto set = [&](ImGuiCol which, ImU32 value) { style.Colors[which] = parts(value); };
  set(ImGuiCol_WindowBg, colour::kPanel);
  set(ImGuiCol_ChildBg, colour::kClear);
  set(ImGuiCol_PopupBg, colour::kHint);
  set(ImGuiCol_Border, colour::kLine);
  set(ImGuiCol_Text, colour::kText);
  set(ImGuiCol_TextDisabled, colour::kMuted);
  set(ImGuiCol_Button, colour::kRaised);
  set(ImGuiCol_ButtonHovered, colour::kHover);
  set(ImGuiCol_ButtonActive, colour::kTrack);
  set(ImGuiCol_FrameBg, colour::kRaised);
  set(ImGuiCol_ScrollbarBg, colour::kClear);
  set(ImGuiCol_ScrollbarGrab, colour::kScroll);
  set(ImGuiCol_ScrollbarGrabHovered, colour::kScrollHover);
  set(ImGuiCol_ScrollbarGrabActive, colour::kScrollHeld);
  ImGui::GetStyle() = style;
}

}  // namespace lesion::viewer
