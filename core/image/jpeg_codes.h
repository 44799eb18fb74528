// The entropy-coded data of a JPEG, code by code (ITU-T T.81, annexes C and F): for jpeg_scan.cc.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace lesion::jpeg {

inline constexpr int kLookup = 9;  // bits that are looked up at once

// T.81, F.2.2.3 and annex C: codes of each length follow one another.
struct Huffman {
  bool defined = false;
  std::array<std::uint16_t, 1 << kLookup> fast{};  // length << 8 | value; 0: longer, or none
  std::array<std::int32_t, 18>
      last{};  // first code beyond those of a length, left-aligned at 16 bits
  std::array<std::int32_t, 17> offset{};  // of values[] less the code
  std::array<std::uint8_t, 256> values{};
  int count = 0;
};

// Bits of one entropy-coded segment, most significant first; ends at a marker or the file's end.
class Bits {
 public:
  Bits(std::span<const std::uint8_t> file, std::size_t at) : file_(file), at_(at) {}

  // The next 16 bits without taking them; 0 where there are none any more.
  std::uint32_t peek16() {
    if (held_ < 16) fill();
    return static_cast<std::uint32_t>(bits_ >> 48);
  }
  void skip(int count) {
    if (count > held_) fill();
    taken_beyond_ = taken_beyond_ || count > held_;
    bits_ <<= count;
    held_ = std::max(0, held_ - count);
  }
  std::uint32_t take(int count) {
    if (count == 0) return 0;
    if (held_ < count) fill();
    const auto value = static_cast<std::uint32_t>(bits_ >> (64 - count));
    skip(count);
    return value;
  }
  // Bits were asked for that are not there.
  bool exhausted() const { return taken_beyond_; }
  // Whole bytes that were not taken, up to the next marker (not counted beyond `most`).
  std::size_t left(std::size_t most) {
    fill();
    auto count = static_cast<std::size_t>(held_ / 8);
    std::size_t at = at_;
    while (count <= most && at < file_.size() && !marker_at(at)) {
      at += file_[at] == 0xFF ? 2u : 1u;
      ++count;
    }
    return count;
  }
  // Of the marker that ends the segment, or the file's end.
  std::size_t end() {
    while (at_ < file_.size() && !marker_at(at_)) ++at_;
    return at_;
  }

 private:
  bool marker_at(std::size_t at) const {
    return file_[at] == 0xFF && (at + 1 >= file_.size() || file_[at + 1] != 0);
  }
  void fill() {
    while (held_ <= 56 && at_ < file_.size()) {
      const std::uint8_t byte = file_[at_];
      if (byte == 0xFF) {
        if (at_ + 1 >= file_.size() || file_[at_ + 1] != 0) return;  // a marker
        ++at_;
      }
      bits_ |= static_cast<std::uint64_t>(byte) << (56 - held_);
      held_ += 8;
      ++at_;
    }
  }

  std::span<const std::uint8_t> file_;
  std::size_t at_;
  std::uint64_t bits_ = 0;
  int held_ = 0;
  bool taken_beyond_ = false;
};

inline std::optional<Huffman> read_huffman(std::span<const std::uint8_t> body) {
  Huffman table;
  int code = 0;
  for (std::size_t length = 1; length <= 16; ++length) {
    const int count = body[length - 1];
    if (table.count + count > 256 || code + count > 1 << length) return std::nullopt;
    table.offset[length] = table.count - code;
    for (int i = 0; i < count; ++i) {
      const std::uint8_t value = body[16 + static_cast<std::size_t>(table.count)];
      table.values[static_cast<std::size_t>(table.count++)] = value;
      if (length <= kLookup) {
        const auto at = static_cast<std::size_t>(code) << (kLookup - length);
        std::fill_n(table.fast.begin() + static_cast<std::ptrdiff_t>(at), 1 << (kLookup - length),
                    static_cast<std::uint16_t>(length << 8 | value));
      }
      ++code;
    }
    table.last[length] = code << (16 - length);
    code <<= 1;
  }
  table.last[17] = 1 << 16;
  table.defined = true;
  return table;
}

// The value of the next code; -1 where it is in no table.
inline int next(const Huffman& table, Bits& bits) {
  const std::uint32_t peeked = bits.peek16();
  if (const std::uint16_t found = table.fast[peeked >> (16 - kLookup)]; found != 0) {
    bits.skip(found >> 8);
    return found & 0xFF;
  }
  for (std::size_t length = kLookup + 1; length <= 16; ++length) {
    if (static_cast<std::int32_t>(peeked) >= table.last[length]) continue;
    const int code = static_cast<int>(peeked >> (16 - length));
    const int at = code + table.offset[length];
    if (at < 0 || at >= table.count) return -1;
    bits.skip(static_cast<int>(length));
    return table.values[static_cast<std::size_t>(at)];
  }
  return -1;
}

// T.81, F.2.2.1 (EXTEND): a number of `size` bits.
inline int extended(Bits& bits, int size) {
  if (size == 0) return 0;
  const auto value = static_cast<int>(bits.take(size));
  return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}

}  // namespace lesion::jpeg
