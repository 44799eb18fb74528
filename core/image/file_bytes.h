// What stands where in a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace lesion {

// Whether `text` stands at byte `at`; false where the file ends before it would.
inline bool holds(std::span<const std::uint8_t> file, std::size_t at, std::string_view text) {
  if (file.size() < text.size() || at > file.size() - text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (file[at + i] != static_cast<std::uint8_t>(text[i])) return false;
  }
  return true;
}

}  // namespace lesion
