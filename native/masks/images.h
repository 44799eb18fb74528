// Dermoscopy images with their masks, as the mask network learns from them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/metadata.h"
#include "native/data/pixel_cache.h"

namespace lesion {

// Side of the masks in memory.
inline constexpr int kMaskSide = 128;

// The masks of one image's central square, kMaskSide x kMaskSide, rows from the top.
struct MaskedImage {
  std::vector<std::uint8_t> lesion;      // share of the pixel that the lesion covers, 0..255
  std::vector<std::uint8_t> attributes;  // bit k: attribute k of kMaskNames; empty where not known
};

// A source of images: a folder as read_dataset() takes it, with `masks`/ID.png (0 or 255, as
// large as the image) and, where there is a folder `masks_attributes`, ID_NAME.png there for
// those attributes that an image has.
struct MaskedSource {
  Dataset dataset;
  PixelCache cache;  // central squares, in the records' order
  std::vector<MaskedImage> masks;
  bool has_attributes = false;
};

// Opens the parts `train` and `val` of the source; images without a mask are left out.
// `cache` is the folder of the decoded images, `side` theirs. Fails with
// a sentence that names the file: an image or mask that cannot be read, sizes that differ, a table
// without a column `split`.
Result<MaskedSource> open_masked_source(const std::filesystem::path& folder,
                                        const std::filesystem::path& cache, int side, int threads);

// The square, grey: the share that is bright, side kMaskSide. Of an image's central square.
std::vector<std::uint8_t> small_mask(const Image& mask);

}  // namespace lesion
