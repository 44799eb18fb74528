// The names by which choices are known outside: in JSON, the address, and the words table.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// In the order of the enumerators.
inline constexpr std::array kScreenNames = {
#define LESION_SCREEN(enumerator, room) #room,
#include "wasm/viewer/state/screens.def"
#undef LESION_SCREEN
};
inline constexpr std::array<const char*, 3> kScaleModeNames = {"training", "layer", "map"};
inline constexpr std::array<const char*, 2> kSmoothingNames = {"smooth", "exact"};
inline constexpr std::array<const char*, 2> kPaletteNames = {"paper", "contrast"};
inline constexpr std::array<const char*, 5> kSortNames = {"number", "response", "notability",
                                                          "concept", "effect"};
inline constexpr std::array<const char*, 3> kImageOrderNames = {"newest", "name", "score"};

inline constexpr std::array<const char*, 3> kCompareKindNames = {"images", "filters", "models"};

inline constexpr std::array<const char*, 8> kWarningKindNames = {
    "artefact",     "no_lesion",    "several_lesions",  "lesion_cut",
    "lesion_small", "lesion_large", "unlike_responses", "unlike_light"};

inline const char* name_of(WarningKind v) { return kWarningKindNames[static_cast<std::size_t>(v)]; }
inline const char* name_of(Screen v) { return kScreenNames[static_cast<std::size_t>(v)]; }
inline const char* name_of(ScaleMode v) { return kScaleModeNames[static_cast<std::size_t>(v)]; }
inline const char* name_of(Smoothing v) { return kSmoothingNames[static_cast<std::size_t>(v)]; }
inline const char* name_of(Palette v) { return kPaletteNames[static_cast<std::size_t>(v)]; }
inline const char* name_of(SortBy v) { return kSortNames[static_cast<std::size_t>(v)]; }
inline const char* name_of(ImageOrder v) { return kImageOrderNames[static_cast<std::size_t>(v)]; }

inline const char* name_of(CompareKind v) { return kCompareKindNames[static_cast<std::size_t>(v)]; }

// The enumerator called `name`, or nothing.
template <typename Enum, std::size_t N>
std::optional<Enum> by_name(const std::array<const char*, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (name == names[i]) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace lesion::viewer
