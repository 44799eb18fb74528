#pragma once

#include <imgui.h>

#include <cstdint>

namespace lesion::viewer {

// A GL texture's name as Dear ImGui takes it. The pointer only carries the number: nothing is
// behind it.
inline ImTextureID texture_id(unsigned name) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr)
  return reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(name));
}

}  // namespace lesion::viewer
