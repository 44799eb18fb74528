// Folders of images as a data set: by a table in them, or by the names of their subfolders.
#pragma once

#include <filesystem>

#include "core/error.h"
#include "native/data/metadata.h"

namespace lesion {

// The table of `folder`: metadata.csv, else the one file that ends in .csv. Fails with kNotFound
// where there is none, with kInvalidArgument, naming them, where there are several.
Result<std::filesystem::path> find_table(const std::filesystem::path& folder);

// Whether `folder` has no table but subfolders benign and malignant (any letter case), or
// subfolders train, val (or valid, validation), test that have them.
bool has_class_folders(const std::filesystem::path& folder);

// Such a folder as a data set: ids are file names without their ending, in alphabetical order,
// lines 0, has_split where there are train, val and test. Files that are no images by their
// ending are passed over. Fails with kNotFound where a class has no image at all, with
// kInvalidArgument where two files have the same name.
Result<Dataset> read_class_folders(const std::filesystem::path& folder);

}  // namespace lesion
