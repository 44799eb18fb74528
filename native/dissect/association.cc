#include "native/dissect/association.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "core/stats/roc.h"
#include "native/data/columns.h"

namespace lesion {
namespace {

constexpr std::size_t kFewest = 20;  // images with and without an attribute

double linear(float byte) {
  const double c = static_cast<double>(byte) / 255;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double lab_curve(double t) {
  return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<float> floats(values.begin(), values.end());
  std::vector<float> ranks(values.size());
  std::vector<int> order;
  midranks(floats, ranks, order);
  return {ranks.begin(), ranks.end()};
}

struct Attribute {
  std::string name;
  std::vector<std::uint8_t> labels;
};

// Columns of 0 and 1, and diagnoses, that enough images have and enough have not.
Result<std::vector<Attribute>> attributes_of(const Dataset& dataset,
                                             std::span<const Record> records) {
  std::vector<Attribute> all;
  std::map<std::string, std::size_t> diagnoses;
  for (const Record& record : records) ++diagnoses[record.diagnosis];
  for (const auto& [name, count] : diagnoses) {
    if (name.empty()) continue;
    Attribute one{"diagnosis " + name, {}};
    for (const Record& record : records) one.labels.push_back(record.diagnosis == name ? 1 : 0);
    all.push_back(std::move(one));
  }
  std::vector<int> lines;
  for (const Record& record : records) lines.push_back(record.line);
  const auto cells = table_cells(dataset.csv, lines);
  if (!cells) return tl::unexpected<Error>(cells.error());
  for (std::size_t c = 0; c < cells->header.size(); ++c) {
    Attribute one{cells->header[c], {}};
    for (const auto& row : cells->rows) {
      if (c >= row.size() || (row[c] != "0" && row[c] != "1")) break;
      one.labels.push_back(row[c] == "1" ? 1 : 0);
    }
    if (one.labels.size() == records.size()) all.push_back(std::move(one));
  }
  std::erase_if(all, [](const Attribute& one) {
    const auto with = static_cast<std::size_t>(std::count(one.labels.begin(), one.labels.end(), 1));
    return with < kFewest || one.labels.size() - with < kFewest;
  });
  return all;
}

}  // namespace

double individual_typology_angle(const MeanColour& skin) {
  const double r = linear(skin.red);
  const double g = linear(skin.green);
  const double b = linear(skin.blue);
  const double y = lab_curve(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
  const double z = lab_curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
  const double lightness = 116 * y - 16;
  const double yellow = 200 * (y - z);
  return std::atan2(lightness - 50, yellow) * 180 / std::numbers::pi;
}

std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b) {
  const std::vector<double> ra = ranks_of(a);
  const std::vector<double> rb = ranks_of(b);
  const double middle = 0.5 * static_cast<double>(a.size());
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (ra[i] - middle) * (rb[i] - middle);
    aa += (ra[i] - middle) * (ra[i] - middle);
    bb += (rb[i] - middle) * (rb[i] - middle);
  }
  if (!(aa > 0) || !(bb > 0)) return std::nullopt;
  return ab / std::sqrt(aa * bb);
}

Result<void> associate(const Dataset& dataset, std::span<const Record> records,
                       std::span<const double> tones, std::span<const std::vector<float>> responses,
                       Dissection& result) {
  const auto attributes = attributes_of(dataset, records);
  if (!attributes) return tl::unexpected<Error>(attributes.error());
  for (const Attribute& one : *attributes) result.attributes.push_back(one.name);
  std::vector<std::uint8_t> malignant;
  for (const Record& record : records) malignant.push_back(record.label == kMalignant ? 1 : 0);
  for (std::size_t f = 0; f < result.filters.size(); ++f) {
    std::vector<double> values;
    for (const auto& image : responses) values.push_back(static_cast<double>(image[f]));
    const auto area = [&](std::span<const std::uint8_t> labels) -> std::optional<double> {
      const auto found = auc({values, labels});
      if (!found) return std::nullopt;
      return found->value;
    };
    FilterDissection& filter = result.filters[f];
    filter.malignant = area(malignant);
    filter.tone = rank_correlation(values, tones);
    for (const Attribute& one : *attributes) filter.attributes.push_back(area(one.labels));
  }
  return {};
}

}  // namespace lesion
