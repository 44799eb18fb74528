// How core reports failure: a value, never an exception, so that nothing has to cross the
// WebAssembly border as one. An error is a code and the values that belong to it; its sentence
// stands in the tables of words (web/words), once a language, and the English one is built in. So
// the native program prints English and the page says the same in the language of its reader.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "core/error_codes.h"

namespace lesion {

// What a sentence's {place} is filled with: text, or a number, which each language writes its way.
class ErrorValue {
 public:
  template <typename T>
  requires std::convertible_to<T, std::string_view> ErrorValue(const T& text)
      : value_(std::string(std::string_view(text))) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) ErrorValue(T number)
      : value_(static_cast<std::int64_t>(number)) {}
  template <std::floating_point T>
  ErrorValue(T number) : value_(static_cast<double>(number)) {}

  // As English writes it: whole numbers without grouping, others with the fewest digits that bring
  // the number back.
  std::string english() const;
  const std::variant<std::string, std::int64_t, double>& get() const { return value_; }
  bool operator==(const ErrorValue&) const = default;

 private:
  std::variant<std::string, std::int64_t, double> value_;
};

// By the names of the places, which are literals.
using ErrorValues = std::vector<std::pair<std::string_view, ErrorValue>>;

// `message` is one English sentence that a person can act on, without a full stop and beginning
// with a small letter, so that it can stand behind a colon. No file's name or line stands in front
// unless about_file() or about_line() has put it there.
struct Error {
  // Anything but kPlain, which plain_error() makes.
  explicit Error(ErrorCode code, ErrorValues values = {});

  ErrorKind kind;
  ErrorCode code;
  ErrorValues values;
  std::string message;

 private:
  friend Error plain_error(ErrorKind kind, std::string sentence);
  Error(ErrorKind kind, std::string sentence);
};

// The values that about_file() and about_line() add. The page puts them in front of the sentence,
// as here.
inline constexpr std::string_view kErrorFile = "file";
inline constexpr std::string_view kErrorLine = "line";

// `error` with the name of the file that it is about in front: "IMG_1.heic: HEIC is not supported",
// and "labels.csv line 3: no image's name" where about_line() has named its line.
Error about_file(std::string_view file, Error error);

// `error` with the line of a text file that it is about in front, counted from 1: "line 3: no
// image's name". about_file() comes after it, not before.
Error about_line(int line, Error error);

// The English words for `code`, with {places}.
std::string_view english_pattern(ErrorCode code);

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, ErrorValues values = {}) {
  return tl::unexpected<Error>(Error(code, std::move(values)));
}

// Of a function that fails for what is wrong with the file `file`.
inline tl::unexpected<Error> fail_about(std::string_view file, Error error) {
  return tl::unexpected<Error>(about_file(file, std::move(error)));
}

// Of a function that fails for what is wrong on line `line` of its text.
inline tl::unexpected<Error> fail_on_line(int line, ErrorCode code, ErrorValues values = {}) {
  return tl::unexpected<Error>(about_line(line, Error(code, std::move(values))));
}

}  // namespace lesion

// Rooms whose errors can reach the page are compiled without sentences of their own.
#ifndef LESION_ERRORS_HAVE_CODES
#include "core/plain_error.h"
#endif
