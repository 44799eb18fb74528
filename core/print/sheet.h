// The paper's Fig. 6 for the images of a session: a row for each image, a column for each
// chosen filter, every cell the image with that filter's map laid over it.
//
// Images arrive one by one, so that only one needs to be decoded at a time:
//   auto plan = plan_sheet(rows, columns, aspect, options);
//   for each page: auto page = SheetPage::start(*plan, n, head, fonts, words);
//                  page->add_row(...) up to plan->rows_per_page times;  std::move(*page).finish();
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/print/page.h"

namespace lesion::print {

struct SheetColumn {
  int layer = 0;
  int filter = 0;
  std::string name;  // what the filter responds to, in words; may be empty
  // The same for all rows, so that cells of a column can be compared; empty where each map has its
  // own (MapView::scale).
  Scale scale;
};

struct SheetRow {
  std::string name;  // of the image, as its file is called
  SeenImage image;
  std::optional<double> probability;  // calibrated, of the positive class, 0..1
  std::vector<double> besides = {};   // estimates of other squares that the note says
  std::vector<MapView> maps;          // one per column
  std::string note = {};              // a few words under the result; may be empty
};

struct SheetHead {
  std::string model;
  std::string positive_class;
  std::optional<double> threshold;  // of the operating point
  // From where on the class is called, and what share of those of the class lies below: a sentence
  // or two, said once a page; may be empty.
  std::string point = {};
  std::string date;  // as it is to be printed; core has no clock
  ScaleSource scale_source = ScaleSource::kTraining;
  float opacity = 0.7f;  // 0..1
  Interpolation interpolation = Interpolation::kSmooth;
  OverlayPalette palette = OverlayPalette::kGreen;
  std::vector<float> contours = {};  // as OverlayStyle has them
  bool fill = true;
  std::vector<SheetColumn> columns = {};
};

struct SheetOptions {
  // Of a page: A4 on its side.
  double width_mm = 297;
  double height_mm = 210;
  double dots_per_inch = 300;  // 36..1200
  // Above 0: cells of this width in pixels, all rows on one page that is as large as they need;
  // the three above are not used then.
  int cell_pixels = 0;
};

// Where everything lies; all lengths in millimetres but for `unit`.
struct SheetPlan {
  int rows = 0;
  int columns = 0;  // filters; the image itself is one more
  int rows_per_page = 0;
  int pages = 0;
  double unit = 0;  // pixels per millimetre
  double width = 0;
  double height = 0;
  double cell_width = 0;
  double cell_height = 0;

  // Pixels of a cell: an image need not be larger than this to be printed.
  int cell_pixels_across() const;
};

// Rows are spread over as few pages as leave cells at least 24 mm wide (or as wide as the columns
// allow), evenly. `aspect` is the cells' width by height, taken within 0.5..2 (see usual_aspect).
// Fails, before any memory is taken, with kInvalidArgument for no rows or no columns, more columns
// than give 12 mm each (15 on A4), or options out of range; with kTooLarge for pages beyond the
// limits of Canvas.
Result<SheetPlan> plan_sheet(int rows, int columns, double aspect, const SheetOptions& options);

// The median of the images' proportions, each within 0.5..2; 1 for none.
double usual_aspect(std::span<const double> widths_by_heights);

class SheetPage {
 public:
  // Page `number` of the plan, from 0, without its rows. Fails as Page does, and with
  // kInvalidArgument where `head` has another number of columns than the plan.
  static Result<SheetPage> start(const SheetPlan& plan, int number, SheetHead head,
                                 const Fonts& fonts, const Words& words);

  // The next row. Fails with kInvalidArgument, the image's name in front, for an image or a map
  // that cannot be drawn, another number of maps than columns, or a row more than the page holds;
  // the page stays as it was.
  Result<void> add_row(const SheetRow& row);

  // The legends under the last row, and the finished page.
  Image finish() &&;

 private:
  SheetPage(Page page, const SheetPlan& plan, SheetHead head)
      : page_(std::move(page)), plan_(plan), head_(std::move(head)) {}
  void draw_head();
  void draw_headings();
  void draw_label(const SheetRow& row);
  double column_x(int column) const;  // -1 is the image itself

  Page page_;
  SheetPlan plan_;
  SheetHead head_;
  int row_ = 0;
};

// A whole page at once: rows number * rows_per_page and on.
Result<Image> draw_sheet(const SheetHead& head, std::span<const SheetRow> rows,
                         const SheetOptions& options, const Fonts& fonts, const Words& words,
                         int number = 0);

}  // namespace lesion::print
