// Reads protobuf's wire format from untrusted bytes without exceptions. (protozero's reader throws
// on damaged input, which WebAssembly without exceptions turns into an abort.)
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace lesion::onnx {

// A varint from the front of `bytes`, which then begins behind it; false where it is cut off or
// longer than 64 bits.
inline bool take_varint(std::span<const std::uint8_t>& bytes, std::uint64_t& value) {
  value = 0;
  for (std::size_t i = 0; i < 10 && i < bytes.size(); ++i) {
    const std::uint64_t part = bytes[i] & 0x7fu;
    if (i == 9 && part > 1) return false;
    value |= part << (7 * i);
    if ((bytes[i] & 0x80u) == 0) {
      bytes = bytes.subspan(i + 1);
      return true;
    }
  }
  return false;
}

enum class WireType : std::uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

// Walks over the fields of one message:
//   for (WireCursor in(bytes); in.next();) switch (in.field()) { ... }
// and afterwards in.ok() tells whether the message was whole. A value asked for in another wire
// type than it has makes the cursor not ok and reads as nothing.
class WireCursor {
 public:
  explicit WireCursor(std::span<const std::uint8_t> message) : rest_(message) {}

  // Moves to the next field; false at the end and where the message is damaged.
  bool next() {
    std::uint64_t tag = 0;
    if (!ok_ || rest_.empty()) return false;
    if (!take_varint(rest_, tag) || tag >> 32 != 0 || tag >> 3 == 0) return ok_ = false;
    field_ = static_cast<std::uint32_t>(tag >> 3);
    type_ = static_cast<WireType>(tag & 7u);
    number_ = 0;
    bytes_ = {};
    switch (type_) {
      case WireType::kVarint:
        return ok_ = take_varint(rest_, number_);
      case WireType::kFixed64:
        return ok_ = take_bytes(8);
      case WireType::kFixed32:
        return ok_ = take_bytes(4);
      case WireType::kBytes: {
        std::uint64_t length = 0;
        return ok_ = take_varint(rest_, length) && length <= rest_.size() &&
                     take_bytes(static_cast<std::size_t>(length));
      }
    }
    return ok_ = false;  // groups and reserved types do not occur in ONNX
  }

  bool ok() const { return ok_; }
  void mark_damaged() { ok_ = false; }
  // Bytes behind the present field.
  std::size_t left() const { return rest_.size(); }
  std::uint32_t field() const { return field_; }
  WireType type() const { return type_; }

  std::uint64_t unsigned_number() { return is(WireType::kVarint) ? number_ : 0; }
  std::int64_t number() { return static_cast<std::int64_t>(unsigned_number()); }
  float single() {
    return is(WireType::kFixed32) ? __builtin_bit_cast(float, load<std::uint32_t>()) : 0.0f;
  }
  std::span<const std::uint8_t> bytes() {
    return is(WireType::kBytes) ? bytes_ : std::span<const std::uint8_t>{};
  }
  std::string text() {
    const auto view = bytes();
    return std::string(reinterpret_cast<const char*>(view.data()), view.size());
  }
  // The bytes of the value itself, whichever of the fixed or length-delimited types it has.
  std::span<const std::uint8_t> raw() const { return bytes_; }

 private:
  bool is(WireType wanted) {
    if (type_ != wanted) ok_ = false;
    return type_ == wanted;
  }
  bool take_bytes(std::size_t count) {
    if (count > rest_.size()) return false;
    bytes_ = rest_.first(count);
    rest_ = rest_.subspan(count);
    return true;
  }
  template <typename T>
  T load() const {
    T value;
    std::memcpy(&value, bytes_.data(), sizeof(T));
    return value;
  }

  std::span<const std::uint8_t> rest_;
  std::span<const std::uint8_t> bytes_;
  std::uint64_t number_ = 0;
  std::uint32_t field_ = 0;
  WireType type_ = WireType::kVarint;
  bool ok_ = true;
};

}  // namespace lesion::onnx
