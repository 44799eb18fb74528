// What the engine's functions for JavaScript share. Every one returns a plain object; `error` is
// {kind, code, values} (core/error_codes.h), null where all went well, and then the other members
// are there. Arrays handed out are copies on JavaScript's side: the heap may grow under a view.
#pragma once

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "wasm/engine/session.h"
#include "wasm/problem_js.h"

namespace lesion::engine {

using emscripten::val;

inline Session& session() {
  static Session one;
  return one;
}

template <typename T>
std::vector<T> from_js(const val& array) {
  return emscripten::convertJSArrayToNumberVector<T>(array);
}

inline val bytes_to_js(const std::vector<std::uint8_t>& bytes) {
  return val::global("Uint8Array").new_(emscripten::typed_memory_view(bytes.size(), bytes.data()));
}

inline val floats_to_js(const std::vector<float>& floats) {
  return val::global("Float32Array")
      .new_(emscripten::typed_memory_view(floats.size(), floats.data()));
}

// {error: {kind, code, values}}: the page has the sentence, in its own language.
inline val failed(const Error& error) {
  val result = val::object();
  result.set("error", problem_to_js(error));
  return result;
}

// {area, x, y}, in pixels of the image: LesionSummary; null where none was found or sought.
inline val lesion_to_js(const std::optional<LesionSummary>& lesion) {
  if (!lesion) return val::null();
  val result = val::object();
  result.set("area", lesion->area);
  result.set("x", lesion->x);
  result.set("y", lesion->y);
  return result;
}

inline val rect_to_js(const Rect& rect) {
  val result = val::object();
  result.set("x", rect.x);
  result.set("y", rect.y);
  result.set("width", rect.width);
  result.set("height", rect.height);
  return result;
}

// The part to look at, {x, y, width}, with the height that the input's aspect gives it; null: the
// model's own rule.
inline std::optional<Rect> wanted_part(const val& wanted) {
  if (wanted.isNull() || wanted.isUndefined()) return std::nullopt;
  const auto width = wanted["width"].as<double>();
  return Rect{wanted["x"].as<double>(), wanted["y"].as<double>(), width, width};
}

// shape (4 numbers), tensor (Float32Array)
inline void set_input(val& result, const InputTensor& input) {
  val shape = val::array();
  for (const std::int64_t side : input.shape) shape.call<void>("push", static_cast<double>(side));
  result.set("shape", shape);
  result.set("tensor", floats_to_js(input.values));
}

inline val succeeded() {
  val result = val::object();
  result.set("error", val::null());
  return result;
}

}  // namespace lesion::engine
