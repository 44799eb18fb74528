#include "native/report/charts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "native/report/chart.h"
#include "native/report/markup.h"

namespace lesion {
namespace {

using Points = std::vector<ChartPoint>;

Points curve(const std::vector<ReportEpoch>& epochs, double ReportEpoch::*figure) {
  Points points;
  for (const ReportEpoch& epoch : epochs) {
    points.push_back({static_cast<double>(epoch.epoch), epoch.*figure});
  }
  return points;
}

ChartAxis epoch_axis(const std::vector<ReportEpoch>& epochs) {
  ChartAxis axis{.label = "epoch", .low = 0, .high = 1};
  for (const ReportEpoch& epoch : epochs) axis.high = std::max(axis.high, 1.0 * epoch.epoch);
  // Whole epochs only.
  for (const double tick : round_ticks(0, axis.high, 8)) {
    if (tick == std::floor(tick)) axis.ticks.push_back(tick);
  }
  return axis;
}

// Smallest and greatest finite value of the figures, with a little room.
ChartAxis value_axis(const std::string& label, const std::vector<Points>& lines, double at_most) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Points& points : lines) {
    for (const ChartPoint& p : points) {
      if (!std::isfinite(p.y)) continue;
      low = std::min(low, p.y);
      high = std::max(high, p.y);
    }
  }
  if (!(low <= high)) return {.label = label};
  const double room = std::max(0.06 * (high - low), 1e-6);
  return {.label = label, .low = std::max(0.0, low - room), .high = std::min(at_most, high + room)};
}

// One dot says what a line of one point cannot.
void add_curve(Chart& chart, const Points& points, const char* css, const char* name) {
  const auto known = std::count_if(points.begin(), points.end(),
                                   [](const ChartPoint& p) { return std::isfinite(p.y); });
  if (known == 0) return;
  chart.line(points, css, name);
  if (known <= 12) chart.dots(points, css, 2.5);
}

// Changes of the images' size, and the epoch that was kept.
void mark_epochs(Chart& chart, const std::vector<ReportEpoch>& epochs, int best,
                 const ChartAxis& y) {
  for (std::size_t i = 0; i < epochs.size();) {
    std::size_t end = i;
    while (end < epochs.size() && epochs[end].size == epochs[i].size) ++end;
    const double from = i == 0 ? 0 : epochs[i].epoch - 0.5;
    const double to = end < epochs.size() ? epochs[end].epoch - 0.5 : epochs.back().epoch;
    if (i > 0) chart.guide({from, y.low}, {from, y.high});
    if (epochs[i].size > 0) {
      chart.heading((from + to) / 2, std::to_string(epochs[i].size) + " px");
    }
    i = end;
  }
  if (best <= 0) return;
  const double x = best;
  chart.guide({x, y.low}, {x, y.high}, "s3", "kept: epoch " + std::to_string(best));
}

std::string epochs_chart(const char* title, const std::vector<ReportEpoch>& epochs, int best,
                         const ChartAxis& y, const std::vector<Points>& lines,
                         const std::vector<const char*>& names, std::string summary) {
  Chart chart({.title = title,
               .summary = std::move(summary),
               .x = epoch_axis(epochs),
               .y = y,
               .width = 520,
               .height = 312});
  constexpr std::array kCss = {"s1", "s2"};
  for (std::size_t i = 0; i < std::min({lines.size(), names.size(), kCss.size()}); ++i) {
    add_curve(chart, lines[i], kCss[i], names[i]);
  }
  mark_epochs(chart, epochs, best, y);
  return chart.svg();
}

}  // namespace

std::string loss_chart(const std::vector<ReportEpoch>& epochs, int best_epoch) {
  const std::vector<Points> lines{curve(epochs, &ReportEpoch::loss),
                                  curve(epochs, &ReportEpoch::val_loss)};
  return epochs_chart("Loss over the epochs", epochs, best_epoch,
                      value_axis("loss (nats per image)", lines, 1e300), lines,
                      {"training", "validation"},
                      epochs.empty() ? "" : "last training loss " + fixed(epochs.back().loss, 3));
}

std::string auc_chart(const std::vector<ReportEpoch>& epochs, int best_epoch) {
  const std::vector<Points> lines{curve(epochs, &ReportEpoch::val_auc)};
  return epochs_chart("Validation AUC over the epochs", epochs, best_epoch,
                      value_axis("AUC on validation", lines, 1), lines, {"validation AUC"},
                      epochs.empty() ? "" : "last " + fixed(epochs.back().val_auc, 3));
}

std::string rate_chart(const std::vector<ReportEpoch>& epochs) {
  const std::vector<Points> lines{curve(epochs, &ReportEpoch::rate)};
  ChartAxis y = value_axis("learning rate", lines, 1e300);
  y.low = 0;
  return epochs_chart("Learning rate over the epochs", epochs, 0, y, lines, {"learning rate"}, "");
}

std::string roc_chart(const SetFigures& figures, const std::vector<RocBandPoint>& band) {
  const Auc& a = figures.auc;
  Chart chart({.title = "ROC curve",
               .summary = "AUC " + fixed(a.value, 3) + ", 95% interval " + fixed(a.low, 3) +
                          " to " + fixed(a.high, 3),
               .x = {.label = "1 \u2212 specificity", .low = 0, .high = 1},
               .y = {.label = "sensitivity", .low = 0, .high = 1},
               .width = 440,
               .height = 458});
  chart.guide({0, 0}, {1, 1});
  Points low;
  Points high;
  for (const RocBandPoint& p : band) {
    low.push_back({p.false_positive_rate, p.low});
    high.push_back({p.false_positive_rate, p.high});
  }
  if (!band.empty()) chart.band(low, high, "band s1", "95% band");
  Points points;
  for (const RocCurvePoint& p : figures.roc) {
    points.push_back({p.false_positive_rate, p.true_positive_rate});
  }
  chart.line(points, "s1", "ROC");
  const ChartPoint at{1 - figures.specificity.value, figures.sensitivity.value};
  chart.dots(Points{at}, "s2", 5, "operating point");
  chart.note({1, 0}, "AUC " + with_interval(a.value, a.low, a.high), "end", -8, -12);
  return chart.svg();
}

std::string reliability_chart(const SetFigures& figures) {
  Chart chart({.title = "Reliability diagram",
               .summary = "expected calibration error " + fixed(figures.before.expected_error, 3) +
                          " before temperature, " + fixed(figures.after.expected_error, 3) +
                          " after",
               .x = {.label = "mean probability of the bin", .low = 0, .high = 1},
               .y = {.label = "part that is malignant", .low = 0, .high = 1},
               .width = 440,
               .height = 458});
  chart.guide({0, 0}, {1, 1});
  const auto add = [&](const Calibration& c, const char* css, const char* name) {
    std::size_t total = 0;
    for (const ReliabilityBin& bin : c.bins) total += bin.count;
    Points line;
    bool first = true;
    for (const ReliabilityBin& bin : c.bins) {
      if (bin.count == 0) continue;
      const ChartPoint p{bin.mean_probability, bin.positive_fraction};
      line.push_back(p);
      const double part = static_cast<double>(bin.count) / static_cast<double>(total);
      chart.dots(Points{p}, css, 2.5 + 11 * std::sqrt(part), first ? name : "");
      first = false;
    }
    chart.line(line, std::string(css) + " thin");
  };
  add(figures.before, "s2", "before temperature");
  add(figures.after, "s1", "after");
  return chart.svg();
}

std::string score_chart(const ReportSet& set, const SetFigures& figures, double threshold) {
  constexpr std::size_t kBins = 20;
  std::vector<double> edges;
  for (std::size_t i = 0; i <= kBins; ++i) edges.push_back(static_cast<double>(i) / kBins);
  std::vector<double> heights[2] = {std::vector<double>(kBins), std::vector<double>(kBins)};
  double totals[2] = {0, 0};
  for (std::size_t i = 0; i < set.labels.size(); ++i) {
    const std::size_t label = set.labels[i] != 0 ? 1 : 0;
    const auto bin =
        std::min(kBins - 1, static_cast<std::size_t>(figures.probabilities[i] * kBins));
    ++heights[label][bin];
    ++totals[label];
  }
  double top = 0;
  for (std::size_t label = 0; label < 2; ++label) {
    for (double& h : heights[label]) {
      h = totals[label] > 0 ? 100 * h / totals[label] : 0;
      top = std::max(top, h);
    }
  }
  Chart chart({.title = "Scores of the two classes",
               .x = {.label = "calibrated probability of malignant", .low = 0, .high = 1},
               .y = {.label = "% of the class", .low = 0, .high = std::max(1.0, top * 1.08)},
               .width = 520,
               .height = 312});
  const auto named = [&](const char* word, double total) {
    return std::string(word) + " (" + grouped(static_cast<std::size_t>(total)) + ")";
  };
  chart.bars(edges, heights[0], "benign", named("benign", totals[0]));
  chart.bars(edges, heights[1], "malignant", named("malignant", totals[1]));
  chart.guide({threshold, 0}, {threshold, top * 1.08});
  const bool right = threshold < 0.7;
  chart.note({threshold, top * 1.08}, "threshold " + fixed(threshold, 3), right ? "start" : "end",
             right ? 6 : -6, 12);
  return chart.svg();
}

std::string interval_bar(const Auc& auc, double low) {
  constexpr double kWidth = 120;
  const auto x = [&](double value) {
    return fixed(std::clamp((value - low) / (1 - low), 0.0, 1.0) * (kWidth - 8) + 4, 1);
  };
  return "<svg class=\"chart bar\" viewBox=\"0 0 120 14\" width=\"120\" height=\"14\" "
         "aria-hidden=\"true\"><line class=\"grid\" x1=\"" +
         x(low) + "\" x2=\"" + x(1) + "\" y1=\"7\" y2=\"7\"/><line class=\"line s1\" x1=\"" +
         x(auc.low) + "\" x2=\"" + x(auc.high) +
         "\" y1=\"7\" y2=\"7\"/><circle class=\"dot s1\" cx=\"" + x(auc.value) +
         "\" cy=\"7\" r=\"3.5\"/></svg>";
}

}  // namespace lesion
