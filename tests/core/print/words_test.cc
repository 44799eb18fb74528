#include "core/print/words.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/model/card.h"

namespace lesion::print {
namespace {

TEST(PrintWords, AreEnglishUnlessATableSaysOtherwise) {
  const auto german =
      Words::from_json(R"({"sheet.title": "Merkmalskarten", "estimate.decimal": ","})");
  ASSERT_TRUE(german);
  EXPECT_EQ((*german)["sheet.title"], "Merkmalskarten");
  EXPECT_EQ((*german)["network.image.short"], Words()["network.image.short"]);
  EXPECT_EQ(german->figure(4.1), "4,1");
  EXPECT_EQ(german->fixed(0.75, 3), "0,750");
}

TEST(PrintWords, RefuseWhatIsNoTable) {
  EXPECT_FALSE(Words::from_json("{"));
  EXPECT_FALSE(Words::from_json("[]"));
  EXPECT_EQ(Words::from_json(R"({"page": 3})").error().message,
            "the table of words has no text under \"page\"");
}

TEST(PrintWords, AKeyWithoutWordsIsShownItself) {
  EXPECT_EQ(Words()["nothing.here"], "nothing.here");
}

TEST(PrintWords, AConceptOfSomebodyElseIsCalledAsItIsWritten) {
  EXPECT_EQ(Words().concept_called("border_top"), "upper border of the lesion");
  EXPECT_EQ(Words().concept_called("frogs"), "frogs");
}

TEST(PrintWords, ValuesAreFilledInAndNeverSearched) {
  const auto words = Words::from_json(R"({"t": "{a} of {b}, {c}"})");
  EXPECT_EQ(words->fill("t", {{"a", "{b}"}, {"b", "2"}}), "{b} of 2, {c}");
}

TEST(PrintWords, TheNoticeIsTheOneOfTheCard) { EXPECT_EQ(Words()["notice"], kNotice); }

TEST(PrintWords, FiguresHaveThreeSignificantDigits) {
  const Words words;
  EXPECT_EQ(words.figure(4.1), "4.1");
  EXPECT_EQ(words.figure(0.00321), "0.00321");
  EXPECT_EQ(words.figure(128.4), "128");
  EXPECT_EQ(words.figure(200), "200");
  EXPECT_EQ(words.figure(12.34), "12.3");
  EXPECT_EQ(words.figure(-1.5), "−1.5");
  EXPECT_EQ(words.figure(0), "0");
  EXPECT_EQ(words.figure(9.999), "10");
  EXPECT_EQ(words.figure(std::numeric_limits<double>::quiet_NaN()), "-");
  EXPECT_EQ(words.figure(3e38), ">1000000000000");
}

TEST(PrintWords, PercentNeverClaimsCertainty) {
  const Words words;
  EXPECT_EQ(words.percent(0.731), "73%");
  EXPECT_EQ(words.percent(0.004), "<1%");
  EXPECT_EQ(words.percent(0.9951), ">99%");
  EXPECT_EQ(words.percent(1), "100%");
  EXPECT_EQ(words.percent(0), "0%");
}

TEST(PrintWords, ClassesMayBeTranslated) {
  const auto german = Words::from_json(R"({"estimate.class.malignant": "bösartig"})");
  EXPECT_EQ(german->class_name("malignant"), "bösartig");
  EXPECT_EQ(german->class_name("naevus"), "naevus");
}

}  // namespace
}  // namespace lesion::print
