#include "native/data/pixel_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <mutex>
#include <string>
#include <utility>

#include "core/image/decode.h"
#include "core/image/resample.h"
#include "core/model/preprocess.h"
#include "native/data/files.h"
#include "native/data/parallel.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kVersion = 0x316568636163'4c4cull;  // "LLcache1"

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
  std::uint64_t key;       // of the picture it was made from
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
  std::swap(name_, other.name_);
  return *this;
}

PixelCache::Entry* PixelCache::entry(std::size_t index) const {
  return reinterpret_cast<Entry*>(base_ + sizeof(Header)) + index;
}

std::uint8_t* PixelCache::pixels(std::size_t index) const {
  return base_ + sizeof(Header) + count_ * sizeof(Entry) + index * square_bytes(side_);
}

std::span<const std::uint8_t> PixelCache::picture(std::size_t index) const {
  return {pixels(index), square_bytes(side_)};
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
  const Header wanted{kVersion, count, static_cast<std::uint64_t>(side), 0};
  if (std::memcmp(base_, &wanted, sizeof wanted) != 0) {
    std::memset(base_ + sizeof(Header), 0, count * sizeof(Entry));
    std::memcpy(base_, &wanted, sizeof wanted);
  }
  return {};
}

Result<void> PixelCache::fill(const Key& key, const Make& make, int threads,
                              const Progress& progress) {
  std::atomic<std::size_t> done{0};
  std::mutex mutex;
  return for_all(count_, threads, [&](std::size_t i) -> Result<void> {
    const auto wanted = key(i);
    if (!wanted) return tl::unexpected(wanted.error());
    Entry& have = *entry(i);
    if (have.key != *wanted || have.checksum != content_hash(picture(i), *wanted)) {
      if (const auto made = make(i, {pixels(i), square_bytes(side_)}); !made) return made;
      have = {*wanted, content_hash(picture(i), *wanted)};
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
                                    int threads, const Progress& progress) {
  PixelCache cache;
  const fs::path file = folder / (dataset.name + "-" + std::to_string(side) + ".pixels");
  if (const auto mapped = cache.map(file, dataset.records.size(), side); !mapped) {
    return tl::unexpected(mapped.error());
  }
  cache.name_ = dataset.name;
  const auto where = [&](std::size_t i) {
    return "metadata.csv line " + std::to_string(dataset.records[i].line) + ": ";
  };
  const auto key = [&](std::size_t i) -> Result<std::uint64_t> {
    const auto bytes = read_file(dataset.records[i].file);
    if (!bytes) return fail(bytes.error().kind, where(i) + bytes.error().message);
    return content_hash(*bytes, 1);
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
    const Image square = resample_to_bytes(
        *image, seen_region(image->width, image->height, {.size = side}), side, side);
    std::memcpy(out.data(), square.rgb.data(), out.size());
    return {};
  };
  if (const auto filled = cache.fill(key, make, threads, progress); !filled) {
    return tl::unexpected(filled.error());
  }
  return cache;
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
    const auto source = from.picture(i);
    const Image whole{from.side_, from.side_, {source.begin(), source.end()}};
    const double edge = from.side_;
    const Image square = resample_to_bytes(whole, {0, 0, edge, edge}, side, side);
    std::memcpy(out.data(), square.rgb.data(), out.size());
    return {};
  };
  if (const auto filled = cache.fill(key, make, threads, {}); !filled) {
    return tl::unexpected(filled.error());
  }
  return cache;
}

}  // namespace lesion
