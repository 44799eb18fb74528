// What a dermatologist sees on a dermoscopy image, as concepts that masks can be made of.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace lesion {

enum class Concept {
  kLesion,
  kBorder,
  kBorderTop,
  kBorderRight,
  kBorderBottom,
  kBorderLeft,
  kDarkerRegion,
  kColourChange,
  kSkin,
  kPaleSkin,
  kPinkSkin,
  kHair,
  kRuler,
  kReflection,
  kBubble,
  kGelBorder,
  kInk,
  kPatch,
  kDarkCorner,
  kPigmentNetwork,
  kNegativeNetwork,
  kStreaks,
  kMiliaLikeCyst,
  kGlobules,
};
inline constexpr std::size_t kConceptCount = 24;

// kRegion: of the lesion or the skin. kArtefact: neither. kAttribute: a dermoscopic structure that
// the mask network marks.
enum class ConceptKind { kRegion, kArtefact, kAttribute };

struct ConceptInfo {
  std::string_view name;  // stable: files, cards, tables, word lists
  ConceptKind kind = ConceptKind::kRegion;
  // Whether its mask is sure enough to be drawn as an outline. Attributes name filters at most.
  bool outlined = true;
};

// In the order of the enumerators.
inline constexpr std::array<ConceptInfo, kConceptCount> kConcepts = {{
    {"lesion", ConceptKind::kRegion, true},
    {"border", ConceptKind::kRegion, true},
    {"border_top", ConceptKind::kRegion, true},
    {"border_right", ConceptKind::kRegion, true},
    {"border_bottom", ConceptKind::kRegion, true},
    {"border_left", ConceptKind::kRegion, true},
    {"darker_region", ConceptKind::kRegion, true},
    {"colour_change", ConceptKind::kRegion, true},
    {"skin", ConceptKind::kRegion, true},
    {"pale_skin", ConceptKind::kRegion, true},
    {"pink_skin", ConceptKind::kRegion, true},
    {"hair", ConceptKind::kArtefact, true},
    {"ruler", ConceptKind::kArtefact, true},
    {"reflection", ConceptKind::kArtefact, true},
    {"bubble", ConceptKind::kArtefact, true},
    {"gel_border", ConceptKind::kArtefact, true},
    {"ink", ConceptKind::kArtefact, true},
    {"patch", ConceptKind::kArtefact, true},
    {"dark_corner", ConceptKind::kArtefact, true},
    {"pigment_network", ConceptKind::kAttribute, false},
    {"negative_network", ConceptKind::kAttribute, false},
    {"streaks", ConceptKind::kAttribute, false},
    {"milia_like_cyst", ConceptKind::kAttribute, false},
    {"globules", ConceptKind::kAttribute, false},
}};

constexpr const ConceptInfo& concept_info(Concept what) {
  return kConcepts[static_cast<std::size_t>(what)];
}
constexpr std::string_view concept_name(Concept what) { return concept_info(what).name; }

// The concept of that name; nothing where there is none.
constexpr std::optional<Concept> concept_named(std::string_view wanted) {
  for (std::size_t i = 0; i < kConceptCount; ++i) {
    if (kConcepts[i].name == wanted) return static_cast<Concept>(i);
  }
  return std::nullopt;
}

}  // namespace lesion
