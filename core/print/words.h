// Every visible word of the exports, in one table: a translation is one JSON object.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/model/estimate.h"

namespace lesion::print {

class Words {
 public:
  // English.
  Words();

  // English with every key of the JSON object `json` (strings by key; those of the member
  // "estimate" of the page's words with "estimate." before them) put in its place; keys that are
  // not known here are kept too, and do no harm. Fails with kCorrupt where it is no such object.
  static Result<Words> from_json(std::string_view json);

  // The words for `key`; the key itself where the table has none, so that a gap is seen.
  // The view lasts as long as the table and the key.
  std::string_view operator[](std::string_view key) const;
  // The words with the values in their places: text::fill().
  std::string fill(std::string_view key,
                   std::initializer_list<std::pair<std::string_view, std::string>> values) const;
  // What a class of the model is called: the words for "estimate.class.<name>", else the name
  // itself.
  std::string class_name(std::string_view name) const;
  // What a concept of the model's card is called: the words for "concept.<name>", else the name
  // itself.
  std::string concept_called(std::string_view name) const;
  // What a card says in fixed phrases: text::pieces_in_words().
  std::string phrases(std::string_view said) const;
  // The words under "estimate.", for say_estimate(). As long as the table lasts.
  EstimateTable estimate_table() const;

  // As those of core/text/format.h, with the table's decimal mark.
  std::string figure(double value) const;
  std::string fixed(double value, int decimals) const;
  std::string percent(double fraction) const;
  std::string percent_beside(double fraction, double other) const;
  std::vector<std::string> percents(std::span<const double> fractions) const;

  const std::map<std::string, std::string, std::less<>>& table() const { return table_; }

 private:
  std::map<std::string, std::string, std::less<>> table_;
};

}  // namespace lesion::print
