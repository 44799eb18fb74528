// Which files of a folder are images.
#pragma once

#include <filesystem>

namespace lesion {

// By the ending, in small or capital letters (also those of images that cannot be read: such a file
// is named to its owner later, not passed over); without a known one by the first bytes, as
// archives name DICOM files by numbers. False of what is no file.
bool is_image_file(const std::filesystem::path& path);

}  // namespace lesion
