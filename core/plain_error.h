// Errors with an English sentence made on the spot, for what only the native program says. What can
// reach the page has a code (core/error_codes.h).
#pragma once

#include <string>
#include <utility>

#include "core/error.h"

namespace lesion {

Error plain_error(ErrorKind kind, std::string sentence);

inline tl::unexpected<Error> fail(ErrorKind kind, std::string sentence) {
  return tl::unexpected<Error>(plain_error(kind, std::move(sentence)));
}

}  // namespace lesion
