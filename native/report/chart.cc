#include "native/report/chart.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "native/report/markup.h"

namespace lesion {
namespace {

constexpr double kLeft = 58;
constexpr double kRight = 14;
constexpr double kTop = 42;  // the legend's line and headings included
constexpr double kBottom = 48;
constexpr double kLetter = 6.6;  // mean width of a letter at 12 px, for the legend's layout

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  std::string out = text;
  // 12.50 -> 12.5, 12.00 -> 12
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string attribute(const char* name, double value) {
  return " " + std::string(name) + "=\"" + number(value) + "\"";
}

std::string attribute(const char* name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

bool finite(const ChartPoint& p) { return std::isfinite(p.x) && std::isfinite(p.y); }

ChartAxis ready(ChartAxis axis, int wanted) {
  if (!(axis.high > axis.low)) axis.high = axis.low + 1;
  if (axis.ticks.empty()) axis.ticks = round_ticks(axis.low, axis.high, wanted);
  return axis;
}

int decimals_of(const std::vector<double>& ticks) {
  for (int decimals = 0; decimals < 6; ++decimals) {
    const double scale = std::pow(10.0, decimals);
    if (std::all_of(ticks.begin(), ticks.end(),
                    [&](double t) { return std::abs(t * scale - std::round(t * scale)) < 1e-6; })) {
      return decimals;
    }
  }
  return 6;
}

std::string tick_text(double value, int decimals) {
  if (decimals == 0 && value >= 0) return grouped(static_cast<std::size_t>(std::llround(value)));
  return fixed(value, decimals);
}

}  // namespace

std::vector<double> round_ticks(double low, double high, int wanted) {
  std::vector<double> ticks;
  if (!(high > low) || !std::isfinite(high - low) || wanted < 1) return ticks;
  const double rough = (high - low) / wanted;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * 0.999) {
      step = factor * power;
      break;
    }
  }
  const double first = std::ceil(low / step - 1e-9);
  const double last = std::floor(high / step + 1e-9);
  const auto count = static_cast<int>(last - first) + 1;
  for (int i = 0; i < count; ++i) ticks.push_back((first + i) * step);
  return ticks;
}

Chart::Chart(ChartFrame frame) : frame_(std::move(frame)) {
  frame_.x = ready(std::move(frame_.x), 6);
  frame_.y = ready(std::move(frame_.y), 5);
}

double Chart::px(double x) const {
  const double part = (x - frame_.x.low) / (frame_.x.high - frame_.x.low);
  return kLeft + std::clamp(part, 0.0, 1.0) * (frame_.width - kLeft - kRight);
}

double Chart::py(double y) const {
  const double part = (y - frame_.y.low) / (frame_.y.high - frame_.y.low);
  return kTop + (1 - std::clamp(part, 0.0, 1.0)) * (frame_.height - kTop - kBottom);
}

void Chart::name_in_legend(std::string_view css, std::string_view name, const char* shape) {
  if (!name.empty()) legend_.push_back({std::string(css), std::string(name), shape});
}

void Chart::line(std::span<const ChartPoint> points, std::string_view css, std::string_view name) {
  name_in_legend(css, name, "line");
  std::string path;
  bool broken = true;
  for (const ChartPoint& p : points) {
    if (!finite(p)) {
      broken = true;
      continue;
    }
    path += (broken ? "M" : "L") + number(px(p.x)) + " " + number(py(p.y));
    broken = false;
  }
  if (path.empty()) return;
  marks_ +=
      "<path" + attribute("class", "line " + std::string(css)) + attribute("d", path) + "/>\n";
}

void Chart::dots(std::span<const ChartPoint> points, std::string_view css, double radius,
                 std::string_view name) {
  name_in_legend(css, name, "dot");
  for (const ChartPoint& p : points) {
    if (!finite(p)) continue;
    marks_ += "<circle" + attribute("class", "dot " + std::string(css)) + attribute("cx", px(p.x)) +
              attribute("cy", py(p.y)) + attribute("r", radius) + "/>\n";
  }
}

void Chart::band(std::span<const ChartPoint> low, std::span<const ChartPoint> high,
                 std::string_view css, std::string_view name) {
  name_in_legend(css, name, "area");
  std::string path;
  const auto add = [&](const ChartPoint& p) {
    if (!finite(p)) return;
    path += (path.empty() ? "M" : "L") + number(px(p.x)) + " " + number(py(p.y));
  };
  for (const ChartPoint& p : high) add(p);
  for (auto p = low.rbegin(); p != low.rend(); ++p) add(*p);
  if (path.empty()) return;
  marks_ += "<path" + attribute("class", "area " + std::string(css)) + attribute("d", path + "Z") +
            "/>\n";
}

void Chart::bars(std::span<const double> edges, std::span<const double> heights,
                 std::string_view css, std::string_view name) {
  name_in_legend(css, name, "area");
  const double floor = py(frame_.y.low);
  for (std::size_t i = 0; i < heights.size() && i + 1 < edges.size(); ++i) {
    if (!std::isfinite(heights[i])) continue;
    const double left = px(edges[i]) + 0.5;
    const double top = py(heights[i]);
    if (floor - top <= 0) continue;
    marks_ += "<rect" + attribute("class", "area " + std::string(css)) + attribute("x", left) +
              attribute("y", top) +
              attribute("width", std::max(0.5, px(edges[i + 1]) - 0.5 - left)) +
              attribute("height", floor - top) + "/>\n";
  }
}

void Chart::guide(ChartPoint from, ChartPoint to, std::string_view css, std::string_view name) {
  name_in_legend(css, name, "dash");
  if (!finite(from) || !finite(to)) return;
  marks_ += "<line" + attribute("class", "dash " + std::string(css)) + attribute("x1", px(from.x)) +
            attribute("y1", py(from.y)) + attribute("x2", px(to.x)) + attribute("y2", py(to.y)) +
            "/>\n";
}

void Chart::note(ChartPoint at, std::string_view text, std::string_view anchor, double dx,
                 double dy) {
  if (!finite(at)) return;
  marks_ += "<text class=\"note\"" + attribute("x", px(at.x) + dx) + attribute("y", py(at.y) + dy) +
            attribute("text-anchor", anchor) + ">" + escaped(text) + "</text>\n";
}

void Chart::heading(double x, std::string_view text) {
  if (!std::isfinite(x)) return;
  marks_ += "<text class=\"note\"" + attribute("x", px(x)) + attribute("y", kTop - 6) +
            attribute("text-anchor", "middle") + ">" + escaped(text) + "</text>\n";
}

std::string Chart::axes() const {
  const double left = kLeft;
  const double right = frame_.width - kRight;
  const double floor = frame_.height - kBottom;
  std::string out;
  const int y_decimals = decimals_of(frame_.y.ticks);
  for (const double tick : frame_.y.ticks) {
    const double y = py(tick);
    out += "<line class=\"grid\"" + attribute("x1", left) + attribute("x2", right) +
           attribute("y1", y) + attribute("y2", y) + "/><text class=\"tick\"" +
           attribute("x", left - 7) + attribute("y", y + 4) + attribute("text-anchor", "end") +
           ">" + tick_text(tick, y_decimals) + "</text>\n";
  }
  const int x_decimals = decimals_of(frame_.x.ticks);
  for (const double tick : frame_.x.ticks) {
    const double x = px(tick);
    out += "<line class=\"axis\"" + attribute("x1", x) + attribute("x2", x) +
           attribute("y1", floor) + attribute("y2", floor + 4) + "/><text class=\"tick\"" +
           attribute("x", x) + attribute("y", floor + 18) + attribute("text-anchor", "middle") +
           ">" + tick_text(tick, x_decimals) + "</text>\n";
  }
  out += "<line class=\"axis\"" + attribute("x1", left) + attribute("x2", right) +
         attribute("y1", floor) + attribute("y2", floor) + "/>\n";
  out += "<text class=\"label\"" + attribute("x", (left + right) / 2) +
         attribute("y", frame_.height - 8) + attribute("text-anchor", "middle") + ">" +
         escaped(frame_.x.label) + "</text>\n";
  const double middle = (kTop + floor) / 2;
  out += "<text class=\"label\"" + attribute("x", 14) + attribute("y", middle) +
         attribute("text-anchor", "middle") +
         attribute("transform", "rotate(-90 14 " + number(middle) + ")") + ">" +
         escaped(frame_.y.label) + "</text>\n";
  return out;
}

std::string Chart::svg() const {
  std::string out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" role=\"img\"" +
      attribute("viewBox",
                "0 0 " + std::to_string(frame_.width) + " " + std::to_string(frame_.height)) +
      attribute("width", frame_.width) + attribute("height", frame_.height) +
      attribute("aria-label",
                frame_.summary.empty() ? frame_.title : frame_.title + ": " + frame_.summary) +
      ">\n<title>" + escaped(frame_.title) + "</title>\n";
  out += axes() + marks_;
  double x = kLeft;
  for (const Entry& entry : legend_) {
    const double y = 12;
    const std::string kind = entry.shape;
    if (kind == "line" || kind == "dash") {
      out += "<line" + attribute("class", kind + " " + entry.css) + attribute("x1", x) +
             attribute("x2", x + 16) + attribute("y1", y) + attribute("y2", y) + "/>";
    } else if (kind == "dot") {
      out += "<circle" + attribute("class", "dot " + entry.css) + attribute("cx", x + 8) +
             attribute("cy", y) + attribute("r", 4) + "/>";
    } else {
      out += "<rect" + attribute("class", "area " + entry.css) + attribute("x", x) +
             attribute("y", y - 6) + attribute("width", 16) + attribute("height", 12) + "/>";
    }
    out += "<text class=\"tick\"" + attribute("x", x + 21) + attribute("y", y + 4) + ">" +
           escaped(entry.name) + "</text>\n";
    x += 21 + kLetter * static_cast<double>(entry.name.size()) + 16;
  }
  return out + "</svg>\n";
}

std::string chart_css() {
  return R"(.chart{max-width:100%;height:auto;font-family:Inter,"Segoe UI","DejaVu Sans",sans-serif}
.chart text{fill:#2a2f36}
.chart .tick,.chart .note{font-size:12px}
.chart .label{font-size:12.5px}
.chart .axis{stroke:#6b727c;stroke-width:1}
.chart .grid{stroke:#dfe3e8;stroke-width:1}
.chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.chart .line.thin{stroke-width:1.2}
.chart .dash{stroke-width:1.3;stroke-dasharray:5 4}
.chart .area{stroke:none;fill-opacity:.42}
.chart .band{fill-opacity:.18}
.chart .dot{fill-opacity:.8}
.chart .guide{stroke:#7a828d;fill:#7a828d}
.chart .s1{stroke:#1f64ad;fill:#1f64ad}
.chart .s2{stroke:#b8501b;fill:#b8501b}
.chart .s3{stroke:#5b7f1d;fill:#5b7f1d}
.chart .benign{stroke:#1f7d8c;fill:#1f7d8c}
.chart .malignant{stroke:#b4362f;fill:#b4362f}
.chart .line.s1,.chart .line.s2,.chart .line.s3,.chart .line.guide{fill:none}
.chart rect.area,.chart path.area{stroke:none}
@media (prefers-color-scheme:dark){
.chart text{fill:#d9dde3}
.chart .axis{stroke:#8b939e}
.chart .grid{stroke:#343a42}
.chart .guide{stroke:#98a1ac;fill:#98a1ac}
.chart .s1{stroke:#74b3f2;fill:#74b3f2}
.chart .s2{stroke:#f0a06a;fill:#f0a06a}
.chart .s3{stroke:#aed06a;fill:#aed06a}
.chart .benign{stroke:#5cc2d0;fill:#5cc2d0}
.chart .malignant{stroke:#f0857d;fill:#f0857d}
}
)";
}

std::string svg_file(std::string_view svg) {
  const std::size_t inside = svg.find('>');
  if (inside == std::string_view::npos) return std::string(svg);
  std::string out(svg.substr(0, inside + 1));
  // A viewer that follows the system's dark mode gets a dark ground with the light text.
  out += "\n<style>\nsvg{background:#fff}\n" + chart_css() +
         "@media (prefers-color-scheme:dark){svg{background:#1b1e22}}\n</style>";
  out += svg.substr(inside + 1);
  return out;
}

}  // namespace lesion
