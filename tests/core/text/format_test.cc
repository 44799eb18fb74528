#include "core/text/format.h"

#include <gtest/gtest.h>

#include <limits>

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

}  // namespace
}  // namespace lesion::text
