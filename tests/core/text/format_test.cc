#include "core/text/format.h"

#include <gtest/gtest.h>

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
  EXPECT_EQ(figure(-1.5), "-1.5");
  EXPECT_EQ(figure(1234567), "1234567");
  EXPECT_EQ(figure(1.25e9), "1250000000");
  EXPECT_EQ(figure(kNan), "-");
}

TEST(Figure, OfAFilterThatRespondsRarelyIsNeitherZeroNorAPowerOfTen) {
  EXPECT_EQ(figure(4.2e-5), "<0.0001");
  EXPECT_EQ(figure(-4.2e-6), ">-0.0001");
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

}  // namespace
}  // namespace lesion::text
