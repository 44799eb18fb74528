// What both parts of the mirror write alike.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {

using Json = nlohmann::ordered_json;

// {x,y,width,height}, each times `scale`.
inline Json rect_json(const Rect& rect, double scale) {
  return {{"x", rect.x * scale},
          {"y", rect.y * scale},
          {"width", rect.width * scale},
          {"height", rect.height * scale}};
}

// JSON knows no NaN: it becomes null.
inline Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

// Null where there is none.
template <typename T>
Json json_or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace lesion::viewer
