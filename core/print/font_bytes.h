// Big-endian numbers out of a table that may be shorter than it claims.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lesion::print {

inline bool holds(std::span<const std::uint8_t> table, std::size_t at, std::size_t bytes) {
  return at <= table.size() && bytes <= table.size() - at;
}

// 0 where the number lies outside the table.
inline std::uint32_t read_u16(std::span<const std::uint8_t> table, std::size_t at) {
  if (!holds(table, at, 2)) return 0;
  return static_cast<std::uint32_t>(table[at] << 8 | table[at + 1]);
}

inline int read_i16(std::span<const std::uint8_t> table, std::size_t at) {
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(read_u16(table, at)));
}

inline std::uint32_t read_u32(std::span<const std::uint8_t> table, std::size_t at) {
  if (!holds(table, at, 4)) return 0;
  return read_u16(table, at) << 16 | read_u16(table, at + 2);
}

}  // namespace lesion::print
