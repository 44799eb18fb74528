// Loaded before the program's own libraries (LD_PRELOAD): ends it as kill -9 would at one chosen
// moment of writing a file. DIE_AT=3 lets three moments pass and dies at the next; the moments are
// the middle of a write of a kilobyte or more, and the calls of fsync and rename, each of which
// then does not happen.
#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdlib>

namespace {

std::atomic<int> passed{0};

bool is_the_moment() {
  static const char* const at = std::getenv("DIE_AT");
  return at != nullptr && passed++ == std::atoi(at);
}

void die() {
  std::raise(SIGKILL);
  std::abort();
}

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" ssize_t write(int file, const void* bytes, std::size_t count) {
  static auto* const real = next<ssize_t(int, const void*, std::size_t)>("write");
  if (count >= 1024 && is_the_moment()) {
    real(file, bytes, count / 2);
    die();
  }
  return real(file, bytes, count);
}

extern "C" int fsync(int file) {
  static auto* const real = next<int(int)>("fsync");
  if (is_the_moment()) die();
  return real(file);
}

extern "C" int rename(const char* from, const char* to) noexcept {
  static auto* const real = next<int(const char*, const char*)>("rename");
  if (is_the_moment()) die();
  return real(from, to);
}
