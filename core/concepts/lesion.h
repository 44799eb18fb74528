// From the mask network's answer to one lesion's outline. Additions and multiplications only, in a
// stated order: the same mask natively and in WebAssembly, given the same answer.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/concepts/mask.h"
#include "core/error.h"
#include "core/image/image.h"
#include "core/model/preprocess.h"
#include "core/model/region.h"

namespace lesion {

// Logits on a grid that covers the whole image: rows x columns values, rows from the top.
struct LogitGrid {
  int columns = 0;
  int rows = 0;
  std::vector<float> values;
};

struct LesionRule {
  float threshold = 0;  // logit above which a place is lesion
  // A second part of the lesion counts where its weight is at least this share of the first's.
  double second_part = 0.5;
  // Parts of the grid's area below which nothing is found.
  double smallest = 0.002;
};

// The image pressed into a square and its three mirror images, as the network reads them: `size`
// x `size` R,G,B planes, four after another (as it is; left-right; upside down; both), each value
// (byte / 255 - mean) / std. Fails as preprocess() does.
Result<std::vector<float>> mask_input(const Image& image, const InputRule& rule);

// The mean of the answers to the four, mirrored back. `logits`: 4 x channels x side x side values;
// returns that of one channel.
LogitGrid merge_mirrored(std::span<const float> logits, int channels, int side, int channel);

// What is left of the answer when it is to be one lesion: connected places (by sides or corners)
// above the threshold are weighed, each by how far it is above (up to 4) and by its nearness to the
// middle; the heaviest stays, and others by rule.second_part; what they enclose is filled. All else
// is set below the threshold.
LogitGrid keep_lesion(LogitGrid logits, const LesionRule& rule);

// The grid brought to the image's size (bilinear between the cells' centres), marked where it is
// above the threshold.
Mask mask_at(const LogitGrid& logits, int width, int height, float threshold);

// What the crop rule must know of the lesion (region_for() of core/model/region.h); nothing for an
// empty mask.
std::optional<LesionSummary> lesion_of(const Mask& mask);

}  // namespace lesion
