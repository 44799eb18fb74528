// A mask network's masks against the truth, image by image.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"
#include "native/data/metadata.h"
#include "native/masks/finder.h"

namespace lesion {

// Where true masks lie, as large as their images.
struct TruthFolders {
  std::filesystem::path lesions;     // ID.png or ID_lesion.png, one for every image
  std::filesystem::path attributes;  // ID_NAME.png, for those images that have it
};

struct MaskEvaluation {
  std::string mask;
  std::vector<double> all;    // Jaccard index of every image
  std::vector<double> shown;  // of those in which the truth marks something
};

struct MaskVerdict {
  std::vector<MaskEvaluation> masks;  // in the order asked for
  std::vector<std::string> left_out;  // images that could not be evaluated, in words
};

// Evaluates the masks of these numbers (of the finder's card) on every record. Never fails: what
// cannot be read is left out and said.
MaskVerdict evaluate_masks(const MaskFinder& finder, std::span<const Record> records,
                           const TruthFolders& truth, std::span<const int> masks);

// The true mask of that name ("lesion" or another) of an image of this size; an empty one where an
// image has no file for a mask other than the lesion's. Fails with a sentence that names the file.
Result<Mask> true_mask(const TruthFolders& truth, const std::string& id, const std::string& name,
                       const Image& image);

// The file's image. Fails with a sentence that begins with its name.
Result<Image> read_image(const std::filesystem::path& file);

}  // namespace lesion
