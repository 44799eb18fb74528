// By what a model's file is known again.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace lesion {

// SHA-256 (FIPS 180-4) as 64 hexadecimal digits in small letters.
std::string sha256(std::span<const std::uint8_t> bytes);

}  // namespace lesion
