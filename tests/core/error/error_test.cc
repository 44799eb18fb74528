// Errors: a code, values, an English sentence; and words for every code in every language.
#include "core/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/plain_error.h"

namespace lesion {
namespace {

using Json = nlohmann::json;

Json words(const std::string& language) {
  std::ifstream in(std::string(WORDS) + "/" + language + ".json");
  return Json::parse(in, nullptr, false)["error"];
}

TEST(Error, FillsItsEnglishSentenceFromItsValues) {
  const Error error(ErrorCode::kFileTooLarge, {{"size", 300}, {"most", 256u}});
  EXPECT_EQ(error.message, "the file has 300 MB; at most 256 MB are read");
  EXPECT_EQ(error.kind, ErrorKind::kTooLarge);
  EXPECT_EQ(code_text(error.code), "file.too_large");
  EXPECT_EQ(kind_text(error.kind), "too_large");
}

TEST(Error, NeverSearchesAValueForPlaces) {
  const Error error(ErrorCode::kImageDamaged, {{"detail", "{detail}"}});
  EXPECT_EQ(error.message, "the image is damaged or truncated ({detail})");
}

TEST(Error, WritesNumbersAsTheyAre) {
  EXPECT_EQ(ErrorValue(0.1).english(), "0.1");
  EXPECT_EQ(ErrorValue(1e-7).english(), "1e-07");
  EXPECT_EQ(ErrorValue(std::int64_t{-9'000'000'000}).english(), "-9000000000");
}

TEST(Error, NamesItsFileInFrontAndAsAValue) {
  const Error error =
      about_file("a {b}.heic", Error(ErrorCode::kImageFormat, {{"format", "HEIC"}}));
  EXPECT_EQ(error.message, "a {b}.heic: HEIC is not supported; save it as JPEG or PNG");
  EXPECT_EQ(error.values, (ErrorValues{{"format", "HEIC"}, {kErrorFile, "a {b}.heic"}}));
}

TEST(Error, NamesItsLineBehindItsFile) {
  const Error error =
      about_line(3, Error(ErrorCode::kTableFlag, {{"column", "MEL"}, {"value", "2"}}));
  EXPECT_EQ(error.message, "line 3: MEL is \"2\"; it may be 0 or 1");
  EXPECT_EQ(about_file("t.csv", error).message, "t.csv line 3: MEL is \"2\"; it may be 0 or 1");
  EXPECT_EQ(error.values.back(), (std::pair{kErrorLine, ErrorValue(3)}));
}

TEST(Error, OfThePlainKindKeepsItsKindAndSentence) {
  const Result<void> failed = fail(ErrorKind::kNotFound, "no such run");
  EXPECT_EQ(failed.error().message, "no such run");
  EXPECT_EQ(failed.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(code_text(failed.error().code), "plain");
}

TEST(ErrorCodes, AreDottedLowerSnakeAndEachThereOnce) {
  std::set<std::string_view> seen;
  for (const ErrorCodeRow& row : kErrorCodes) {
    EXPECT_TRUE(seen.insert(row.text).second) << row.text;
    EXPECT_TRUE(std::all_of(row.text.begin(), row.text.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    })) << row.text;
    EXPECT_EQ(kErrorCodes[static_cast<std::size_t>(row.code)].text, row.text);
  }
}

TEST(ErrorCodes, HaveWordsInEveryLanguage) {
  for (const char* language : {"en", "de", "nl"}) {
    const Json table = words(language);
    ASSERT_TRUE(table.is_object()) << language;
    for (const ErrorCodeRow& row : kErrorCodes) {
      const auto at = table.find(row.text);
      ASSERT_NE(at, table.end()) << language << ": " << row.text;
      EXPECT_FALSE(at->get<std::string>().empty()) << language << ": " << row.text;
    }
  }
}

TEST(ErrorCodes, SayInEnglishWhatTheTableSays) {
  const Json table = words("en");
  for (const ErrorCodeRow& row : kErrorCodes) {
    EXPECT_EQ(english_pattern(row.code), table[std::string(row.text)].get<std::string>());
  }
}

}  // namespace
}  // namespace lesion
