// The words that people read, looked up by key (web/words/en.json): a translation is one file.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/text/format.h"

namespace lesion::viewer {

class Words {
 public:
  // Takes the table from JSON text: member "viewer" of its object, an object of strings. False, and
  // no change, where it is none.
  bool set(std::string_view json);

  // The words for `key`; the key itself where the table has none, so that a gap is seen.
  const std::string& operator[](std::string_view key) const;

  // The words with the values in their places: text::fill().
  std::string fill(std::string_view key,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) const;

 private:
  std::map<std::string, std::string, std::less<>> table_;
  // Keys that were asked for and are not there, kept so that a reference can be given.
  mutable std::map<std::string, std::string, std::less<>> missing_;
};

using text::figure;
using text::fixed;
using text::percent;

}  // namespace lesion::viewer
