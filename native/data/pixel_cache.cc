#include "native/data/pixel_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <numeric>
#include <string>
#include <utility>

#include "core/image/decode.h"
#include "core/image/resample.h"
#include "core/model/region.h"
#include "native/data/files.h"
#include "native/data/parallel.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kVersion = 0x326568636163'4c4cull;  // "LLcache2"

struct Header {
  std::uint64_t version;
  std::uint64_t count;
  std::uint64_t side;
  std::uint64_t reserved;
};

std::size_t square_bytes(int side) {
  return static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
}

}  // namespace

struct PixelCache::Entry {
  std::uint64_t key;       // of the image it was made from
  std::uint64_t checksum;  // of its pixels
};

PixelCache::~PixelCache() {
  if (base_ != nullptr) ::munmap(base_, length_);
}

PixelCache::PixelCache(PixelCache&& other) noexcept { *this = std::move(other); }

PixelCache& PixelCache::operator=(PixelCache&& other) noexcept {
  std::swap(base_, other.base_);
  std::swap(length_, other.length_);
  std::swap(count_, other.count_);
  std::swap(side_, other.side_);
  std::swap(places_, other.places_);
  std::swap(name_, other.name_);
  return *this;
}

PixelCache::Entry* PixelCache::entry(std::size_t index) const {
  return reinterpret_cast<Entry*>(base_ + sizeof(Header)) + index;
}

std::uint8_t* PixelCache::pixels(std::size_t index) const {
  return base_ + sizeof(Header) + count_ * sizeof(Entry) + index * square_bytes(side_);
}

std::span<const std::uint8_t> PixelCache::image(std::size_t index) const {
  return {pixels(places_[index]), square_bytes(side_)};
}

void PixelCache::leave_out(const std::vector<UnreadableImage>& images) {
  std::vector<bool> out(places_.size(), false);
  for (const UnreadableImage& image : images) out[image.place] = true;
  std::size_t index = 0;
  std::erase_if(places_, [&](std::size_t) { return out[index++]; });
}

Result<void> PixelCache::map(const fs::path& file, std::size_t count, int side) {
  const std::string name = file.filename().string();
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return fail(ErrorKind::kIo, "cache " + name + ": " + std::strerror(errno));
  const std::size_t length = sizeof(Header) + count * (sizeof(Entry) + square_bytes(side));
  struct stat info {};
  const bool right = ::fstat(fd, &info) == 0 && info.st_size == static_cast<off_t>(length);
  // Room is taken now: writing through a map to a full disk would end the program by a signal.
  const int trouble = right ? 0
                      : ::ftruncate(fd, 0) != 0
                          ? errno
                          : ::posix_fallocate(fd, 0, static_cast<off_t>(length));
  if (trouble != 0) {
    ::close(fd);
    ::unlink(file.c_str());
    return fail(ErrorKind::kIo, "cache " + name + ": " + std::to_string(length >> 20) +
                                    " MB cannot be had (" + std::strerror(trouble) +
                                    "); name another folder with --cache");
  }
  void* base = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (base == MAP_FAILED) {
    return fail(ErrorKind::kIo, "cache " + name + ": " + std::strerror(errno));
  }
  base_ = static_cast<std::uint8_t*>(base);
  length_ = length;
  count_ = count;
  side_ = side;
  places_.resize(count);
  std::iota(places_.begin(), places_.end(), std::size_t{0});
  const Header wanted{kVersion, count, static_cast<std::uint64_t>(side), 0};
  if (std::memcmp(base_, &wanted, sizeof wanted) != 0) {
    std::memset(base_ + sizeof(Header), 0, count * sizeof(Entry));
    std::memcpy(base_, &wanted, sizeof wanted);
  }
  return {};
}

Result<void> PixelCache::fill(const Key& key, const Make& make, const Forgive& forgive, int threads,
                              const Progress& progress) {
  std::atomic<std::size_t> done{0};
  std::mutex mutex;
  const auto one = [&](std::size_t i) -> Result<void> {
    const auto wanted = key(i);
    if (!wanted) return tl::unexpected(wanted.error());
    Entry& have = *entry(i);
    const std::span<std::uint8_t> square{pixels(i), square_bytes(side_)};
    if (have.key != *wanted || have.checksum != content_hash(square, *wanted)) {
      if (const auto made = make(i, square); !made) return made;
      have = {*wanted, content_hash(square, *wanted)};
    }
    return {};
  };
  return for_all(count_, threads, [&](std::size_t i) -> Result<void> {
    if (const auto filled = one(i); !filled) {
      if (!forgive) return filled;
      *entry(i) = {};
      const std::lock_guard lock(mutex);
      forgive(i, filled.error());
    }
    const std::size_t so_far = ++done;
    if (progress && (so_far % 500 == 0 || so_far == count_)) {
      const std::lock_guard lock(mutex);
      progress(so_far, count_);
    }
    return {};
  });
}

Result<PixelCache> PixelCache::open(const Dataset& dataset, const fs::path& folder, int side,
                                    int threads, const Progress& progress,
                                    const CachedSquare& square, ImageScan* scan) {
  PixelCache cache;
  const std::string name = dataset.name + (square.name.empty() ? "" : "-" + square.name);
  const fs::path file = folder / (name + "-" + std::to_string(side) + ".pixels");
  const std::size_t count = dataset.records.size();
  if (const auto mapped = cache.map(file, count, side); !mapped) {
    return tl::unexpected(mapped.error());
  }
  cache.name_ = name;
  if (scan != nullptr) {
    *scan = {};
    scan->contents.resize(count);
    scan->prints.resize(count);
    scan->sizes.resize(count);
  }
  // A scan's list names the lines by itself.
  const auto where = [&](std::size_t i) {
    return scan != nullptr ? std::string() : dataset.where(dataset.records[i]);
  };
  const auto key = [&](std::size_t i) -> Result<std::uint64_t> {
    const Record& record = dataset.records[i];
    if (record.file.empty()) {
      return fail(ErrorKind::kNotFound, where(i) + record.id + ": there is no such image");
    }
    const auto bytes = read_file(record.file);
    if (!bytes) return fail(bytes.error().kind, where(i) + bytes.error().message);
    const std::uint64_t hash = content_hash(*bytes, 1);
    if (scan != nullptr) scan->contents[i] = hash;
    if (!square.region) return hash;
    const std::uint64_t parts[] = {hash, square.identity};
    return content_hash({reinterpret_cast<const std::uint8_t*>(parts), sizeof parts});
  };
  const auto make = [&](std::size_t i, std::span<std::uint8_t> out) -> Result<void> {
    const fs::path& path = dataset.records[i].file;
    const auto bytes = read_file(path);
    if (!bytes) return fail(bytes.error().kind, where(i) + bytes.error().message);
    const auto image = decode_image(*bytes);
    if (!image) {
      return fail(image.error().kind,
                  where(i) + path.filename().string() + ": " + image.error().message);
    }
    const auto region = square.region ? square.region(*bytes, *image)
                                      : region_for(square_input(side), image->width, image->height);
    if (!region) {
      return fail(region.error().kind,
                  where(i) + path.filename().string() + ": " + region.error().message);
    }
    const Image cut = resample_to_bytes(*image, *region, side, side);
    std::memcpy(out.data(), cut.rgb.data(), out.size());
    return {};
  };
  Forgive forgive;
  if (scan != nullptr) {
    forgive = [&](std::size_t i, const Error& error) {
      scan->contents[i] = 0;
      scan->unreadable.push_back({i, error.message});
    };
  }
  if (const auto filled = cache.fill(key, make, forgive, threads, progress); !filled) {
    return tl::unexpected(filled.error());
  }
  if (scan != nullptr) cache.take_prints(threads, *scan);
  return cache;
}

void PixelCache::take_prints(int threads, ImageScan& scan) const {
  std::sort(scan.unreadable.begin(), scan.unreadable.end(),
            [](const auto& a, const auto& b) { return a.place < b.place; });
  static_cast<void>(for_all(count_, threads, [&](std::size_t i) -> Result<void> {
    if (entry(i)->key == 0) return {};
    const auto square = image(i);
    scan.prints[i] = fingerprint(Image{side_, side_, {square.begin(), square.end()}});
    return {};
  }));
}

Result<PixelCache> PixelCache::open(const Dataset& dataset, const fs::path& folder, int side,
                                    int threads, const Progress& progress,
                                    const CachedSquare& square) {
  return open(dataset, folder, side, threads, progress, square, nullptr);
}

Result<PixelCache> PixelCache::open(const Dataset& dataset, const fs::path& folder, int side,
                                    int threads, const Progress& progress, ImageScan& scan) {
  return open(dataset, folder, side, threads, progress, {}, &scan);
}

Result<PixelCache> PixelCache::resized(const PixelCache& from, const fs::path& folder, int side,
                                       int threads) {
  PixelCache cache;
  const fs::path file = folder / (from.name_ + "-" + std::to_string(from.side_) + "-" +
                                  std::to_string(side) + ".pixels");
  if (const auto mapped = cache.map(file, from.count_, side); !mapped) {
    return tl::unexpected(mapped.error());
  }
  cache.name_ = from.name_;
  const auto key = [&](std::size_t i) -> Result<std::uint64_t> { return from.entry(i)->checksum; };
  const auto make = [&](std::size_t i, std::span<std::uint8_t> out) -> Result<void> {
    const std::span<const std::uint8_t> source{from.pixels(i), square_bytes(from.side_)};
    const Image whole{from.side_, from.side_, {source.begin(), source.end()}};
    const double edge = from.side_;
    const Image square = resample_to_bytes(whole, {0, 0, edge, edge}, side, side);
    std::memcpy(out.data(), square.rgb.data(), out.size());
    return {};
  };
  if (const auto filled = cache.fill(key, make, {}, threads, {}); !filled) {
    return tl::unexpected(filled.error());
  }
  cache.places_ = from.places_;
  return cache;
}

}  // namespace lesion
