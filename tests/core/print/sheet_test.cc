#include "core/print/sheet.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/core/print/tiny_font.h"
#include "tests/support/images.h"

namespace lesion::print {
namespace {

constexpr std::array<std::uint8_t, 3> kFullGreen = {0, 100, 0};

// Pixels of exactly `colour`.
int count(const Image& image, const std::array<std::uint8_t, 3>& colour) {
  int found = 0;
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
    found +=
        image.rgb[i] == colour[0] && image.rgb[i + 1] == colour[1] && image.rgb[i + 2] == colour[2];
  }
  return found;
}

class Sheet : public ::testing::Test {
 protected:
  Sheet()
      : font_(*Font::open(testing::tiny_font())), image_(testing::filled(80, 60, 200, 150, 100)) {
    head_.model = "small";
    head_.positive_class = "malignant";
    head_.threshold = 0.5;
    head_.date = "2026-11-23";
    head_.opacity = 1;
  }

  SheetRow row(std::string name) const {
    SheetRow row;
    row.name = std::move(name);
    // The central 40 x 30 of 80 x 60: half of each side.
    row.image = {&image_, {20, 15, 40, 30}};
    row.probability = 0.7;
    for (std::size_t i = 0; i < head_.columns.size(); ++i) row.maps.push_back({1, 1, full_});
    return row;
  }
  void add_columns(int n) {
    for (int i = 0; i < n; ++i)
      head_.columns.push_back({.layer = 6, .filter = i, .name = "", .scale = {0, 1}});
  }
  Fonts fonts() const { return {&font_, nullptr}; }

  Font font_;
  Image image_;
  std::vector<float> full_{2.0f};
  SheetHead head_;
};

// The head says the threshold in whole percent.
TEST_F(Sheet, AnEstimateThatReadsAsTheThresholdHasMoreDigitsAndTheThresholdBesideIt) {
  add_columns(2);
  head_.threshold = 0.087;
  std::vector<SheetRow> rows{row("a")};
  const auto says = [&](const char* key) {
    const auto other = Words::from_json(std::string(R"({")") + key + R"(": "AAA AAA"})");
    SheetOptions options;
    options.dots_per_inch = 72;
    return draw_sheet(head_, rows, options, fonts(), *other)->rgb !=
           draw_sheet(head_, rows, options, fonts(), {})->rgb;
  };
  rows[0].probability = 0.25;
  EXPECT_TRUE(says("sheet.estimate"));
  EXPECT_FALSE(says("sheet.estimate_beside"));
  rows[0].probability = 0.089;
  EXPECT_TRUE(says("sheet.estimate_beside"));
  EXPECT_FALSE(says("sheet.estimate"));
}

TEST_F(Sheet, IsA4AcrossAt300DotsPerInchUnlessAskedOtherwise) {
  add_columns(2);
  const std::vector<SheetRow> rows{row("a")};
  const auto image = draw_sheet(head_, rows, {}, fonts(), {});
  ASSERT_TRUE(image) << image.error().message;
  // 297 / 25.4 * 300 = 3507.9, 210 / 25.4 * 300 = 2480.3.
  EXPECT_EQ(image->width, 3508);
  EXPECT_EQ(image->height, 2480);
}

TEST_F(Sheet, EachMapCoversTheSeenRegionOfItsCellAndNothingElse) {
  add_columns(3);
  const std::vector<SheetRow> rows{row("a"), row("b")};
  SheetOptions options;
  options.cell_pixels = 80;  // a pixel of the image is a pixel of the cell
  const auto image = draw_sheet(head_, rows, options, fonts(), {});
  ASSERT_TRUE(image) << image.error().message;
  // Three columns, two rows, 40 x 30 pixels each, at full response and full opacity.
  EXPECT_EQ(count(*image, kFullGreen), 3 * 2 * 40 * 30);
  // What is left of the image in those cells; in the first, all but its outline.
  const int untouched = count(*image, {200, 150, 100});
  EXPECT_GT(untouched, 6 * (4800 - 1200) + 2 * 4400);
  EXPECT_LT(untouched, 6 * (4800 - 1200) + 2 * 4800);
}

TEST_F(Sheet, AMapWithoutAResponseLeavesTheImage) {
  add_columns(1);
  SheetRow quiet = row("a");
  const std::vector<float> nothing{0.0f};
  quiet.maps[0].values = nothing;
  SheetOptions options;
  options.cell_pixels = 80;
  const auto image = draw_sheet(head_, std::span(&quiet, 1), options, fonts(), {});
  ASSERT_TRUE(image);
  EXPECT_EQ(count(*image, kFullGreen), 0);
  EXPECT_GT(count(*image, {200, 150, 100}), 4800 + 4400);
}

TEST_F(Sheet, AMapThatRespondsInPaddingsCellsAloneLeavesTheImage) {
  add_columns(1);
  SheetRow padded = row("a");
  const std::vector<float> values = {2, 2, 2, 2, 0, 2, 2, 2, 2};
  padded.maps[0] = {3, 3, values, {1, 1, 1, 1}};
  SheetOptions options;
  options.cell_pixels = 80;
  const auto image = draw_sheet(head_, std::vector{padded}, options, fonts(), {});
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(count(*image, kFullGreen), 0);
}

// Strokes in grey below and above a wide image, where the region reaches over it; none beside it.
TEST_F(Sheet, WhereTheRegionReachesOverTheImageThereAreStrokes) {
  const auto drawn = [&](const Rect& region) {
    Canvas canvas = *Canvas::create(100, 100, kPaper);
    Print({&image_, region}, {0, 0, 100, 100}).draw(canvas, 4);
    return std::move(canvas).take();
  };
  const Image over = drawn({0, -10, 80, 80});
  const Image within = drawn({10, 0, 60, 60});
  int strokes = 0;
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 100; ++x) {
      const auto at = (static_cast<std::size_t>(y) * 100 + static_cast<std::size_t>(x)) * 3;
      // The image is fitted to 100 x 75: 12 rows are left above and 13 below.
      const bool beyond = y < 12 || y > 87;
      if (beyond && over.rgb[at] < 200) ++strokes;
      if (beyond) {
        EXPECT_EQ(within.rgb[at], 255) << x << ", " << y;
      }
    }
  }
  EXPECT_GT(strokes, 200);
  EXPECT_LT(strokes, 1500);
}

// A dashed line at the edge of what is shown would say that the square ends there.
TEST_F(Sheet, ASideOfTheRegionThatLiesBeyondIsNotDrawn) {
  const auto white = [&](const Rect& region, int x) {
    Canvas canvas = *Canvas::create(80, 60, kPaper);
    Print print({&image_, region}, {0, 0, 80, 60});
    print.draw_map(canvas, 0, 0, {1, 1, full_}, {});
    print.outline(canvas, 8);
    const Image drawn = std::move(canvas).take();
    int found = 0;
    for (int y = 0; y < 60; ++y) {
      const auto at = (static_cast<std::size_t>(y) * 80 + static_cast<std::size_t>(x)) * 3;
      found += drawn.rgb[at + 2] > 200;
    }
    return found;
  };
  EXPECT_GT(white({20, 10, 40, 40}, 20), 10) << "the left side lies on the image";
  EXPECT_LT(white({-30, 10, 80, 40}, 0), 4) << "the left side lies beyond it";
}

TEST_F(Sheet, SaysOnceAPageFromWhereOnTheClassIsCalled) {
  add_columns(1);
  const std::vector<SheetRow> rows{row("a"), row("b")};
  const auto drawn = [&](const Words& words) {
    return *draw_sheet(head_, rows, {}, fonts(), words, 0);
  };
  const Image without = drawn({});
  head_.point = "AAA AAA";
  EXPECT_NE(drawn({}).rgb, without.rgb);
  // A response beyond the column's scale is marked below its cell.
  const auto other = Words::from_json(R"({"peak.beyond": "AA"})");
  EXPECT_NE(drawn(*other).rgb, drawn({}).rgb);
  head_.columns[0].scale = {0, 10};
  EXPECT_EQ(drawn(*other).rgb, drawn({}).rgb);
}

// As on the screen: where each map has its own scale, it stands with the map, and no column is said
// to be without one.
TEST_F(Sheet, WhereEachMapHasItsOwnScaleItStandsBelowTheMap) {
  add_columns(2);
  std::vector<SheetRow> rows{row("a")};
  SheetOptions options;
  options.dots_per_inch = 100;
  const auto says = [&](const char* key) {
    const auto other = Words::from_json(std::string(R"({")") + key + R"(": "AAA AAA"})");
    return draw_sheet(head_, rows, options, fonts(), *other)->rgb !=
           draw_sheet(head_, rows, options, fonts(), {})->rgb;
  };
  EXPECT_FALSE(says("peak.scale"));
  head_.scale_source = ScaleSource::kLayer;
  for (SheetColumn& column : head_.columns) column.scale = {0, 0};
  for (MapView& map : rows[0].maps) map.scale = Scale{0, 4};
  EXPECT_TRUE(says("peak.scale"));
  EXPECT_FALSE(says("no_scale"));
  head_.scale_source = ScaleSource::kTraining;
  for (MapView& map : rows[0].maps) map.scale.reset();
  EXPECT_TRUE(says("no_scale"));
}

// The words are a millimetre wider than the cell: less than the gap between columns.
TEST_F(Sheet, WhatStandsUnderACellStaysInItsColumn) {
  SheetOptions options;
  options.dots_per_inch = 200;
  for (const int columns : {3, 8, 14}) {
    head_.columns.clear();
    add_columns(columns);
    const auto plan = plan_sheet(1, columns, 4.0 / 3, options);
    ASSERT_TRUE(plan) << plan.error().message;
    const auto letters = static_cast<std::size_t>((plan->cell_width + 1) / (7 * 25.4 / 72 * 0.5));
    const auto words =
        Words::from_json(R"({"peak.beyond": ")" + std::string(letters, 'A') + R"("})");
    std::vector<SheetRow> rows{row("a")};
    rows[0].probability.reset();
    const Image image = *draw_sheet(head_, rows, options, fonts(), *words);
    // Below the cells, above the legends: 12 of margin, 22.5 of head, 12 of headings.
    const double top = 12 + 22.5 + 12 + plan->cell_height;
    for (int c = 0; c + 1 < columns; ++c) {
      const double left = 12 + 33 + (c + 2) * (plan->cell_width + 2.5);
      int ink = 0;
      for (auto y = static_cast<int>((top + 0.3) * plan->unit); y < (top + 4) * plan->unit; ++y) {
        for (auto x = static_cast<int>((left + 0.3) * plan->unit); x < (left + 2.2) * plan->unit;
             ++x) {
          ink += image.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                            static_cast<std::size_t>(x)) *
                           3] < 200;
        }
      }
      EXPECT_EQ(ink, 0) << columns << " columns, after " << c;
    }
  }
}

TEST_F(Sheet, TheNoticeIsBurntIntoTheLowerMarginOfEveryPage) {
  add_columns(1);
  std::vector<SheetRow> rows(30, row("a"));
  const auto other = Words::from_json(R"({"notice": "AAA AAA"})");
  SheetOptions options;
  options.dots_per_inch = 60;
  const auto plan = plan_sheet(30, 1, 4.0 / 3, options);
  ASSERT_TRUE(plan);
  ASSERT_GT(plan->pages, 1);
  for (int page = 0; page < plan->pages; ++page) {
    const auto one = draw_sheet(head_, rows, options, fonts(), {}, page);
    const auto two = draw_sheet(head_, rows, options, fonts(), *other, page);
    ASSERT_TRUE(one && two);
    const auto start = static_cast<std::size_t>(one->height * 185 / 210) *
                       static_cast<std::size_t>(one->width) * 3;
    EXPECT_TRUE(std::equal(one->rgb.begin(), one->rgb.begin() + static_cast<std::ptrdiff_t>(start),
                           two->rgb.begin()));
    EXPECT_NE(one->rgb, two->rgb);
  }
}

TEST_F(Sheet, RowsAreSpreadEvenlyOverAsFewPagesAsStayReadable) {
  const auto few = plan_sheet(3, 4, 1, {});
  ASSERT_TRUE(few);
  EXPECT_EQ(few->pages, 1);
  EXPECT_EQ(few->rows_per_page, 3);
  // 297 - 24 - 33 mm for five cells and their gaps of 2.5: at most 45.5 each.
  EXPECT_LE(few->cell_width, 45.5);
  const auto many = plan_sheet(17, 4, 1, {});
  ASSERT_TRUE(many);
  EXPECT_GT(many->pages, 1);
  EXPECT_GE(many->pages * many->rows_per_page, 17);
  EXPECT_LT((many->pages - 1) * many->rows_per_page, 17);
  EXPECT_GE(many->cell_width, 24);
}

TEST_F(Sheet, WithCellsInPixelsAllRowsAreOnOnePage) {
  SheetOptions options;
  options.cell_pixels = 64;
  const auto plan = plan_sheet(100, 4, 1, options);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->pages, 1);
  EXPECT_EQ(plan->rows_per_page, 100);
  EXPECT_EQ(plan->cell_pixels_across(), 64);
}

TEST_F(Sheet, NothingToShowIsSaidInWords) {
  EXPECT_EQ(draw_sheet(head_, {}, {}, fonts(), {}).error().message,
            "a sheet needs at least one image");
  const std::vector<SheetRow> rows{row("a")};
  EXPECT_EQ(draw_sheet(head_, rows, {}, fonts(), {}).error().message,
            "a sheet needs at least one filter: choose some columns");
  EXPECT_EQ(draw_sheet(head_, rows, {}, {}, {}).error().kind, ErrorKind::kInvalidArgument);
}

TEST_F(Sheet, ImpossibleSizesAreRefusedBeforeMemoryIsTaken) {
  EXPECT_EQ(plan_sheet(1, 17, 1, {}).error().message,
            "17 filters do not fit across the page: at most 15; choose fewer, or give the size of "
            "the cells instead");
  EXPECT_TRUE(plan_sheet(1, 15, 1, {}));
  SheetOptions fine;
  fine.dots_per_inch = 1200;
  EXPECT_EQ(plan_sheet(1, 1, 1, fine).error().kind, ErrorKind::kTooLarge);
  SheetOptions cells;
  cells.cell_pixels = 1000;
  EXPECT_EQ(plan_sheet(100, 100, 1, cells).error().kind, ErrorKind::kTooLarge);
  cells.cell_pixels = -1;
  EXPECT_FALSE(plan_sheet(1, 1, 1, cells));
  SheetOptions narrow;
  narrow.width_mm = 60;
  EXPECT_FALSE(plan_sheet(1, 1, 1, narrow));
  SheetOptions low;
  low.height_mm = 50;
  EXPECT_FALSE(plan_sheet(1, 1, 1, low));
  EXPECT_FALSE(plan_sheet(1, 1, std::nan(""), {}));
  EXPECT_FALSE(plan_sheet(1'000'000'000, 1, 1, {}));
  SheetOptions broken;
  broken.dots_per_inch = std::nan("");
  EXPECT_FALSE(plan_sheet(1, 1, 1, broken));
}

TEST_F(Sheet, ARowThatCannotBeDrawnIsNamedAndLeavesThePage) {
  add_columns(1);
  SheetOptions options;
  options.cell_pixels = 80;
  const auto plan = plan_sheet(1, 1, 4.0 / 3, options);
  auto page = SheetPage::start(*plan, 0, head_, fonts(), {});
  ASSERT_TRUE(page) << page.error().message;
  SheetRow broken = row("IMG_1.jpg");
  broken.maps[0].width = 3;
  EXPECT_EQ(page->add_row(broken).error().message,
            "IMG_1.jpg: the map has 1 values instead of 3 x 1");
  broken = row("IMG_1.jpg");
  broken.maps.clear();
  EXPECT_EQ(page->add_row(broken).error().message, "IMG_1.jpg: there are 0 maps for 1 columns");
  broken = row("IMG_1.jpg");
  broken.image.image = nullptr;
  EXPECT_EQ(page->add_row(broken).error().message, "IMG_1.jpg: the image has no pixels");
  broken = row("IMG_1.jpg");
  broken.image.region.width = std::nan("");
  EXPECT_FALSE(page->add_row(broken));
  ASSERT_TRUE(page->add_row(row("IMG_1.jpg")));
  EXPECT_EQ(page->add_row(row("IMG_2.jpg")).error().message, "IMG_2.jpg: the page holds 1 rows");
  EXPECT_EQ(count(std::move(*page).finish(), kFullGreen), 40 * 30);
}

TEST_F(Sheet, TheSamePageIsTheSameBytes) {
  add_columns(2);
  const std::vector<SheetRow> rows{row("a")};
  SheetOptions options;
  options.cell_pixels = 64;
  EXPECT_EQ(draw_sheet(head_, rows, options, fonts(), {})->rgb,
            draw_sheet(head_, rows, options, fonts(), {})->rgb);
}

TEST(UsualAspect, IsTheMedianWithinReason) {
  EXPECT_EQ(usual_aspect({}), 1);
  const std::array<double, 3> some = {1.0, 4.0 / 3, 9.0};
  EXPECT_EQ(usual_aspect(some), 4.0 / 3);
  const std::array<double, 1> wide = {9.0};
  EXPECT_EQ(usual_aspect(wide), 2);
  const std::array<double, 2> odd = {std::nan(""), -1};
  EXPECT_EQ(usual_aspect(odd), 1);
}

}  // namespace
}  // namespace lesion::print
