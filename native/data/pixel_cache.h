// Every picture once decoded, as a square of bytes in a memory-mapped file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/metadata.h"
#include "native/data/picture_scan.h"

namespace lesion {

// Pictures of side x side x R,G,B bytes in the order of a data set's records. Memory stays bounded
// whatever their number: the system pages the file in and out.
class PixelCache {
 public:
  PixelCache() = default;
  ~PixelCache();
  PixelCache(PixelCache&& other) noexcept;
  PixelCache& operator=(PixelCache&& other) noexcept;
  PixelCache(const PixelCache&) = delete;
  PixelCache& operator=(const PixelCache&) = delete;

  int side() const { return side_; }
  std::size_t count() const { return places_.size(); }
  std::span<const std::uint8_t> picture(std::size_t index) const;

  using Progress = std::function<void(std::size_t done, std::size_t total)>;

  // The whole central square of every picture, decoded by core and resampled to side x side. Kept
  // in `folder`; entries are reused where the file's contents are the same, and the file is made
  // anew where it is damaged. Fails, naming the line of the table, where a picture cannot be read,
  // and with kIo where the disk has no room.
  static Result<PixelCache> open(const Dataset& dataset, const std::filesystem::path& folder,
                                 int side, int threads, const Progress& progress);

  // The same, but a picture that cannot be read is listed in `scan` instead of ending it (its place
  // then holds no picture: leave_out), and what find_leaks needs is filled in there: contents, and
  // prints of the cached squares. Sizes stay 0. No picture is decoded twice for it.
  static Result<PixelCache> open(const Dataset& dataset, const std::filesystem::path& folder,
                                 int side, int threads, const Progress& progress,
                                 PictureScan& scan);

  // Takes these places out, so that the index again is that of the records (drop_unreadable).
  void leave_out(const std::vector<UnreadablePicture>& pictures);

  // The same pictures at another side, resampled from `from`.
  static Result<PixelCache> resized(const PixelCache& from, const std::filesystem::path& folder,
                                    int side, int threads);

 private:
  struct Entry;
  using Make = std::function<Result<void>(std::size_t index, std::span<std::uint8_t> out)>;
  using Key = std::function<Result<std::uint64_t>(std::size_t index)>;

  Result<void> map(const std::filesystem::path& file, std::size_t count, int side);
  // A picture's failure ends it, unless `forgive` (may be empty) takes note of it.
  using Forgive = std::function<void(std::size_t index, const Error& error)>;
  Result<void> fill(const Key& key, const Make& make, const Forgive& forgive, int threads,
                    const Progress& progress);
  static Result<PixelCache> open(const Dataset& dataset, const std::filesystem::path& folder,
                                 int side, int threads, const Progress& progress,
                                 PictureScan* scan);
  void take_prints(int threads, PictureScan& scan) const;
  Entry* entry(std::size_t index) const;
  std::uint8_t* pixels(std::size_t index) const;

  std::uint8_t* base_ = nullptr;
  std::size_t length_ = 0;
  std::size_t count_ = 0;
  int side_ = 0;
  std::vector<std::size_t> places_;  // in the file, of the pictures that are not left out
  std::string name_;                 // of the data set
};

}  // namespace lesion
