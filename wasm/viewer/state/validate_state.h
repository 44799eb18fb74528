// Validate: an empty screen.
#pragma once

#include <variant>

namespace lesion::viewer {

struct Validate {
  double threshold = 0.5;
};

struct SetValidateThreshold {
  double threshold = 0.5;
};

using ValidateAction = std::variant<SetValidateThreshold>;

}  // namespace lesion::viewer
