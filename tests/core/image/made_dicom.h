// DICOM files made byte by byte (PS3.5 chapter 7, PS3.10 chapter 7), for tests and as seeds of the
// fuzz target.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lesion::testing {

struct DicomForm {
  std::string syntax = "1.2.840.10008.1.2.1";
  bool explicit_vr = true;
  bool big_endian = false;
  bool preamble = true;  // and meta information
};

inline DicomForm explicit_little() { return {}; }
inline DicomForm implicit_little() { return {"1.2.840.10008.1.2", false, false, true}; }
inline DicomForm explicit_big() { return {"1.2.840.10008.1.2.2", true, true, true}; }
inline DicomForm coded_as(const std::string& syntax) { return {"1.2.840.10008.1.2" + syntax}; }

class MadeDicom {
 public:
  using Bytes = std::vector<std::uint8_t>;

  explicit MadeDicom(DicomForm form = {}) : form_(std::move(form)) {}

  MadeDicom& bytes(std::uint32_t tag, std::string_view vr, Bytes value,
                   std::uint32_t length_said = 0) {
    if (value.size() % 2 != 0) value.push_back(vr == "OB" || vr == "UI" ? 0 : ' ');
    const auto length = length_said != 0 ? length_said : static_cast<std::uint32_t>(value.size());
    Bytes& out = elements_[tag];
    out.clear();
    word_to(out, tag >> 16, form_.big_endian);
    word_to(out, tag & 0xFFFF, form_.big_endian);
    if (form_.explicit_vr || tag >> 16 == 2) {
      out.insert(out.end(), vr.begin(), vr.end());
      if (vr == "OB" || vr == "OW" || vr == "SQ" || vr == "UN" || vr == "UT") {
        out.insert(out.end(), 2, 0);
        long_to(out, length, form_.big_endian);
      } else {
        word_to(out, length, form_.big_endian);
      }
    } else {
      long_to(out, length, form_.big_endian);
    }
    out.insert(out.end(), value.begin(), value.end());
    return *this;
  }
  MadeDicom& text(std::uint32_t tag, std::string_view vr, std::string_view value) {
    return bytes(tag, vr, {value.begin(), value.end()});
  }
  MadeDicom& words(std::uint32_t tag, const std::vector<int>& values, std::string_view vr = "US") {
    Bytes out;
    for (const int value : values) {
      word_to(out, static_cast<std::uint32_t>(value) & 0xFFFF, form_.big_endian);
    }
    return bytes(tag, vr, out);
  }
  // A sequence of one item, both of defined length, or of none.
  MadeDicom& sequence(std::uint32_t tag, const MadeDicom& item, bool defined = true) {
    const Bytes inside = item.data_set();
    Bytes out;
    delimiter_to(out, 0xE000, defined ? static_cast<std::uint32_t>(inside.size()) : 0xFFFFFFFF);
    out.insert(out.end(), inside.begin(), inside.end());
    if (defined) return bytes(tag, "SQ", out);
    delimiter_to(out, 0xE00D, 0);
    delimiter_to(out, 0xE0DD, 0);
    return bytes(tag, "SQ", out, 0xFFFFFFFF);
  }
  MadeDicom& drop(std::uint32_t tag) {
    elements_.erase(tag);
    return *this;
  }
  // Rows, columns, samples a pixel and how they are stored.
  MadeDicom& image(int columns, int rows, std::string_view photometric, int samples,
                   int allocated = 8, int stored = 8, bool is_signed = false) {
    text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.77.1.4");  // VL Photographic
    words(0x00280002, {samples}).text(0x00280004, "CS", photometric);
    words(0x00280010, {rows}).words(0x00280011, {columns});
    words(0x00280100, {allocated}).words(0x00280101, {stored}).words(0x00280102, {stored - 1});
    return words(0x00280103, {is_signed ? 1 : 0});
  }
  MadeDicom& pixels(const Bytes& values) { return bytes(0x7FE00010, "OB", values); }
  MadeDicom& pixel_words(const std::vector<int>& values) { return words(0x7FE00010, values, "OW"); }
  // Encapsulated: a table of offsets and these fragments.
  MadeDicom& fragments(const std::vector<Bytes>& all, const Bytes& offsets = {}) {
    Bytes out;
    delimiter_to(out, 0xE000, static_cast<std::uint32_t>(offsets.size()));
    out.insert(out.end(), offsets.begin(), offsets.end());
    for (Bytes one : all) {
      if (one.size() % 2 != 0) one.push_back(0);
      delimiter_to(out, 0xE000, static_cast<std::uint32_t>(one.size()));
      out.insert(out.end(), one.begin(), one.end());
    }
    delimiter_to(out, 0xE0DD, 0);
    return bytes(0x7FE00010, "OB", out, 0xFFFFFFFF);
  }

  Bytes data_set() const {
    Bytes out;
    for (const auto& [tag, element] : elements_)
      out.insert(out.end(), element.begin(), element.end());
    return out;
  }
  Bytes file() const { return with_meta(data_set()); }
  // The data set as raw deflate's stored blocks (RFC 1951, 3.2.4).
  Bytes deflated_file() const {
    const Bytes data = data_set();
    Bytes packed;
    for (std::size_t at = 0; at < data.size(); at += 0xFFFF) {
      const std::size_t length = std::min<std::size_t>(data.size() - at, 0xFFFF);
      packed.push_back(at + length == data.size() ? 1 : 0);
      word_to(packed, static_cast<std::uint32_t>(length), false);
      word_to(packed, static_cast<std::uint32_t>(~length) & 0xFFFF, false);
      packed.insert(packed.end(), data.begin() + static_cast<std::ptrdiff_t>(at),
                    data.begin() + static_cast<std::ptrdiff_t>(at + length));
    }
    return with_meta(packed);
  }

 private:
  static void word_to(Bytes& out, std::uint32_t value, bool big) {
    const auto low = static_cast<std::uint8_t>(value);
    const auto high = static_cast<std::uint8_t>(value >> 8);
    out.push_back(big ? high : low);
    out.push_back(big ? low : high);
  }
  static void long_to(Bytes& out, std::uint32_t value, bool big) {
    word_to(out, big ? value >> 16 : value & 0xFFFF, big);
    word_to(out, big ? value & 0xFFFF : value >> 16, big);
  }
  void delimiter_to(Bytes& out, std::uint32_t element, std::uint32_t length) const {
    word_to(out, 0xFFFE, form_.big_endian);
    word_to(out, element, form_.big_endian);
    long_to(out, length, form_.big_endian);
  }
  Bytes with_meta(const Bytes& data) const {
    Bytes out;
    if (form_.preamble) {
      out.assign(128, 0);
      for (const char letter : std::string_view("DICM"))
        out.push_back(static_cast<std::uint8_t>(letter));
      MadeDicom meta;
      meta.text(0x00020010, "UI", form_.syntax);
      const Bytes element = meta.data_set();
      out.insert(out.end(), element.begin(), element.end());
    }
    out.insert(out.end(), data.begin(), data.end());
    return out;
  }

  DicomForm form_;
  std::map<std::uint32_t, Bytes> elements_;
};

}  // namespace lesion::testing
