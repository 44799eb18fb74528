#include "core/print/report_maps.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/text/format.h"

namespace lesion::print {
namespace {

// Millimetres.
constexpr double kMapGap = 6;
constexpr double kMapBesideWords = 0.46;  // of a column's width
constexpr double kBesideGap = 2;
constexpr double kMapGaps = 6.3;  // between a map's words, the map and the row below
constexpr double kLeastMap = 12;  // high
constexpr int kMostLines = 8;     // of a sentence
constexpr int kMostOfMap = 3;
constexpr int kMostOfFigures = 5;  // where they stand beside the map

// What stands beside a map: nothing, its figures and scale, or its title too.
enum class Beside { kNothing, kFigures, kAll };

// The words of one map, in lines: what it is, which filter, its figures.
struct MapLines {
  std::vector<std::string> title;
  std::vector<std::string> under;
  std::vector<std::string> figures;
};

struct Layout {
  Beside beside = Beside::kNothing;
  std::size_t count = 0;  // of maps, the first
  std::size_t columns = 1;
  double across = 0;     // of a column
  double map_width = 0;  // at most
  double words = 0;      // beside the map: the width that is left for them; else that of the column
  std::vector<MapLines> lines;
  MapLines most;     // of each kind, over all maps
  double above = 0;  // of a row, what is not beside the map
  double side = 0;   // the height of what is beside it
  double high = 0;   // of the map
  bool fits = false;

  std::size_t rows() const { return (count + columns - 1) / columns; }
  double row_height() const { return above + std::max(high, side); }
};

class MapsPart {
 public:
  MapsPart(Page& page, const Report& report, const Rect& room, double type)
      : page_(page), words_(page.words()), report_(report), room_(room), type_(type) {}

  MapsDrawn draw() {
    const TextStyle note = page_.regular(8 * type_, kGrey);
    double y = page_.text(page_.bold(11 * type_), room_.x, room_.y, words_[title_key()]);
    const std::size_t all = report_.maps.size();
    if (all == 0) return {page_.text(note, room_.x, y + 0.6, words_["strongest.none"]), 0};
    const std::string explained =
        words_.fill(measured() ? "report.explain" : "report.explain_unmeasured",
                    {{"scale", std::string(scale_words(report_.scale_source, words_))}});
    const auto explain_lines = wrapped(note, explained, page_.px(room_.width), kMostLines).size();
    const double top = y + 0.3 + static_cast<double>(explain_lines) * page_.line(note) + 2.5;
    std::size_t count = all;
    std::vector<std::string> left_out;
    Layout layout = best(count, top);
    while (!layout.fits && count > 0) {
      --count;
      left_out = wrapped(note,
                         words_.fill("report.left_out", {{"count", std::to_string(all - count)},
                                                         {"all", std::to_string(all)}}),
                         page_.px(room_.width), kMostLines);
      if (count > 0) {
        layout = best(count, top + static_cast<double>(left_out.size()) * page_.line(note));
      }
    }
    if (count > 0) {
      y = page_.paragraph(note, room_.x, y + 0.3, room_.width, explained, Align::kLeft, kMostLines);
    }
    for (const std::string& line : left_out) y = page_.text(note, room_.x, y, line);
    if (count > 0) y = draw_all(layout, y + 2.5);
    return {y, all - count};
  }

 private:
  // As on the screen: of a network whose filters were never measured nothing is known to be
  // unusual.
  bool measured() const {
    return all_chosen() || report_.maps.empty() ||
           std::any_of(report_.maps.begin(), report_.maps.end(),
                       [](const ReportMap& map) { return !map.by_hand && map.usual; });
  }
  std::ptrdiff_t chosen() const {
    return std::count_if(report_.maps.begin(), report_.maps.end(),
                         [](const ReportMap& map) { return map.by_hand; });
  }
  bool all_chosen() const {
    return chosen() > 0 && chosen() == static_cast<std::ptrdiff_t>(report_.maps.size());
  }
  std::string_view title_key() const {
    if (chosen() == 0) return measured() ? "strongest.title" : "strongest.title_unmeasured";
    if (all_chosen()) return "report.chosen";
    return measured() ? "report.chosen_and_unusual" : "report.chosen_and_strongest";
  }

  TextStyle map_title() const { return page_.bold(9 * type_); }
  TextStyle map_note() const { return page_.regular(7.5 * type_, kGrey); }

  double words_height(const MapLines& lines) const {
    return static_cast<double>(lines.title.size()) * page_.line(map_title()) +
           static_cast<double>(lines.under.size()) * page_.line(map_note());
  }

  MapLines map_lines(const ReportMap& entry, double titles_room, double figures_room) const {
    const std::string number = words_.fill(
        "layer_filter",
        {{"layer", std::to_string(entry.layer)}, {"filter", std::to_string(entry.filter)}});
    const std::string title = entry.name.empty() ? number : entry.name;
    // Under a name stands the number, so that every map can be found again.
    std::string under = entry.name.empty() ? std::string() : number;
    const auto add = [&](bool said, std::string_view key) {
      if (said) under.append(under.empty() ? "" : ", ").append(words_[key]);
    };
    add(entry.unsure, "report.unsure");
    add(entry.by_hand, "report.by_hand");
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
    const double room = page_.px(titles_room);
    return {wrapped(map_title(), text::capitalised(title), room, kMostOfMap),
            wrapped(map_note(), under, room, kMostOfMap),
            wrapped(map_note(), numbers, page_.px(figures_room), kMostOfFigures)};
  }

  // The first `count` maps in `columns` from `top` down.
  Layout plan(std::size_t count, std::size_t columns, Beside beside, double top) const {
    Layout plan;
    plan.beside = beside;
    plan.count = count;
    plan.columns = columns;
    const auto gaps = static_cast<double>(columns - 1);
    plan.across = (room_.width - gaps * kMapGap) / static_cast<double>(columns);
    const bool apart = beside != Beside::kNothing;
    plan.map_width = apart ? plan.across * kMapBesideWords : plan.across;
    plan.words = apart ? plan.across - plan.map_width - kBesideGap : plan.across;
    const auto keep = [](std::vector<std::string>& kept, const std::vector<std::string>& lines) {
      kept.resize(std::max(kept.size(), lines.size()));
    };
    for (std::size_t i = 0; i < count; ++i) {
      plan.lines.push_back(map_lines(
          report_.maps[i], beside == Beside::kAll ? plan.words : plan.across, plan.words));
      keep(plan.most.title, plan.lines.back().title);
      keep(plan.most.under, plan.lines.back().under);
      keep(plan.most.figures, plan.lines.back().figures);
    }
    const double titles = words_height(plan.most);
    const double figures =
        static_cast<double>(plan.most.figures.size()) * page_.line(map_note()) + kLegendHeight;
    plan.above = kMapGaps;
    (beside == Beside::kAll ? plan.side : plan.above) += titles;
    (apart ? plan.side : plan.above) += figures;
    const Image& image = *report_.image.image;
    const double natural = plan.map_width * image.height / image.width;
    const double spare =
        (room_.y + room_.height - top) / static_cast<double>(plan.rows()) - plan.above;
    plan.high = std::min(spare, natural);
    plan.fits = spare > 0 && plan.high >= std::min(kLeastMap, natural) && plan.side <= spare;
    return plan;
  }

  Layout best(std::size_t count, double top) const {
    // One or two maps are shown larger. Of two rows each map has its figures beside it, where they
    // fit: that leaves it more height.
    const std::size_t columns = count <= 2 ? 2 : 3;
    if (count > columns) {
      if (Layout usual = plan(count, columns, Beside::kFigures, top); usual.fits) return usual;
    }
    Layout chosen = plan(count, columns, Beside::kNothing, top);
    if (chosen.fits) return chosen;
    struct Other {
      std::size_t columns;
      Beside beside;
    };
    constexpr std::array<Other, 7> kOthers = {{{3, Beside::kAll},
                                               {2, Beside::kAll},
                                               {2, Beside::kFigures},
                                               {3, Beside::kFigures},
                                               {4, Beside::kNothing},
                                               {5, Beside::kNothing},
                                               {6, Beside::kNothing}}};
    for (const auto& [across, beside] : kOthers) {
      Layout other = plan(count, across, beside, top);
      if (other.fits && (!chosen.fits || other.high > chosen.high)) chosen = std::move(other);
    }
    return chosen;
  }

  double draw_all(const Layout& layout, double top) {
    const Image& image = *report_.image.image;
    const PixelBox first = page_.box(room_.x, top, layout.map_width, layout.high);
    PixelBox fitted = fit_inside(image.width, image.height, first);
    fitted.x = first.x;
    fitted.y = first.y;
    const Print print(report_.image, fitted);
    for (std::size_t i = 0; i < layout.count; ++i) {
      const double x =
          room_.x + static_cast<double>(i % layout.columns) * (layout.across + kMapGap);
      const std::size_t row = i / layout.columns;
      const double y = top + static_cast<double>(row) * layout.row_height();
      draw_map(layout, i, print, fitted, x, y);
    }
    return top + static_cast<double>(layout.rows()) * layout.row_height() - 3;
  }

  // One map in its column, with what it is above and its numbers below. All images and all legends
  // of a row begin at the same height: room is kept for the most lines that any map has.
  void draw_map(const Layout& layout, std::size_t number, const Print& print,
                const PixelBox& fitted, double x, double y) {
    const ReportMap& entry = report_.maps[number];
    const MapLines& said = layout.lines[number];
    const double wide = page_.mm(fitted.width);
    const bool apart = layout.beside != Beside::kNothing;
    const double beside = x + (apart ? wide + kBesideGap : 0);
    double words_x = layout.beside == Beside::kAll ? beside : x;
    double image_y = y + 0.8;
    const auto lines = [&](const TextStyle& style, const std::vector<std::string>& all,
                           const std::vector<std::string>& room) {
      double at = y;
      for (const std::string& line : all) at = page_.text(style, words_x, at, line);
      y += static_cast<double>(room.size()) * page_.line(style);
    };
    lines(map_title(), said.title, layout.most.title);
    lines(map_note(), said.under, layout.most.under);
    if (layout.beside != Beside::kAll) image_y = y + 0.8;
    const PixelBox at = page_.box(x, image_y, layout.across, 1);
    print.draw_map(page_.canvas(), at.x - fitted.x, at.y - fitted.y, entry.map,
                   {report_.opacity, report_.interpolation, entry.scale});
    words_x = beside;
    if (layout.beside == Beside::kNothing) y = image_y + page_.mm(fitted.height) + 0.7;
    if (layout.beside == Beside::kFigures) y = image_y;
    lines(map_note(), said.figures, layout.most.figures);
    const MapStatistics figures =
        map_statistics(entry.map.values, entry.map.width, entry.map.left_out);
    const double left = layout.across - (beside - x);
    page_.legend(beside, y + 0.8, apart ? left : wide, entry.scale,
                 static_cast<double>(report_.opacity), OverlayPalette::kGreen, true, figures.max,
                 left);
  }

  Page& page_;
  const Words words_;
  const Report& report_;
  Rect room_;
  double type_;
};

}  // namespace

MapsDrawn draw_report_maps(Page& page, const Report& report, const Rect& room, double type) {
  return MapsPart(page, report, room, type).draw();
}

}  // namespace lesion::print
