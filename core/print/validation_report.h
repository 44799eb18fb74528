// How a network did on a person's labelled images, on one upright page: what Validate shows, as
// sentences and as points to draw. It says nothing of a single image.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/print/page.h"

namespace lesion::print {

inline constexpr std::size_t kReportCells = 6;  // of a group's row

// All coordinates are parts of a plot's width and height, 0..1, (0, 0) lower left.
struct PlotPoint {
  double x = 0;
  double y = 0;

  bool operator==(const PlotPoint&) const = default;
};

// A point with an interval in each direction.
struct PlotCross {
  PlotPoint at;
  double left = 0;
  double right = 0;
  double low = 0;
  double high = 0;
};

// What is written at a plot: title, what its axes are, what its colours mean (a plot says which).
struct PlotWords {
  std::string title;
  std::string up;
  std::string across;
  std::vector<std::string> keys;
};

// keys: this curve, its point, the card's curve or point.
struct RocPlot {
  PlotWords words;
  std::vector<PlotPoint> curve;
  std::vector<PlotPoint> card;      // the card's own curve; empty: none
  std::optional<PlotPoint> stated;  // else the point that the card states
  std::optional<PlotCross> point;
};

// keys: the bins.
struct CalibrationPlot {
  PlotWords words;
  std::vector<PlotCross> bins;  // left and right are its x
  std::vector<double> shares;   // images of each bin, parts of the fullest
};

// keys: benign, malignant, the line.
struct ScorePlot {
  PlotWords words;
  std::vector<double> benign;  // heights, parts of the highest bar
  std::vector<double> malignant;
  double line = 0;
};

struct ReportFigure {
  std::string name;
  std::string value;  // with its interval
  std::string note;   // may be empty
};

struct ReportGroup {
  std::string title;
  std::vector<std::array<std::string, kReportCells>> rows;
};

struct ValidationReport {
  std::string title;
  std::string date;
  std::string headline;
  std::vector<ReportFigure> figures;
  // What it was found with and on: model, its file, threshold and recalibration in use, how many
  // images; a name and what it says.
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::string> notes;  // what was left out, what is to be known; sentences
  std::optional<RocPlot> roc;
  std::optional<CalibrationPlot> calibration;
  std::optional<ScorePlot> scores;
  std::array<std::string, kReportCells> headings;  // of the groups
  std::vector<ReportGroup> groups;
  std::string groups_note;  // may be empty
  std::string more;         // "{count} more rows", where not all have room
};

// To and from JSON: figures are the viewer's, drawing is the engine's. Reading fails with kCorrupt
// (kReportFigures) for anything but what to_json() writes: a point that is no number or outside
// -1..2, more than 20,000 points in all, text above 4,000 bytes, more than 500 rows.
std::string to_json(const ValidationReport& report);
Result<ValidationReport> validation_report_from_json(std::string_view json);

struct ValidationPageOptions {
  // A4, upright.
  double width_mm = 210;
  double height_mm = 297;
  double dots_per_inch = 300;  // 36..1200
};

// The report as an image. Text that is longer than its place ends in an ellipsis, rows of groups
// that have no room are counted (`more`); the notice is never cut. Fails before memory is taken,
// with kInvalidArgument for a page smaller than 150 x 200 mm or options out of range, with
// kTooLarge beyond the limits of Canvas.
Result<Image> draw_validation(const ValidationReport& report, const ValidationPageOptions& options,
                              const Fonts& fonts, const Words& words);

}  // namespace lesion::print
