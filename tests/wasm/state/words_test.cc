#include "wasm/viewer/words.h"

#include <gtest/gtest.h>

#include "core/print/words.h"

namespace lesion::viewer {
namespace {

TEST(ViewerWords, ValuesAreFilledInAndNeverSearched) {
  Words words;
  ASSERT_TRUE(words.set(R"({"viewer": {"t": "{name}: {peak}"}})"));
  EXPECT_EQ(words.fill("t", {{"name", "{peak}.png"}, {"peak", "4.1"}}), "{peak}.png: 4.1");
}

TEST(ViewerWords, ScreenAndReportSayTheSameFigures) {
  Words words;
  ASSERT_TRUE(words.set(R"({"viewer": {}})"));
  const print::Words printed;
  for (const double value :
       {0.0, 3e-8, 1e-7, 4.2e-5, 6e-5, 0.00321, 4.1, 99.96, 128.4, 2e6, 3e38}) {
    EXPECT_EQ(words.figure(value), printed.figure(value)) << value;
    EXPECT_EQ(words.percent(value), printed.percent(value)) << value;
  }
}

TEST(ViewerWords, FiguresHaveTheMarkOfTheLanguage) {
  Words words;
  ASSERT_TRUE(words.set(R"({"viewer": {}, "estimate": {"decimal": ",", "title": "T {class}"}})"));
  EXPECT_EQ(words.figure(4.1), "4,1");
  EXPECT_EQ(words.fixed(0.75, 3), "0,750");
  EXPECT_EQ(words.percent_beside(0.123, 0.124), "12,3%");
  EXPECT_EQ(words["estimate.title"], "T {class}");
  EXPECT_EQ(words.estimate_table()("title"), "T {class}");
  EXPECT_EQ(words.estimate_table()("class.naevus"), "class.naevus");
}

}  // namespace
}  // namespace lesion::viewer
