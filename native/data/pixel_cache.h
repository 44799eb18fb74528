// Every image once decoded, as a square of bytes in a memory-mapped file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/image_scan.h"
#include "native/data/metadata.h"

namespace lesion {

// Which part of an image is cached: where nothing is given, its central square.
struct CachedSquare {
  // The part of `image`, which the file `bytes` decodes to. Called from several threads.
  std::function<Result<Rect>(std::span<const std::uint8_t> bytes, const Image& image)> region;
  std::uint64_t identity = 0;  // of the rule: entries made by another one are made anew
  std::string name;            // in the cache's file name: "lesion"
};

// Images of side x side x R,G,B bytes in the order of a data set's records. Memory stays bounded
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
  std::span<const std::uint8_t> image(std::size_t index) const;

  using Progress = std::function<void(std::size_t done, std::size_t total)>;

  // The whole central square of every image, or what `square` says, decoded by core and resampled
  // to side x side (beyond the image its edge repeats). Kept in `folder`; entries are reused where
  // the file's contents are the same, and the file is made anew where it is damaged. Fails, naming
  // the line of the table, where an image cannot be read, and with kIo where the disk has no room.
  static Result<PixelCache> open(const Dataset& dataset, const std::filesystem::path& folder,
                                 int side, int threads, const Progress& progress,
                                 const CachedSquare& square = {});

  // The same of central squares, but an image that cannot be read is listed in `scan` instead of
  // ending it (its place then holds no image: leave_out), and what find_leaks needs is filled in
  // there: contents, and prints of the cached squares. Sizes stay 0. No image is decoded twice for
  // it.
  static Result<PixelCache> open(const Dataset& dataset, const std::filesystem::path& folder,
                                 int side, int threads, const Progress& progress, ImageScan& scan);

  // Takes these places out, so that the index again is that of the records (drop_unreadable).
  void leave_out(const std::vector<UnreadableImage>& images);

  // The same images at another side, resampled from `from`.
  static Result<PixelCache> resized(const PixelCache& from, const std::filesystem::path& folder,
                                    int side, int threads);

 private:
  struct Entry;
  using Make = std::function<Result<void>(std::size_t index, std::span<std::uint8_t> out)>;
  using Key = std::function<Result<std::uint64_t>(std::size_t index)>;

  Result<void> map(const std::filesystem::path& file, std::size_t count, int side);
  // An image's failure ends it, unless `forgive` (may be empty) takes note of it.
  using Forgive = std::function<void(std::size_t index, const Error& error)>;
  Result<void> fill(const Key& key, const Make& make, const Forgive& forgive, int threads,
                    const Progress& progress);
  static Result<PixelCache> open(const Dataset& dataset, const std::filesystem::path& folder,
                                 int side, int threads, const Progress& progress,
                                 const CachedSquare& square, ImageScan* scan);
  void take_prints(int threads, ImageScan& scan) const;
  Entry* entry(std::size_t index) const;
  std::uint8_t* pixels(std::size_t index) const;

  std::uint8_t* base_ = nullptr;
  std::size_t length_ = 0;
  std::size_t count_ = 0;
  int side_ = 0;
  std::vector<std::size_t> places_;  // in the file, of the images that are not left out
  std::string name_;                 // of the data set, and of the square
};

}  // namespace lesion
