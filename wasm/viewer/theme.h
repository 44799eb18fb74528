// Type and measures, and the colours that ImGui itself draws with.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <span>
#include <vector>

#include "wasm/viewer/colours.h"

namespace lesion::viewer {

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
