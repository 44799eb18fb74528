#include "core/image/profile.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

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

bool holds(Bytes bytes, std::size_t at, std::string_view text) {
  return at <= bytes.size() && bytes.size() - at >= text.size() &&
         std::equal(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

void append_utf8(std::string& text, std::uint32_t code) {
  if (code < 0x20 || (code >= 0xD800 && code < 0xE000)) return;  // no controls, no halves of pairs
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | code >> 6);
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xE0 | code >> 12);
    text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// textDescriptionType (ICC.1:2001-04, 6.5.17) or multiLocalizedUnicodeType (ICC.1:2022, 10.15).
std::string text_of(Bytes tag) {
  std::string text;
  if (holds(tag, 0, "desc") && tag.size() > 12) {
    const std::size_t count = std::min<std::size_t>({u32(tag, 8), tag.size() - 12, kMostLetters});
    for (std::size_t i = 0; i < count && tag[12 + i] != 0; ++i) append_utf8(text, tag[12 + i]);
  } else if (holds(tag, 0, "mluc") && tag.size() >= 28 && u32(tag, 8) > 0) {
    const std::size_t length = u32(tag, 20);
    const std::size_t from = u32(tag, 24);
    for (std::size_t i = 0; i + 1 < std::min(length, 2 * kMostLetters); i += 2) {
      if (from > tag.size() || tag.size() - from < i + 2) break;
      append_utf8(text, static_cast<std::uint32_t>(tag[from + i]) << 8 | tag[from + i + 1]);
    }
  }
  return text;
}

// The description in an ICC profile (tag 'desc').
std::string description_of(Bytes profile) {
  if (profile.size() < 132 || !holds(profile, 36, "acsp")) return {};
  const std::size_t tags = std::min<std::size_t>(u32(profile, 128), (profile.size() - 132) / 12);
  for (std::size_t i = 0; i < tags; ++i) {
    const std::size_t row = 132 + 12 * i;
    if (!holds(profile, row, "desc")) continue;
    const std::size_t from = u32(profile, row + 4);
    const std::size_t length = u32(profile, row + 8);
    if (from > profile.size() || length > profile.size() - from) return {};
    return text_of(profile.subspan(from, length));
  }
  return {};
}

// Walks a JPEG's segments up to the image data; parts by their numbers.
std::optional<std::vector<std::uint8_t>> jpeg_profile(Bytes file) {
  std::vector<Bytes> parts;
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
    }
    at += 2 + length;
  }
  if (parts.empty()) return std::nullopt;
  std::vector<std::uint8_t> profile;
  for (const Bytes part : parts) profile.insert(profile.end(), part.begin(), part.end());
  return profile;
}

// The keyword of a PNG's iCCP, Latin-1 (PNG 1.2, 4.2.2.4); an sRGB chunk says the same as that
// name.
std::optional<std::string> png_name(Bytes file) {
  for (std::size_t at = 8; file.size() >= 12 && at <= file.size() - 12;) {
    const std::size_t length = u32(file, at);
    if (length > file.size() - at - 12) return std::nullopt;
    if (holds(file, at + 4, "sRGB")) return "sRGB";
    if (holds(file, at + 4, "IDAT")) return std::nullopt;
    if (holds(file, at + 4, "iCCP")) {
      std::string name;
      for (std::size_t i = 0; i < std::min<std::size_t>(length, 79) && file[at + 8 + i] != 0; ++i) {
        append_utf8(name, file[at + 8 + i]);
      }
      return name;
    }
    at += 12 + length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> profile_name(Bytes file) {
  std::optional<std::string> name;
  if (file.size() > 4 && file[0] == 0xFF && file[1] == 0xD8) {
    if (const auto profile = jpeg_profile(file)) name = description_of(*profile);
  } else if (holds(file, 0, "\x89PNG\r\n\x1A\n")) {
    name = png_name(file);
  }
  if (name && name->empty()) return "unreadable";
  return name;
}

bool is_srgb(const std::string& profile) { return profile.find("sRGB") != std::string::npos; }

}  // namespace lesion
