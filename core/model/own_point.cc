#include "core/model/own_point.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace lesion {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr double kMostImages = 1e9;

const json* member(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

// Reads members; whatever is amiss is kept in `wrong`, the first one.
class Reader {
 public:
  std::string text(const json& object, const char* key, std::size_t most) {
    const json* value = member(object, key);
    if (value == nullptr || !value->is_string()) return miss(key), std::string();
    const auto& found = *value->get_ptr<const std::string*>();
    if (found.size() > most) return miss(key), std::string();
    return found;
  }
  double number(const json& object, const char* key, double low, double high) {
    const json* value = member(object, key);
    if (value == nullptr || !value->is_number()) return miss(key), low;
    const double found = value->get<double>();
    if (!(found >= low && found <= high)) return miss(key), low;
    return found;
  }
  std::size_t count(const json& object, const char* key) {
    return static_cast<std::size_t>(number(object, key, 0, kMostImages));
  }
  bool truth(const json& object, const char* key) {
    const json* value = member(object, key);
    if (value == nullptr || !value->is_boolean()) return miss(key), false;
    return value->get<bool>();
  }

  void miss(const char* key) {
    if (wrong.empty()) wrong = key;
  }

  std::string wrong;
};

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

OwnPoint::Threshold threshold_from(const json& object, Reader& reader) {
  OwnPoint::Threshold out;
  out.value = reader.number(object, "value", 0, 1);
  out.wanted = reader.number(object, "wanted_sensitivity", 0, 1);
  out.sensitivity.mean = reader.number(object, "sensitivity", 0, 1);
  out.sensitivity.low = reader.number(object, "sensitivity_low", 0, out.sensitivity.mean);
  out.sensitivity.high = reader.number(object, "sensitivity_high", out.sensitivity.mean, 1);
  const std::size_t right = reader.count(object, "benign_left_alone");
  const std::size_t of = reader.count(object, "benign");
  if (right > of) reader.miss("benign_left_alone");
  // Computed, not believed.
  out.specificity = proportion(right > of ? of : right, of);
  return out;
}

OwnPoint::Calibrated recalibration_from(const json& object, Reader& reader) {
  OwnPoint::Calibrated out;
  out.by.offset = reader.number(object, "offset", -100, 100);
  out.by.temperature = reader.number(object, "temperature", kMinTemperature, kMaxTemperature);
  out.offset_only = reader.truth(object, "offset_only");
  out.error_before = reader.number(object, "error_before", 0, 1);
  out.error_after = reader.number(object, "error_after", 0, 1);
  return out;
}

}  // namespace

ordered_json to_object(const OwnPoint& point) {
  ordered_json json{{"lesionlens", "own_point"},   {"version", kVersion}, {"model", point.model},
                    {"sha256", point.sha256},      {"date", point.date},  {"images", point.n},
                    {"malignant", point.positives}};
  if (point.threshold) {
    const OwnPoint::Threshold& at = *point.threshold;
    json["threshold"] = {{"value", at.value},
                         {"wanted_sensitivity", at.wanted},
                         {"sensitivity", at.sensitivity.mean},
                         {"sensitivity_low", at.sensitivity.low},
                         {"sensitivity_high", at.sensitivity.high},
                         {"benign_left_alone", at.specificity.count},
                         {"benign", at.specificity.total}};
  }
  if (point.recalibration) {
    const OwnPoint::Calibrated& by = *point.recalibration;
    json["recalibration"] = {{"offset", by.by.offset},
                             {"temperature", by.by.temperature},
                             {"offset_only", by.offset_only},
                             {"error_before", by.error_before},
                             {"error_after", by.error_after}};
  }
  return json;
}

std::string to_json(const OwnPoint& point) {
  return to_object(point).dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

Result<OwnPoint> own_point_from_json(std::string_view text) {
  return own_point_from(json::parse(text, nullptr, false));
}

Result<OwnPoint> own_point_from(const json& object, const std::string& place) {
  const json* kind = member(object, "lesionlens");
  if (kind == nullptr || *kind != "own_point") {
    return fail(ErrorCode::kOwnNone);
  }
  Reader reader;
  if (reader.number(object, "version", 1, kMostImages) > kVersion) {
    return fail(ErrorCode::kOwnLater);
  }
  OwnPoint out;
  out.model = reader.text(object, "model", 1000);
  out.sha256 = reader.text(object, "sha256", 64);
  if (!is_hash(out.sha256)) reader.miss("sha256");
  out.date = reader.text(object, "date", 40);
  out.n = reader.count(object, "images");
  out.positives = reader.count(object, "malignant");
  if (out.positives > out.n) reader.miss("malignant");
  const json* threshold = member(object, "threshold");
  if (threshold != nullptr) out.threshold = threshold_from(*threshold, reader);
  const json* recalibration = member(object, "recalibration");
  if (recalibration != nullptr) out.recalibration = recalibration_from(*recalibration, reader);
  if (threshold == nullptr && recalibration == nullptr) reader.miss("threshold");
  if (!reader.wrong.empty()) {
    return fail(ErrorCode::kOwnMember, {{"member", place + reader.wrong}});
  }
  return out;
}

}  // namespace lesion
