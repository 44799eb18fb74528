#include "core/print/sheet.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lesion::print {
namespace {

// Millimetres.
constexpr double kMargin = 12;
constexpr double kHead = 22.5;    // title, model, operating point, explanation
constexpr int kHeadLines = 4;     // below the title
constexpr double kHeadings = 12;  // over the columns
constexpr double kLabel = 33;     // image names, left of the rows
constexpr double kGap = 2.5;      // between columns
constexpr double kCaption = 4.2;  // under a cell
constexpr double kRowGap = 2;
constexpr double kFoot = 10;  // notice, up to two lines
constexpr double kWidestCell = 90;
constexpr double kUsualCell = 24;
constexpr double kNarrowestCell = 12;
constexpr double kNarrowestPage = 150;
// A cell asked for in pixels counts as so wide, which sets the size of type beside it.
constexpr double kPixelCell = 32;
constexpr double kMillimetresPerInch = 25.4;
constexpr int kMostRows = 100'000;

// Of `rows` rows with all that stands above and below them.
double page_height(int rows, double cell_height) {
  return 2 * kMargin + kHead + kHeadings + rows * (cell_height + kCaption + kRowGap) +
         kLegendHeight + kFoot;
}

Result<SheetPlan> plan_pages(SheetPlan plan, double aspect, const SheetOptions& options) {
  if (!(options.dots_per_inch >= 36 && options.dots_per_inch <= 1200)) {
    return fail(ErrorCode::kPrintDotsPerInch, {{"least", 36}, {"most", 1200}});
  }
  if (!(options.width_mm > 0 && options.width_mm <= 5000 && options.height_mm > 0 &&
        options.height_mm <= 5000)) {
    return fail(ErrorCode::kSheetPage);
  }
  plan.unit = options.dots_per_inch / kMillimetresPerInch;
  plan.width = options.width_mm;
  plan.height = options.height_mm;
  const double across = plan.width - 2 * kMargin - kLabel;
  const double widest = std::min(kWidestCell, across / (plan.columns + 1) - kGap);
  if (widest < kNarrowestCell) {
    const int most = static_cast<int>(std::floor(across / (kNarrowestCell + kGap))) - 1;
    if (most < 1) return fail(ErrorCode::kSheetNarrow);
    return fail(ErrorCode::kSheetColumns, {{"columns", plan.columns}, {"most", most}});
  }
  // What one row may take, at the width that is wanted at least.
  const double least_height = std::min(widest, kUsualCell) / aspect;
  const double spare = plan.height - page_height(0, 0);
  const int most = static_cast<int>(std::floor(spare / (least_height + kCaption + kRowGap)));
  if (most < 1) return fail(ErrorCode::kSheetLow);
  plan.pages = (plan.rows + most - 1) / most;
  plan.rows_per_page = (plan.rows + plan.pages - 1) / plan.pages;
  const double highest = spare / plan.rows_per_page - kCaption - kRowGap;
  plan.cell_width = std::min(widest, highest * aspect);
  plan.cell_height = plan.cell_width / aspect;
  return plan;
}

SheetPlan plan_cells(SheetPlan plan, double aspect, const SheetOptions& options) {
  plan.unit = options.cell_pixels / kPixelCell;
  plan.cell_width = kPixelCell;
  plan.cell_height = kPixelCell / aspect;
  plan.pages = 1;
  plan.rows_per_page = plan.rows;
  plan.width = std::max(kNarrowestPage,
                        2 * kMargin + kLabel + (plan.columns + 1) * (plan.cell_width + kGap));
  plan.height = page_height(plan.rows, plan.cell_height);
  return plan;
}

OverlayStyle style_of(const SheetHead& head, const Scale& scale, double unit) {
  OverlayStyle style{head.opacity, head.interpolation, scale, head.palette, head.contours};
  style.contour_width = static_cast<float>(std::max(1.0, unit / 8));
  style.fill = head.fill;
  return style;
}

// What stands under a cell, within `width` pixels: the greatest response, and where that is beyond
// the scale; of a map whose scale is its own, that scale. In figures alone where the cell is too
// narrow for words.
std::string peak_words(const MapView& map, const Scale& scale, const Words& words,
                       const TextStyle& style, double width) {
  const MapStatistics figures = map_statistics(map.values, map.width, map.left_out);
  if (figures.inactive()) return shortened(style, words["inactive"], width);
  const std::string value = words.figure(static_cast<double>(figures.max));
  const std::string high = words.figure(static_cast<double>(scale.high));
  const bool scaled = scale.high > scale.low;
  std::vector<std::string> all{words.fill("peak", {{"value", value}}), value};
  if (scaled && map.scale) {
    const std::string range =
        words.figure(static_cast<double>(scale.low)).append("\u2013").append(high);
    all = {words.fill("peak.scale", {{"value", value}, {"scale", range}}),
           value + " (" + range + ")", range};
  } else if (scaled && figures.max > scale.high) {
    all = {words.fill("peak.beyond", {{"value", value}}), value + " > " + high, "> " + high};
  }
  for (const std::string& said : all) {
    if (text_width(style, said) <= width) return said;
  }
  return shortened(style, all.back(), width);
}

}  // namespace

int SheetPlan::cell_pixels_across() const { return static_cast<int>(std::ceil(cell_width * unit)); }

double usual_aspect(std::span<const double> widths_by_heights) {
  std::vector<double> sorted;
  for (const double aspect : widths_by_heights) {
    if (aspect > 0) sorted.push_back(std::clamp(aspect, 0.5, 2.0));
  }
  if (sorted.empty()) return 1;
  std::sort(sorted.begin(), sorted.end());
  return sorted[(sorted.size() - 1) / 2];
}

Result<SheetPlan> plan_sheet(int rows, int columns, double aspect, const SheetOptions& options) {
  if (rows < 1) return fail(ErrorCode::kSheetNoImage);
  if (columns < 1) return fail(ErrorCode::kSheetNoFilter);
  if (rows > kMostRows || columns > kMostRows) {
    return fail(ErrorCode::kSheetTooMany, {{"most", kMostRows}});
  }
  if (!(aspect > 0)) return fail(ErrorCode::kSheetCellShape);
  if (options.cell_pixels < 0 || (options.cell_pixels > 0 && options.cell_pixels < 32) ||
      options.cell_pixels > kMostSide) {
    return fail(ErrorCode::kSheetCellSize, {{"least", 32}, {"most", kMostSide}});
  }
  aspect = std::clamp(aspect, 0.5, 2.0);
  SheetPlan plan;
  plan.rows = rows;
  plan.columns = columns;
  if (options.cell_pixels > 0) {
    plan = plan_cells(plan, aspect, options);
  } else {
    auto pages = plan_pages(plan, aspect, options);
    if (!pages) return tl::unexpected(pages.error());
    plan = *pages;
  }
  if (auto size = check_size(plan.width * plan.unit, plan.height * plan.unit); !size) {
    return tl::unexpected(size.error());
  }
  return plan;
}

Result<SheetPage> SheetPage::start(const SheetPlan& plan, int number, SheetHead head,
                                   const Fonts& fonts, const Words& words) {
  if (static_cast<int>(head.columns.size()) != plan.columns) {
    return fail(ErrorCode::kSheetPlan,
                {{"planned", plan.columns}, {"columns", head.columns.size()}});
  }
  if (number < 0 || number >= plan.pages) {
    return fail(ErrorCode::kSheetPages, {{"pages", plan.pages}});
  }
  auto page = Page::create(plan.width, plan.height, plan.unit, fonts, words);
  if (!page) return tl::unexpected(page.error());
  SheetPage sheet(std::move(*page), plan, std::move(head));
  sheet.draw_head();
  sheet.draw_headings();
  sheet.page_.footer(kMargin, words.fill("page", {{"page", std::to_string(number + 1)},
                                                  {"pages", std::to_string(plan.pages)}}));
  return sheet;
}

void SheetPage::draw_head() {
  const Words& words = page_.words();
  const double right = plan_.width - kMargin;
  const double width = plan_.width - 2 * kMargin;
  const TextStyle title = page_.bold(15);
  const TextStyle small = page_.regular(8.5, kGrey);
  double y = page_.text(title, kMargin, kMargin - 1.2,
                        shortened(title, words["sheet.title"], page_.px(width * 0.65)));
  page_.text(page_.regular(8.5), right, kMargin,
             shortened(page_.regular(8.5), head_.date, page_.px(width / 3)), Align::kRight);
  std::string model = words.fill("sheet.model", {{"name", head_.model}});
  if (!head_.point.empty()) model.append(". ").append(head_.point);
  const std::string explain =
      std::string(words[head_.palette == OverlayPalette::kGreen ? "sheet.explain"
                                                                : "sheet.explain_contrast"]) +
      " " + std::string(scale_words(head_.scale_source, words));
  // The lines of both that the head has room for; what the explanation leaves is the point's.
  const auto explained = static_cast<int>(wrapped(small, explain, page_.px(width), 2).size());
  y = page_.paragraph(page_.regular(8.5), kMargin, y + 0.4, width, model, Align::kLeft,
                      kHeadLines - explained);
  page_.paragraph(small, kMargin, y + 0.4, width, explain, Align::kLeft, 2);
}

double SheetPage::column_x(int column) const {
  return kMargin + kLabel + (column + 1) * (plan_.cell_width + kGap) + kGap;
}

void SheetPage::draw_headings() {
  const Words& words = page_.words();
  const TextStyle number = page_.bold(8);
  const TextStyle name = page_.regular(8, kGrey);
  const double floor = kMargin + kHead + kHeadings - 1.5;
  const double width = page_.px(plan_.cell_width);
  page_.text(name, column_x(-1), floor - page_.line(name), words["network.image.short"]);
  for (int c = 0; c < plan_.columns; ++c) {
    const SheetColumn& column = head_.columns[static_cast<std::size_t>(c)];
    const auto numbers =
        wrapped(number,
                words.fill("layer_filter", {{"layer", std::to_string(column.layer)},
                                            {"filter", std::to_string(column.filter)}}),
                width, 2);
    const auto names = wrapped(name, column.name, width, numbers.size() == 1 ? 2 : 1);
    double y = floor - static_cast<double>(numbers.size()) * page_.line(number) -
               static_cast<double>(names.size()) * page_.line(name);
    for (const std::string& line : numbers) y = page_.text(number, column_x(c), y, line);
    for (const std::string& line : names) y = page_.text(name, column_x(c), y, line);
  }
}

Result<void> SheetPage::add_row(const SheetRow& row) {
  if (row_ >= plan_.rows_per_page) {
    return fail_about(row.name, Error(ErrorCode::kSheetFull, {{"rows", plan_.rows_per_page}}));
  }
  if (auto image = check(row.image); !image) return fail_about(row.name, image.error());
  if (row.maps.size() != head_.columns.size()) {
    return fail_about(row.name, Error(ErrorCode::kSheetMaps, {{"maps", row.maps.size()},
                                                              {"columns", head_.columns.size()}}));
  }
  for (const MapView& map : row.maps) {
    if (auto whole = check(map); !whole) return fail_about(row.name, whole.error());
  }

  const TextStyle caption = page_.regular(7, kGrey);
  const double top = kMargin + kHead + kHeadings + row_ * (plan_.cell_height + kCaption + kRowGap);
  const auto cell = [&](int column) {
    PixelBox box = page_.box(column_x(column), top, plan_.cell_width, plan_.cell_height);
    // Equal cells to the pixel, whatever their place rounds to.
    box.width = static_cast<int>(std::floor(page_.px(plan_.cell_width)));
    box.height = static_cast<int>(std::floor(page_.px(plan_.cell_height)));
    return box;
  };
  const PixelBox first = cell(-1);
  Print(row.image, first, Extent::kSeen).draw(page_.canvas(), plan_.unit);
  const Print print(row.image, first);
  for (int c = 0; c < plan_.columns; ++c) {
    const MapView& map = row.maps[static_cast<std::size_t>(c)];
    const SheetColumn& column = head_.columns[static_cast<std::size_t>(c)];
    print.draw_map(page_.canvas(), cell(c).x - first.x, 0, map,
                   style_of(head_, map.scale.value_or(column.scale), plan_.unit));
    page_.text(caption, column_x(c), top + plan_.cell_height + 0.4,
               peak_words(map, map.scale.value_or(column.scale), page_.words(), caption,
                          page_.px(plan_.cell_width)));
  }
  draw_label(row);
  ++row_;
  return {};
}

void SheetPage::draw_label(const SheetRow& row) {
  const Words& words = page_.words();
  const TextStyle name = page_.regular(8.5);
  const TextStyle result = page_.bold(8.5);
  const TextStyle note = page_.regular(7.5, kGrey);
  const double top = kMargin + kHead + kHeadings + row_ * (plan_.cell_height + kCaption + kRowGap);
  const double bottom = top + plan_.cell_height + kCaption;
  // The head says the operating point in whole percent. An estimate that would read the same, or as
  // on the other side of it, has the digits that tell them apart, and the point with them.
  std::string said;
  if (row.probability) {
    said = words.fill("sheet.estimate", {{"percent", words.percent(*row.probability)}});
    std::vector<double> all{*row.probability};
    all.insert(all.end(), row.besides.begin(), row.besides.end());
    if (!head_.threshold) {
      said = words.fill("sheet.estimate", {{"percent", words.percents(all).front()}});
    } else {
      all.push_back(*head_.threshold);
      const std::vector<std::string> told = words.percents(all);
      const std::string& exact = told.front();
      if (exact != words.percent(*row.probability)) {
        said =
            words.fill("sheet.estimate_beside", {{"percent", exact},
                                                 {"class", words.class_name(head_.positive_class)},
                                                 {"threshold", told.back()}});
      }
    }
  }
  const auto result_lines = static_cast<int>(wrapped(result, said, page_.px(kLabel), 3).size());
  // What low rows have no room for is left of the name; the result always has its lines, and the
  // note those that are left.
  const auto noted = static_cast<double>(wrapped(note, row.note, page_.px(kLabel), 6).size());
  const double spare = bottom - top - noted * page_.line(note);
  const int lines = std::clamp(static_cast<int>(spare / page_.line(name)) - result_lines, 1, 3);
  double y = page_.paragraph(name, kMargin, top - 0.6, kLabel, row.name, Align::kLeft, lines);
  if (!row.probability) return;
  y = page_.paragraph(result, kMargin, y + 0.6, kLabel, said, Align::kLeft, 3);
  const int note_lines = static_cast<int>((bottom - y) / page_.line(note));
  if (note_lines < 1 || row.note.empty()) return;
  page_.paragraph(note, kMargin, y + 0.2, kLabel, row.note, Align::kLeft, std::min(note_lines, 6));
}

Image SheetPage::finish() && {
  const double y = kMargin + kHead + kHeadings + row_ * (plan_.cell_height + kCaption + kRowGap);
  // Where each map has its own scale, it stands below the map.
  const bool own =
      head_.scale_source == ScaleSource::kLayer || head_.scale_source == ScaleSource::kMap;
  for (int c = 0; c < plan_.columns; ++c) {
    const auto opacity = static_cast<double>(head_.opacity);
    if (own) {
      page_.ramp(column_x(c), y, plan_.cell_width, opacity, head_.palette, head_.fill);
    } else {
      page_.legend(column_x(c), y, plan_.cell_width,
                   head_.columns[static_cast<std::size_t>(c)].scale, opacity, head_.palette,
                   head_.fill);
    }
  }
  return std::move(page_).take();
}

Result<Image> draw_sheet(const SheetHead& head, std::span<const SheetRow> rows,
                         const SheetOptions& options, const Fonts& fonts, const Words& words,
                         int number) {
  std::vector<double> aspects;
  for (const SheetRow& row : rows) {
    if (auto image = check(row.image); !image) {
      return fail_about(row.name, image.error());
    }
    aspects.push_back(static_cast<double>(row.image.image->width) / row.image.image->height);
  }
  const auto plan =
      plan_sheet(static_cast<int>(std::min<std::size_t>(rows.size(), kMostRows + 1)),
                 static_cast<int>(std::min<std::size_t>(head.columns.size(), kMostRows + 1)),
                 usual_aspect(aspects), options);
  if (!plan) return tl::unexpected(plan.error());
  auto page = SheetPage::start(*plan, number, head, fonts, words);
  if (!page) return tl::unexpected(page.error());
  const auto first =
      static_cast<std::size_t>(number) * static_cast<std::size_t>(plan->rows_per_page);
  const auto last = std::min(rows.size(), first + static_cast<std::size_t>(plan->rows_per_page));
  for (std::size_t i = first; i < last; ++i) {
    if (auto added = page->add_row(rows[i]); !added) return tl::unexpected(added.error());
  }
  return std::move(*page).finish();
}

}  // namespace lesion::print
