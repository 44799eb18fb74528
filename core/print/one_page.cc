#include "core/print/one_page.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/model/estimate.h"
#include "core/text/format.h"

namespace lesion::print {
namespace {

// Millimetres.
constexpr double kMargin = 16;
constexpr double kColumnGap = 8;
constexpr double kImageShare = 0.56;     // of the width
constexpr double kImageHeight = 78;      // at most, on a page of kReferenceHeight
constexpr double kImageBesideMaps = 68;  // the same above two rows of maps
constexpr double kReferenceHeight = 297;
constexpr double kMapGap = 6;
constexpr double kSectionGap = 5.5;
constexpr double kMapWords = 16.5;  // above and below a map, without its legend
constexpr double kTermWidth = 27;   // left column of the model's table
constexpr double kWarningBar = 0.8;
constexpr double kMillimetresPerInch = 25.4;
constexpr int kMostWarnings = 4;
constexpr int kMostMetrics = 4;
constexpr int kMostMeasureLines = 6;
constexpr Colour kAlert{196, 106, 36};
constexpr Colour kCalm{88, 120, 140};
constexpr Colour kTrack{228, 231, 234};
constexpr Colour kWarningGround{252, 246, 232};
constexpr Colour kWarningInk{208, 160, 48};
constexpr Colour kDoubtInk{150, 84, 0};

Result<void> check_report(const Report& report, const ReportOptions& options) {
  if (!(options.dots_per_inch >= 36 && options.dots_per_inch <= 1200)) {
    return fail(ErrorCode::kPrintDotsPerInch, {{"least", 36}, {"most", 1200}});
  }
  if (!(options.width_mm >= 150 && options.width_mm <= 1000 && options.height_mm >= 200 &&
        options.height_mm <= 1000)) {
    return fail(ErrorCode::kReportPage);
  }
  if (report.maps.size() > static_cast<std::size_t>(kMostReportMaps)) {
    return fail(ErrorCode::kReportMaps, {{"most", kMostReportMaps}, {"count", report.maps.size()}});
  }
  if (auto image = check(report.image); !image) {
    return fail_about(report.name, image.error());
  }
  for (const ReportMap& map : report.maps) {
    if (auto whole = check(map.map); !whole) {
      return tl::unexpected(whole.error());
    }
  }
  return {};
}

std::string positive_class(const ModelCard& card) {
  const bool known = card.positive_class >= 0 &&
                     static_cast<std::size_t>(card.positive_class) < card.classes.size();
  return known ? card.classes[static_cast<std::size_t>(card.positive_class)] : std::string();
}

class ReportPage {
 public:
  ReportPage(Page page, const Report& report, const ModelCard& card)
      : page_(std::move(page)), words_(page_.words()), report_(report), card_(card) {}

  Image draw() && {
    foot_ = page_.footer(kMargin, "");
    double y = draw_head();
    y = draw_measures(draw_image_and_result(y)) + kSectionGap;
    const double lowest = foot_ - 4 - model_height();
    y = draw_maps(y, lowest - kSectionGap) + kSectionGap;
    draw_model(std::min(y, lowest));
    return std::move(page_).take();
  }

 private:
  double width() const { return page_.width() - 2 * kMargin; }
  double right() const { return page_.width() - kMargin; }

  double draw_head() {
    const TextStyle title = page_.bold(16);
    const TextStyle small = page_.regular(9);
    page_.text(small, right(), kMargin, shortened(small, report_.date, page_.px(width() / 3)),
               Align::kRight);
    double y = page_.text(title, kMargin, kMargin - 1.4,
                          shortened(title, words_["report.title"], page_.px(width() * 0.65)));
    std::string name = report_.name;
    if (report_.synthetic) {
      if (!name.empty()) name += ": ";
      name += words_["report.synthetic"];
    }
    y = page_.text(small, kMargin, y + 0.6, shortened(small, name, page_.px(width())));
    page_.rule(kMargin, y + 2, width());
    return y + 6;
  }

  double draw_image_and_result(double top) {
    const double across = width() * kImageShare;
    // Two rows of maps need their room.
    const double most = report_.maps.size() > 3 ? kImageBesideMaps : kImageHeight;
    const double high = std::min(most, page_.height() * most / kReferenceHeight);
    PixelBox box = page_.box(kMargin, top, across, high);
    const PixelBox fitted = extent_inside(report_.image, box, Extent::kSeen);
    // Against the margin and the top: what is spare lies on the right and below.
    box = {box.x, box.y, fitted.width, fitted.height};
    const Print print(report_.image, box, Extent::kSeen);
    print.draw(page_.canvas(), page_.px(1));
    const double image_width = page_.mm(box.width);
    double below = top + page_.mm(box.height) + 1;
    below = page_.paragraph(page_.regular(8, kGrey), kMargin, below, std::max(image_width, across),
                            words_["report.outline"]);
    // A narrow image leaves more of the width to the words.
    const double left = kMargin + std::max(image_width, width() * 0.4) + kColumnGap;
    return std::max(below, draw_result(left, top, right() - left));
  }

  double draw_result(double x, double top, double across) {
    const TextStyle body = page_.regular(9);
    double y = top - 0.8;
    if (!report_.probability) {
      y = page_.paragraph(body, x, y, across, words_["report.no_estimate"]);
      return draw_warnings(x, y + 3, across);
    }
    const EstimateWords said =
        say_estimate(card_, {}, *report_.probability, report_.threshold, words_.estimate_table());
    y = page_.paragraph(page_.regular(9, kGrey), x, y, across, said.title, Align::kLeft, 2);
    y = draw_estimate(x, y, across, said);
    for (const std::string& doubt : report_.doubts) {
      y = page_.paragraph(page_.bold(9, kDoubtInk), x, y, across, doubt, Align::kLeft, 4) + 1;
    }
    y = page_.paragraph(body, x, y, across, said.line, Align::kLeft, 5);
    if (!said.found.empty()) {
      y = page_.paragraph(body, x, y + 1, across, said.found, Align::kLeft, 10);
    }
    for (const std::string& note : report_.notes) {
      y = page_.paragraph(body, x, y + 1, across, note, Align::kLeft, 4);
    }
    return draw_warnings(x, y + 3, across);
  }

  // The figure with the network that it comes from, over a scale from 0 to 100% with the mark of
  // where the class begins to be called.
  double draw_estimate(double x, double y, double across, const EstimateWords& said) {
    const TextStyle big = page_.bold(21);
    const TextStyle note = page_.regular(7.5, kGrey);
    const double figure_width = page_.mm(text_width(big, said.figure)) + 4;
    const TextStyle network = page_.regular(9);
    page_.text(network, x + figure_width, y - 0.5 + page_.line(big) * 0.4,
               shortened(network, said.network, page_.px(across - figure_width)));
    y = page_.text(big, x, y - 0.5, shortened(big, said.figure, page_.px(across)));
    const double share = std::clamp(*report_.probability, 0.0, 1.0);
    const bool alert = said.threshold && *report_.probability >= *said.threshold;
    const double at = x + across * std::clamp(said.threshold.value_or(0), 0.0, 1.0);
    if (said.threshold) {
      // Beside the mark, on the side where there is more room.
      const bool left = *said.threshold <= 0.5;
      const double room = left ? x + across - at : at - x;
      page_.text(note, left ? at : at + 0.5, y + 0.6,
                 shortened(note, said.from_here, page_.px(room)),
                 left ? Align::kLeft : Align::kRight);
    }
    const double bar = y + 0.6 + page_.line(note) + 1;
    Canvas& canvas = page_.canvas();
    const double thick = 2.4;
    canvas.fill({page_.px(x), page_.px(bar), page_.px(across), page_.px(thick)}, kTrack);
    canvas.fill({page_.px(x), page_.px(bar), page_.px(across * share), page_.px(thick)},
                alert ? kAlert : kCalm);
    if (said.threshold) {
      canvas.fill({page_.px(at - 0.25), page_.px(bar - 0.9), page_.px(0.5), page_.px(thick + 1.8)},
                  kInk);
    }
    const double ends = bar + thick + 0.6;
    page_.text(note, x, ends, "0");
    return page_.text(note, x + across, ends, "100%", Align::kRight) + 1.4;
  }

  double draw_warnings(double x, double y, double across) {
    const TextStyle body = page_.regular(8.5);
    const std::size_t count = std::min<std::size_t>(report_.warnings.size(), kMostWarnings);
    for (std::size_t i = 0; i < count; ++i) {
      const auto lines = wrapped(body, report_.warnings[i], page_.px(across - 5), 4);
      const double high = static_cast<double>(lines.size()) * page_.line(body) + 2.4;
      Canvas& canvas = page_.canvas();
      canvas.fill({page_.px(x), page_.px(y), page_.px(across), page_.px(high)}, kWarningGround);
      canvas.fill({page_.px(x), page_.px(y), page_.px(kWarningBar), page_.px(high)}, kWarningInk);
      double line_y = y + 1.2;
      for (const std::string& line : lines) line_y = page_.text(body, x + 3, line_y, line);
      y += high + 1.6;
    }
    return y;
  }

  double draw_measures(double y) {
    std::string all;
    for (const std::string& one : report_.measures) all += (all.empty() ? "" : " ") + one;
    if (all.empty()) return y;
    return page_.paragraph(page_.regular(8, kGrey), kMargin, y + 1.5, width(), all, Align::kLeft,
                           kMostMeasureLines);
  }

  // Within top..bottom; returns the y below, not counting the gap that follows.
  double draw_maps(double top, double bottom) {
    const auto chosen = std::count_if(report_.maps.begin(), report_.maps.end(),
                                      [](const ReportMap& map) { return map.by_hand; });
    const bool all = chosen == static_cast<std::ptrdiff_t>(report_.maps.size());
    const char* title = chosen == 0 ? "strongest.title"
                        : all       ? "report.chosen"
                                    : "report.chosen_and_unusual";
    double y = page_.text(page_.bold(11), kMargin, top, words_[title]);
    const TextStyle note = page_.regular(8, kGrey);
    if (report_.maps.empty()) {
      return page_.text(note, kMargin, y + 0.6, words_["report.no_maps"]);
    }
    y = page_.paragraph(
            note, kMargin, y + 0.3, width(),
            words_.fill("report.explain",
                        {{"scale", std::string(scale_words(report_.scale_source, words_))}}),
            Align::kLeft, 2) +
        2.5;
    const Image& image = *report_.image.image;
    // One or two maps are shown larger.
    const std::size_t columns = report_.maps.size() <= 2 ? 2 : 3;
    const auto gaps = static_cast<double>(columns - 1);
    const double across = (width() - gaps * kMapGap) / static_cast<double>(columns);
    const TextStyle title_style = page_.bold(9);
    title_lines_ = 1;
    for (const ReportMap& map : report_.maps) {
      const auto lines = wrapped(title_style, text::capitalised(map.name), page_.px(across), 2);
      if (lines.size() > 1) title_lines_ = 2;
    }
    const double words_height = kMapWords + (title_lines_ - 1) * page_.line(title_style);
    const std::size_t whole_rows = (report_.maps.size() + columns - 1) / columns;
    const auto rows = static_cast<double>(whole_rows);
    const double spare = (bottom - y) / rows - words_height - kLegendHeight;
    const double high = std::min(spare, across * image.height / image.width);
    if (high < 5) return y;
    const PixelBox first = page_.box(kMargin, y, across, high);
    PixelBox fitted = fit_inside(image.width, image.height, first);
    fitted.x = first.x;
    fitted.y = first.y;
    const Print print(report_.image, fitted);
    for (std::size_t i = 0; i < report_.maps.size(); ++i) {
      const double x = kMargin + static_cast<double>(i % columns) * (across + kMapGap);
      const std::size_t row = i / columns;
      const double down = y + static_cast<double>(row) * (high + words_height + kLegendHeight);
      draw_map(report_.maps[i], print, fitted, x, down, across);
    }
    return y + rows * (high + words_height + kLegendHeight) - 3;
  }

  // One map in its column, with what it is above and its numbers below.
  void draw_map(const ReportMap& entry, const Print& print, const PixelBox& fitted, double x,
                double y, double across) {
    const TextStyle name = page_.bold(9);
    const TextStyle note = page_.regular(7.5, kGrey);
    const std::string number = words_.fill(
        "layer_filter",
        {{"layer", std::to_string(entry.layer)}, {"filter", std::to_string(entry.filter)}});
    const std::string title = entry.name.empty() ? number : entry.name;
    const auto lines = wrapped(name, text::capitalised(title), page_.px(across), 2);
    for (const std::string& line : lines) y = page_.text(name, x, y, line);
    // All images of a row begin at the same height.
    if (lines.size() < 2) y += page_.line(name) * (title_lines_ - 1);
    // Under a name stands the number, so that every map can be found again.
    std::string under = entry.name.empty() ? std::string() : number;
    if (entry.unsure) {
      if (!under.empty()) under += ", ";
      under += words_["report.unsure"];
    }
    if (entry.by_hand) {
      if (!under.empty()) under += ", ";
      under += words_["report.by_hand"];
    }
    page_.text(note, x, y, shortened(note, under, page_.px(across)));
    y += page_.line(note);
    const PixelBox at = page_.box(x, y + 0.8, across, 1);
    print.draw_map(page_.canvas(), at.x - fitted.x, at.y - fitted.y, entry.map,
                   {report_.opacity, report_.interpolation, entry.scale});
    y += 0.8 + page_.mm(fitted.height) + 0.7;
    const MapStatistics figures =
        map_statistics(entry.map.values, entry.map.width, entry.map.left_out);
    std::string numbers(words_["inactive"]);
    if (!figures.inactive()) {
      const auto figure = [&](float value) { return words_.figure(static_cast<double>(value)); };
      numbers =
          words_.fill(entry.usual ? "report.statistics_usual" : "report.statistics",
                      {{"peak", figure(figures.max)},
                       {"usual", entry.usual ? figure(*entry.usual) : std::string()},
                       {"mean", figure(figures.mean)},
                       {"active", words_.percent(static_cast<double>(figures.active_fraction))}});
    }
    y = page_.text(note, x, y, shortened(note, numbers, page_.px(across))) + 0.8;
    page_.legend(x, y, page_.mm(fitted.width), entry.scale, static_cast<double>(report_.opacity),
                 OverlayPalette::kGreen, true, figures.max);
  }

  std::string data_words(const Metric& metric) const {
    return metric.elsewhere ? words_.fill("report.model.elsewhere", {{"data", metric.data}})
                            : metric.data;
  }

  // Rows of the model's table: a term and what it says.
  std::vector<std::pair<std::string, std::string>> model_rows() const {
    const auto stated = [this](const std::string& text) {
      return text.empty() ? std::string(words_["report.model.not_stated"]) : text;
    };
    std::vector<std::pair<std::string, std::string>> rows;
    const auto add = [&](std::string_view key, std::string text) {
      rows.emplace_back(words_[key], std::move(text));
    };
    add("report.model.name", stated(card_.name));
    add("model.architecture", stated(card_.architecture));
    add("model.data", stated(card_.training ? card_.training->data : std::string()));
    if (card_.metrics.empty()) add("term.auc.as", stated({}));
    // From elsewhere first, closer to what to expect of one's own images; last those that the
    // network was chosen on.
    std::vector<Metric> metrics = card_.metrics;
    const auto rank = [](const Metric& metric) {
      return metric.elsewhere ? 0 : metric.data.ends_with(" val") ? 2 : 1;
    };
    std::stable_sort(metrics.begin(), metrics.end(),
                     [&](const Metric& a, const Metric& b) { return rank(a) < rank(b); });
    for (std::size_t i = 0; i < std::min<std::size_t>(metrics.size(), kMostMetrics); ++i) {
      const Metric& metric = metrics[i];
      const std::string counts = words_.fill(
          "report.model.auc_counts", {{"n", std::to_string(metric.n)},
                                      {"positives", std::to_string(metric.positives)},
                                      {"positive", words_.class_name(positive_class(card_))}});
      std::string value =
          words_.fill("report.model.auc_value", {{"auc", words_.fixed(metric.auc, 3)},
                                                 {"low", words_.fixed(metric.auc_low, 3)},
                                                 {"high", words_.fixed(metric.auc_high, 3)},
                                                 {"data", data_words(metric)}});
      if (metric.n > 0) value.append(" (").append(counts).append(")");
      add("term.auc.as", std::move(value));
      if (i > 0) rows.back().first.clear();
    }
    add("model.licence", stated(card_.licence));
    return rows;
  }

  double model_height() const {
    const TextStyle body = page_.regular(8.5);
    double high = page_.line(page_.bold(11)) + 1.2;
    for (const auto& [term, text] : model_rows()) {
      const auto lines = wrapped(body, text, page_.px(width() - kTermWidth), 2).size();
      high += static_cast<double>(std::max<std::size_t>(1, lines)) * page_.line(body) + 0.5;
    }
    return high;
  }

  void draw_model(double top) {
    const TextStyle body = page_.regular(8.5);
    double y = page_.text(page_.bold(11), kMargin, top, words_["report.model"]) + 1.2;
    for (const auto& [term, text] : model_rows()) {
      const TextStyle grey = page_.regular(8.5, kGrey);
      page_.text(grey, kMargin, y, shortened(grey, term, page_.px(kTermWidth - 2)));
      const double below = page_.paragraph(body, kMargin + kTermWidth, y, width() - kTermWidth,
                                           text, Align::kLeft, 2);
      y = std::max(below, y + page_.line(body)) + 0.5;
    }
  }

  Page page_;
  const Words words_;
  const Report& report_;
  const ModelCard& card_;
  double foot_ = 0;
  int title_lines_ = 1;  // of the maps
};

}  // namespace

Result<Image> draw_report(const Report& report, const ModelCard& card, const ReportOptions& options,
                          const Fonts& fonts, const Words& words) {
  if (auto whole = check_report(report, options); !whole) return tl::unexpected(whole.error());
  auto page = Page::create(options.width_mm, options.height_mm,
                           options.dots_per_inch / kMillimetresPerInch, fonts, words);
  if (!page) return tl::unexpected(page.error());
  return ReportPage(std::move(*page), report, card).draw();
}

}  // namespace lesion::print
