// Where the lesion is on each image of a data set, found once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <unordered_map>

#include "core/error.h"
#include "core/image/image.h"
#include "core/model/region.h"

namespace lesion {

// Remembers, by the contents of an image's file, what a mask network found there; for any number of
// threads.
class LesionPlaces {
 public:
  // Nothing where no lesion is found. Called from several threads at once.
  using Find = std::function<Result<std::optional<LesionSummary>>(const Image&)>;

  // `identity`: of the network that finds, so that another one's places are never taken for its.
  LesionPlaces(Find find, std::uint64_t identity) : find_(std::move(find)), identity_(identity) {}

  std::uint64_t identity() const { return identity_; }

  // The lesion on `image`, which `bytes`, a file, decodes to. Fails as `find` does.
  Result<std::optional<LesionSummary>> of(std::span<const std::uint8_t> bytes, const Image& image);

  // Takes what `file` (of write()) knows; nothing where it is missing, damaged or another
  // network's: it is found again then.
  void read(const std::filesystem::path& file);
  // Writes all that is known, in an order that follows from it. Fails with kIo.
  Result<void> write(const std::filesystem::path& file) const;

  // Of the images asked for or read so far, how many there are and on how many nothing was found.
  std::size_t known() const;
  std::size_t without() const;

 private:
  Find find_;
  std::uint64_t identity_;
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::optional<LesionSummary>> places_;
};

}  // namespace lesion
