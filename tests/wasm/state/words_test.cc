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
  const print::Words printed;
  for (const double value :
       {0.0, 3e-8, 1e-7, 4.2e-5, 6e-5, 0.00321, 4.1, 99.96, 128.4, 2e6, 3e38}) {
    EXPECT_EQ(figure(value), printed.figure(value)) << value;
    EXPECT_EQ(percent(value), printed.percent(value)) << value;
  }
}

}  // namespace
}  // namespace lesion::viewer
