#include "native/report/chart.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/native/report/well_formed.h"

namespace lesion {
namespace {

using Points = std::vector<ChartPoint>;

ChartFrame unit_frame() {
  return {.title = "unit",
          .x = {.label = "x", .low = 0, .high = 1},
          .y = {.label = "y", .low = 0, .high = 1}};
}

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(RoundTicks, AreOneTwoOrFiveTimesAPowerOfTen) {
  EXPECT_EQ(round_ticks(0, 10, 5), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(round_ticks(3, 9.5, 7), (std::vector<double>{3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(round_ticks(0, 192, 8), (std::vector<double>{0, 50, 100, 150}));
  EXPECT_TRUE(round_ticks(1, 1, 5).empty());
  EXPECT_TRUE(round_ticks(0, std::numeric_limits<double>::infinity(), 5).empty());
}

TEST(Chart, CornersOfTheRangesAreTheFramesCorners) {
  Chart chart(unit_frame());
  chart.line(Points{{0, 0}, {1, 1}}, "s1");
  // 460 x 320 with 58 left, 14 right, 42 above and 48 below.
  EXPECT_NE(chart.svg().find("d=\"M58 272L446 42\""), std::string::npos) << chart.svg();
}

TEST(Chart, PointBeyondTheRangeLiesOnTheBorder) {
  Chart chart(unit_frame());
  chart.line(Points{{-5, 7}, {3, -2}}, "s1");
  EXPECT_NE(chart.svg().find("d=\"M58 42L446 272\""), std::string::npos);
}

TEST(Chart, WhatIsNotANumberBreaksTheLine) {
  Chart chart(unit_frame());
  const double nan = std::nan("");
  chart.line(Points{{0, 0}, {0.25, nan}, {0.5, 0}, {1, 0}}, "s1");
  chart.dots(Points{{nan, 0}}, "s1", 3);
  chart.bars(std::vector<double>{0, 1}, std::vector<double>{nan}, "s1");
  const std::string svg = chart.svg();
  EXPECT_NE(svg.find("d=\"M58 272M252 272L446 272\""), std::string::npos);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(times(svg, "<circle"), 0u);
}

TEST(Chart, EveryTickHasItsNumber) {
  const std::string svg = Chart(unit_frame()).svg();
  for (const char* text : {">0.0<", ">0.2<", ">0.4<", ">0.6<", ">0.8<", ">1.0<"}) {
    EXPECT_EQ(times(svg, text), 2u) << text;  // both axes
  }
}

TEST(Chart, ForeignTextIsEscaped) {
  ChartFrame frame = unit_frame();
  frame.title = frame.summary = frame.x.label = frame.y.label = "</svg><script>\"'&";
  Chart chart(frame);
  chart.line(Points{{0, 0}}, "\" onload=\"x", "<script>");
  chart.note({0, 0}, "<script>");
  chart.heading(0.5, "<script>");
  const auto markup = testing::read_markup(chart.svg());
  EXPECT_EQ(markup.fault, "");
  EXPECT_EQ(markup.elements, (std::set<std::string>{"svg", "title", "line", "text", "path"}));
  EXPECT_EQ(chart.svg().find("onload=\"x\""), std::string::npos);
}

TEST(SvgFile, CarriesItsStyle) {
  const std::string file = svg_file(Chart(unit_frame()).svg());
  EXPECT_TRUE(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_LT(file.find("<style>"), file.find("<title>"));
  EXPECT_EQ(testing::read_markup(file).fault, "");
}

}  // namespace
}  // namespace lesion
