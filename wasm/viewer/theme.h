// Colours, type and measures. Text has a contrast of at least 4.5:1 on every ground it stands on.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <span>
#include <vector>

namespace lesion::viewer {

namespace colour {
inline constexpr ImU32 kGround = IM_COL32(38, 40, 44, 255);  // around the picture
inline constexpr ImU32 kPanel = IM_COL32(31, 32, 36, 255);   // panels
inline constexpr ImU32 kBar = IM_COL32(26, 27, 30, 255);     // top bar, notice
inline constexpr ImU32 kRaised = IM_COL32(45, 47, 52, 255);  // buttons
inline constexpr ImU32 kHover = IM_COL32(57, 60, 66, 255);
inline constexpr ImU32 kLine = IM_COL32(53, 56, 62, 255);   // between panels
inline constexpr ImU32 kTrack = IM_COL32(62, 65, 71, 255);  // empty part of a bar
inline constexpr ImU32 kText = IM_COL32(236, 237, 239, 255);
inline constexpr ImU32 kMuted = IM_COL32(176, 180, 187, 255);
inline constexpr ImU32 kAccent = IM_COL32(108, 196, 116, 255);
inline constexpr ImU32 kAccentGround = IM_COL32(42, 58, 46, 255);  // chosen row
inline constexpr ImU32 kWarm = IM_COL32(224, 145, 74, 255);        // above the operating point
inline constexpr ImU32 kCool = IM_COL32(122, 166, 214, 255);       // below it
inline constexpr ImU32 kError = IM_COL32(240, 110, 100, 255);
inline constexpr ImU32 kShade =
    IM_COL32(20, 21, 24, 215);  // under captions that lie on the picture
inline constexpr ImU32 kMark = IM_COL32(255, 255, 255, 235);
}  // namespace colour

struct Fonts {
  ImFont* tiny = nullptr;     // 11, numbers on thumbnails
  ImFont* small = nullptr;    // 13
  ImFont* body = nullptr;     // 15
  ImFont* strong = nullptr;   // 15 semibold
  ImFont* heading = nullptr;  // 22 semibold
  ImFont* result = nullptr;   // 32 semibold
};

// Bakes the faces at `unit` device pixels per CSS pixel into ImGui's atlas, replacing what was
// there; the caller rebuilds the atlas's texture. `bold` may be empty: regular serves then. Bytes
// that are no OpenType font give ImGui's own face.
Fonts bake_fonts(std::vector<std::uint8_t>& regular, std::vector<std::uint8_t>& bold, float unit);

// ImGui's measures and colours for `unit` device pixels per CSS pixel.
void apply_theme(float unit);

}  // namespace lesion::viewer
