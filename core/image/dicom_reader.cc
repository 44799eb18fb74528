#include "core/image/dicom_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/image/decode_stb.h"

namespace lesion::dicom {
namespace {

constexpr std::uint32_t kItem = 0xFFFEE000;
constexpr std::uint32_t kItemEnd = 0xFFFEE00D;
constexpr std::uint32_t kSequenceEnd = 0xFFFEE0DD;
constexpr std::uint32_t kPixelData = 0x7FE00010;
constexpr std::uint32_t kTransferSyntax = 0x00020010;
constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::size_t kPreamble = 128;
constexpr int kDeepest = 16;  // of sequences within one another that have no length

std::uint64_t number_of(Bytes bytes, bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    value = value << 8 | bytes[big_endian ? i : bytes.size() - 1 - i];
  }
  return value;
}

std::uint32_t tag_at(Bytes bytes, std::size_t at, bool big) {
  return static_cast<std::uint32_t>(number_of(bytes.subspan(at, 2), big) << 16 |
                                    number_of(bytes.subspan(at + 2, 2), big));
}

// PS3.5 table 6.2-1, and whether its length has four bytes behind two that are kept free.
struct Vr {
  std::string_view name;
  bool is_long;
};
constexpr std::array kVrs = {
    Vr{"AE", false}, Vr{"AS", false}, Vr{"AT", false}, Vr{"CS", false}, Vr{"DA", false},
    Vr{"DS", false}, Vr{"DT", false}, Vr{"FD", false}, Vr{"FL", false}, Vr{"IS", false},
    Vr{"LO", false}, Vr{"LT", false}, Vr{"OB", true},  Vr{"OD", true},  Vr{"OF", true},
    Vr{"OL", true},  Vr{"OV", true},  Vr{"OW", true},  Vr{"PN", false}, Vr{"SH", false},
    Vr{"SL", false}, Vr{"SQ", true},  Vr{"SS", false}, Vr{"ST", false}, Vr{"SV", true},
    Vr{"TM", false}, Vr{"UC", true},  Vr{"UI", false}, Vr{"UL", false}, Vr{"UN", true},
    Vr{"UR", true},  Vr{"US", false}, Vr{"UT", true},  Vr{"UV", true}};

const Vr* vr_at(Bytes bytes, std::size_t at) {
  const std::array letters{static_cast<char>(bytes[at]), static_cast<char>(bytes[at + 1])};
  const auto* found = std::find_if(kVrs.begin(), kVrs.end(), [&](const Vr& vr) {
    return vr.name[0] == letters[0] && vr.name[1] == letters[1];
  });
  return found == kVrs.end() ? nullptr : found;
}

// What stands before an element's value.
struct Head {
  std::uint32_t tag = 0;
  std::array<char, 2> vr{};
  std::uint32_t length = 0;
  std::size_t size = 0;  // of the head itself
};

std::optional<Head> head_at(Bytes bytes, std::size_t at, Encoding encoding) {
  if (at > bytes.size() || bytes.size() - at < 8) return std::nullopt;
  const bool big = encoding.big_endian;
  Head head{.tag = tag_at(bytes, at, big), .size = 8};
  const bool delimits = head.tag >> 16 == 0xFFFE;
  const Vr* vr = encoding.explicit_vr && !delimits ? vr_at(bytes, at + 4) : nullptr;
  if (vr == nullptr) {  // also where a writer of explicit VRs forgot one
    head.length = static_cast<std::uint32_t>(number_of(bytes.subspan(at + 4, 4), big));
    return head;
  }
  head.vr = {vr->name[0], vr->name[1]};
  if (!vr->is_long) {
    head.length = static_cast<std::uint32_t>(number_of(bytes.subspan(at + 6, 2), big));
    return head;
  }
  if (bytes.size() - at < 12) return std::nullopt;
  head.length = static_cast<std::uint32_t>(number_of(bytes.subspan(at + 8, 4), big));
  head.size = 12;
  return head;
}

// Where the content that begins at `from` and has no length ends: before its delimiter `end`, or,
// where `end` is an item's, before whatever closes it. Nothing where it does not end, or lies too
// deep. `left`: of kMostElements.
std::optional<std::size_t> end_of(Bytes bytes, std::size_t from, Encoding encoding,
                                  std::uint32_t end, int depth, int& left) {
  if (depth > kDeepest) return std::nullopt;
  for (std::size_t at = from;;) {
    const auto head = head_at(bytes, at, encoding);
    if (!head || --left < 0) return std::nullopt;
    if (head->tag == end) return at;
    at += head->size;
    if (head->length != kUndefined) {
      if (head->length > bytes.size() - at) return std::nullopt;
      at += head->length;
      continue;
    }
    // What has an unknown VR and no length is written in implicit little endian (PS3.5, 6.2.2).
    const bool unknown = head->vr == std::array{'U', 'N'};
    const Encoding inner = unknown ? Encoding{false, false} : encoding;
    const auto inner_end =
        end_of(bytes, at, inner, head->tag == kItem ? kItemEnd : kSequenceEnd, depth + 1, left);
    if (!inner_end) return std::nullopt;
    at = *inner_end + 8;
  }
}

bool blank(char letter) { return letter == ' ' || letter == '\0'; }

// Whether an element of group 2 or 8 with a VR, or without one and of a sane length, stands first.
std::optional<Encoding> first_element(Bytes bytes) {
  if (bytes.size() < 16) return std::nullopt;
  for (const bool big : {false, true}) {
    const std::uint32_t tag = tag_at(bytes, 0, big);
    const std::uint32_t group = tag >> 16;
    const std::uint32_t element = tag & 0xFFFF;
    if ((group != 2 && group != 8) || element > 0x0102) continue;
    if (vr_at(bytes, 4) != nullptr) return Encoding{true, big};
    // Implicit: of these tags only, so that no other format is taken for it.
    const bool known = group == 8 && (element == 0 || element == 5 || element == 8 ||
                                      element == 0x12 || element == 0x16 || element == 0x18);
    if (known && number_of(bytes.subspan(4, 4), big) <= 128) return Encoding{false, big};
  }
  return std::nullopt;
}

constexpr std::string_view kImplicit = "1.2.840.10008.1.2";
constexpr std::string_view kBig = "1.2.840.10008.1.2.2";
constexpr std::string_view kDeflated = "1.2.840.10008.1.2.1.99";

}  // namespace

std::optional<Element> Elements::next() {
  if (at_ == bytes_.size()) return std::nullopt;
  const auto head = head_at(bytes_, at_, encoding_);
  if (!head || --left_ < 0) {
    cut_off_ = true;
    return std::nullopt;
  }
  const std::size_t from = at_ + head->size;
  Element element;
  element.tag = head->tag;
  element.vr = head->vr;
  if (head->length != kUndefined) {
    if (head->length > bytes_.size() - from) {
      cut_off_ = true;
      // What there is of the pixels, so that a sentence can say how much is missing of them.
      if (head->tag != kPixelData) return std::nullopt;
      element.value = bytes_.subspan(from);
      at_ = bytes_.size();
      return element;
    }
    element.value = bytes_.subspan(from, head->length);
    at_ = from + head->length;
    return element;
  }
  element.undefined_length = true;
  if (head->tag == kPixelData) {
    element.value = bytes_.subspan(from);
    at_ = bytes_.size();
    return element;
  }
  const bool unknown = head->vr == std::array{'U', 'N'};
  const auto end = end_of(bytes_, from, unknown ? Encoding{false, false} : encoding_,
                          head->tag == kItem ? kItemEnd : kSequenceEnd, 0, left_);
  if (!end) {
    cut_off_ = true;
    return std::nullopt;
  }
  element.value = bytes_.subspan(from, *end - from);
  at_ = *end + 8;
  return element;
}

std::optional<Element> DataSet::find(std::uint32_t tag) const {
  Elements elements(bytes_, encoding_);
  while (auto element = elements.next()) {
    if (element->tag == tag) return element;
  }
  return std::nullopt;
}

bool DataSet::cut_off() const {
  Elements elements(bytes_, encoding_);
  while (const auto element = elements.next()) {
    if (element->tag == kPixelData) return false;
  }
  return elements.cut_off();
}

DataSet DataSet::item(std::uint32_t sequence) const {
  const auto found = find(sequence);
  if (!found) return {{}, encoding_};
  const bool unknown = found->vr == std::array{'U', 'N'};
  const Encoding encoding = unknown ? Encoding{false, false} : encoding_;
  const auto first = Elements(found->value, encoding).next();
  if (!first || first->tag != kItem) return {{}, encoding};
  return {first->value, encoding};
}

std::string DataSet::text(std::uint32_t tag) const {
  const auto found = find(tag);
  if (!found) return "";
  std::string text(found->value.begin(), found->value.end());
  while (!text.empty() && blank(text.back())) text.pop_back();
  text.erase(0, std::min(text.size(), text.find_first_not_of(' ')));
  return text;
}

std::optional<double> DataSet::decimal(std::uint32_t tag, std::size_t index) const {
  std::string_view rest;
  const std::string all = text(tag);
  rest = all;
  for (; index > 0; --index) {
    const std::size_t end = rest.find('\\');
    if (end == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\\'));
  while (!rest.empty() && (blank(rest.front()) || rest.front() == '+')) rest.remove_prefix(1);
  while (!rest.empty() && blank(rest.back())) rest.remove_suffix(1);
  if (rest.empty() || rest.size() > 32) return std::nullopt;
  const std::string digits(rest);
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (end != digits.c_str() + digits.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::uint16_t> DataSet::word(std::uint32_t tag, std::size_t index) const {
  const auto found = find(tag);
  if (!found || found->value.size() / 2 <= index) return std::nullopt;
  return static_cast<std::uint16_t>(number(found->value.subspan(2 * index, 2)));
}

std::uint64_t DataSet::number(Bytes at) const { return number_of(at, encoding_.big_endian); }

bool looks_like_dicom(Bytes file) {
  constexpr std::string_view kMark = "DICM";
  if (file.size() >= kPreamble + 4 &&
      std::equal(kMark.begin(), kMark.end(), file.begin() + kPreamble)) {
    return true;
  }
  return first_element(file).has_value();
}

Result<File> open_file(Bytes file, const DecodeLimits& limits) {
  File opened;
  constexpr std::string_view kMark = "DICM";
  const bool marked = file.size() >= kPreamble + 4 &&
                      std::equal(kMark.begin(), kMark.end(), file.begin() + kPreamble);
  Bytes rest = marked ? file.subspan(kPreamble + 4) : file;
  // The meta information is explicit little endian, whatever follows.
  while (rest.size() >= 8 && tag_at(rest, 0, false) >> 16 == 2) {
    const auto head = head_at(rest, 0, {});
    if (!head || head->length > rest.size() - head->size) return fail(ErrorCode::kDicomDamaged);
    if (head->tag == kTransferSyntax) {
      opened.syntax = DataSet(rest.first(head->size + head->length), {}).text(kTransferSyntax);
    }
    rest = rest.subspan(head->size + head->length);
  }
  if (opened.syntax == kDeflated) {
    opened.inflated = lesion::inflated(rest, limits.max_bytes, Deflated::kRaw);
    if (opened.inflated.empty()) return fail(ErrorCode::kDicomDamaged);
    rest = opened.inflated;
  }
  Encoding encoding{opened.syntax != kImplicit, opened.syntax == kBig};
  // Files whose first element is written in another way than the transfer syntax says are read as
  // they are written, as other readers do.
  if (const auto seen = first_element(rest)) {
    if (opened.syntax.empty()) encoding.big_endian = seen->big_endian;
    encoding.explicit_vr = seen->explicit_vr;
  }
  opened.data = DataSet(rest, encoding);
  if (opened.data.cut_off()) return fail(ErrorCode::kImageCutOff);
  return opened;
}

std::optional<std::vector<Bytes>> fragments_of(Bytes encapsulated) {
  std::vector<Bytes> all;
  for (std::size_t at = 0; encapsulated.size() - at >= 8;) {
    const auto head = head_at(encapsulated, at, {});
    at += 8;
    if (head->tag == kSequenceEnd) break;
    if (head->tag != kItem || head->length > encapsulated.size() - at) return std::nullopt;
    all.push_back(encapsulated.subspan(at, head->length));
    at += head->length;
  }
  if (all.empty()) return std::nullopt;
  return all;
}

}  // namespace lesion::dicom
