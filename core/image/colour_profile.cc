#include "core/image/colour_profile.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "core/image/file_bytes.h"

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kMostLetters = 120;
constexpr std::string_view kIccMark("ICC_PROFILE\0", 12);

std::uint32_t u32(Bytes bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | bytes[at + i];
  return value;
}

// Walks a JPEG's segments up to the image data; parts by their numbers.
std::optional<ColourProfile> of_jpeg(Bytes file) {
  std::vector<Bytes> parts;
  std::size_t bytes = 0;
  for (std::size_t at = 2; file.size() >= 4 && at <= file.size() - 4;) {
    const std::uint8_t marker = file[at + 1];
    if (file[at] != 0xFF || marker == 0xFF || marker == 0) {
      ++at;
      continue;
    }
    if (marker == 0xDA || marker == 0xD9) break;
    const std::size_t length = static_cast<std::size_t>(file[at + 2]) << 8 | file[at + 3];
    if (length < 2 || length > file.size() - at - 2) break;
    const Bytes body = file.subspan(at + 4, length - 2);
    if (marker == 0xE2 && body.size() > kIccMark.size() + 2 && holds(body, 0, kIccMark)) {
      const std::size_t number = body[kIccMark.size()];
      if (parts.size() < number) parts.resize(number);
      if (number > 0) parts[number - 1] = body.subspan(kIccMark.size() + 2);
      bytes += body.size();
    }
    at += 2 + length;
  }
  if (parts.empty()) return std::nullopt;
  ColourProfile profile;
  if (bytes > kMostProfileBytes) return profile;
  for (const Bytes part : parts) profile.icc.insert(profile.icc.end(), part.begin(), part.end());
  return profile;
}

std::optional<ColourProfile> of_png(Bytes file, const Inflate& inflate) {
  ColourProfile described;
  bool srgb = false;
  for (std::size_t at = 8; file.size() >= 12 && at <= file.size() - 12;) {
    const std::size_t length = u32(file, at);
    if (length > file.size() - at - 12 || holds(file, at + 4, "IDAT")) break;
    const Bytes body = file.subspan(at + 8, length);
    if (holds(file, at + 4, "iCCP")) {
      // A name, a zero byte, the method (0: zlib), the profile.
      const auto end = std::find(body.begin(), body.end(), std::uint8_t{0});
      const auto from = static_cast<std::size_t>(end - body.begin()) + 2;
      ColourProfile profile;
      if (from < body.size()) profile.icc = inflate(body.subspan(from), kMostProfileBytes);
      return profile;
    }
    srgb = srgb || holds(file, at + 4, "sRGB");
    if (holds(file, at + 4, "gAMA") && length == 4 && u32(body, 0) > 0) {
      described.gamma = 100'000.0 / u32(body, 0);
    }
    if (holds(file, at + 4, "cHRM") && length == 32) {
      auto& values = described.primaries.emplace();
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = u32(body, 4 * i) / 100'000.0;
    }
    at += 12 + length;
  }
  described.srgb = srgb;
  if (srgb || (described.primaries && described.gamma > 0)) return described;
  return std::nullopt;
}

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

Profile opened(const ColourProfile& described) {
  if (!described.icc.empty()) {
    return Profile(cmsOpenProfileFromMem(described.icc.data(),
                                         static_cast<cmsUInt32Number>(described.icc.size())));
  }
  if (!described.primaries || !(described.gamma > 0.2 && described.gamma < 5)) return nullptr;
  const auto& at = *described.primaries;
  for (std::size_t i = 0; i < at.size(); i += 2) {
    // A chromaticity lies within the triangle, y above 0.
    if (!(at[i] >= 0 && at[i + 1] > 0.001 && at[i] + at[i + 1] <= 1)) return nullptr;
  }
  const cmsCIExyY white{at[0], at[1], 1};
  const cmsCIExyYTRIPLE colours{{at[2], at[3], 1}, {at[4], at[5], 1}, {at[6], at[7], 1}};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, described.gamma);
  if (curve == nullptr) return nullptr;
  cmsToneCurve* const curves[3] = {curve, curve, curve};
  Profile made(cmsCreateRGBProfile(&white, &colours, curves));
  cmsFreeToneCurve(curve);
  return made;
}

void append_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x20 || (code >= 0xD800 && code < 0xE000)) return;  // no controls, no halves of pairs
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | code >> 6);
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | (code >> 12 & 0x0F));
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::string name_of(cmsHPROFILE profile) {
  std::array<wchar_t, kMostLetters> letters{};
  cmsGetProfileInfo(profile, cmsInfoDescription, "en", "US", letters.data(),
                    static_cast<cmsUInt32Number>(sizeof letters));
  letters.back() = 0;
  std::string name;
  for (const wchar_t letter : letters) {
    if (letter == 0) break;
    append_utf8(name, static_cast<std::uint32_t>(letter));
  }
  return name;
}

Transform transform_of(cmsHPROFILE profile, cmsUInt32Number format) {
  const Profile srgb(cmsCreate_sRGBProfile());
  return Transform(
      cmsCreateTransform(profile, format, srgb.get(), TYPE_RGB_8, INTENT_RELATIVE_COLORIMETRIC, 0));
}

// Whether no colour of a grid moves by more than a level.
bool changes_nothing(cmsHTRANSFORM transform) {
  std::vector<std::uint8_t> grid;
  for (int r = 0; r < 256; r += 51) {
    for (int g = 0; g < 256; g += 51) {
      for (int b = 0; b < 256; b += 51) {
        for (const int value : {r, g, b}) grid.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  std::vector<std::uint8_t> moved(grid.size());
  cmsDoTransform(transform, grid.data(), moved.data(),
                 static_cast<cmsUInt32Number>(grid.size() / 3));
  return std::equal(grid.begin(), grid.end(), moved.begin(),
                    [](int a, int b) { return a - b <= 1 && b - a <= 1; });
}

bool is_grey(const Image& image) {
  for (std::size_t i = 0; i + 2 < image.rgb.size(); i += 3) {
    if (image.rgb[i] != image.rgb[i + 1] || image.rgb[i] != image.rgb[i + 2]) return false;
  }
  return true;
}

// Row by row, so that no more memory is taken than that of a row.
void convert(Image& image, cmsHTRANSFORM transform, bool grey) {
  const auto width = static_cast<std::size_t>(image.width);
  std::vector<std::uint8_t> from(width * (grey ? 1 : 3));
  for (std::size_t at = 0; at < image.rgb.size(); at += 3 * width) {
    std::uint8_t* row = image.rgb.data() + at;
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = row[grey ? 3 * i : i];
    cmsDoTransform(transform, from.data(), row, static_cast<cmsUInt32Number>(width));
  }
}

}  // namespace

std::optional<ColourProfile> colour_profile(Bytes file, const Inflate& inflate) {
  if (file.size() > 4 && file[0] == 0xFF && file[1] == 0xD8) return of_jpeg(file);
  if (holds(file, 0, "\x89PNG\r\n\x1A\n")) return of_png(file, inflate);
  return std::nullopt;
}

ColourConversion convert_to_srgb(Image& image, const std::optional<ColourProfile>& profile) {
  if (!profile) return {};
  if (profile->srgb) return {ProfileUse::kSrgb, "sRGB"};
  const Profile from = opened(*profile);
  if (!from) return {ProfileUse::kLeftOut, ""};
  ColourConversion done{ProfileUse::kLeftOut, name_of(from.get())};
  const bool grey = cmsGetColorSpace(from.get()) == cmsSigGrayData;
  if ((!grey && cmsGetColorSpace(from.get()) != cmsSigRgbData) || (grey && !is_grey(image))) {
    return done;
  }
  const Transform transform = transform_of(from.get(), grey ? TYPE_GRAY_8 : TYPE_RGB_8);
  if (!transform) return done;
  done.use = ProfileUse::kSrgb;
  if (!grey && changes_nothing(transform.get())) return done;
  convert(image, transform.get(), grey);
  done.use = ProfileUse::kConverted;
  return done;
}

}  // namespace lesion
