// What the engine's functions for JavaScript share. Every one returns a plain object; `error` is
// {kind, code, values} (core/error_codes.h), null where all went well, and then the other members
// are there. Arrays handed out are copies on JavaScript's side: the heap may grow under a view.
#pragma once

#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <string>
#include <variant>
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

inline void set(val& values, const std::string& name, const std::string& text) {
  values.set(name, text);
}
// JavaScript's numbers are doubles: whole ones to 2^53.
inline void set(val& values, const std::string& name, std::int64_t number) {
  values.set(name, static_cast<double>(number));
}
inline void set(val& values, const std::string& name, double number) { values.set(name, number); }

// {error: {kind, code, values}}: the page has the sentence, in its own language.
inline val failed(const Error& error) {
  val values = val::object();
  for (const auto& [name, value] : error.values) {
    std::visit([&values, key = std::string(name)](const auto& one) { set(values, key, one); },
               value.get());
  }
  val said = val::object();
  said.set("kind", std::string(kind_text(error.kind)));
  said.set("code", std::string(code_text(error.code)));
  said.set("values", values);
  val result = val::object();
  result.set("error", said);
  return result;
}

inline val succeeded() {
  val result = val::object();
  result.set("error", val::null());
  return result;
}

}  // namespace lesion::engine
