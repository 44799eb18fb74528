// Whole files in and out, with failures in words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "core/error.h"

namespace lesion {

// Fails with kNotFound or kIo; the message begins with the file's name.
Result<std::vector<std::uint8_t>> read_file(const std::filesystem::path& path);

// Writes `parts` one after another so that `path` holds either what it held before or all of them:
// a temporary file in the same folder, flushed to the disk, then renamed. Fails with kIo (folder
// missing, disk full, no permission); then `path` is untouched and the temporary file is gone.
Result<void> write_file_atomic(const std::filesystem::path& path,
                               std::span<const std::span<const std::uint8_t>> parts);
Result<void> write_file_atomic(const std::filesystem::path& path,
                               std::span<const std::uint8_t> bytes);

// Where a file that ships with the program is: `relative` ("models/masks.onnx") below the folder
// that the program is run in, else below PREFIX/share/lesionlens of an installed program
// (PREFIX/bin), else below the repository of a built one (build/native). `relative` itself where it
// is in none.
std::filesystem::path shipped_file(const std::filesystem::path& relative);

// Mixes `bytes` into 64 bits: finds damage and tells contents apart; no defence against intent.
std::uint64_t content_hash(std::span<const std::uint8_t> bytes, std::uint64_t seed = 0);

}  // namespace lesion
