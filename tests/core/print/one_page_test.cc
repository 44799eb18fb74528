#include "core/print/one_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/core/print/tiny_font.h"
#include "tests/support/images.h"

namespace lesion::print {
namespace {

class OnePage : public ::testing::Test {
 protected:
  OnePage()
      : font_(*Font::open(testing::tiny_font())), image_(testing::filled(80, 60, 200, 150, 100)) {
    card_.name = "small";
    card_.classes = {"benign", "malignant"};
    card_.operating_point = OperatingPoint{0.4, 0.9, 0.7, "validation", "test"};
    report_.name = "a.jpg";
    report_.image = {&image_, {10, 0, 60, 60}};
    report_.probability = 0.73;
    report_.date = "2026-11-23";
    report_.opacity = 1;
    options_.dots_per_inch = 50;
  }

  void add_maps(int n) {
    for (int i = 0; i < n; ++i) {
      report_.maps.push_back({.layer = 6,
                              .filter = i,
                              .name = "",
                              .by_hand = false,
                              .map = {1, 1, full_},
                              .scale = {0, 1}});
    }
  }
  Result<Image> draw(const Words& words = {}) const {
    return draw_report(report_, card_, options_, {&font_, nullptr}, words);
  }
  static int count(const Image& image, std::array<std::uint8_t, 3> colour) {
    int found = 0;
    for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
      found += std::equal(colour.begin(), colour.end(),
                          image.rgb.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return found;
  }

  Font font_;
  Image image_;
  std::vector<float> full_{2.0f};
  ModelCard card_;
  Report report_;
  ReportOptions options_;
};

TEST_F(OnePage, IsA4UprightAt300DotsPerInchUnlessAskedOtherwise) {
  options_ = {};
  const auto image = draw();
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->width, 2480);
  EXPECT_EQ(image->height, 3508);
}

TEST_F(OnePage, EveryMapIsDrawnOverThreeQuartersOfItsImage) {
  add_maps(3);
  const auto image = draw();
  ASSERT_TRUE(image);
  // Three columns of (178 - 12) / 3 mm at 50 dots per inch: images 108.9 x 81.7 pixels, of which
  // the seen region is 60 x 60 of 80 x 60. A row and a column of each may be lost to whole pixels.
  EXPECT_NEAR(count(*image, {0, 100, 0}), 3 * 0.75 * 108.9 * 81.7, 3 * 2 * 82);
}

TEST_F(OnePage, HoldsFromNoMapToSix) {
  for (int n = 0; n <= kMostReportMaps; ++n) {
    report_.maps.clear();
    add_maps(n);
    EXPECT_TRUE(draw()) << n;
  }
  add_maps(1);
  EXPECT_EQ(draw().error().message, "a one-page report shows at most 6 maps, not 7");
}

TEST_F(OnePage, TheBarIsAsLongAsTheProbability) {
  const auto ink = [this](double probability) {
    report_.probability = probability;
    const Image image = *draw();
    return count(image, {196, 106, 36}) + count(image, {88, 120, 140});
  };
  // At 0.8 twice as long as at 0.4; the mark of the operating point hides a little.
  EXPECT_NEAR(static_cast<double>(ink(0.8)) / ink(0.38), 0.8 / 0.38, 0.1);
}

TEST_F(OnePage, TheBarWarnsFromTheOperatingPointOn) {
  report_.probability = 0.39;
  EXPECT_EQ(count(*draw(), {196, 106, 36}), 0);
  report_.probability = 0.4;
  EXPECT_GT(count(*draw(), {196, 106, 36}), 0);
}

TEST_F(OnePage, SaysThatAPersonHasMovedTheOperatingPointAndWhereTheModelsOwnIs) {
  // Only what the moved point adds is told by these words.
  const auto silent = Words::from_json(R"({"estimate.moved": " ", "estimate.set": " "})");
  const auto moved = Words::from_json(R"({"estimate.moved": "A {own}", "estimate.set": " "})");
  const auto set = Words::from_json(R"({"estimate.moved": " ", "estimate.set": "A"})");
  Metric metric{"test", 10, 5, 0.7, 0.6, 0.8};
  metric.roc = {{0.1, 1, 0.2}, {0.5, 0.6, 0.9}};
  card_.metrics = {metric};
  EXPECT_EQ(draw(*moved)->rgb, draw(*silent)->rgb);
  EXPECT_EQ(draw(*set)->rgb, draw(*silent)->rgb);
  report_.threshold = 0.3;
  EXPECT_NE(draw(*moved)->rgb, draw(*silent)->rgb);
  EXPECT_EQ(draw(*set)->rgb, draw(*silent)->rgb);
  card_.operating_point.reset();
  EXPECT_EQ(draw(*moved)->rgb, draw(*silent)->rgb);
  EXPECT_NE(draw(*set)->rgb, draw(*silent)->rgb);
}

// Whether the page is another one with other words under `key`: whether it says them.
#define SAYS(key) (draw(*Words::from_json(R"({")" key R"(": "AAA AAA"})"))->rgb != draw()->rgb)

TEST_F(OnePage, NamesItsNetworkAndWhereTheClassBeginsToBeCalled) {
  EXPECT_TRUE(SAYS("estimate.title"));
  EXPECT_TRUE(SAYS("estimate.network"));
  EXPECT_TRUE(SAYS("estimate.from_here"));
  EXPECT_TRUE(SAYS("estimate.above"));
  card_.operating_point.reset();
  EXPECT_FALSE(SAYS("estimate.from_here"));
  EXPECT_TRUE(SAYS("estimate.no_point"));
}

TEST_F(OnePage, SaysWhatTheLineFindsElsewhereAndThatHomeIsAllThatIsKnown) {
  report_.probability = 0.1;
  EXPECT_TRUE(SAYS("estimate.only_home.below"));
  Metric far{"far", 10, 5, 0.7, 0.6, 0.8};
  far.elsewhere = true;
  far.sensitivity = 0.75;
  far.specificity = 0.6;
  card_.metrics = {far};
  EXPECT_TRUE(SAYS("estimate.elsewhere.below"));
  EXPECT_TRUE(SAYS("report.model.elsewhere"));
  EXPECT_FALSE(SAYS("estimate.only_home.below"));
  card_.metrics[0].elsewhere = false;
  EXPECT_FALSE(SAYS("report.model.elsewhere"));
}

TEST_F(OnePage, LeavesOutFiguresThatTheNetworkWasChosenOnBeforeAnyOther) {
  const auto on = [](const char* data, bool elsewhere = false) {
    Metric metric{data, 10, 5, 0.7, 0.6, 0.8};
    metric.elsewhere = elsewhere;
    return metric;
  };
  card_.metrics = {on("a val"), on("b val"), on("a test"), on("b test"), on("c test", true)};
  const Image one = *draw();
  card_.metrics = {on("c test", true), on("a test"), on("b test"), on("a val")};
  EXPECT_EQ(one.rgb, draw()->rgb);
}

// The highest AUC is not the one that the estimate's sentence is about.
TEST_F(OnePage, ListsTheFiguresThatTheOperatingPointWasMeasuredOnBeforeOthersFromHome) {
  const auto on = [](const char* data, bool elsewhere) {
    Metric metric{data, 10, 5, 0.7, 0.6, 0.8};
    metric.elsewhere = elsewhere;
    return metric;
  };
  card_.operating_point->measured_on = "b test";
  card_.metrics = {on("c test", true), on("b test", false), on("a test", false),
                   on("a val", false)};
  const Image one = *draw();
  card_.metrics = {on("a val", false), on("a test", false), on("b test", false),
                   on("c test", true)};
  EXPECT_EQ(one.rgb, draw()->rgb);
}

TEST_F(OnePage, SaysThatASampleIsADrawing) {
  EXPECT_FALSE(SAYS("report.synthetic"));
  report_.synthetic = true;
  EXPECT_TRUE(SAYS("report.synthetic"));
  report_.name.clear();
  EXPECT_TRUE(SAYS("report.synthetic"));
}

TEST_F(OnePage, HasTheLesionsMeasuresUnderTheImageAndTheMapsBelowThem) {
  add_maps(3);
  const Image without = *draw();
  report_.measures = {"A: 8% and 12%.", "B: outline 1.31."};
  const Image with = *draw();
  EXPECT_NE(with.rgb, without.rgb);
  report_.measures = {"A: 8% and 12%. B: outline 1.31."};
  EXPECT_EQ(draw()->rgb, with.rgb) << "one paragraph";
}

TEST_F(OnePage, MarksAFilterThatAPersonHasChosen) {
  add_maps(2);
  EXPECT_FALSE(SAYS("report.by_hand"));
  report_.maps[1].by_hand = true;
  EXPECT_TRUE(SAYS("report.by_hand"));
}

TEST_F(OnePage, SaysHowSurelyANameHoldsWhatIsUsualAndWhereTheScaleIsExceeded) {
  add_maps(2);
  EXPECT_FALSE(SAYS("report.unsure"));
  EXPECT_FALSE(SAYS("report.statistics_usual"));
  report_.maps[1].unsure = true;
  report_.maps[1].usual = 0.5f;
  EXPECT_TRUE(SAYS("report.unsure"));
  EXPECT_TRUE(SAYS("report.statistics_usual"));
  report_.maps[0].scale = report_.maps[1].scale = {0, 1000};
  EXPECT_FALSE(SAYS("legend.beyond"));
  report_.maps[0].scale = {0, 1e-3f};
  EXPECT_TRUE(SAYS("legend.beyond"));
}

TEST_F(OnePage, CallsResponsesUnusualOnlyWhereItWasMeasuredWhatIsUsual) {
  add_maps(2);
  EXPECT_TRUE(SAYS("strongest.title_unmeasured"));
  EXPECT_TRUE(SAYS("report.explain_unmeasured"));
  EXPECT_FALSE(SAYS("strongest.title"));
  EXPECT_FALSE(SAYS("report.explain"));
  report_.maps[0].by_hand = true;
  EXPECT_TRUE(SAYS("report.chosen_and_strongest"));
  EXPECT_FALSE(SAYS("report.chosen_and_unusual"));
  report_.maps[1].usual = 1.0f;
  EXPECT_TRUE(SAYS("report.chosen_and_unusual"));
  report_.maps[0].by_hand = false;
  EXPECT_TRUE(SAYS("strongest.title"));
  EXPECT_FALSE(SAYS("strongest.title_unmeasured"));
  report_.maps.clear();
  EXPECT_TRUE(SAYS("strongest.none"));
}

TEST_F(OnePage, SaysThatAThresholdComesFromAPersonsImages) {
  OwnPoint own;
  own.n = 12;
  own.threshold = OwnPoint::Threshold{0.3, 0.9, {}, {}};
  report_.own = own;
  EXPECT_FALSE(SAYS("estimate.own"));
  report_.threshold = 0.3;
  EXPECT_TRUE(SAYS("estimate.own"));
  EXPECT_TRUE(SAYS("estimate.own_moved"));
  EXPECT_FALSE(SAYS("estimate.moved"));
}

// A line that is too long for its place takes another: its middle is not left out. Columns are 55
// mm wide, 36 A of 7.5 points.
TEST_F(OnePage, LeavesNothingOutOfTheMiddleOfAFigure) {
  add_maps(3);
  const auto with = [this](const std::string& key, const std::string& middle,
                           std::size_t length = 30) {
    const std::string ends(length, 'A');
    return draw(*Words::from_json(R"({")" + key + R"(": ")" + ends + " " + middle + " " + ends +
                                  R"("})"))
        ->rgb;
  };
  EXPECT_NE(with("report.statistics", "BAB"), with("report.statistics", "ABA"));
  report_.maps[1].by_hand = true;
  EXPECT_NE(with("report.by_hand", "BAB"), with("report.by_hand", "ABA"));
  // The threshold's mark lies at 40% of the column.
  EXPECT_NE(with("estimate.from_here", "BAB", 15), with("estimate.from_here", "ABA", 15));
  // Beside a narrow ramp: the image is upright.
  image_ = testing::filled(30, 90, 200, 150, 100);
  report_.image.region = {0, 0, 30, 30};
  const auto beyond = [this](const char* middle) {
    return draw(*Words::from_json(std::string(R"({"legend.beyond": "AAAAA)") + middle +
                                  R"(AAAAA"})"))
        ->rgb;
  };
  EXPECT_NE(beyond("BAB"), beyond("ABA"));
}

TEST_F(OnePage, HasWhatMakesTheEstimateDoubtfulBesideIt) {
  const Image without = *draw();
  report_.doubts = {"AAA AAA"};
  const Image with = *draw();
  EXPECT_NE(with.rgb, without.rgb);
  // In the upper half, right of the image.
  const auto differs = [&](int from, int to) {
    const int row = with.width * 3;
    return !std::equal(with.rgb.begin() + static_cast<std::ptrdiff_t>(from * row),
                       with.rgb.begin() + static_cast<std::ptrdiff_t>(to * row),
                       without.rgb.begin() + static_cast<std::ptrdiff_t>(from * row));
  };
  EXPECT_TRUE(differs(with.height / 20, with.height / 4));
}

TEST_F(OnePage, TheNoticeIsBurntIntoTheLowerMargin) {
  const auto other = Words::from_json(R"({"notice": "AAA AAA"})");
  const Image one = *draw();
  const Image two = *draw(*other);
  const auto start = static_cast<std::ptrdiff_t>(one.height * 270 / 297 * one.width * 3);
  EXPECT_TRUE(std::equal(one.rgb.begin(), one.rgb.begin() + start, two.rgb.begin()));
  EXPECT_NE(one.rgb, two.rgb);
}

TEST_F(OnePage, AnEmptyCardAndNoEstimateMakeAPageAllTheSame) {
  card_ = {};
  report_.probability.reset();
  EXPECT_TRUE(draw());
  card_.positive_class = -7;
  report_.probability = std::nan("");
  EXPECT_TRUE(draw());
}

TEST_F(OnePage, EndlessTextIsCutAndNotTheNotice) {
  const std::string endless(200'000, 'A');
  report_.name = endless;
  report_.date = endless;
  report_.warnings.assign(50, endless);
  report_.measures.assign(50, endless);
  card_.name = card_.architecture = card_.licence = endless;
  card_.classes = {endless, endless};
  card_.metrics.assign(20, {endless, 1, 1, 0.7, 0.6, 0.8});
  add_maps(6);
  report_.maps[0].name = endless;
  EXPECT_TRUE(draw());
}

TEST_F(OnePage, WhatCannotBeDrawnIsSaidInWords) {
  add_maps(1);
  report_.maps[0].map.height = 2;
  EXPECT_EQ(draw().error().message, "the map has 1 values instead of 1 x 2");
  report_.maps.clear();
  report_.image.image = nullptr;
  EXPECT_EQ(draw().error().message, "a.jpg: the image has no pixels");
  report_.image.image = &image_;
  options_.dots_per_inch = 5000;
  EXPECT_FALSE(draw());
  options_ = {.width_mm = 900, .height_mm = 900, .dots_per_inch = 1200};
  EXPECT_EQ(draw().error().kind, ErrorKind::kTooLarge);
  options_ = {.width_mm = 50};
  EXPECT_FALSE(draw());
}

}  // namespace
}  // namespace lesion::print
