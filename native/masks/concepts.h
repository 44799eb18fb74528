// Masks of concepts on the workstation, with the mask network's file.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/concepts/find_concepts.h"
#include "core/error.h"
#include "core/stats/roc.h"
#include "native/data/metadata.h"
#include "native/masks/evaluate.h"
#include "native/masks/finder.h"

namespace lesion {

// All concepts of an image: lesion and attributes by the network, the others by core/concepts.
// Fails as MaskFinder::answer() does.
Result<FoundConcepts> concepts_of(const MaskFinder& finder, const Image& image);

// Concepts that one name stands for: itself, and "gel" for reflections, bubbles and the gel's
// border, as `lesionlens synth` marks them together. Empty for a name that there is not.
std::vector<Concept> concepts_named(std::string_view name);

// The union of their masks at the image's size.
Mask mask_of(const FoundConcepts& found, std::span<const Concept> what, int width, int height);

// Evaluates the union of `what` against ID_NAME.png in the folder of true masks, on every record.
MaskVerdict evaluate_concept(const MaskFinder& finder, std::span<const Record> records,
                             const TruthFolders& truth, const std::string& name);

// How well a concept's presence tells images whose table flags it from the others.
struct FlagEvaluation {
  Concept what = Concept::kHair;
  std::string column;
  std::optional<Auc> auc;  // nothing where all or no images are flagged
  // Images with and without the flag on which a person would be told of it (told_from() of
  // core/concepts/presence.h); both 0 where nobody ever is.
  int told_flagged = 0;
  int told_others = 0;
};
struct FlagVerdict {
  std::vector<FlagEvaluation> flags;  // of those columns that the table has
  std::vector<std::string> left_out;
};

// Columns as Bissoto et al. 2020 name them: hair, ruler, ink, patches, dark_corner, gel_bubble (for
// reflections and for bubbles), gel_border; 1 where the image has it. Fails as table_cells() does.
Result<FlagVerdict> evaluate_flags(const MaskFinder& finder, const Dataset& dataset);

}  // namespace lesion
