#include "core/concepts/lesion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/preprocess.h"
#include "tests/support/images.h"

namespace lesion {
namespace {

// '#': 3, '+': 1, '.': -3.
LogitGrid grid_of(std::initializer_list<std::string_view> rows) {
  LogitGrid grid;
  for (const std::string_view row : rows) {
    grid.columns = static_cast<int>(row.size());
    ++grid.rows;
    for (const char c : row) grid.values.push_back(c == '#' ? 3.0f : (c == '+' ? 1.0f : -3.0f));
  }
  return grid;
}

// What is above 0, as '#' and '.', rows joined by '/'.
std::string shape(const LogitGrid& grid) {
  std::string text;
  for (int y = 0; y < grid.rows; ++y) {
    if (y > 0) text += '/';
    for (int x = 0; x < grid.columns; ++x) {
      text += grid.values[static_cast<std::size_t>(y * grid.columns + x)] > 0 ? '#' : '.';
    }
  }
  return text;
}

TEST(KeepLesion, TheHeaviestPartStays) {
  EXPECT_EQ(shape(keep_lesion(grid_of({"......", ".##...", ".##..+", "......"}), {})),
            "....../.##.../.##.../......");
}

TEST(KeepLesion, InTheMiddleAFaintPartOutweighsASureOneInACorner) {
  // Sure: 3 x 3, of which the corner leaves 3.6; faint: 4 x 1, of which the middle leaves 3.8.
  const LogitGrid logits = grid_of({"##.....", "#......", ".......", "...++..", "...++..",  //
                                    ".......", "......."});
  EXPECT_EQ(shape(keep_lesion(logits, {.second_part = 1})),
            "......./......./......./...##../...##../......./.......");
}

TEST(KeepLesion, PlacesThatMeetAtACornerAreOnePart) {
  EXPECT_EQ(shape(keep_lesion(grid_of({".....", ".#...", "..#..", "...#.", "....."}), {})),
            "...../.#.../..#../...#./.....");
}

TEST(KeepLesion, ASecondPartStaysByItsShareOfTheFirst) {
  const LogitGrid logits = grid_of({".......", ".##.##.", ".##.##.", ".##.#..", "......."});
  EXPECT_EQ(shape(keep_lesion(logits, {.second_part = 0.5})), shape(logits));
  EXPECT_EQ(shape(keep_lesion(logits, {.second_part = 0.95})),
            "......./.##..../.##..../.##..../.......");
}

TEST(KeepLesion, HolesAreFilledAndBaysAreNot) {
  EXPECT_EQ(shape(keep_lesion(grid_of({"#####", "#.#.#", "#####", "#.#..", "#.###"}), {})),
            "#####/#####/#####/#.#../#.###");
}

TEST(KeepLesion, NothingIsFoundWhereNothingIsThereOrLessThanTheSmallest) {
  EXPECT_EQ(shape(keep_lesion(grid_of({"...", "...", "..."}), {})), ".../.../...");
  EXPECT_EQ(shape(keep_lesion(grid_of({"...", ".#.", "..."}), {.smallest = 0.2})), ".../.../...");
  EXPECT_EQ(shape(keep_lesion(grid_of({"...", ".#.", "..."}), {.smallest = 0.1})), ".../.#./...");
}

TEST(MaskAt, ValuesBetweenCellsLieOnALine) {
  // Centres of the four pixels at -0.25 (held to 0), 0.25, 0.75 and 1.25 (held to 1) cells.
  const LogitGrid grid{2, 1, {-1, 1}};
  EXPECT_EQ(mask_at(grid, 4, 1, 0.0f).pixels, (std::vector<std::uint8_t>{0, 0, 255, 255}));
  EXPECT_EQ(mask_at(grid, 4, 1, 0.6f).pixels, (std::vector<std::uint8_t>{0, 0, 0, 255}));
  EXPECT_EQ(mask_at(grid, 4, 1, -0.6f).pixels, (std::vector<std::uint8_t>{0, 255, 255, 255}));
}

TEST(MaskAt, IsAsLargeAsTheImageWhateverItsProportions) {
  const LogitGrid grid{2, 2, {-1, 1, -1, 1}};
  for (const auto& [width, height] : {std::pair{1, 1}, {7, 3}, {3, 101}, {768, 560}}) {
    const Mask mask = mask_at(grid, width, height, 0);
    EXPECT_EQ(mask.width, width);
    EXPECT_EQ(mask.height, height);
    ASSERT_EQ(mask.pixels.size(), static_cast<std::size_t>(width * height));
    // The right half: columns whose centre lies beyond the middle.
    for (int x = 0; x < width; ++x) EXPECT_EQ(mask.at(x, height - 1), 2 * x + 1 > width);
  }
}

TEST(MaskInput, TheImageAndItsThreeMirrorImages) {
  const Image image = testing::ramp(4, 4);
  InputRule rule;
  rule.width = rule.height = 4;
  const auto all = mask_input(image, rule);
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all->size(), 4u * 3 * 16);
  const auto value = [&](int view, int channel, int x, int y) {
    return (*all)[static_cast<std::size_t>(((view * 3 + channel) * 4 + y) * 4 + x)] * 255;
  };
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) {
      EXPECT_FLOAT_EQ(value(0, 0, x, y), static_cast<float>(10 * x));
      EXPECT_FLOAT_EQ(value(0, 1, x, y), static_cast<float>(10 * y));
      EXPECT_FLOAT_EQ(value(1, 0, x, y), static_cast<float>(30 - 10 * x));
      EXPECT_FLOAT_EQ(value(1, 1, x, y), static_cast<float>(10 * y));
      EXPECT_FLOAT_EQ(value(2, 0, x, y), static_cast<float>(10 * x));
      EXPECT_FLOAT_EQ(value(2, 1, x, y), static_cast<float>(30 - 10 * y));
      EXPECT_FLOAT_EQ(value(3, 0, x, y), static_cast<float>(30 - 10 * x));
      EXPECT_FLOAT_EQ(value(3, 1, x, y), static_cast<float>(30 - 10 * y));
      EXPECT_FLOAT_EQ(value(3, 2, x, y), 7.0f);
    }
  }
}

TEST(MaskInput, TheWholeImageIsPressedIntoTheSquare) {
  // Left half 0, right half 200; four times as wide as high.
  Image image{16, 4, {}};
  for (int i = 0; i < 64; ++i) {
    const auto value = static_cast<std::uint8_t>(i % 16 < 8 ? 0 : 200);
    image.rgb.insert(image.rgb.end(), {value, value, value});
  }
  InputRule rule;
  rule.width = rule.height = 4;
  const auto all = mask_input(image, rule);
  ASSERT_TRUE(all.has_value());
  EXPECT_FLOAT_EQ((*all)[0], 0.0f);
  EXPECT_FLOAT_EQ((*all)[3], 200.0f / 255.0f);
  EXPECT_FALSE(mask_input(Image{}, rule).has_value());
}

TEST(MergeMirrored, TurnsTheAnswersBackAndTakesTheirMean) {
  // A network that answers with its input's red and green channel.
  const Image image = testing::ramp(3, 3);
  InputRule rule;
  rule.width = rule.height = 3;
  const auto all = mask_input(image, rule);
  ASSERT_TRUE(all.has_value());
  const LogitGrid red = merge_mirrored(*all, 3, 3, 0);
  const LogitGrid green = merge_mirrored(*all, 3, 3, 1);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 3; ++x) {
      const auto at = static_cast<std::size_t>(y * 3 + x);
      EXPECT_FLOAT_EQ(red.values[at] * 255, static_cast<float>(10 * x));
      EXPECT_FLOAT_EQ(green.values[at] * 255, static_cast<float>(10 * y));
    }
  }
}

TEST(LesionOf, AreaAndCentroidAsTheCropRuleWantsThem) {
  // Pixels (1, 0), (2, 0), (2, 1) of three columns.
  const Mask mask{3, 2, {0, 255, 255, 0, 0, 255}};
  const auto lesion = lesion_of(mask);
  ASSERT_TRUE(lesion.has_value());
  EXPECT_EQ(lesion->area, 3);
  EXPECT_DOUBLE_EQ(lesion->x, (1.5 + 2.5 + 2.5) / 3);
  EXPECT_DOUBLE_EQ(lesion->y, (0.5 + 0.5 + 1.5) / 3);
  EXPECT_FALSE(lesion_of(Mask{2, 1, {0, 0}}).has_value());
}

// The formula of the header, pixel by pixel.
Mask plainly(const LogitGrid& grid, int width, int height, float threshold) {
  Mask mask{width, height, {}};
  const auto tap = [](int i, int count, int cells) {
    return std::clamp((i + 0.5) * cells / count - 0.5, 0.0, cells - 1.0);
  };
  const auto value = [&](int x, int y) {
    return grid.values[static_cast<std::size_t>(y * grid.columns + x)];
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double u = tap(x, width, grid.columns);
      const double v = tap(y, height, grid.rows);
      const int x0 = static_cast<int>(u);
      const int y0 = static_cast<int>(v);
      const int x1 = std::min(x0 + 1, grid.columns - 1);
      const int y1 = std::min(y0 + 1, grid.rows - 1);
      const double du = u - x0;
      const double dv = v - y0;
      const double left = value(x0, y0) * (1 - dv) + value(x0, y1) * dv;
      const double right = value(x1, y0) * (1 - dv) + value(x1, y1) * dv;
      mask.pixels.push_back(left * (1 - du) + right * du > threshold ? 255 : 0);
    }
  }
  return mask;
}

TEST(MaskAt, IsTheBilinearFormulaToTheBitWhateverItTakesTogether) {
  std::uint32_t drawn = 12345;
  const auto next = [&] {
    drawn = drawn * 1664525u + 1013904223u;
    return static_cast<float>(drawn >> 8) / static_cast<float>(1u << 24);
  };
  for (const auto& [columns, rows, width, height] :
       {std::array{48, 48, 301, 227}, {3, 5, 97, 64}, {1, 1, 9, 7}, {48, 48, 20, 31}}) {
    for (const float threshold : {0.0f, 0.25f, -1.5f}) {
      LogitGrid grid{columns, rows, {}};
      // Many cells on the threshold itself, or next to it.
      for (int i = 0; i < columns * rows; ++i) {
        const float kind = next();
        const float value = 6 * next() - 3;
        grid.values.push_back(kind < 0.3f   ? threshold
                              : kind < 0.4f ? std::nextafter(threshold, 9.0f)
                              : kind < 0.5f ? std::nextafter(threshold, -9.0f)
                                            : value);
      }
      EXPECT_EQ(mask_at(grid, width, height, threshold).pixels,
                plainly(grid, width, height, threshold).pixels)
          << columns << " x " << rows << " at " << threshold;
    }
  }
}

}  // namespace
}  // namespace lesion
