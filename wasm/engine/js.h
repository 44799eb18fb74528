// What the engine's functions for JavaScript share. Every one returns a plain object; `error` is a
// sentence, empty where all went well, and then the other members are there. Arrays handed out are
// copies on JavaScript's side: the heap may grow under a view.
#pragma once

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <vector>

#include "core/error.h"
#include "wasm/engine/session.h"

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

inline val failed(const Error& error) {
  val result = val::object();
  result.set("error", error.message);
  return result;
}

inline val succeeded() { return failed({ErrorKind::kIo, ""}); }

}  // namespace lesion::engine
