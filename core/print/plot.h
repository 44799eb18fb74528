// Small plots on a page: a square of axes from 0 to 100%, with curves, points and bars.
#pragma once

#include <span>

#include "core/print/page.h"
#include "core/print/validation_report.h"

namespace lesion::print {

inline constexpr Colour kYours{20, 104, 144};
inline constexpr Colour kOther{150, 156, 162};
inline constexpr Colour kCallsFrom{196, 106, 36};

// How a colour is explained under a plot.
enum class KeyMark { kLine, kDot, kBlock };
struct PlotKey {
  Colour colour;
  KeyMark mark = KeyMark::kLine;
};

// A plot whose upper left corner (of its title) is at (x, top) and whose axes are `wide` x `tall`
// millimetres.
class Plot {
 public:
  // Draws title, axes and grid; `diagonal` too.
  Plot(Page& page, const PlotWords& words, double x, double top, double wide, double tall,
       bool diagonal);

  void curve(std::span<const PlotPoint> points, Colour colour, double thick);  // thick: mm
  void line(const PlotPoint& from, const PlotPoint& to, Colour colour, double thick);
  void dot(const PlotPoint& at, Colour colour, double radius);  // mm
  void bar(double from, double to, double height, Colour colour);
  // Ends of the axis, its name, and what the colours mean; `keys` as many as there are of words.
  // Returns the y below.
  double finish(std::span<const PlotKey> keys);

 private:
  PlotPoint place(const PlotPoint& at) const;  // pixels

  Page& page_;
  const PlotWords& words_;
  double x_;
  double y_ = 0;  // of the axes' upper edge
  double wide_;
  double tall_;
};

}  // namespace lesion::print
