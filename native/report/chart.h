// A small chart builder: data in, one <svg> element out.
//
//   Chart chart({.title = "Loss", .x = {.label = "epoch", .low = 0, .high = 20}, .y = ...});
//   chart.line(points, "s1", "training");
//   page += chart.svg();
//
// Looks come from classes only, see chart_css(): the same element is legible on light and on dark.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lesion {

struct ChartPoint {
  double x = 0;
  double y = 0;
};

struct ChartAxis {
  std::string label;
  double low = 0;
  double high = 1;              // > low; otherwise the axis is widened to hold one unit
  std::vector<double> ticks{};  // chosen where empty
};

struct ChartFrame {
  std::string title;      // read out by screen readers; not drawn
  std::string summary{};  // the same, longer; may be empty
  ChartAxis x;
  ChartAxis y;
  int width = 460;  // of the view box, in CSS pixels
  int height = 320;
};

// Round numbers (1, 2 or 5 times a power of ten) within low..high, about `wanted` of them.
std::vector<double> round_ticks(double low, double high, int wanted);

// Classes for colours: s1, s2, s3 for series, benign, malignant for the classes, guide for what
// only helps the eye. All text given is escaped. Points that are not finite break a line and are
// left out otherwise; others are moved onto the frame's border where they lie beyond it.
class Chart {
 public:
  explicit Chart(ChartFrame frame);

  // A polyline; `name` (if any) is shown in the legend.
  void line(std::span<const ChartPoint> points, std::string_view css, std::string_view name = "");
  void dots(std::span<const ChartPoint> points, std::string_view css, double radius,
            std::string_view name = "");
  // Area between two lines over the same x, given as pairs of points (x, low) and (x, high).
  void band(std::span<const ChartPoint> low, std::span<const ChartPoint> high, std::string_view css,
            std::string_view name = "");
  // Bar i stands from edges[i] to edges[i + 1] on the x axis, from the axis' low up to heights[i].
  // Drawn half transparent, so that two sets may overlap.
  void bars(std::span<const double> edges, std::span<const double> heights, std::string_view css,
            std::string_view name = "");
  // A dashed line.
  void guide(ChartPoint from, ChartPoint to, std::string_view css = "guide",
             std::string_view name = "");
  // Text over the frame, centred at `x`.
  void heading(double x, std::string_view text);
  // Text beside a point; `anchor` is start, middle or end.
  void note(ChartPoint at, std::string_view text, std::string_view anchor = "start", double dx = 0,
            double dy = 0);

  std::string svg() const;

 private:
  double px(double x) const;
  double py(double y) const;
  void name_in_legend(std::string_view css, std::string_view name, const char* shape);
  std::string axes() const;

  struct Entry {
    std::string css;
    std::string name;
    const char* shape;
  };

  ChartFrame frame_;
  std::vector<Entry> legend_;
  std::string marks_;
};

// Style rules of the classes, for a page's <style> element.
std::string chart_css();

// An <svg> element of Chart as a file of its own: with its style inside.
std::string svg_file(std::string_view svg);

}  // namespace lesion
