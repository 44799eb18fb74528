#include "native/masks/evaluate.h"

#include <system_error>
#include <utility>

#include "core/image/decode.h"
#include "native/data/files.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

Result<void> evaluate_one(const MaskFinder& finder, const Record& record, const TruthFolders& truth,
                          std::span<const int> masks, MaskVerdict& verdict) {
  if (record.file.empty())
    return fail(ErrorKind::kNotFound, record.id + ": there is no such image");
  const auto image = read_image(record.file);
  if (!image) return tl::unexpected(image.error());
  const auto answer = finder.answer(*image);
  if (!answer)
    return fail(answer.error().kind, record.file.string() + ": " + answer.error().message);
  std::vector<Mask> truths;
  for (const int mask : masks) {
    auto one =
        true_mask(truth, record.id, finder.card().masks[static_cast<std::size_t>(mask)], *image);
    if (!one) return tl::unexpected(one.error());
    truths.push_back(std::move(*one));
  }
  for (std::size_t k = 0; k < masks.size(); ++k) {
    const Mask found = finder.mask_of(*answer, masks[k], image->width, image->height);
    const double value = jaccard(found, truths[k]);
    verdict.masks[k].all.push_back(value);
    if (summarise(truths[k]).area > 0) verdict.masks[k].shown.push_back(value);
  }
  return {};
}

}  // namespace

Result<Mask> true_mask(const TruthFolders& truth, const std::string& id, const std::string& name,
                       const Image& image) {
  const bool lesion = name == "lesion";
  std::vector<fs::path> files;
  if (lesion) files.push_back(truth.lesions / (id + ".png"));
  files.push_back((lesion ? truth.lesions : truth.attributes) / (id + "_" + name + ".png"));
  std::error_code ignored;
  for (const fs::path& file : files) {
    if (!fs::exists(file, ignored)) continue;
    const auto mask = read_image(file);
    if (!mask) return tl::unexpected(mask.error());
    if (mask->width != image.width || mask->height != image.height) {
      return fail(ErrorKind::kInvalidArgument, file.string() + ": is not as large as the image");
    }
    return mask_from(*mask);
  }
  if (lesion) return fail(ErrorKind::kNotFound, files[0].string() + ": is missing");
  const std::size_t pixels = image.rgb.size() / 3;
  return Mask{image.width, image.height, std::vector<std::uint8_t>(pixels, 0)};
}

Result<Image> read_image(const fs::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  auto image = decode_image(*bytes);
  if (!image) return fail(image.error().kind, file.string() + ": " + image.error().message);
  return image;
}

MaskVerdict evaluate_masks(const MaskFinder& finder, std::span<const Record> records,
                           const TruthFolders& truth, std::span<const int> masks) {
  MaskVerdict verdict;
  for (const int mask : masks) {
    verdict.masks.push_back({finder.card().masks[static_cast<std::size_t>(mask)], {}, {}});
  }
  for (const Record& record : records) {
    const auto done = evaluate_one(finder, record, truth, masks, verdict);
    if (!done) verdict.left_out.push_back(done.error().message);
  }
  return verdict;
}

}  // namespace lesion
