#include "core/print/validation_report.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace lesion::print {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::size_t kMostPoints = 20'000;
constexpr std::size_t kMostText = 4'000;
constexpr std::size_t kMostRows = 500;

ordered_json to_object(const PlotPoint& point) { return ordered_json::array({point.x, point.y}); }

ordered_json to_object(const std::vector<PlotPoint>& points) {
  ordered_json list = ordered_json::array();
  for (const PlotPoint& point : points) list.push_back(to_object(point));
  return list;
}

ordered_json to_object(const PlotCross& cross) {
  return ordered_json::array(
      {cross.at.x, cross.at.y, cross.left, cross.right, cross.low, cross.high});
}

ordered_json to_object(const PlotWords& words) {
  return {{"title", words.title}, {"up", words.up}, {"across", words.across}, {"keys", words.keys}};
}

// Reads members; anything amiss spoils the whole.
class Reader {
 public:
  bool good() const { return good_; }

  const json& member(const json& object, const char* key) {
    static const json none;
    if (!object.is_object()) return miss(), none;
    const auto found = object.find(key);
    if (found == object.end()) return miss(), none;
    return *found;
  }
  std::string text(const json& value) {
    if (!value.is_string()) return miss(), std::string();
    const auto& found = *value.get_ptr<const std::string*>();
    if (found.size() > kMostText) return miss(), std::string();
    return found;
  }
  std::string text(const json& object, const char* key) { return text(member(object, key)); }
  double number(const json& value) {
    if (!value.is_number()) return miss(), 0;
    const auto found = value.get<double>();
    if (!(found >= -1 && found <= 2) || ++points_ > 6 * kMostPoints) return miss(), 0;
    return found;
  }
  // A list of at most `most`; each entry by `read`.
  template <typename Read>
  void each(const json& list, std::size_t most, Read read) {
    if (!list.is_array() || list.size() > most) return miss();
    for (const json& entry : list) {
      if (!good_) return;
      read(entry);
    }
  }
  std::vector<std::string> texts(const json& list, std::size_t most) {
    std::vector<std::string> out;
    each(list, most, [&](const json& entry) { out.push_back(text(entry)); });
    return out;
  }
  std::vector<double> numbers(const json& list, std::size_t most) {
    std::vector<double> out;
    each(list, most, [&](const json& entry) { out.push_back(number(entry)); });
    return out;
  }
  PlotPoint point(const json& value) {
    const auto two = numbers(value, 2);
    if (two.size() != 2) return miss(), PlotPoint();
    return {two[0], two[1]};
  }
  std::vector<PlotPoint> points(const json& list) {
    std::vector<PlotPoint> out;
    each(list, kMostPoints, [&](const json& entry) { out.push_back(point(entry)); });
    return out;
  }
  PlotCross cross(const json& value) {
    const auto six = numbers(value, 6);
    if (six.size() != 6) return miss(), PlotCross();
    return {{six[0], six[1]}, six[2], six[3], six[4], six[5]};
  }
  PlotWords words(const json& plot) {
    const json& object = member(plot, "words");
    return {text(object, "title"), text(object, "up"), text(object, "across"),
            texts(member(object, "keys"), 4)};
  }
  std::array<std::string, kReportCells> cells(const json& list) {
    std::array<std::string, kReportCells> out;
    const auto found = texts(list, kReportCells);
    if (found.size() != kReportCells) return miss(), out;
    for (std::size_t i = 0; i < kReportCells; ++i) out[i] = found[i];
    return out;
  }
  void miss() { good_ = false; }

 private:
  bool good_ = true;
  std::size_t points_ = 0;
};

RocPlot roc_from(Reader& reader, const json& object) {
  RocPlot plot;
  plot.words = reader.words(object);
  plot.curve = reader.points(reader.member(object, "curve"));
  plot.card = reader.points(reader.member(object, "card"));
  const json& stated = reader.member(object, "stated");
  if (!stated.is_null()) plot.stated = reader.point(stated);
  const json& point = reader.member(object, "point");
  if (!point.is_null()) plot.point = reader.cross(point);
  return plot;
}

CalibrationPlot calibration_from(Reader& reader, const json& object) {
  CalibrationPlot plot;
  plot.words = reader.words(object);
  reader.each(reader.member(object, "bins"), kMostRows,
              [&](const json& entry) { plot.bins.push_back(reader.cross(entry)); });
  plot.shares = reader.numbers(reader.member(object, "shares"), kMostRows);
  if (plot.shares.size() != plot.bins.size()) reader.miss();
  return plot;
}

ScorePlot scores_from(Reader& reader, const json& object) {
  ScorePlot plot;
  plot.words = reader.words(object);
  plot.benign = reader.numbers(reader.member(object, "benign"), kMostRows);
  plot.malignant = reader.numbers(reader.member(object, "malignant"), kMostRows);
  if (plot.benign.size() != plot.malignant.size()) reader.miss();
  plot.line = reader.number(reader.member(object, "line"));
  return plot;
}

}  // namespace

std::string to_json(const ValidationReport& report) {
  ordered_json out{{"title", report.title},
                   {"date", report.date},
                   {"headline", report.headline},
                   {"figures", ordered_json::array()},
                   {"facts", ordered_json::array()},
                   {"notes", report.notes},
                   {"roc", nullptr},
                   {"calibration", nullptr},
                   {"scores", nullptr},
                   {"headings", report.headings},
                   {"groups", ordered_json::array()},
                   {"groups_note", report.groups_note},
                   {"more", report.more}};
  for (const ReportFigure& one : report.figures) {
    out["figures"].push_back(ordered_json::array({one.name, one.value, one.note}));
  }
  for (const auto& [name, said] : report.facts) {
    out["facts"].push_back(ordered_json::array({name, said}));
  }
  if (const auto& roc = report.roc) {
    out["roc"] = {{"words", to_object(roc->words)},
                  {"curve", to_object(roc->curve)},
                  {"card", to_object(roc->card)},
                  {"stated", roc->stated ? to_object(*roc->stated) : ordered_json(nullptr)},
                  {"point", roc->point ? to_object(*roc->point) : ordered_json(nullptr)}};
  }
  if (const auto& plot = report.calibration) {
    ordered_json bins = ordered_json::array();
    for (const PlotCross& bin : plot->bins) bins.push_back(to_object(bin));
    out["calibration"] = {
        {"words", to_object(plot->words)}, {"bins", std::move(bins)}, {"shares", plot->shares}};
  }
  if (const auto& plot = report.scores) {
    out["scores"] = {{"words", to_object(plot->words)},
                     {"benign", plot->benign},
                     {"malignant", plot->malignant},
                     {"line", plot->line}};
  }
  for (const ReportGroup& group : report.groups) {
    out["groups"].push_back({{"title", group.title}, {"rows", group.rows}});
  }
  return out.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

Result<ValidationReport> validation_report_from_json(std::string_view text) {
  const json object = json::parse(text, nullptr, false);
  Reader reader;
  ValidationReport out;
  out.title = reader.text(object, "title");
  out.date = reader.text(object, "date");
  out.headline = reader.text(object, "headline");
  reader.each(reader.member(object, "figures"), kMostRows, [&](const json& entry) {
    const auto three = reader.texts(entry, 3);
    if (three.size() != 3) return reader.miss();
    out.figures.push_back({three[0], three[1], three[2]});
  });
  reader.each(reader.member(object, "facts"), kMostRows, [&](const json& entry) {
    const auto two = reader.texts(entry, 2);
    if (two.size() != 2) return reader.miss();
    out.facts.emplace_back(two[0], two[1]);
  });
  out.notes = reader.texts(reader.member(object, "notes"), kMostRows);
  if (const json& roc = reader.member(object, "roc"); !roc.is_null()) {
    out.roc = roc_from(reader, roc);
  }
  if (const json& plot = reader.member(object, "calibration"); !plot.is_null()) {
    out.calibration = calibration_from(reader, plot);
  }
  if (const json& plot = reader.member(object, "scores"); !plot.is_null()) {
    out.scores = scores_from(reader, plot);
  }
  out.headings = reader.cells(reader.member(object, "headings"));
  std::size_t rows = 0;
  reader.each(reader.member(object, "groups"), kMostRows, [&](const json& entry) {
    ReportGroup group{reader.text(entry, "title"), {}};
    reader.each(reader.member(entry, "rows"), kMostRows, [&](const json& row) {
      group.rows.push_back(reader.cells(row));
      if (++rows > kMostRows) reader.miss();
    });
    out.groups.push_back(std::move(group));
  });
  out.groups_note = reader.text(object, "groups_note");
  out.more = reader.text(object, "more");
  if (!reader.good()) return fail(ErrorCode::kReportFigures);
  return out;
}

}  // namespace lesion::print
