// The colour profile that an image file carries, by name. Nothing is converted by it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace lesion {

// The profile's own description ("Display P3"), UTF-8: of a JPEG its ICC profile in APP2, also in
// several parts (ICC.1:2022, annex B.4), of a PNG the name in iCCP. "unreadable" where there is a
// profile and no description in it can be read; nothing where there is no profile. Never fails.
std::optional<std::string> profile_name(std::span<const std::uint8_t> file);

// Whether such a name is one of sRGB's, which the pixels are taken for.
bool is_srgb(const std::string& profile);

}  // namespace lesion
