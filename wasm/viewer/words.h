// The words that people read, looked up by key (web/words/en.json): a translation is one file.
#pragma once

#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/estimate.h"
#include "core/text/format.h"

namespace lesion::viewer {

class Words {
 public:
  // Takes the table from JSON text: members "viewer" and "common" of its object, objects of
  // strings, and member "estimate", whose keys are kept with "estimate." before them. False, and no
  // change, where "viewer" is none.
  bool set(std::string_view json);

  // The words for `key`; the key itself where the table has none, so that a gap is seen.
  const std::string& operator[](std::string_view key) const;

  bool has(std::string_view key) const;

  // The keys that were asked for and that the table does not have.
  std::vector<std::string> missing() const;

  // The words with the values in their places: text::fill().
  std::string fill(std::string_view key,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) const;

  // What a card says in fixed phrases: text::pieces_in_words().
  std::string phrases(std::string_view said) const;

  // The words under "estimate.", for say_estimate(). As long as these words last.
  EstimateTable estimate_table() const;

  // As those of core/text/format.h, with the language's decimal mark.
  std::string figure(double value) const;
  std::string fixed(double value, int decimals) const;
  std::string percent(double fraction) const;
  std::string percent_beside(double fraction, double other) const;
  std::string percent_among(double fraction, std::span<const double> others) const;
  std::vector<std::string> percents(std::span<const double> fractions) const;
  std::vector<std::string> percents_and_change(std::span<const double> fractions) const;

 private:
  std::string_view mark() const;

  std::map<std::string, std::string, std::less<>> table_;
  // Keys that were asked for and are not there, kept so that a reference can be given.
  mutable std::map<std::string, std::string, std::less<>> missing_;
};

}  // namespace lesion::viewer
