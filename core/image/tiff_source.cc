#include "core/image/tiff_source.h"

#include <algorithm>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace lesion {
namespace {

TiffSource& source_of(thandle_t handle) { return *static_cast<TiffSource*>(handle); }

tmsize_t read_some(thandle_t handle, void* to, tmsize_t count) {
  TiffSource& source = source_of(handle);
  const std::uint64_t size = source.bytes.size();
  const std::uint64_t left = size - std::min(source.at, size);
  const auto given =
      std::min<std::uint64_t>(left, static_cast<std::uint64_t>(std::max<tmsize_t>(count, 0)));
  if (given > 0) std::memcpy(to, source.bytes.data() + source.at, static_cast<std::size_t>(given));
  source.at += given;
  return static_cast<tmsize_t>(given);
}

tmsize_t write_none(thandle_t, void*, tmsize_t) { return 0; }

toff_t seek(thandle_t handle, toff_t to, int whence) {
  TiffSource& source = source_of(handle);
  if (whence == SEEK_CUR) to += source.at;
  if (whence == SEEK_END) to += source.bytes.size();
  source.at = to;
  return to;
}

int close_none(thandle_t) { return 0; }

toff_t size_of(thandle_t handle) { return source_of(handle).bytes.size(); }

int map(thandle_t handle, void** base, toff_t* size) {
  // It reads only: the file was opened for that.
  *base = const_cast<std::uint8_t*>(source_of(handle).bytes.data());
  *size = source_of(handle).bytes.size();
  return 1;
}

void unmap(thandle_t, void*, toff_t) {}

int take_error(TIFF*, void* user, const char*, const char*, va_list) {
  static_cast<TiffSource*>(user)->complained = true;
  return 1;
}

// Of the warnings those of the JPEG library count: it fills in what is missing.
int take_warning(TIFF*, void* user, const char* module, const char*, va_list) {
  if (module != nullptr && std::string_view(module) == "JPEGLib") {
    static_cast<TiffSource*>(user)->complained = true;
  }
  return 1;
}

}  // namespace

Tiff open_tiff(TiffSource& source) {
  const std::unique_ptr<TIFFOpenOptions, TiffClose> options(TIFFOpenOptionsAlloc());
  if (!options) return nullptr;
  // What it asks for itself are tables and a strip's bytes, which lie in the file.
  constexpr tmsize_t kMostAtOnce = tmsize_t{256} << 20;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMostAtOnce);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), take_error, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), take_warning, &source);
  // c: strips are left as they are.
  return Tiff(TIFFClientOpenExt("image", "rc", &source, read_some, write_none, seek, close_none,
                                size_of, map, unmap, options.get()));
}

}  // namespace lesion
