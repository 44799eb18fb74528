#include "native/masks/finder.h"

#include <algorithm>
#include <utility>

#include "core/onnx/read.h"
#include "native/data/files.h"

namespace lesion {

Result<MaskFinder> MaskFinder::open(const std::filesystem::path& given) {
  const std::filesystem::path file = given == kMasksFile ? shipped_file(given) : given;
  const auto named = [&](const Error& error) {
    return fail(error.kind, file.string() + ": " + error.message);
  };
  const auto bytes = read_file(file);
  if (!bytes) {
    // The error names the file without its folder; which folder was looked in matters here.
    const auto folder = file.parent_path() / "";
    return fail(bytes.error().kind, folder.string() + bytes.error().message);
  }
  auto model = onnx::read_model(*bytes);
  if (!model) return named(model.error());
  const std::string* json = model->find_metadata(kMaskCardKey);
  if (json == nullptr) {
    return named(
        plain_error(ErrorKind::kUnsupported, "is no mask network: it has no card of that kind"));
  }
  auto card = mask_card_from_json(*json);
  if (!card) return named(card.error());
  auto runtime = TorchRuntime::open(std::move(*model));
  if (!runtime) return named(runtime.error());
  return MaskFinder(std::move(*card), std::move(*runtime));
}

int MaskFinder::mask_number(std::string_view name) const {
  const auto found = std::find(card_.masks.begin(), card_.masks.end(), name);
  return found == card_.masks.end() ? -1 : static_cast<int>(found - card_.masks.begin());
}

Result<std::vector<LogitGrid>> MaskFinder::answer(const Image& image) const {
  const auto input = mask_input(image, card_.input);
  if (!input) return tl::unexpected(input.error());
  const std::int64_t size = card_.input.width;
  const std::vector<std::int64_t> shape{4, 3, size, size};
  const auto outputs = runtime_.run(*input, shape);
  if (!outputs) return tl::unexpected(outputs.error());
  const NamedTensor* masks = outputs->find(card_.output);
  const auto count = static_cast<std::int64_t>(card_.masks.size());
  const std::vector<std::int64_t> wanted{4, count, card_.side, card_.side};
  if (masks == nullptr || masks->shape != wanted) {
    return fail(ErrorKind::kCorrupt, "the network's masks are not those that its card names");
  }
  std::vector<LogitGrid> grids;
  for (int k = 0; k < count; ++k) {
    grids.push_back(merge_mirrored(masks->values, static_cast<int>(count), card_.side, k));
  }
  return grids;
}

Mask MaskFinder::mask_of(const std::vector<LogitGrid>& answer, int mask, int width,
                         int height) const {
  const LogitGrid& grid = answer[static_cast<std::size_t>(mask)];
  if (card_.masks[static_cast<std::size_t>(mask)] != "lesion") {
    return mask_at(grid, width, height, 0);
  }
  return mask_at(keep_lesion(grid, card_.lesion), width, height, card_.lesion.threshold);
}

Result<Mask> MaskFinder::find(const Image& image, int mask) const {
  const auto grids = answer(image);
  if (!grids) return tl::unexpected(grids.error());
  return mask_of(*grids, mask, image.width, image.height);
}

Result<std::optional<LesionSummary>> MaskFinder::lesion(const Image& image) const {
  const auto mask = find(image, mask_number("lesion"));
  if (!mask) return tl::unexpected(mask.error());
  return lesion_of(*mask);
}

}  // namespace lesion
