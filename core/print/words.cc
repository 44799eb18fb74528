#include "core/print/words.h"

#include <nlohmann/json.hpp>

#include "core/text/format.h"
#include "core/text/pieces.h"

namespace lesion::print {
namespace {

// The members "common", "print" and "estimate" of web/words/en.json, embedded at build time: the
// words of the exports lie in the same file as those of the page, so that a translation is one
// file.
constexpr std::string_view kEnglish =
#include "print_words_en.inc"
    ;

}  // namespace

Words::Words() {
  const auto english = nlohmann::json::parse(kEnglish, nullptr, false);
  for (const char* member : {"common", "print"}) {
    for (const auto& [key, words] : english[member].items()) {
      table_.emplace(key, words.get_ref<const std::string&>());
    }
  }
  for (const auto& [key, words] : english["estimate"].items()) {
    table_.emplace("estimate." + key, words.get_ref<const std::string&>());
  }
}

Result<Words> Words::from_json(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_object()) {
    return fail(ErrorCode::kWordsNotJson);
  }
  Words words;
  for (const auto& [key, value] : parsed.items()) {
    if (!value.is_string()) {
      return fail(ErrorCode::kWordsNotText, {{"key", key}});
    }
    words.table_[key] = value.get_ref<const std::string&>();
  }
  return words;
}

std::string_view Words::operator[](std::string_view key) const {
  const auto found = table_.find(key);
  return found == table_.end() ? key : std::string_view(found->second);
}

std::string Words::fill(
    std::string_view key,
    std::initializer_list<std::pair<std::string_view, std::string>> values) const {
  return text::fill((*this)[key], values);
}

std::string Words::class_name(std::string_view name) const {
  return class_words(estimate_table(), name);
}

std::string Words::concept_called(std::string_view name) const {
  const auto found = table_.find("concept." + std::string(name));
  return found == table_.end() ? std::string(name) : found->second;
}

std::string Words::phrases(std::string_view said) const {
  return text::pieces_in_words(said, [this](std::string_view key) {
    const auto found = table_.find(key);
    return found == table_.end() ? std::string() : found->second;
  });
}

EstimateTable Words::estimate_table() const {
  return [this](std::string_view key) {
    const auto found = table_.find("estimate." + std::string(key));
    return found == table_.end() ? std::string(key) : found->second;
  };
}

std::string Words::fixed(double value, int decimals) const {
  return text::fixed(value, decimals, (*this)["estimate.decimal"]);
}

std::string Words::figure(double value) const {
  return text::figure(value, (*this)["estimate.decimal"]);
}

std::string Words::percent(double fraction) const { return text::percent(fraction); }

std::string Words::percent_beside(double fraction, double other) const {
  return text::percent_beside(fraction, other, (*this)["estimate.decimal"]);
}

std::vector<std::string> Words::percents(std::span<const double> fractions) const {
  return text::percents(fractions, (*this)["estimate.decimal"]);
}

}  // namespace lesion::print
