// Every visible word of the exports, in one table: a translation is one JSON object.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"

namespace lesion::print {

class Words {
 public:
  // English.
  Words();

  // English with every key of the JSON object `json` (strings by key) put in its place; keys that
  // are not known here are kept too, and do no harm. Fails with kCorrupt where it is no such
  // object.
  static Result<Words> from_json(std::string_view json);

  // The words for `key`; the key itself where the table has none, so that a gap is seen.
  // The view lasts as long as the table and the key.
  std::string_view operator[](std::string_view key) const;
  // With each {name} replaced by the value given for it, in one pass: a value is never searched.
  std::string fill(std::string_view key,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) const;
  // What a class of the model is called: the words for "class.<name>", else the name itself.
  std::string class_name(std::string_view name) const;

  // A figure for people: three significant digits, no trailing zeros, at least 100 without decimals
  // ("4.1", "0.0032", "128"), the table's decimal mark; "-" for what is not finite.
  std::string figure(double value) const;
  // With exactly `decimals` digits after the mark ("0.750").
  std::string fixed(double value, int decimals) const;
  // "73%"; "<1%" and ">99%" where rounding would claim certainty; "-" for what is not finite.
  std::string percent(double fraction) const;

  const std::map<std::string, std::string, std::less<>>& table() const { return table_; }

 private:
  std::map<std::string, std::string, std::less<>> table_;
};

// `text` (UTF-8) with its first letter in upper case, where that is a letter of Latin-1.
std::string capitalised(std::string text);

}  // namespace lesion::print
