#include "native/data/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace lesion {
namespace {

std::string reason() { return std::strerror(errno); }

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

bool write_all(int fd, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

Result<std::vector<std::uint8_t>> read_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    return fail(errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo,
                name + ": cannot be opened (" + reason() + ")");
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return fail(ErrorKind::kIo, name + ": is not a file");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(info.st_size));
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t n = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorKind::kIo, name + ": cannot be read (" + reason() + ")");
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  bytes.resize(have);
  return bytes;
}

Result<void> write_file_atomic(const std::filesystem::path& path,
                               std::span<const std::span<const std::uint8_t>> parts) {
  const std::string name = path.filename().string();
  const std::filesystem::path temporary =
      path.parent_path() / ("." + name + "." + std::to_string(::getpid()) + ".tmp");
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) {
    return fail(ErrorKind::kIo, name + ": cannot be written (" + reason() + ")");
  }
  bool good = true;
  for (const auto part : parts) good = good && write_all(file.get(), part);
  good = good && ::fsync(file.get()) == 0;
  good = good && file.close();
  good = good && ::rename(temporary.c_str(), path.c_str()) == 0;
  if (!good) {
    const std::string why = reason();
    ::unlink(temporary.c_str());
    return fail(ErrorKind::kIo, name + ": cannot be written (" + why + ")");
  }
  // The rename itself is on the disk once the folder is.
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() >= 0) ::fsync(directory.get());
  return {};
}

Result<void> write_file_atomic(const std::filesystem::path& path,
                               std::span<const std::uint8_t> bytes) {
  const std::span<const std::uint8_t> parts[] = {bytes};
  return write_file_atomic(path, parts);
}

std::filesystem::path shipped_file(const std::filesystem::path& relative) {
  std::error_code error;
  if (std::filesystem::exists(relative, error)) return relative;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return relative;
  const auto folder = program.parent_path();
  for (const auto& below :
       {folder.parent_path() / "share" / "lesionlens", folder.parent_path().parent_path()}) {
    if (std::filesystem::exists(below / relative, error)) return below / relative;
  }
  return relative;
}

std::uint64_t content_hash(std::span<const std::uint8_t> bytes, std::uint64_t seed) {
  constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15ull;
  std::uint64_t hash = seed ^ (bytes.size() * kPrime);
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, 8);
    hash = (hash ^ word) * kPrime;
    hash ^= hash >> 29;
  }
  std::uint64_t tail = 0;
  if (i < bytes.size()) std::memcpy(&tail, bytes.data() + i, bytes.size() - i);
  hash = (hash ^ tail) * kPrime;
  hash ^= hash >> 32;
  hash *= 0xD6E8FEB86659FD93ull;
  return hash ^ (hash >> 32);
}

}  // namespace lesion
