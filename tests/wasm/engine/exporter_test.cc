#include "wasm/engine/exporter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "tests/core/print/tiny_font.h"
#include "tests/support/images.h"

namespace lesion::engine {
namespace {

ModelCard made() {
  ModelCard card;
  card.name = "net";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{0.087, 0.88, 0.6, "val", "test"};
  Metric home{"test", 600, 117, 0.90, 0.88, 0.93};
  home.roc = {{0.04, 0.97, 0.23}, {0.087, 0.88, 0.6}};
  card.metrics = {home};
  return card;
}

OwnPoint found_here() {
  OwnPoint own;
  own.n = 12;
  own.positives = 6;
  own.threshold = OwnPoint::Threshold{0.04, 0.9, {}, {}};
  own.threshold->sensitivity.mean = 0.86;
  own.threshold->sensitivity.low = 0.54;
  return own;
}

TEST(PointWords, AreInWholePercentAndSayWhatIsMissed) {
  EXPECT_EQ(point_words({}, made(), std::nullopt),
            "Called malignant from 9% on. On images like those it learned from, it missed 12% of "
            "those that were malignant (test).");
}

TEST(PointWords, HaveTheDigitsThatTellThePointFromAnEstimate) {
  const double point = made().operating_point->threshold;
  const std::array<double, 2> near = {0.5, point + 0.0004};
  EXPECT_NE(point_words({}, made(), std::nullopt, {}, near), point_words({}, made(), std::nullopt));
  const std::array<double, 1> far = {0.5};
  EXPECT_EQ(point_words({}, made(), std::nullopt, {}, far), point_words({}, made(), std::nullopt));
}

TEST(OwnSquare, SaysWhereItLiesOnTheOtherSideOfThePoint) {
  ExportView view;
  view.by_rule = made().operating_point->threshold - 0.01;
  view.probability = made().operating_point->threshold - 0.02;
  EXPECT_EQ(own_square({}, made(), view).find("different sides"), std::string::npos);
  view.probability = made().operating_point->threshold + 0.02;
  EXPECT_NE(own_square({}, made(), view).find("different sides"), std::string::npos);
}

TEST(PointWords, SayWhereAThresholdOfAPersonsOwnComesFrom) {
  const std::string said = point_words({}, made(), 0.04, found_here());
  EXPECT_NE(
      said.find("Operating point 4% from your 12 images (6 malignant): to be expected to find 86% "
                "(54% to 100%) of the malignant"),
      std::string::npos)
      << said;
  EXPECT_EQ(said.find("moved by hand"), std::string::npos) << said;
  EXPECT_NE(point_words({}, made(), 0.05, found_here()).find("moved by hand"), std::string::npos);
}

class ViewPicture : public ::testing::Test {
 protected:
  ViewPicture() {
    EXPECT_TRUE(exporter_.set_fonts(testing::tiny_font(), testing::tiny_font()));
    view_.name = "a.jpg";
    view_.date = "2026-11-28";
    view_.region = {0, 0, 100, 100};
    view_.probability = 0.25;
  }
  Image draw(const std::string& words = "{}") {
    EXPECT_TRUE(exporter_.set_words(words));
    auto drawn = exporter_.draw_view(image_, made(), view_);
    EXPECT_TRUE(drawn) << drawn.error().message;
    return drawn ? *drawn : Image{};
  }
  // The page is another one with other words under `key`.
  bool says(const std::string& key) {
    return draw(R"({")" + key + R"(": "AAA AAA"})").rgb != draw().rgb;
  }

  Exporter exporter_;
  Image image_ = testing::filled(100, 100, 200, 150, 100);
  ExportView view_;
};

TEST_F(ViewPicture, SaysWhatReadSaysOfTheEstimate) {
  EXPECT_TRUE(says("estimate.above"));
  EXPECT_TRUE(says("estimate.only_home.above"));
  EXPECT_FALSE(says("estimate.only_home.below"));
  view_.threshold = 0.04;
  EXPECT_TRUE(says("estimate.moved"));
  view_.own = found_here();
  EXPECT_FALSE(says("estimate.moved"));
  EXPECT_TRUE(says("estimate.own_moved"));
  EXPECT_TRUE(says("estimate.own"));
}

TEST_F(ViewPicture, AWarningIsNeverCutButTakesTheLinesThatItNeeds) {
  const auto warned = [this](const char* end) {
    std::string all;
    for (int i = 0; i < 80; ++i) all += "AAAAAAAAA ";
    view_.doubts = {all + end};
    return draw();
  };
  const Image one = warned("AAB");
  EXPECT_NE(one.rgb, warned("BAA").rgb);
  view_.doubts.clear();
  EXPECT_GT(one.height, draw().height);
}

// Hatching and outline are the only dark and grey pixels between image and margin.
TEST_F(ViewPicture, HatchesWhatTheNetworkSawBeyondTheImage) {
  const Image within = draw();
  view_.region = {-50, 0, 150, 100};
  const Image beyond = draw();
  EXPECT_LT(beyond.height, within.height);  // wider than high
  const auto inked = [](const Image& image, double from, double to) {
    const double unit = image.width / 196.0;
    int ink = 0;
    const int y = static_cast<int>(unit * 60);
    for (int x = static_cast<int>(from * unit); x < static_cast<int>(to * unit); ++x) {
      const std::size_t at =
          3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
               static_cast<std::size_t>(x));
      ink += image.rgb[at] < 240 ? 1 : 0;
    }
    return ink / (unit * (to - from));
  };
  // A third of 180 mm lies beyond: strokes on paper.
  EXPECT_GT(inked(beyond, 10, 66), 0.02);
  EXPECT_LT(inked(beyond, 10, 66), 0.5);
  EXPECT_GT(inked(within, 10, 66), 0.95);  // the image itself
  // Where the image goes on beyond what is shown, nothing is invented.
  view_.visible = Rect{10, 0, 90, 100};
  EXPECT_GT(inked(draw(), 10, 66), 0.95);
}

}  // namespace
}  // namespace lesion::engine
