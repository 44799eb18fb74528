#include "core/text/pieces.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace lesion::text {
namespace {

std::string german(std::string_view key) {
  static const std::map<std::string, std::string, std::less<>> words = {
      {"said.compact", "kompakt"},
      {"said.width_n", "Breite {n}"},
      {"said.n_members", "{n} Mitglieder"},
      {"said.half_the_light", "halbes Licht"}};
  const auto found = words.find(key);
  return found == words.end() ? std::string() : found->second;
}

TEST(PiecesInWords, SaysEachPieceThatHasWordsAndKeepsTheOthers) {
  EXPECT_EQ(pieces_in_words("compact, width 2, 12 members", german),
            "kompakt, Breite 2, 12 Mitglieder");
  EXPECT_EQ(pieces_in_words("ham10000 val, half the light", german), "ham10000 val, halbes Licht");
  EXPECT_EQ(pieces_in_words("CC BY-NC 4.0, research only", german), "CC BY-NC 4.0, research only");
  EXPECT_EQ(pieces_in_words("Compact", german), "kompakt");
}

TEST(PiecesInWords, KeepsWhateverElseAFileHolds) {
  for (const char* odd :
       {"", ",", ", ", "a, ", ", a", ",,  ,", "\xC3\xA4\xFF", "{n}", "width 2 of 3"}) {
    EXPECT_EQ(pieces_in_words(odd, german), odd);
  }
}

}  // namespace
}  // namespace lesion::text
