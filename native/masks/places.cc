#include "native/masks/places.h"

#include <system_error>
#include <utility>

#include "native/data/files.h"
#include "native/masks/finder.h"

namespace lesion {

std::filesystem::path masks_file_for(const std::string& named, const std::filesystem::path& model) {
  if (!named.empty()) return named;
  const auto beside = model.parent_path() / "masks.onnx";
  std::error_code ignored;
  return std::filesystem::exists(beside, ignored) ? beside : std::filesystem::path(kMasksFile);
}

Result<std::shared_ptr<LesionPlaces>> open_lesion_places(const std::filesystem::path& file) {
  auto finder = MaskFinder::open(file);
  if (!finder) {
    const bool missing = finder.error().kind == ErrorKind::kNotFound;
    return fail(finder.error().kind,
                finder.error().message +
                    (missing ? "; squares are fitted to the lesion by a mask network: run "
                               "lesionlens in the repository's folder or give --masks FILE"
                             : ""));
  }
  if (finder->mask_number("lesion") < 0) {
    return fail(ErrorKind::kInvalidArgument, file.string() + ": has no mask of the lesion");
  }
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto shared = std::make_shared<const MaskFinder>(std::move(*finder));
  return std::make_shared<LesionPlaces>(
      [shared](const Image& image) { return shared->lesion(image); }, content_hash(*bytes));
}

}  // namespace lesion
