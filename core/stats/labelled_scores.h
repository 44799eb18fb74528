// What every figure of this room is computed from: one score and one label per image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"

namespace lesion {

// labels[i] is 1 where image i is of the positive class (malignant), otherwise 0; a higher score
// speaks for the positive class.
struct LabelledScores {
  std::span<const double> scores;
  std::span<const std::uint8_t> labels;

  std::size_t positives() const;
  std::size_t negatives() const { return labels.size() - positives(); }
};

// Why no figure can be computed: sizes that differ, a score that is not a number, a class without
// an image. Nothing where all is well.
std::optional<Error> why_unusable(const LabelledScores& data);

}  // namespace lesion
