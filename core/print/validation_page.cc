#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/print/plot.h"
#include "core/print/validation_report.h"
#include "core/text/format.h"

namespace lesion::print {
namespace {

// Millimetres.
constexpr double kMargin = 16;
constexpr double kBetween = 10;  // columns
constexpr double kSection = 5;
constexpr double kRocSide = 68;
constexpr double kPlotTall = 44;  // of the two below
constexpr double kTerm = 30;      // left column of the facts
constexpr double kReferenceHeight = 297;
constexpr double kPlotWords = 34;     // around one of the two
constexpr double kFiguresEnd = 0.52;  // of the height: no figure begins below it
constexpr double kMillimetresPerInch = 25.4;
constexpr int kMostNotes = 6;
constexpr Colour kBenign{96, 140, 176};

class ValidationPage {
 public:
  ValidationPage(Page page, const ValidationReport& report)
      : page_(std::move(page)), report_(report) {}

  Image draw() && {
    foot_ = page_.footer(kMargin, "") - 3;
    double y = draw_head();
    const double column = (width() - kBetween) / 2;
    const double right = kMargin + column + kBetween;
    const double below_figures = draw_figures(kMargin, y, column);
    const double below_roc = report_.roc ? draw_roc(right, y, std::min(kRocSide, column)) : y;
    y = std::max(below_figures, below_roc) + kSection;
    const double tall = std::min(kPlotTall, page_.height() * kPlotTall / kReferenceHeight);
    double below = y;
    const bool room = y + tall + kPlotWords <= foot_;
    if (report_.calibration && room) below = draw_calibration(kMargin, y, column, tall);
    if (report_.scores && room) below = std::max(below, draw_scores(right, y, column, tall));
    y = draw_facts(below + kSection);
    draw_groups(y + kSection);
    return std::move(page_).take();
  }

 private:
  double width() const { return page_.width() - 2 * kMargin; }

  double draw_head() {
    const TextStyle title = page_.bold(16);
    const TextStyle small = page_.regular(9);
    page_.text(small, page_.width() - kMargin, kMargin,
               shortened(small, report_.date, page_.px(width() / 3)), Align::kRight);
    double y = page_.text(title, kMargin, kMargin - 1.4,
                          shortened(title, report_.title, page_.px(width() * 0.75)));
    page_.rule(kMargin, y + 1.5, width());
    y = page_.paragraph(page_.bold(10), kMargin, y + 4, width(), report_.headline, Align::kLeft, 4);
    return y + 4;
  }

  double draw_figures(double x, double y, double across) {
    const TextStyle name = page_.regular(9);
    const TextStyle value = page_.bold(9.5);
    const TextStyle note = page_.regular(7.5, kGrey);
    const double last = page_.height() * kFiguresEnd;
    for (const ReportFigure& figure : report_.figures) {
      if (y > last) break;
      const std::string said = shortened(value, figure.value, page_.px(across));
      const double wide = page_.mm(text_width(value, said));
      const bool beside = page_.mm(text_width(name, figure.name)) + wide + 4 <= across;
      const double below = page_.text(name, x, y, shortened(name, figure.name, page_.px(across)));
      if (beside) {
        page_.text(value, x + across, y, said, Align::kRight);
        y = below;
      } else {
        y = page_.text(value, x, below, said);
      }
      y = page_.paragraph(note, x, y, across, figure.note, Align::kLeft, 3) + 1.6;
    }
    return y;
  }

  double draw_roc(double x, double y, double side) {
    const RocPlot& roc = *report_.roc;
    Plot plot(page_, roc.words, x, y, side, side, true);
    plot.curve(roc.card, kOther, 0.35);
    plot.curve(roc.curve, kYours, 0.5);
    if (roc.stated) plot.dot(*roc.stated, kOther, 1);
    if (const auto& point = roc.point) {
      plot.line({point->at.x, point->low}, {point->at.x, point->high}, kCallsFrom, 0.25);
      plot.line({point->left, point->at.y}, {point->right, point->at.y}, kCallsFrom, 0.25);
      plot.dot(point->at, kCallsFrom, 1.1);
    }
    const std::array keys = {PlotKey{kYours, KeyMark::kLine}, PlotKey{kCallsFrom, KeyMark::kDot},
                             PlotKey{kOther, roc.card.empty() ? KeyMark::kDot : KeyMark::kLine}};
    return plot.finish(keys);
  }

  double draw_calibration(double x, double y, double across, double tall) {
    const CalibrationPlot& found = *report_.calibration;
    Plot plot(page_, found.words, x, y, across, tall, true);
    for (std::size_t i = 0; i < found.bins.size(); ++i) {
      const PlotCross& bin = found.bins[i];
      plot.line({bin.at.x, bin.low}, {bin.at.x, bin.high}, kYours, 0.2);
      // The area says how many images a dot stands for.
      plot.dot(bin.at, kYours, 0.6 + 1.1 * std::sqrt(std::clamp(found.shares[i], 0.0, 1.0)));
    }
    return plot.finish(std::array{PlotKey{kYours, KeyMark::kDot}});
  }

  double draw_scores(double x, double y, double across, double tall) {
    const ScorePlot& found = *report_.scores;
    Plot plot(page_, found.words, x, y, across, tall, false);
    const double wide = 1.0 / static_cast<double>(std::max<std::size_t>(1, found.benign.size()));
    for (std::size_t i = 0; i < found.benign.size(); ++i) {
      const double left = static_cast<double>(i) * wide;
      plot.bar(left + wide * 0.08, left + wide * 0.5, found.benign[i] * 0.96, kBenign);
      plot.bar(left + wide * 0.5, left + wide * 0.92, found.malignant[i] * 0.96, kCallsFrom);
    }
    plot.line({found.line, 0}, {found.line, 1}, kInk, 0.25);
    return plot.finish(std::array{PlotKey{kBenign, KeyMark::kBlock},
                                  PlotKey{kCallsFrom, KeyMark::kBlock},
                                  PlotKey{kInk, KeyMark::kLine}});
  }

  double draw_facts(double y) {
    const TextStyle term = page_.regular(8.5, kGrey);
    const TextStyle body = page_.regular(8.5);
    const TextStyle note = page_.regular(8, kGrey);
    const double last = foot_ - page_.line(note);  // a line for what has no room below
    for (const auto& [name, said] : report_.facts) {
      const int lines = std::min(3, static_cast<int>((last - y) / page_.line(body)));
      if (lines < 1) return y;
      page_.text(term, kMargin, y, shortened(term, name, page_.px(kTerm - 2)));
      const double below =
          page_.paragraph(body, kMargin + kTerm, y, width() - kTerm, said, Align::kLeft, lines);
      y = std::max(below, y + page_.line(body)) + 0.4;
    }
    y += 1;
    const std::size_t count = std::min<std::size_t>(report_.notes.size(), kMostNotes);
    for (std::size_t i = 0; i < count && y + 2 * page_.line(note) < last; ++i) {
      y = page_.paragraph(note, kMargin, y, width(), report_.notes[i], Align::kLeft, 2) + 0.3;
    }
    return y;
  }

  // As many rows as there is room for.
  void draw_groups(double y) {
    const TextStyle heading = page_.regular(7.5, kGrey);
    const TextStyle body = page_.regular(7.5);
    const TextStyle title = page_.bold(8);
    const double line = page_.line(body);
    constexpr std::array<double, kReportCells> kStarts = {0, 0.3, 0.38, 0.46, 0.67, 0.84};
    const auto row = [&](const TextStyle& style,
                         const std::array<std::string, kReportCells>& cells) {
      for (std::size_t i = 0; i < kReportCells; ++i) {
        const double end = i + 1 < kReportCells ? kStarts[i + 1] : 1;
        page_.text(style, kMargin + width() * kStarts[i], y,
                   shortened(style, cells[i], page_.px(width() * (end - kStarts[i]) - 1.5)));
      }
      y += line;
    };
    std::size_t left = 0;
    for (const ReportGroup& group : report_.groups) left += group.rows.size();
    if (left == 0) return;
    // The notes below it, and a title with its first row, must have room.
    const double last = foot_ - 3 * line;
    if (y + 3 * line > last) {
      say_rest(y, left);
      return;
    }
    row(heading, report_.headings);
    for (const ReportGroup& group : report_.groups) {
      if (group.rows.empty() || y + 2 * line > last) break;
      y = page_.text(title, kMargin, y, shortened(title, group.title, page_.px(width())));
      for (const auto& cells : group.rows) {
        if (y + line > last) break;
        row(body, cells);
        --left;
      }
    }
    if (!report_.groups_note.empty()) {
      y = page_.paragraph(heading, kMargin, y, width(), report_.groups_note, Align::kLeft, 2);
    }
    say_rest(y, left);
  }

  void say_rest(double y, std::size_t left) {
    if (left == 0) return;
    const TextStyle note = page_.regular(7.5, kGrey);
    y = std::min(y, foot_ - page_.line(note));
    page_.text(note, kMargin, y,
               shortened(note, text::fill(report_.more, {{"count", std::to_string(left)}}),
                         page_.px(width())));
  }

  Page page_;
  const ValidationReport& report_;
  double foot_ = 0;
};

}  // namespace

Result<Image> draw_validation(const ValidationReport& report, const ValidationPageOptions& options,
                              const Fonts& fonts, const Words& words) {
  if (!(options.dots_per_inch >= 36 && options.dots_per_inch <= 1200)) {
    return fail(ErrorCode::kPrintDotsPerInch, {{"least", 36}, {"most", 1200}});
  }
  if (!(options.width_mm >= 150 && options.width_mm <= 1000 && options.height_mm >= 200 &&
        options.height_mm <= 1000)) {
    return fail(ErrorCode::kReportPage);
  }
  auto page = Page::create(options.width_mm, options.height_mm,
                           options.dots_per_inch / kMillimetresPerInch, fonts, words);
  if (!page) return tl::unexpected(page.error());
  return ValidationPage(std::move(*page), report).draw();
}

}  // namespace lesion::print
