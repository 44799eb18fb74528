#include "native/masks/images.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "core/image/decode.h"
#include "core/image/halve.h"
#include "core/image/resample.h"
#include "core/model/region.h"
#include "native/data/files.h"
#include "native/data/parallel.h"
#include "native/masks/topology.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::uint8_t>> read_mask(const fs::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto image = decode_image(*bytes);
  if (!image) return fail(image.error().kind, file.string() + ": " + image.error().message);
  return small_mask(*image);
}

Result<MaskedImage> read_masks(const fs::path& folder, const std::string& id, bool attributes) {
  MaskedImage image;
  auto lesion = read_mask(folder / "masks" / (id + ".png"));
  if (!lesion) return tl::unexpected(lesion.error());
  image.lesion = std::move(*lesion);
  if (!attributes) return image;
  image.attributes.assign(image.lesion.size(), 0);
  for (std::size_t k = 0; k < static_cast<std::size_t>(kAttributes); ++k) {
    const fs::path file = folder / "masks_attributes" / (id + "_" + kMaskNames[k + 1] + ".png");
    if (!fs::exists(file)) continue;
    const auto mask = read_mask(file);
    if (!mask) return tl::unexpected(mask.error());
    for (std::size_t i = 0; i < mask->size(); ++i) {
      if ((*mask)[i] >= 128) image.attributes[i] |= static_cast<std::uint8_t>(1u << k);
    }
  }
  return image;
}

}  // namespace

std::vector<std::uint8_t> small_mask(const Image& mask) {
  const bool half = mask.width == 2 * kMaskSide && mask.height == 2 * kMaskSide;
  const Image small =
      half ? halved(mask)
           : resample_to_bytes(mask, region_for({}, mask.width, mask.height), kMaskSide, kMaskSide);
  std::vector<std::uint8_t> grey(small.rgb.size() / 3);
  for (std::size_t i = 0; i < grey.size(); ++i) grey[i] = small.rgb[3 * i];
  return grey;
}

Result<MaskedSource> open_masked_source(const fs::path& folder, const fs::path& cache, int side,
                                        int threads) {
  MaskedSource source;
  auto dataset = read_dataset(folder);
  if (!dataset) return tl::unexpected(dataset.error());
  source.dataset = std::move(*dataset);
  if (!source.dataset.has_split) {
    return fail(ErrorKind::kInvalidArgument, source.dataset.csv.string() + ": has no column split");
  }
  source.has_attributes = fs::is_directory(folder / "masks_attributes");
  std::erase_if(source.dataset.records, [&](const Record& record) {
    std::error_code ignored;
    return record.part == Part::kTest || record.file.empty() ||
           !fs::exists(folder / "masks" / (record.id + ".png"), ignored);
  });
  if (source.dataset.records.empty()) {
    return fail(ErrorKind::kNotFound, folder.string() + ": has no image with a mask");
  }
  auto opened = PixelCache::open(source.dataset, cache, side, threads, {});
  if (!opened) return tl::unexpected(opened.error());
  source.cache = std::move(*opened);
  source.masks.resize(source.dataset.records.size());
  const auto read = for_all(source.masks.size(), threads, [&](std::size_t i) -> Result<void> {
    auto masks = read_masks(folder, source.dataset.records[i].id, source.has_attributes);
    if (!masks) return tl::unexpected(masks.error());
    source.masks[i] = std::move(*masks);
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  return source;
}

}  // namespace lesion
