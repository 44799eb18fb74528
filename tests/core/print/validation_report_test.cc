#include "core/print/validation_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/print/plot.h"
#include "tests/core/print/tiny_font.h"

namespace lesion::print {
namespace {

int count(const Image& image, Colour colour) {
  int found = 0;
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
    found +=
        image.rgb[i] == colour.r && image.rgb[i + 1] == colour.g && image.rgb[i + 2] == colour.b;
  }
  return found;
}

class ValidationReportTest : public ::testing::Test {
 protected:
  ValidationReportTest() : font_(*Font::open(testing::tiny_font())) {
    report_.title = "A";
    report_.date = "2026-11-28";
    report_.headline = "A";
    report_.figures = {{"AUC", "0.9", "n"}};
    report_.facts = {{"Model", "made"}};
    report_.notes = {"A"};
    report_.roc = RocPlot{{"A", "A", "A", {"A", "A", "A"}},
                          {{0, 0}, {0, 0.5}, {0.5, 0.5}, {0.5, 1}, {1, 1}},
                          {{1, 1}, {0.2, 0.9}, {0, 0}},
                          std::nullopt,
                          PlotCross{{0.25, 0.5}, 0.1, 0.4, 0.3, 0.7}};
    report_.calibration =
        CalibrationPlot{{"A", "A", "A", {"A"}}, {{{0.1, 0.2}, 0.1, 0.1, 0.05, 0.3}}, {1}};
    report_.scores = ScorePlot{{"A", "A", "A", {"A", "A", "A"}}, {1, 0}, {0, 0.5}, 0.4};
    report_.headings = {"A", "A", "A", "A", "A", "A"};
    report_.groups = {{"Sex", {{"female", "3", "1", "", "", ""}, {"male", "3", "1", "", "", ""}}}};
    report_.groups_note = "A";
    report_.more = "{count} A";
    options_.dots_per_inch = 100;
  }
  Result<Image> draw() const {
    return draw_validation(report_, options_, {&font_, nullptr}, Words());
  }

  Font font_;
  ValidationReport report_;
  ValidationPageOptions options_;
};

TEST_F(ValidationReportTest, IsReadAsItWasWritten) {
  const std::string text = to_json(report_);
  const auto read = validation_report_from_json(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->roc->curve, report_.roc->curve);
  EXPECT_EQ(read->roc->point->low, 0.3);
  EXPECT_EQ(read->groups[0].rows[1][0], "male");
  EXPECT_EQ(to_json(*validation_report_from_json(to_json(ValidationReport()))),
            to_json(ValidationReport()));
}

TEST_F(ValidationReportTest, WhatIsDamagedIsRefused) {
  const auto good = nlohmann::json::parse(to_json(report_));
  const auto refused = [&](auto change) {
    auto json = good;
    change(json);
    const auto read = validation_report_from_json(json.dump());
    return !read && read.error().code == ErrorCode::kReportFigures;
  };
  EXPECT_FALSE(refused([](auto&) {}));
  for (const auto& [key, value] : good.items()) {
    EXPECT_TRUE(refused([&, name = key](auto& json) { json.erase(name); })) << key;
    EXPECT_TRUE(refused([&, name = key](auto& json) { json[name] = 3; })) << key;
  }
  EXPECT_TRUE(refused([](auto& json) { json["roc"]["curve"][0][0] = "x"; }));
  EXPECT_TRUE(refused([](auto& json) { json["roc"]["curve"][0][0] = 9; }));
  EXPECT_TRUE(refused([](auto& json) { json["roc"]["curve"][0].push_back(1); }));
  EXPECT_TRUE(refused([](auto& json) { json["calibration"]["shares"].push_back(1); }));
  EXPECT_TRUE(refused([](auto& json) { json["scores"]["benign"].push_back(1); }));
  EXPECT_TRUE(refused([](auto& json) { json["groups"][0]["rows"][0].push_back("x"); }));
  EXPECT_TRUE(refused([](auto& json) { json["headline"] = std::string(5000, 'x'); }));
  for (const char* text : {"", "[]", "null", "{", "3", "{}"}) {
    EXPECT_FALSE(validation_report_from_json(text)) << text;
  }
}

TEST_F(ValidationReportTest, IsA4UprightAt300DotsPerInchUnlessAskedOtherwise) {
  options_ = {};
  const auto image = draw();
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->width, 2480);
  EXPECT_EQ(image->height, 3508);
  options_.dots_per_inch = 20;
  EXPECT_EQ(draw().error().code, ErrorCode::kPrintDotsPerInch);
  options_ = {.width_mm = 100};
  EXPECT_EQ(draw().error().code, ErrorCode::kReportPage);
}

// The curve of the images, the card's and the point are each in their colour; without them nothing
// of it is left but the colours of the other plots.
TEST_F(ValidationReportTest, DrawsWhatThereIs) {
  const auto whole = draw();
  ASSERT_TRUE(whole);
  // Two upright and two level legs of half the side of 68 mm at 100 dots an inch: 536 pixels of 2.
  EXPECT_GT(count(*whole, kYours), 536);
  EXPECT_GT(count(*whole, kOther), 60);
  EXPECT_GT(count(*whole, kCallsFrom), 30);
  const auto bars = [](const Image& image) { return count(image, kCallsFrom); };
  // The malignant bar: 0.21 of 84 mm wide, 0.48 of 44 mm high, less the grid: some 5700 pixels.
  const int with_bar = bars(*whole);
  report_.scores->malignant = {0, 0};
  const auto without = draw();
  ASSERT_TRUE(without);
  EXPECT_NEAR(with_bar - bars(*without), 0.21 * 84 * 0.48 * 44 * 3.937 * 3.937, 700);
  report_.roc.reset();
  report_.calibration.reset();
  report_.scores.reset();
  const auto bare = draw();
  ASSERT_TRUE(bare);
  EXPECT_EQ(count(*bare, kYours), 0);
  EXPECT_EQ(count(*bare, kCallsFrom), 0);
}

// However much there is to say, the notice at the foot stays as it is.
TEST_F(ValidationReportTest, LongTextsAndManyGroupsStayOnThePage) {
  const auto foot = [&](const Image& image) {
    const std::size_t row = static_cast<std::size_t>(image.width) * 3;
    const auto from = static_cast<std::size_t>(image.height * 277 / 297) * row;
    return std::vector<std::uint8_t>(image.rgb.begin() + static_cast<std::ptrdiff_t>(from),
                                     image.rgb.end());
  };
  const auto before = draw();
  ASSERT_TRUE(before);
  std::string tale;
  for (int i = 0; i < 300; ++i) tale += "AAAA ";
  report_.title = report_.headline = report_.groups_note = tale;
  report_.figures.assign(8, {tale, tale, tale});
  report_.facts.assign(6, {tale, tale});
  report_.notes.assign(30, tale);
  for (PlotWords* words :
       {&report_.roc->words, &report_.calibration->words, &report_.scores->words}) {
    words->title = words->up = words->across = tale;
    for (std::string& key : words->keys) key = tale;
  }
  for (int i = 0; i < 20; ++i) report_.groups.push_back(report_.groups[0]);
  const auto after = draw();
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(foot(*after), foot(*before));
}

}  // namespace
}  // namespace lesion::print
