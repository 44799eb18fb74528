// The words that people read, looked up by key (web/words/en.json): a translation is one file.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace lesion::viewer {

class Words {
 public:
  // Takes the table from JSON text: member "viewer" of its object, an object of strings. False, and
  // no change, where it is none.
  bool set(std::string_view json);

  // The words for `key`; the key itself where the table has none, so that a gap is seen.
  const std::string& operator[](std::string_view key) const;

  // With {name} replaced by the value given for it.
  std::string fill(std::string_view key,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) const;

 private:
  std::map<std::string, std::string, std::less<>> table_;
  // Keys that were asked for and are not there, kept so that a reference can be given.
  mutable std::map<std::string, std::string, std::less<>> missing_;
};

// A figure for people: three significant digits, no trailing zeros ("4.1", "0.0032", "128").
std::string figure(double value);

// An AUC and its limits as papers print them: "0.890".
std::string three_places(double value);
std::string four_places(double value);
// "73%", and "<1%" or ">99%" where rounding would claim certainty.
std::string percent(double fraction);

}  // namespace lesion::viewer
