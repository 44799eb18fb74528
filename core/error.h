// How core reports failure: a value, never an exception, so that nothing has to cross the
// WebAssembly border as one.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace lesion {

enum class ErrorKind {
  kInvalidArgument,  // the caller or the command line asked for something impossible
  kUnsupported,      // well formed, but nothing we read (HEIC, an operator we do not know)
  kTooLarge,         // beyond a stated limit; refused before memory is taken
  kCorrupt,          // a file that is damaged or truncated
  kNotFound,
  kIo,
};

// `message` is one sentence that a person can act on, without a trailing file name: whoever knows
// the file's name puts it in front ("IMG_1.heic: HEIC is not supported; save it as JPEG or PNG").
struct Error {
  ErrorKind kind;
  std::string message;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message)});
}

}  // namespace lesion
