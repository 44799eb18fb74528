#include "core/print/one_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/model/estimate.h"
#include "core/print/report_maps.h"
#include "core/text/format.h"

namespace lesion::print {
namespace {

// Millimetres.
constexpr double kMargin = 16;
constexpr double kColumnGap = 8;
constexpr double kImageShare = 0.56;     // of the width
constexpr double kImageHeight = 78;      // at most, on a page of kReferenceHeight
constexpr double kImageBesideMaps = 62;  // the same above two rows of maps
constexpr double kReferenceHeight = 297;
constexpr double kSectionGap = 5.5;
constexpr double kTermWidth = 27;  // left column of the model's table
constexpr double kWarningBar = 0.8;
constexpr double kMillimetresPerInch = 25.4;
constexpr std::array kTypes = {1.0, 0.9, 0.8};  // sizes of type
constexpr int kMostWarnings = 6;
constexpr int kMostLines = 8;  // of a sentence
constexpr std::size_t kMostMetrics = 4;
constexpr int kMostOfRow = 4;  // lines of a row of the model's table
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
  // `type`: the size of its type, 1 the usual.
  ReportPage(Page page, const Report& report, const ModelCard& card, double type)
      : page_(std::move(page)), words_(page_.words()), report_(report), card_(card), type_(type) {}

  // How many of the maps there was no room for.
  std::size_t draw() {
    foot_ = page_.footer(kMargin, "");
    double y = draw_head();
    y = draw_measures(draw_image_and_result(y)) + kSectionGap;
    // Where text fills the page, the last figures of the model make room for it.
    while (metrics_ > 1 && foot_ - 4 - model_height() < y) --metrics_;
    const double lowest = foot_ - 4 - model_height();
    const MapsDrawn maps =
        draw_report_maps(page_, report_, {kMargin, y, width(), lowest - kSectionGap - y}, type_);
    draw_model(std::min(maps.below + kSectionGap, lowest));
    return maps.left_out;
  }
  Image take() && { return std::move(page_).take(); }

 private:
  TextStyle regular(double points, Colour colour = kInk) const {
    return page_.regular(points * type_, colour);
  }
  TextStyle bold(double points, Colour colour = kInk) const {
    return page_.bold(points * type_, colour);
  }
  double width() const { return page_.width() - 2 * kMargin; }
  double right() const { return page_.width() - kMargin; }

  double draw_head() {
    const TextStyle title = bold(16);
    const TextStyle small = regular(9);
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
    const double most = (report_.maps.size() > 3 ? kImageBesideMaps : kImageHeight) * type_;
    const double high = std::min(most, page_.height() * most / kReferenceHeight);
    PixelBox box = page_.box(kMargin, top, across, high);
    const PixelBox fitted = extent_inside(report_.image, box, Extent::kSeen);
    // Against the margin and the top: what is spare lies on the right and below.
    box = {box.x, box.y, fitted.width, fitted.height};
    const Print print(report_.image, box, Extent::kSeen);
    print.draw(page_.canvas(), page_.px(1));
    const double image_width = page_.mm(box.width);
    double below = top + page_.mm(box.height) + 1;
    below = page_.paragraph(regular(8, kGrey), kMargin, below, std::max(image_width, across),
                            words_["report.outline"]);
    // A narrow image leaves more of the width to the words.
    const double left = kMargin + std::max(image_width, width() * 0.4) + kColumnGap;
    return std::max(below, draw_result(left, top, right() - left));
  }

  double draw_result(double x, double top, double across) {
    const TextStyle body = regular(9);
    double y = top - 0.8;
    if (!report_.probability) {
      y = page_.paragraph(body, x, y, across, words_["report.no_estimate"]);
      return draw_warnings(x, y + 3, across);
    }
    const EstimateWords said =
        say_estimate(card_, {}, *report_.probability, report_.threshold, words_.estimate_table(),
                     report_.besides, report_.own ? &*report_.own : nullptr);
    y = page_.paragraph(regular(9, kGrey), x, y, across, said.title, Align::kLeft, 3);
    y = draw_estimate(x, y, across, said);
    for (const std::string& doubt : report_.doubts) {
      y = page_.paragraph(bold(9, kDoubtInk), x, y, across, doubt, Align::kLeft, kMostLines) + 1;
    }
    y = page_.paragraph(body, x, y, across, said.line, Align::kLeft, kMostLines);
    for (const std::string* sentence : {&said.found, &said.own}) {
      if (sentence->empty()) continue;
      y = page_.paragraph(body, x, y + 1, across, *sentence, Align::kLeft, 10);
    }
    for (const std::string& note : report_.notes) {
      y = page_.paragraph(body, x, y + 1, across, note, Align::kLeft, kMostLines);
    }
    return draw_warnings(x, y + 3, across);
  }

  // The figure with the network that it comes from, over a scale from 0 to 100% with the mark of
  // where the class begins to be called.
  double draw_estimate(double x, double y, double across, const EstimateWords& said) {
    const TextStyle big = bold(21);
    const TextStyle note = regular(7.5, kGrey);
    const double figure_width = page_.mm(text_width(big, said.figure)) + 4;
    const TextStyle network = regular(9);
    page_.text(network, x + figure_width, y - 0.5 + page_.line(big) * 0.4,
               shortened(network, said.network, page_.px(across - figure_width)));
    y = page_.text(big, x, y - 0.5, shortened(big, said.figure, page_.px(across)));
    const double share = std::clamp(*report_.probability, 0.0, 1.0);
    const bool alert = said.threshold && *report_.probability >= *said.threshold;
    const double at = x + across * std::clamp(said.threshold.value_or(0), 0.0, 1.0);
    if (said.threshold) {
      // Beside the mark, on the side where there is more room; from the edge where that is too
      // little.
      const bool left = *said.threshold <= 0.5;
      const std::string words = shortened(note, said.from_here, page_.px(across));
      const double wide = page_.mm(text_width(note, words));
      page_.text(note, left ? std::min(at, x + across - wide) : std::max(at + 0.5, x + wide),
                 y + 0.6, words, left ? Align::kLeft : Align::kRight);
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
    const TextStyle body = regular(8.5);
    const std::size_t count = std::min<std::size_t>(report_.warnings.size(), kMostWarnings);
    for (std::size_t i = 0; i < count; ++i) {
      const auto lines = wrapped(body, report_.warnings[i], page_.px(across - 5), kMostLines);
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
    return page_.paragraph(regular(8, kGrey), kMargin, y + 1.5, width(), all, Align::kLeft,
                           kMostMeasureLines);
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
    add("model.architecture", stated(words_.phrases(card_.architecture)));
    add("model.data", stated(card_.training ? card_.training->data : std::string()));
    if (card_.metrics.empty()) add("term.auc.as", stated({}));
    // From elsewhere first, closer to what to expect of one's own images; then those that the
    // sentence on the estimate says; last those that the network was chosen on.
    std::vector<Metric> metrics = card_.metrics;
    const std::string said = card_.operating_point ? card_.operating_point->measured_on : "";
    const auto rank = [&](const Metric& metric) {
      return metric.elsewhere ? 0 : metric.data.ends_with(" val") ? 3 : metric.data == said ? 1 : 2;
    };
    std::stable_sort(metrics.begin(), metrics.end(),
                     [&](const Metric& a, const Metric& b) { return rank(a) < rank(b); });
    for (std::size_t i = 0; i < std::min(metrics.size(), metrics_); ++i) {
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
    add("model.licence", stated(words_.phrases(card_.licence)));
    return rows;
  }

  double model_height() const {
    const TextStyle body = regular(8.5);
    double high = page_.line(bold(11)) + 1.2;
    for (const auto& [term, text] : model_rows()) {
      const auto lines = wrapped(body, text, page_.px(width() - kTermWidth), kMostOfRow).size();
      high += static_cast<double>(std::max<std::size_t>(1, lines)) * page_.line(body) + 0.5;
    }
    return high;
  }

  void draw_model(double top) {
    const TextStyle body = regular(8.5);
    double y = page_.text(bold(11), kMargin, top, words_["report.model"]) + 1.2;
    for (const auto& [term, text] : model_rows()) {
      const TextStyle grey = regular(8.5, kGrey);
      page_.text(grey, kMargin, y, shortened(grey, term, page_.px(kTermWidth - 2)));
      const double below = page_.paragraph(body, kMargin + kTermWidth, y, width() - kTermWidth,
                                           text, Align::kLeft, kMostOfRow);
      y = std::max(below, y + page_.line(body)) + 0.5;
    }
  }

  Page page_;
  const Words words_;
  const Report& report_;
  const ModelCard& card_;
  double type_;
  std::size_t metrics_ = kMostMetrics;
  double foot_ = 0;
};

}  // namespace

Result<Image> draw_report(const Report& report, const ModelCard& card, const ReportOptions& options,
                          const Fonts& fonts, const Words& words) {
  if (auto whole = check_report(report, options); !whole) return tl::unexpected(whole.error());
  // What leaves no room for the maps at the usual size of type is set in a smaller one.
  for (std::size_t i = 0;; ++i) {
    auto page = Page::create(options.width_mm, options.height_mm,
                             options.dots_per_inch / kMillimetresPerInch, fonts, words);
    if (!page) return tl::unexpected(page.error());
    ReportPage drawn(std::move(*page), report, card, kTypes[i]);
    if (drawn.draw() == 0 || i + 1 == kTypes.size()) return std::move(drawn).take();
  }
}

}  // namespace lesion::print
