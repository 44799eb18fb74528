#include "core/model/metric.h"

#include <algorithm>
#include <limits>

#include "core/model/metric_json.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

constexpr int kMostImages = std::numeric_limits<int>::max();

void put(ordered_json& json, const char* key, const std::optional<double>& value) {
  if (value) json[key] = *value;
}

ordered_json to_object(const GroupRow& row) {
  ordered_json json{{"value", row.value}, {"n", row.n}, {"positives", row.positives}};
  put(json, "auc", row.auc);
  put(json, "auc_low", row.auc_low);
  put(json, "auc_high", row.auc_high);
  if (row.against_all) json["against_all"] = true;
  put(json, "sensitivity", row.sensitivity);
  put(json, "specificity", row.specificity);
  return json;
}

ordered_json to_object(const MetricGroup& group) {
  ordered_json rows = ordered_json::array();
  for (const GroupRow& row : group.rows) rows.push_back(to_object(row));
  return {{"title", group.title}, {"rows", std::move(rows)}};
}

// A part of one, where it is there.
std::optional<double> part_or_nothing(const CardReader& in, const char* key) {
  if (!in.has(key)) return std::nullopt;
  return in.number(key, 0, 1);
}

GroupRow read_group_row(const CardReader& in) {
  GroupRow row;
  row.value = in.text("value");
  row.n = in.integer("n", 0, kMostImages);
  row.positives = in.integer("positives", 0, kMostImages);
  if (row.positives > row.n) in.refuse("positives", ErrorCode::kCardMoreThanN);
  row.auc = part_or_nothing(in, "auc");
  row.auc_low = part_or_nothing(in, "auc_low");
  row.auc_high = part_or_nothing(in, "auc_high");
  if (row.auc &&
      (!row.auc_low || !row.auc_high || *row.auc_low > *row.auc || *row.auc > *row.auc_high)) {
    in.refuse("auc", ErrorCode::kCardOutsideInterval);
  }
  if (in.has("against_all")) row.against_all = in.boolean("against_all");
  row.sensitivity = part_or_nothing(in, "sensitivity");
  row.specificity = part_or_nothing(in, "specificity");
  return row;
}

void read_curves(const CardReader& in, Metric& metric) {
  in.each("roc", [&](const CardReader& entry) {
    const RocPoint point{entry.number("threshold", 0, 1), entry.number("sensitivity", 0, 1),
                         entry.number("specificity", 0, 1)};
    if (!metric.roc.empty() && point.threshold < metric.roc.back().threshold) {
      entry.refuse("threshold", ErrorCode::kCardDescends);
    }
    metric.roc.push_back(point);
  });
  in.each("calibration", [&](const CardReader& entry) {
    const CalibrationBin bin{entry.number("predicted", 0, 1), entry.number("observed", 0, 1),
                             entry.integer("n", 0, kMostImages)};
    if (!metric.calibration.empty() && bin.predicted < metric.calibration.back().predicted) {
      entry.refuse("predicted", ErrorCode::kCardDescends);
    }
    metric.calibration.push_back(bin);
  });
}

}  // namespace

ordered_json to_object(const Metric& metric) {
  ordered_json json{{"data", metric.data},           {"n", metric.n},
                    {"positives", metric.positives}, {"auc", metric.auc},
                    {"auc_low", metric.auc_low},     {"auc_high", metric.auc_high}};
  if (metric.elsewhere) json["elsewhere"] = true;
  put(json, "calibration_error", metric.calibration_error);
  put(json, "sensitivity", metric.sensitivity);
  put(json, "specificity", metric.specificity);
  for (const RocPoint& point : metric.roc) {
    json["roc"].push_back({{"threshold", point.threshold},
                           {"sensitivity", point.sensitivity},
                           {"specificity", point.specificity}});
  }
  for (const CalibrationBin& bin : metric.calibration) {
    json["calibration"].push_back(
        {{"predicted", bin.predicted}, {"observed", bin.observed}, {"n", bin.n}});
  }
  for (const MetricGroup& group : metric.groups) json["groups"].push_back(to_object(group));
  return json;
}

Metric read_metric(const CardReader& in) {
  Metric metric;
  metric.data = in.text("data");
  metric.n = in.integer("n", 0, kMostImages);
  metric.positives = in.integer("positives", 0, kMostImages);
  if (metric.positives > metric.n) in.refuse("positives", ErrorCode::kCardMoreThanN);
  metric.auc = in.number("auc", 0, 1);
  metric.auc_low = in.number("auc_low", 0, 1);
  metric.auc_high = in.number("auc_high", 0, 1);
  if (metric.auc_low > metric.auc || metric.auc > metric.auc_high) {
    in.refuse("auc", ErrorCode::kCardOutsideInterval);
  }
  if (in.has("elsewhere")) metric.elsewhere = in.boolean("elsewhere");
  metric.calibration_error = part_or_nothing(in, "calibration_error");
  metric.sensitivity = part_or_nothing(in, "sensitivity");
  metric.specificity = part_or_nothing(in, "specificity");
  read_curves(in, metric);
  in.each("groups", [&](const CardReader& entry) {
    MetricGroup group{entry.text("title"), {}};
    entry.each("rows", [&](const CardReader& row) { group.rows.push_back(read_group_row(row)); });
    metric.groups.push_back(std::move(group));
  });
  return metric;
}

RocPoint roc_at(std::span<const RocPoint> roc, double threshold) {
  const auto found = std::find_if(roc.begin(), roc.end(), [threshold](const RocPoint& point) {
    return point.threshold >= threshold;
  });
  return found == roc.end() ? RocPoint{threshold, 0, 1} : *found;
}

}  // namespace lesion
