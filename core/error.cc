#include "core/error.h"

#include "core/plain_error.h"
#include "core/text/format.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace lesion {
namespace {

struct Sentence {
  std::string_view key;
  std::string_view text;
};

// From web/words/en.json, at build time.
constexpr Sentence kSentences[] = {
#include "error_sentences_en.inc"
};

constexpr std::string_view sentence_for(std::string_view code) {
  for (const Sentence& sentence : kSentences) {
    if (sentence.key == code) return sentence.text;
  }
  return {};
}

constexpr auto kPatterns = [] {
  std::array<std::string_view, kErrorCodes.size()> patterns;
  for (std::size_t i = 0; i < patterns.size(); ++i) patterns[i] = sentence_for(kErrorCodes[i].text);
  return patterns;
}();
static_assert(std::none_of(kPatterns.begin(), kPatterns.end(),
                           [](std::string_view text) { return text.empty(); }),
              "a code of core/error_codes.h has no sentence in web/words/en.json");

std::string filled(std::string_view pattern, const ErrorValues& values) {
  std::vector<std::pair<std::string_view, std::string>> texts;
  for (const auto& [name, value] : values) texts.emplace_back(name, value.english());
  return text::fill(pattern, texts);
}

}  // namespace

std::string ErrorValue::english() const {
  if (const auto* words = std::get_if<std::string>(&value_)) return *words;
  if (const auto* whole = std::get_if<std::int64_t>(&value_)) return std::to_string(*whole);
  // The fewest digits that bring the number back. Emscripten's library has no std::to_chars for it.
  const double number = std::get<double>(value_);
  std::array<char, 32> digits{};
  for (int precision = 1; precision <= 17; ++precision) {
    std::snprintf(digits.data(), digits.size(), "%.*g", precision, number);
    if (std::strtod(digits.data(), nullptr) == number) break;
  }
  return digits.data();
}

Error::Error(ErrorCode of, ErrorValues with)
    : kind(kind_of(of)),
      code(of),
      values(std::move(with)),
      message(filled(english_pattern(of), values)) {}

Error::Error(ErrorKind of, std::string sentence)
    : kind(of),
      code(ErrorCode::kPlain),
      values{{"sentence", sentence}},
      message(std::move(sentence)) {}

Error plain_error(ErrorKind kind, std::string sentence) { return {kind, std::move(sentence)}; }

Error about_file(std::string_view file, Error error) {
  const bool on_line = std::any_of(error.values.begin(), error.values.end(),
                                   [](const auto& value) { return value.first == kErrorLine; });
  error.values.emplace_back(kErrorFile, file);
  error.message = std::string(file) + (on_line ? " " : ": ") + error.message;
  return error;
}

Error about_line(int line, Error error) {
  error.values.emplace_back(kErrorLine, line);
  error.message = "line " + std::to_string(line) + ": " + error.message;
  return error;
}

std::string_view english_pattern(ErrorCode code) {
  return kPatterns[static_cast<std::size_t>(code)];
}

}  // namespace lesion
