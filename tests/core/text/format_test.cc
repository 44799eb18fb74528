#include "core/text/format.h"

#include <gtest/gtest.h>

#include <array>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace lesion::text {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Fill, PutsEachValueInItsPlace) {
  EXPECT_EQ(fill("{a} of {b}, {a}", {{"a", "1"}, {"b", "2"}}), "1 of 2, 1");
  EXPECT_EQ(fill("", {{"a", "1"}}), "");
}

TEST(Fill, NeverSearchesAValue) {
  EXPECT_EQ(fill("{name}: {peak}", {{"name", "{peak}.png"}, {"peak", "4.1"}}), "{peak}.png: 4.1");
  EXPECT_EQ(fill("{peak}: {name}", {{"name", "{peak}.png"}, {"peak", "{name}"}}),
            "{name}: {peak}.png");
}

TEST(Fill, WhatHasNoValueStays) {
  EXPECT_EQ(fill("{c} {a", {{"a", "1"}}), "{c} {a");
  EXPECT_EQ(fill("{{a}}", {{"a", "1"}}), "{1}");
}

TEST(Figure, HasThreeSignificantDigits) {
  EXPECT_EQ(figure(4.1), "4.1");
  EXPECT_EQ(figure(0.00321), "0.00321");
  EXPECT_EQ(figure(12.34), "12.3");
  EXPECT_EQ(figure(9.999), "10");
  EXPECT_EQ(figure(128.4), "128");
  EXPECT_EQ(figure(200), "200");
  EXPECT_EQ(figure(-1.5), "−1.5");
  EXPECT_EQ(figure(1234567), "1234567");
  EXPECT_EQ(figure(1.25e9), "1250000000");
  EXPECT_EQ(figure(kNan), "-");
}

TEST(Figure, OfAFilterThatRespondsRarelyIsNeitherZeroNorAPowerOfTen) {
  EXPECT_EQ(figure(4.2e-5), "<0.0001");
  EXPECT_EQ(figure(-4.2e-6), ">−0.0001");
  EXPECT_EQ(figure(1e-8), "0");
  EXPECT_EQ(figure(0), "0");
}

TEST(Figure, TakesTheMarkOfTheLanguage) {
  EXPECT_EQ(figure(4.1, ","), "4,1");
  EXPECT_EQ(figure(4.2e-5, ","), "<0,0001");
  EXPECT_EQ(fixed(0.75, 3, ","), "0,750");
}

TEST(Fixed, HasItsDecimals) {
  EXPECT_EQ(fixed(0.75, 3), "0.750");
  EXPECT_EQ(fixed(2, 0), "2");
  EXPECT_EQ(fixed(kNan, 3), "-");
  EXPECT_EQ(fixed(-1.87, 2, ","), "−1,87");
  EXPECT_EQ(fixed(-0.004, 2), "0.00") << "a zero has no sign";
}

TEST(Percent, NeverClaimsCertainty) {
  EXPECT_EQ(percent(0.731), "73%");
  EXPECT_EQ(percent(0.004), "<1%");
  EXPECT_EQ(percent(0.9951), ">99%");
  EXPECT_EQ(percent(1), "100%");
  EXPECT_EQ(percent(0), "0%");
  EXPECT_EQ(percent(kNan), "-");
}

TEST(Percent, TakesMoreDigitsAndTheMarkOfTheLanguage) {
  EXPECT_EQ(percent(0.1234, 1), "12.3%");
  EXPECT_EQ(percent(0.1234, 2, ","), "12,34%");
  EXPECT_EQ(percent(0.0004, 1, ","), "<0,1%");
  EXPECT_EQ(percent(0.9996, 1), ">99.9%");
  EXPECT_EQ(percent(0.5, 99), "50.0000%");
}

using Said = std::vector<std::string>;
Said side_by_side(std::vector<double> fractions, std::string_view mark = ".") {
  return percents(fractions, mark);
}

TEST(Percents, ThatRoundAlikeButDifferGetMoreDigits) {
  // Both round to 12%: an estimate below the line must not read as if it stood on it.
  EXPECT_EQ(side_by_side({0.123, 0.124}), (Said{"12.3%", "12.4%"}));
  EXPECT_EQ(side_by_side({0.123, 0.124}, ","), (Said{"12,3%", "12,4%"}));
  // 12.41 and 12.44 still round alike with one digit.
  EXPECT_EQ(side_by_side({0.1241, 0.1244}), (Said{"12.41%", "12.44%"}));
  // No digit more than needed.
  EXPECT_EQ(side_by_side({0.12, 0.29}), (Said{"12%", "29%"}));
  EXPECT_EQ(side_by_side({0.124, 0.124}), (Said{"12%", "12%"}));
  // All of them, so that they can be compared.
  EXPECT_EQ(side_by_side({0.29, 0.123, 0.124}), (Said{"29.0%", "12.3%", "12.4%"}));
}

TEST(Percents, NearTheEndsAreToldApartToo) {
  EXPECT_EQ(side_by_side({0.002, 0.004}), (Said{"0.2%", "0.4%"}));
  EXPECT_EQ(side_by_side({0.996, 1}), (Said{">99%", "100%"}));
  EXPECT_EQ(side_by_side({0.996, 0.998}), (Said{"99.6%", "99.8%"}));
}

TEST(Percents, ThatNoDigitTellsApartStayAndWhatIsNoNumberIsSaid) {
  EXPECT_EQ(side_by_side({0.5, 0.5 + 1e-12}), (Said{"50.0000%", "50.0000%"}));
  EXPECT_EQ(side_by_side({kNan, kNan, 0.5}), (Said{"-", "-", "50%"}));
  EXPECT_TRUE(side_by_side({}).empty());
}

// 4% and 6% beside "1.02 points" would contradict one another.
TEST(PercentsAndChange, ReadAsTheirDifference) {
  const auto said = [](std::vector<double> fractions) { return percents_and_change(fractions); };
  EXPECT_EQ(said({0.0449, 0.0551}), (Said{"4.5%", "5.5%", "1.0"}));
  EXPECT_EQ(said({0.10, 0.29, 0.4}), (Said{"10%", "29%", "40%", "19"}));
  EXPECT_EQ(said({0.29, 0.10}), (Said{"29%", "10%", "19"}));
  // "<1%" is no figure that a change could be read from.
  EXPECT_EQ(said({0.004, 0.015}), (Said{"0.4%", "1.5%", "1.1"}));
  // Less than 0.005 points is no change, and asks for no digits.
  EXPECT_EQ(said({0.5, 0.50004}), (Said{"50%", "50%", "0"}));
  EXPECT_EQ(said({0.5, 0.5001}), (Said{"50.00%", "50.01%", "0.01"}));
  // A third that lies near one of them is told apart.
  EXPECT_EQ(said({0.10, 0.20, 0.2004}), (Said{"10.00%", "20.00%", "20.04%", "10.00"}));
  EXPECT_EQ(percents_and_change(std::vector{0.0449, 0.0551}, ","), (Said{"4,5%", "5,5%", "1,0"}));
  // Over many pairs: what is read from the two is the third.
  for (int i = 1; i < 100; i += 7) {
    for (int k = 2; k < 100; k += 5) {
      const double before = i / 101.3;
      const double after = k / 103.7;
      const Said words = said({before, after});
      const double read = std::abs(std::stod(words[1]) - std::stod(words[0]));
      EXPECT_NEAR(read, std::stod(words[2]), 1e-6) << words[0] << ' ' << words[1];
      const double points = std::abs(after - before) * 100;
      EXPECT_NEAR(read, points, std::max(0.5, 0.02 * points));
    }
  }
}

TEST(PercentBeside, IsAsTheEstimateReadsBesideTheThreshold) {
  EXPECT_EQ(percent_beside(0.123, 0.124), "12.3%");
  EXPECT_EQ(percent_beside(0.123, 0.4), "12%");
  EXPECT_EQ(percent_beside(0.996, 0.4), ">99%");
}

TEST(Capitalised, AlsoInGerman) {
  EXPECT_EQ(capitalised("layer 3"), "Layer 3");
  EXPECT_EQ(capitalised("überall"), "Überall");
  EXPECT_EQ(capitalised("÷"), "÷");
  EXPECT_EQ(capitalised(""), "");
}

TEST(PercentAmong, HasTheDigitsThatTellItFromEachOfTheOthers) {
  EXPECT_EQ(percent_among(0.087, std::array{0.5, 0.04}), "9%");
  EXPECT_EQ(percent_among(0.087, std::array{0.5, 0.092, 0.04}), "8.7%");
  EXPECT_EQ(percent_among(0.2645, std::array{0.2648, 0.26}, ","), "26,45%");
  EXPECT_EQ(percent_among(0.087, std::array{0.087}), "9%") << "the same one";
  EXPECT_EQ(percent_among(0.087, {}), "9%");
}

}  // namespace
}  // namespace lesion::text
