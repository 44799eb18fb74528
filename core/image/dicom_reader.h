// The elements of a DICOM data set (PS3.5 chapter 7, PS3.10 chapter 7). No library that reads DICOM
// builds both natively and, without exceptions, for WebAssembly; and what is not asked for here is
// never kept, so that nothing of a person gets beyond the file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/image/decode_limits.h"

namespace lesion::dicom {

using Bytes = std::span<const std::uint8_t>;

// How elements are written.
struct Encoding {
  bool explicit_vr = true;
  bool big_endian = false;
};

struct Element {
  std::uint32_t tag = 0;          // group << 16 | element
  std::array<char, 2> vr{};       // zero where the encoding does not write it
  Bytes value;                    // of a sequence its items; of undefined length without delimiter
  bool undefined_length = false;  // of encapsulated pixels `value` is all that follows
};

// Walks the elements of a data set, or of an item of a sequence. No length is believed beyond the
// end of `bytes`, and no more than kMostElements are walked.
inline constexpr int kMostElements = 200'000;
class Elements {
 public:
  Elements(Bytes bytes, Encoding encoding) : bytes_(bytes), encoding_(encoding) {}
  // Nothing at the end, or where the rest makes no sense (cut_off()).
  std::optional<Element> next();
  // An element reaches beyond the end of the bytes, or there are too many.
  bool cut_off() const { return cut_off_; }

 private:
  Bytes bytes_;
  Encoding encoding_;
  std::size_t at_ = 0;
  int left_ = kMostElements;
  bool cut_off_ = false;
};

// Of a DICOM file what images need.
class DataSet {
 public:
  DataSet(Bytes bytes, Encoding encoding) : bytes_(bytes), encoding_(encoding) {}
  // The first element of that tag, with a value or without.
  std::optional<Element> find(std::uint32_t tag) const;
  // The first item of a sequence; of none an empty data set.
  DataSet item(std::uint32_t sequence) const;
  // Without blanks and zeros at the ends; "" where there is none.
  std::string text(std::uint32_t tag) const;
  // Value `index` of a number written in letters (DS, IS) or of an unsigned short (US).
  std::optional<double> decimal(std::uint32_t tag, std::size_t index = 0) const;
  std::optional<std::uint16_t> word(std::uint32_t tag, std::size_t index = 0) const;
  std::uint64_t number(Bytes at) const;  // of as many bytes (1 to 8)
  Encoding encoding() const { return encoding_; }
  bool empty() const { return bytes_.empty(); }
  // Whether walking it ends within an element.
  bool cut_off() const;

 private:
  Bytes bytes_;
  Encoding encoding_;
};

struct File {
  std::string syntax;                  // UID of the transfer syntax, "" where the file has none
  std::vector<std::uint8_t> inflated;  // of a deflated file, what `data` lies in
  DataSet data{{}, {}};
};

// Whether these bytes are DICOM: "DICM" behind 128 bytes, or (without them, as older archives
// write) elements of group 0002 or 0008 from the first byte on.
bool looks_like_dicom(Bytes file);

// Finds the data set behind the meta information. Fails with kDicomDamaged, and kFileTooLarge where
// a deflated one unpacks to more than `limits` allow.
Result<File> open_file(Bytes file, const DecodeLimits& limits);

// The fragments of encapsulated pixels (PS3.5 annex A.4), the first the table of offsets. Nothing
// where they make no sense; a missing delimiter at the end of the file is tolerated.
std::optional<std::vector<Bytes>> fragments_of(Bytes encapsulated);

}  // namespace lesion::dicom
