#include "core/print/table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "core/maps/notability.h"
#include "core/maps/place.h"
#include "core/model/region.h"
#include "core/print/text.h"

namespace lesion::print {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool begins_formula(char32_t c) {
  return c == U'=' || c == U'+' || c == U'-' || c == U'@' || c == U'\uff1d' || c == U'\uff0b' ||
         c == U'\uff0d' || c == U'\uff20';
}

bool separates(char32_t c) { return c == U',' || c == U';' || c == U'"' || c == U'|'; }

template <typename Number, typename Parse>
std::string shortest(Number value, int fewest, int most, Parse parse) {
  if (!std::isfinite(value)) return {};
  std::array<char, 40> text{};
  for (int digits = fewest; digits <= most; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, static_cast<double>(value));
    if (parse(text.data()) == value) break;
  }
  return text.data();
}

void add_field(std::string& record, std::string_view field) {
  if (!record.empty()) record += ',';
  record += field;
}

std::string text_or_nothing(bool known, double value) {
  return known ? csv_number(value) : std::string();
}

std::string ending(const ModelCard& card, std::string_view date) {
  return csv_text(card.name) + "," + csv_text(date);
}

std::string filter_fields(const MapStatistics& map) {
  std::string fields;
  for (const std::string& number :
       {csv_number(map.min), csv_number(map.max), csv_number(map.mean),
        csv_number(map.active_fraction), std::to_string(map.peak_x), std::to_string(map.peak_y),
        std::to_string(map.non_finite), std::string(map.inactive() ? "1" : "0")}) {
    add_field(fields, number);
  }
  return fields;
}

std::string training_fields(const FilterCard* filter) {
  if (filter == nullptr) return ",,,,,,,";
  std::string fields = csv_number(filter->median);
  fields.append(",").append(csv_number(filter->high));
  fields.append(",").append(csv_number(filter->max));
  fields.append(filter->dead ? ",1" : ",0");
  if (filter->concepts.empty()) return fields + ",,,,";
  const ConceptCard& name = filter->concepts.front();
  add_field(fields, csv_text(name.concept_name));
  for (const float value : {name.strength, name.low, name.high}) {
    add_field(fields, csv_number(value));
  }
  return fields;
}

}  // namespace

std::string csv_text(std::string_view text) {
  std::u32string safe;
  bool quote = false;
  bool at_start = true;  // of the field, or of what may be taken for one
  for (char32_t c : characters(text)) {
    if (c == U'\n') c = U' ';
    if (at_start && begins_formula(c)) {
      safe += U'\'';
      quote = true;
    }
    if (separates(c)) quote = true;
    if (c == U'"') safe += U'"';
    safe += c;
    at_start = separates(c) || (at_start && c == U' ');
  }
  quote = quote || (!safe.empty() && (safe.front() == U' ' || safe.back() == U' '));
  const std::string field = to_utf8(safe);
  return quote ? "\"" + field + "\"" : field;
}

namespace {

// "-1.5e-07"
bool is_number(std::string_view field) {
  std::size_t at = field.starts_with('-') ? 1 : 0;
  bool digits = false;
  const auto skip_digits = [&] {
    for (; at < field.size() && field[at] >= '0' && field[at] <= '9'; ++at) digits = true;
  };
  skip_digits();
  if (at < field.size() && field[at] == '.') ++at;
  skip_digits();
  if (!digits) return false;
  if (at < field.size() && (field[at] == 'e' || field[at] == 'E')) {
    ++at;
    if (at < field.size() && (field[at] == '+' || field[at] == '-')) ++at;
    digits = false;
    skip_digits();
  }
  return digits && at == field.size();
}

}  // namespace

std::string for_spreadsheet(std::string_view table) {
  std::string out = "\xEF\xBB\xBF";
  out.reserve(table.size() + table.size() / 16 + 3);
  std::size_t at = 0;
  while (at < table.size()) {
    // A field up to what ends it.
    const std::size_t from = at;
    const bool quoted = table[at] == '"';
    if (quoted) {
      for (++at; at < table.size(); ++at) {
        if (table[at] != '"') continue;
        if (at + 1 == table.size() || table[at + 1] != '"') break;
        ++at;
      }
      at = std::min(at + 1, table.size());
    } else {
      at = std::min(table.find_first_of(",\r", at), table.size());
    }
    const std::string_view field = table.substr(from, at - from);
    if (quoted || !is_number(field)) {
      const bool parts = !quoted && field.find(';') != std::string_view::npos;
      if (parts) out += '"';
      out += field;
      if (parts) out += '"';
    } else {
      for (const char c : field) out += c == '.' ? ',' : c;
    }
    if (at >= table.size()) break;
    if (table[at] == ',') {
      out += ';';
      ++at;
    } else {
      const std::size_t end = std::min(table.find_first_not_of("\r\n", at), table.size());
      out += table.substr(at, end - at);
      at = end;
    }
  }
  return out;
}

std::string csv_number(float value) {
  return shortest(value, 6, 9, [](const char* text) { return std::strtof(text, nullptr); });
}

std::string csv_number(double value) {
  return shortest(value, 15, 17, [](const char* text) { return std::strtod(text, nullptr); });
}

std::string scores_table(std::span<const ScoredImage> images, const ModelCard& card,
                         std::string_view date, bool point_moved) {
  std::string table =
      "image,width,height,region_x,region_y,region_width,region_height,region_kind,"
      "positive_class,"
      "probability,probability_by_rule,probability_of_middle,threshold,threshold_moved,at_or_above,"
      "lesion_found,outline_corrected,unlike_training,problem,model,date,notice";
  table += kLineEnd;
  const bool known_class = card.positive_class >= 0 &&
                           static_cast<std::size_t>(card.positive_class) < card.classes.size();
  const std::string positive =
      known_class ? csv_text(card.classes[static_cast<std::size_t>(card.positive_class)])
                  : std::string();
  const std::string last = ending(card, date) + "," + csv_text(kNotice);
  for (const ScoredImage& image : images) {
    const bool sized = image.width > 0 && image.height > 0;
    const bool seen = image.region.width > 0 && image.region.height > 0;
    const bool called = image.probability && card.operating_point;
    std::string record = csv_text(image.name);
    // An empty first field is still a field.
    if (record.empty()) record = "\"\"";
    add_field(record, sized ? std::to_string(image.width) : std::string());
    add_field(record, sized ? std::to_string(image.height) : std::string());
    add_field(record, text_or_nothing(seen, image.region.x));
    add_field(record, text_or_nothing(seen, image.region.y));
    add_field(record, text_or_nothing(seen, image.region.width));
    add_field(record, text_or_nothing(seen, image.region.height));
    add_field(record, sized && seen
                          ? kRegionKindNames[static_cast<std::size_t>(region_kind(
                                image.region, image.width, image.height, card.input, image.lesion))]
                          : "");
    add_field(record, positive);
    add_field(record, image.probability ? csv_number(*image.probability) : std::string());
    add_field(record, image.by_rule ? csv_number(*image.by_rule) : std::string());
    add_field(record, image.central ? csv_number(*image.central) : std::string());
    add_field(record,
              card.operating_point ? csv_number(card.operating_point->threshold) : std::string());
    add_field(record, !card.operating_point ? "" : point_moved ? "1" : "0");
    add_field(record, !called                                                 ? ""
                      : *image.probability >= card.operating_point->threshold ? "1"
                                                                              : "0");
    const bool sought = image.probability && card.input.crop.kind == CropKind::kLesion;
    add_field(record, !sought ? "" : image.lesion ? "1" : "0");
    add_field(record, !image.probability ? "" : image.outline_corrected ? "1" : "0");
    add_field(record, !image.novelty ? "" : image.novelty->unlike() ? "1" : "0");
    add_field(record, csv_text(image.problem));
    add_field(record, last);
    table.append(record).append(kLineEnd);
  }
  return table;
}

StatisticsTable::StatisticsTable(const ModelCard& card, std::string_view date)
    : card_(card),
      ending_(ending(card, date)),
      text_(
          "image,region_kind,layer,filter,cells_across,cells_down,min,max,mean,active_fraction,"
          "peak_x,"
          "peak_y,not_finite,inactive,place,notability,training_median,training_high,"
          "training_max,dead,concept,concept_strength,concept_low,concept_high,outline_corrected,"
          "model,date,notice") {
  text_ += kLineEnd;
}

Result<void> StatisticsTable::add(std::string_view image, RegionKind region, int layer,
                                  const FeatureMaps& maps, bool outline_corrected) {
  if (layer < 0 || static_cast<std::size_t>(layer) >= card_.layers.size()) {
    return fail(ErrorCode::kModelNoLayer, {{"layer", layer}});
  }
  const LayerCard& known = card_.layers[static_cast<std::size_t>(layer)];
  if (maps.channels <= 0 || maps.width <= 0 || maps.height <= 0 ||
      maps.channels != known.filter_count ||
      (!known.filters.empty() && known.filters.size() != static_cast<std::size_t>(maps.channels)) ||
      maps.values.size() != static_cast<std::size_t>(maps.channels) *
                                static_cast<std::size_t>(maps.width) *
                                static_cast<std::size_t>(maps.height)) {
    return fail(ErrorCode::kMapsShape, {{"layer", layer}});
  }
  std::string name = csv_text(image);
  if (name.empty()) name = "\"\"";
  const double strength = layer_strength(known);
  for (int f = 0; f < maps.channels; ++f) {
    const auto map = maps.filter(f);
    const MapStatistics figures = map_statistics(map, maps.width, maps.frame.left_out);
    const FilterCard* filter =
        known.filters.empty() ? nullptr : &known.filters[static_cast<std::size_t>(f)];
    std::string record = name;
    add_field(record, kRegionKindNames[static_cast<std::size_t>(region)]);
    add_field(record, std::to_string(layer));
    add_field(record, std::to_string(f));
    add_field(record, std::to_string(maps.width));
    add_field(record, std::to_string(maps.height));
    add_field(record, filter_fields(figures));
    add_field(record, place_name(response_place(map, maps.width, maps.frame)));
    add_field(record, text_or_nothing(filter != nullptr,
                                      filter ? notability(figures.max, *filter, strength) : 0.0));
    add_field(record, training_fields(filter));
    add_field(record, outline_corrected ? "1" : "0");
    add_field(record, ending_);
    add_field(record, noticed_ ? std::string() : csv_text(kNotice));
    noticed_ = true;
    text_.append(record).append(kLineEnd);
  }
  return {};
}

}  // namespace lesion::print
