// A threshold and a recalibration found on a user's own images, as a setting that is bound to one
// model's file and can be handed on: as a small file, or as a member of the card in a model's file.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/stats/calibration.h"
#include "core/stats/proportion.h"

namespace lesion {

struct OwnPoint {
  std::string model;   // its name, for people
  std::string sha256;  // of the model's file, 64 hexadecimal digits in small letters
  std::string date;    // when it was found, "2026-11-28"; may be empty
  std::size_t n = 0;   // images that it was found on
  std::size_t positives = 0;
  // Positive is said at a probability >= threshold; nothing: the model's own stays.
  struct Threshold {
    double value = 0.5;
    double wanted = 0.9;     // sensitivity
    OrderBound sensitivity;  // to be expected on other images of the same kind
    Proportion specificity;  // on these images
  };
  std::optional<Threshold> threshold;
  struct Calibrated {
    MarginCalibration by;  // on the log-odds of the model's probability, see recalibrated()
    bool offset_only = false;
    double error_before = 0;  // expected calibration errors
    double error_after = 0;   // cross-validated
  };
  std::optional<Calibrated> recalibration;
};

// {"lesionlens": "own_point", "version": 1, ...}: what own_point_from_json() reads again.
std::string to_json(const OwnPoint& point);

// The same as a JSON object, as a card has it.
nlohmann::ordered_json to_object(const OwnPoint& point);

// From untrusted text. Fails with kCorrupt (no JSON, a wrong kind or value) or kUnsupported (a
// later version).
Result<OwnPoint> own_point_from_json(std::string_view json);
// From an untrusted object; `place` stands before the names of members in what is refused.
Result<OwnPoint> own_point_from(const nlohmann::json& object, const std::string& place = {});

}  // namespace lesion
