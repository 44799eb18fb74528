// Lesions as the crop rule wants them, by a mask network's file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/error.h"
#include "native/data/lesion_places.h"
#include "native/masks/finder.h"

namespace lesion {

// The mask network of a model's file: the one that is `named`, the one beside the model, the one
// that ships.
std::filesystem::path masks_file_for(const std::string& named, const std::filesystem::path& model);

// Finds with the network in `file`. Fails as MaskFinder::open() does, with what to do where there
// is no such file, and with kInvalidArgument where the network has no mask of the lesion.
Result<std::shared_ptr<LesionPlaces>> open_lesion_places(const std::filesystem::path& file);

}  // namespace lesion
