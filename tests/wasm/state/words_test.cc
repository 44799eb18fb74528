#include "wasm/viewer/words.h"

#include <gtest/gtest.h>

#include "core/print/words.h"
#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/point_words.h"

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

Words point_words_of_the_sheet() {
  Words words;
  EXPECT_TRUE(words.set(R"j({"viewer": {
      "sheet.point": "{network}: {class} from {threshold} on",
      "sheet.point_own": "{network}: {class} from {threshold} on, a {own}",
      "own.short": "threshold from {n} images",
      "point.by_hand": "{threshold} (moved by hand)"}, "estimate": {"decimal": "."}})j"));
  return words;
}

// The rows say 9.2% beside a point of 8.7%: over them it is not 9%.
TEST(PointWords, HaveTheDigitsThatTellThePointFromEachEstimateThatIsListed) {
  const Words words = point_words_of_the_sheet();
  ViewerState state;
  Model model{.card = made_card()};
  model.card.operating_point->threshold = 0.087;
  state.model = std::make_shared<const Model>(std::move(model));
  Verdict verdict;
  verdict.probability = 0.30;
  state.verdict = verdict;
  EXPECT_EQ(sheet_point_words(words, state).back(), "made: malignant from 9% on");
  state.verdict->probability = 0.092;
  EXPECT_EQ(sheet_point_words(words, state).back(), "made: malignant from 8.7% on");
}

TEST(PointWords, SayWhoMovedThePoint) {
  const Words words = point_words_of_the_sheet();
  ViewerState state;
  state.model = std::make_shared<const Model>(Model{.card = made_card()});
  state.threshold = 0.2645;
  Verdict verdict;
  verdict.probability = 0.2648;
  state.verdict = verdict;
  EXPECT_EQ(sheet_point_words(words, state).back(),
            "made: malignant from 26.45% (moved by hand) on");
  EXPECT_TRUE(point_moved_by_hand(state));
  OwnPoint own;
  own.n = 12;
  own.threshold = OwnPoint::Threshold{0.2645, 0.9, {}, {}};
  state.validate.own = own;
  EXPECT_EQ(sheet_point_words(words, state).back(),
            "made: malignant from 26.45% on, a threshold from 12 images");
  EXPECT_FALSE(point_moved_by_hand(state));
}

}  // namespace
}  // namespace lesion::viewer
