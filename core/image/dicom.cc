#include "core/image/dicom.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/image/dicom_frame.h"
#include "core/image/dicom_reader.h"

namespace lesion {
namespace {

using dicom::Bytes;
using dicom::DataSet;
using dicom::PixelForm;
using dicom::Samples;

constexpr std::size_t kMostLetters = 64;

std::uint8_t level(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

// The stored value within its bits, by its sign.
struct Values {
  explicit Values(const PixelForm& form)
      : shift(form.high + 1 - form.stored),
        mask((1u << form.stored) - 1),
        sign(form.is_signed ? 1u << (form.stored - 1) : 0) {}
  std::int32_t operator()(std::uint32_t raw) const {
    const std::uint32_t value = (raw >> shift) & mask;
    return static_cast<std::int32_t>(value ^ sign) - static_cast<std::int32_t>(sign);
  }
  int shift;
  std::uint32_t mask;
  std::uint32_t sign;
};

// The eight highest of so many bits; fewer are spread over all levels.
std::uint8_t eight(std::uint32_t value, int bits) {
  if (bits >= 8) return static_cast<std::uint8_t>(value >> (bits - 8));
  const std::uint32_t most = (1u << bits) - 1;
  return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

// Of PS3.3 C.11.2: grey levels for every stored value, by rescale and the first window.
std::vector<std::uint8_t> grey_levels(const DataSet& data, const PixelForm& form) {
  const std::size_t count = std::size_t{1} << form.stored;
  const Values values(form);
  const double slope = data.decimal(0x00281053).value_or(1);
  const double intercept = data.decimal(0x00281052).value_or(0);
  const auto centre = data.decimal(0x00281050);
  const auto width = data.decimal(0x00281051);
  const std::string function = data.text(0x00281056);
  const bool exact = function == "LINEAR_EXACT";
  const bool windowed = centre && width && (exact ? *width > 0 : *width >= 1);
  const bool inverse = form.photometric == "MONOCHROME1";
  std::vector<std::uint8_t> levels(count);
  for (std::size_t stored = 0; stored < count; ++stored) {
    const std::int32_t value = values(static_cast<std::uint32_t>(stored) << values.shift);
    std::uint8_t grey = 0;
    if (!windowed) {
      // All that the bits can hold, darkest to lightest.
      const auto lowest = form.is_signed ? -(std::int32_t{1} << (form.stored - 1)) : 0;
      grey = eight(static_cast<std::uint32_t>(value - lowest), form.stored);
      if (slope < 0) grey = static_cast<std::uint8_t>(255 - grey);
    } else {
      const double x = value * slope + intercept;
      if (function == "SIGMOID") {
        grey = level(255 / (1 + std::exp(-4 * (x - *centre) / *width)));
      } else if (exact) {
        grey = level(((x - *centre) / *width + 0.5) * 255);
      } else {
        const double steps = *width - 1;
        const double off = x - (*centre - 0.5);
        if (off <= -steps / 2) {
          grey = 0;
        } else if (off > steps / 2) {
          grey = 255;
        } else {
          grey = level((off / steps + 0.5) * 255);
        }
      }
    }
    levels[stored] = inverse ? static_cast<std::uint8_t>(255 - grey) : grey;
  }
  return levels;
}

// A palette's colour for every stored value (PS3.3 C.7.6.3.1.5 and .6); nothing where one of its
// tables is missing or too short.
std::optional<std::vector<std::uint8_t>> palette(const DataSet& data, const PixelForm& form) {
  const std::size_t count = std::size_t{1} << form.stored;
  const Values values(form);
  std::vector<std::uint8_t> colours(3 * count);
  for (std::uint32_t c = 0; c < 3; ++c) {
    const std::uint32_t descriptor = 0x00281101 + c;
    const auto table = data.find(0x00281201 + c);
    const auto entries = data.word(descriptor, 0);
    const auto first = data.word(descriptor, 1);
    const auto bits = data.word(descriptor, 2);
    if (!table || !entries || !first || !bits || (*bits != 8 && *bits != 16)) return std::nullopt;
    const std::size_t length = *entries == 0 ? 65'536 : *entries;
    const std::int32_t from =
        form.is_signed ? static_cast<std::int16_t>(*first) : static_cast<std::int32_t>(*first);
    // Tables of 8 bits are written in words of two entries, or of one.
    const bool words = table->value.size() >= 2 * length;
    if (!words && (*bits != 8 || table->value.size() < length)) return std::nullopt;
    const bool swapped = data.encoding().big_endian && !words;
    const auto entry = [&](std::size_t i) -> std::uint32_t {
      if (!words) {
        const std::size_t place = swapped ? i ^ 1 : i;
        return table->value[std::min(place, table->value.size() - 1)];
      }
      return static_cast<std::uint32_t>(data.number(table->value.subspan(2 * i, 2)));
    };
    // Some writers put eight bits into words that are said to hold sixteen.
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < length; ++i) most = std::max(most, entry(i));
    const int shift = most > 255 ? 8 : 0;
    for (std::size_t stored = 0; stored < count; ++stored) {
      const std::int32_t value = values(static_cast<std::uint32_t>(stored) << values.shift);
      const auto index = static_cast<std::size_t>(std::clamp<std::int64_t>(
          std::int64_t{value} - from, 0, static_cast<std::int64_t>(length) - 1));
      colours[3 * stored + c] = static_cast<std::uint8_t>(entry(index) >> shift);
    }
  }
  return colours;
}

// PS3.3 C.7.6.3.1.2: luma and chromas of all 256 levels.
void from_ybr(const std::array<std::uint8_t, 3>& ybr, std::uint8_t* rgb) {
  const double y = ybr[0];
  const double cb = ybr[1] - 128.0;
  const double cr = ybr[2] - 128.0;
  rgb[0] = level(y + 1.402 * cr);
  rgb[1] = level(y - 0.114 * 1.772 / 0.587 * cb - 0.299 * 1.402 / 0.587 * cr);
  rgb[2] = level(y + 1.772 * cb);
}

Result<Image> coloured(const DataSet& data, const PixelForm& form, const Samples& samples) {
  Image image{form.columns, form.rows, {}};
  const auto pixels = static_cast<std::size_t>(form.pixels());
  image.rgb.resize(3 * pixels);
  const Values values(form);
  const auto stored = [&](std::size_t pixel, std::size_t sample) {
    return (samples.at(pixel, sample) >> values.shift) & values.mask;
  };
  if (form.samples == 1) {
    const bool coloured = form.photometric == "PALETTE COLOR";
    std::vector<std::uint8_t> table;
    if (coloured) {
      auto colours = palette(data, form);
      if (!colours) return fail(ErrorCode::kDicomForm, {{"what", "PALETTE COLOR"}});
      table = std::move(*colours);
    } else {
      table = grey_levels(data, form);
    }
    for (std::size_t i = 0; i < pixels; ++i) {
      const std::size_t at = stored(i, 0);
      for (std::size_t c = 0; c < 3; ++c) image.rgb[3 * i + c] = table[coloured ? 3 * at + c : at];
    }
    return image;
  }
  // A signed colour has its middle at zero.
  const std::uint32_t sign = values.sign;
  const bool ybr = form.photometric != "RGB";
  for (std::size_t i = 0; i < pixels; ++i) {
    std::array<std::uint8_t, 3> three{};
    for (std::size_t c = 0; c < 3; ++c) three[c] = eight(stored(i, c) ^ sign, form.stored);
    if (ybr) {
      from_ybr(three, &image.rgb[3 * i]);
    } else {
      std::copy(three.begin(), three.end(), &image.rgb[3 * i]);
    }
  }
  return image;
}

void append_letter(std::string& text, unsigned char letter) {
  if (letter < 0x80) {
    text += static_cast<char>(letter);
  } else {
    text += static_cast<char>(0xC0 | letter >> 6);
    text += static_cast<char>(0x80 | (letter & 0x3F));
  }
}

bool is_utf8(std::string_view text) {
  std::size_t follow = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool follows = (byte & 0xC0) == 0x80;
    if (follows != (follow > 0)) return false;
    if (follows) {
      --follow;
    } else if (byte >= 0x80) {
      if (byte < 0xC2 || byte > 0xF4) return false;
      follow = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
    }
  }
  return follow == 0;
}

// As UTF-8: of the character sets that western devices write (PS3.3 C.12.1.1.2) UTF-8 and Latin 1;
// of others the letters that ASCII has.
std::string said(const std::string& text, const std::string& character_set) {
  const bool utf8 = character_set == "ISO_IR 192";
  const bool latin = character_set == "ISO_IR 100";
  std::string out;
  std::size_t letters = 0;
  for (const char c : text) {
    const auto letter = static_cast<unsigned char>(c);
    const bool goes_on = utf8 && (letter & 0xC0) == 0x80;
    if (!goes_on && ++letters > kMostLetters) break;
    if (letter < 0x20 || letter == 0x7F) continue;
    if (utf8) {
      out += c;
    } else if (letter < 0x80 || (latin && letter >= 0xA0)) {
      append_letter(out, letter);
    }
  }
  return is_utf8(out) ? out : "";
}

// A term of the standard as a person reads it: "NON_CONTACT" is "non contact".
std::string term(const std::string& text) {
  std::string out = text.substr(0, kMostLetters);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = ' ';
    if (c == '\\') c = '/';
  }
  std::erase_if(out, [](char c) { return c < 0x20 || c > 0x7E; });
  return out;
}

std::optional<std::array<double, 2>> spacing_of(const DataSet& data) {
  const DataSet measures = data.item(0x52009229).item(0x00289110);
  const auto pair_of = [](const DataSet& from, std::uint32_t tag) {
    std::optional<std::array<double, 2>> pair;
    const auto rows = from.decimal(tag, 0);
    const auto columns = from.decimal(tag, 1);
    // A millimetre a micrometre to a metre: else nobody means it.
    const auto sane = [](double mm) { return mm >= 1e-6 && mm <= 1e3; };
    if (rows && columns && sane(*rows) && sane(*columns)) pair = {*rows, *columns};
    return pair;
  };
  for (const auto& found :
       {pair_of(data, 0x00280030), pair_of(measures, 0x00280030), pair_of(data, 0x00181164)}) {
    if (found) return found;
  }
  return std::nullopt;
}

DicomInfo info_of(const DataSet& data) {
  DicomInfo info;
  const std::string letters = data.text(0x00080005);
  for (const std::uint32_t sequence : {0x00082218u, 0x00082228u}) {
    if (info.body_site.empty()) {
      info.body_site = said(data.item(sequence).text(0x00080104), letters);
    }
  }
  if (info.body_site.empty()) info.body_site = term(data.text(0x00180015));
  for (const std::uint32_t tag : {0x00200062u, 0x00200060u}) {
    const std::string side = data.text(tag);
    if (info.laterality.empty() && (side == "L" || side == "R" || side == "B" || side == "U")) {
      info.laterality = side;
    }
  }
  const std::string maker = said(data.text(0x00080070), letters);
  const std::string model = said(data.text(0x00081090), letters);
  info.device = maker + (maker.empty() || model.empty() ? "" : " ") + model;
  info.polarisation = term(data.text(0x00161001));
  info.colour_temperature = std::clamp(data.decimal(0x00161002).value_or(0), 0.0, 1e5);
  info.contact = term(data.text(0x00161003));
  info.immersion = term(data.text(0x00161004));
  info.magnification = std::clamp(data.decimal(0x00161005).value_or(0), 0.0, 1e4);
  info.spacing = spacing_of(data);
  info.burned_in = data.text(0x00280301) == "YES";
  return info;
}

std::optional<ColourProfile> profile_of(const DataSet& data, const Samples& samples) {
  for (const DataSet& from : {data, data.item(0x00480105)}) {
    if (const auto icc = from.find(0x00282000); icc && !icc->value.empty()) {
      ColourProfile profile;
      if (icc->value.size() <= kMostProfileBytes) {
        profile.icc.assign(icc->value.begin(), icc->value.end());
      }
      return profile;
    }
  }
  return colour_profile(samples.jpeg, {});
}

}  // namespace

bool is_dicom(Bytes file) { return dicom::looks_like_dicom(file); }

Result<Image> decode_dicom(Bytes bytes, const DecodeLimits& limits, int frame, DicomInfo& info,
                           ColourConversion& colour) {
  const auto file = dicom::open_file(bytes, limits);
  if (!file) return tl::unexpected(file.error());
  const DataSet& data = file->data;
  auto form = dicom::pixel_form(data, limits);
  if (!form) return tl::unexpected(form.error());
  if (frame < 0 || frame >= form->frames) {
    return fail(ErrorCode::kImageFrame, {{"frame", frame + 1}, {"frames", form->frames}});
  }
  auto samples = dicom::samples_of(*file, *form, frame, limits);
  if (!samples) return tl::unexpected(samples.error());
  auto image = coloured(data, *form, *samples);
  if (!image) return image;
  info = info_of(data);
  info.frame = frame;
  info.frames = form->frames;
  colour = convert_to_srgb(*image, profile_of(data, *samples));
  return image;
}

}  // namespace lesion
