// An error of core as JavaScript has it, for engine and viewer alike: {kind, code, values}
// (core/error_codes.h).
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <string>
#include <variant>

#include "core/error.h"

namespace lesion {

inline emscripten::val problem_to_js(const Error& error) {
  using emscripten::val;
  val values = val::object();
  for (const auto& [name, value] : error.values) {
    std::visit(
        [&values, key = std::string(name)](const auto& one) {
          if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::int64_t>) {
            // JavaScript's numbers are doubles: whole ones to 2^53.
            values.set(key, static_cast<double>(one));
          } else {
            values.set(key, one);
          }
        },
        value.get());
  }
  val said = val::object();
  said.set("kind", std::string(kind_text(error.kind)));
  said.set("code", std::string(code_text(error.code)));
  said.set("values", values);
  return said;
}

}  // namespace lesion
