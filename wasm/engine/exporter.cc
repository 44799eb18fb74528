#include "wasm/engine/exporter.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/model/estimate.h"
#include "core/model/operating.h"
#include "core/model/region.h"
#include "core/print/one_page.h"
#include "core/text/format.h"

namespace lesion::engine {
namespace {

using print::Align;
using print::Page;

// The view's page, millimetres.
constexpr double kMargin = 8;
constexpr double kImageWidth = 180;
constexpr double kHead = 13;
constexpr double kBelow = 46;  // at least
constexpr double kFoot = 11;   // the rule and the notice in it
constexpr double kLegendWidth = 62;
// A tall image is as high as this at most.
constexpr double kImageHeight = 240;

print::MapView map_view(const ExportMap& map) {
  return {map.width, map.height, map.values, map.left_out};
}

std::string positive_class(const ModelCard& card) {
  const bool known = card.positive_class >= 0 &&
                     static_cast<std::size_t>(card.positive_class) < card.classes.size();
  return known ? card.classes[static_cast<std::size_t>(card.positive_class)] : std::string();
}

std::string map_words(const print::Words& words, const ExportMap& map) {
  std::string said =
      text::capitalised(words.fill("layer_filter", {{"layer", std::to_string(map.layer)},
                                                    {"filter", std::to_string(map.filter)}}));
  if (!map.name.empty()) said += ": " + map.name;
  return said;
}

std::string figures(const print::Words& words, const ExportMap& map) {
  const MapStatistics all = map_statistics(map.values, map.width, map.left_out);
  if (all.inactive()) return text::capitalised(std::string(words["inactive"]));
  return text::capitalised(words.fill(
      "report.statistics", {{"peak", words.figure(static_cast<double>(all.max))},
                            {"mean", words.figure(static_cast<double>(all.mean))},
                            {"active", words.percent(static_cast<double>(all.active_fraction))}}));
}

Rect whole_rect(const Image& image) {
  return {0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
}

// Whole pixels of `image` that `visible` touches; all of it where that is nothing or none of it.
Rect shown_part(const Image& image, const std::optional<Rect>& visible) {
  const Rect all = whole_rect(image);
  if (!visible) return all;
  const double left = std::clamp(std::floor(visible->x), 0.0, all.width);
  const double top = std::clamp(std::floor(visible->y), 0.0, all.height);
  const double right = std::clamp(std::ceil(visible->x + visible->width), 0.0, all.width);
  const double bottom = std::clamp(std::ceil(visible->y + visible->height), 0.0, all.height);
  if (!(right > left) || !(bottom > top)) return all;
  return {left, top, right - left, bottom - top};
}

// `part` of `image`, and on each side where it ends with the image as far as the seen `region`
// reaches beyond: what the screen shows of both.
Rect framed(const Image& image, const Rect& part, const Rect& region) {
  const double right = part.x + part.width;
  const double bottom = part.y + part.height;
  const double left = part.x <= 0 ? std::min(0.0, region.x) : part.x;
  const double top = part.y <= 0 ? std::min(0.0, region.y) : part.y;
  const double end = right < image.width ? right : std::max(right, region.x + region.width);
  const double low = bottom < image.height ? bottom : std::max(bottom, region.y + region.height);
  return {left, top, end - left, low - top};
}

// The part `rect` (whole pixels within it) of an image.
Image cropped(const Image& image, const Rect& rect) {
  Image part;
  part.width = static_cast<int>(rect.width);
  part.height = static_cast<int>(rect.height);
  const auto row_bytes = static_cast<std::size_t>(part.width) * 3;
  part.rgb.reserve(row_bytes * static_cast<std::size_t>(part.height));
  for (int y = 0; y < part.height; ++y) {
    const auto row = static_cast<std::size_t>(y) + static_cast<std::size_t>(rect.y);
    const auto from =
        (row * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(rect.x)) * 3;
    const auto start = image.rgb.begin() + static_cast<std::ptrdiff_t>(from);
    part.rgb.insert(part.rgb.end(), start, start + static_cast<std::ptrdiff_t>(row_bytes));
  }
  return part;
}

// As it is drawn on the screen; lines of a third of a millimetre.
OverlayStyle style_of(const ExportView& view, const Scale& scale, double unit) {
  OverlayStyle style{view.opacity, view.interpolation, scale, view.palette, view.contours};
  style.contour_width = static_cast<float>(std::max(1.0, unit / 6));
  style.fill = view.fill;
  return style;
}

// The filter's scale on the training images; an empty one where it was never measured.
Scale training(const ModelCard& card, const ExportMap& map) {
  const auto layer = static_cast<std::size_t>(map.layer);
  if (map.layer < 0 || layer >= card.layers.size()) return {0, 0};
  return training_scale(card.layers[layer], map.filter);
}

// The usual greatest response of the filter on the training images; nothing where it was never
// measured.
std::optional<float> usual(const ModelCard& card, const ExportMap& map) {
  const Scale scale = training(card, map);
  if (!(scale.high > scale.low)) return std::nullopt;
  return card.layers[static_cast<std::size_t>(map.layer)]
      .filters[static_cast<std::size_t>(map.filter)]
      .median;
}

// Where a person has chosen what the network saw, or where its square could not be fitted: a
// sentence that says so; else nothing.
std::string crop_words(const print::Words& words, const ModelCard& card, const Image& image,
                       const ExportView& view) {
  const InputRule& rule = card.input;
  const bool fitted = rule.crop.kind == CropKind::kLesion;
  if (is_by_rule(view.region, image.width, image.height, rule, view.lesion)) {
    return fitted && !view.lesion ? std::string(words["crop.no_lesion"]) : std::string();
  }
  const RegionKind kind = region_kind(view.region, image.width, image.height, rule, view.lesion);
  std::string said(words[view.refitted                ? "crop.refitted"
                         : kind == RegionKind::kWhole ? "crop.whole"
                                                      : "crop.moved"]);
  return said.append(" ").append(words[fitted ? "crop.figures_fitted" : "crop.figures"]);
}

}  // namespace

namespace {

print::TextStyle style_for(const Page& page, const Exporter::Sentence& one) {
  const print::Colour colour = one.grey ? print::kGrey : print::kInk;
  return one.bold ? page.bold(one.points, colour) : page.regular(one.points, colour);
}

// With the gap below it.
double sentence_height(const Page& page, const Exporter::Sentence& one, double width) {
  const print::TextStyle style = style_for(page, one);
  const auto lines = print::wrapped(style, one.words, page.px(width)).size();
  return static_cast<double>(lines) * page.line(style) + 0.6;
}

}  // namespace

bool other_side(std::optional<double> one, std::optional<double> other, const ModelCard& card) {
  if (!one || !other || !card.operating_point) return false;
  const double line = card.operating_point->threshold;
  return (*one >= line) != (*other >= line);
}

std::string own_square(const print::Words& words, const ModelCard& card, const ExportView& view) {
  std::vector<double> beside{*view.by_rule};
  beside.insert(beside.end(), view.besides.begin(), view.besides.end());
  if (view.probability) beside.push_back(*view.probability);
  const ModelCard moved = card_at(card, view.threshold);
  if (moved.operating_point) beside.push_back(moved.operating_point->threshold);
  std::string said = words.fill(
      "crop.by_rule", {{"percent", text::percents(beside, words["estimate.decimal"])[0]}});
  if (other_side(view.by_rule, view.probability, moved)) {
    said.append(" ").append(words["crop.central_crosses"]);
  }
  return said;
}

std::string point_words(const print::Words& words, const ModelCard& card,
                        std::optional<double> threshold, const std::optional<OwnPoint>& own,
                        std::span<const double> estimates) {
  const ModelCard moved = card_at(card, threshold);
  if (!moved.operating_point) return {};
  const std::string named = words.class_name(positive_class(card));
  const double at = moved.operating_point->threshold;
  const bool found_here = threshold && own && own->threshold && own->threshold->value == *threshold;
  std::string said =
      words.fill(threshold && !found_here ? "point.from_moved" : "point.from",
                 {{"class", named},
                  {"percent", text::percent_among(at, estimates, words["estimate.decimal"])}});
  if (found_here) said.append(" ").append(own_threshold_words(*own, card, words.estimate_table()));
  const std::vector<PointFigures> all = figures_at(card, threshold);
  if (all.empty()) return said;
  const PointFigures& first = all.front();
  return said.append(" ").append(words.fill(
      first.elsewhere ? "point.missed_elsewhere" : "point.missed_home",
      {{"class", named}, {"missed", words.percent(1 - first.sensitivity)}, {"data", first.data}}));
}

ModelCard card_at(ModelCard card, std::optional<double> threshold) {
  if (auto moved = operating_point(card, threshold)) card.operating_point = std::move(*moved);
  return card;
}

Result<void> Exporter::set_fonts(std::vector<std::uint8_t> regular,
                                 std::vector<std::uint8_t> bold) {
  auto first = print::Font::open(std::move(regular));
  if (!first) return tl::unexpected(first.error());
  auto second = print::Font::open(std::move(bold));
  if (!second) return tl::unexpected(second.error());
  regular_ = std::move(*first);
  bold_ = std::move(*second);
  return {};
}

Result<void> Exporter::set_words(const std::string& json) {
  auto words = print::Words::from_json(json);
  if (!words) return tl::unexpected(words.error());
  words_ = std::move(*words);
  return {};
}

print::Fonts Exporter::fonts() const {
  return {regular_ ? &*regular_ : nullptr, bold_ ? &*bold_ : nullptr};
}

Result<Image> Exporter::draw_view(const Image& whole_image, const ModelCard& card,
                                  const ExportView& view) const {
  if (auto whole = print::check({&whole_image, view.region}); !whole) {
    return fail_about(view.name, whole.error());
  }
  const Rect part = shown_part(whole_image, view.visible);
  const Image cut = part == whole_rect(whole_image) ? Image{} : cropped(whole_image, part);
  const Image& image = cut.empty() ? whole_image : cut;
  const print::SeenImage seen{
      &image,
      {view.region.x - part.x, view.region.y - part.y, view.region.width, view.region.height}};
  const ExportMap* map = view.maps.empty() ? nullptr : &view.maps.front();
  if (map) {
    if (auto whole = print::check(map_view(*map)); !whole) return tl::unexpected(whole.error());
  }
  const Rect frame = framed(whole_image, part, view.region);
  const double high = std::min(kImageHeight, kImageWidth * frame.height / frame.width);
  const double unit = std::clamp(frame.width, 1200.0, 3000.0) / kImageWidth;
  // The words first, on a page of no use: what they need is below the image.
  auto paper = Page::create(kMargin, kMargin, unit, fonts(), words_);
  if (!paper) return tl::unexpected(paper.error());
  const double left_width = map ? kImageWidth - kLegendWidth - 8 : kImageWidth;
  const auto said = view_sentences(card, whole_image, view, map);
  double below = 3;
  for (const Sentence& one : said) below += sentence_height(*paper, one, left_width);
  below = std::max(kBelow, below + kFoot);
  auto page = Page::create(kImageWidth + 2 * kMargin, kHead + high + below + kMargin, unit, fonts(),
                           words_);
  if (!page) return tl::unexpected(page.error());

  const double right = kMargin + kImageWidth;
  const print::TextStyle title = page->bold(12);
  const print::TextStyle small = page->regular(8.5, print::kGrey);
  page->text(title, kMargin, 5, print::shortened(title, view.name, page->px(kImageWidth - 45)));
  page->text(small, right, 6, view.date, Align::kRight);
  const print::Print print(seen, page->box(kMargin, kHead, kImageWidth, high),
                           Rect{frame.x - part.x, frame.y - part.y, frame.width, frame.height});
  print.draw(page->canvas(), unit);
  if (map) {
    print.draw_map(page->canvas(), 0, 0, map_view(*map), style_of(view, map->scale, unit));
    print.outline(page->canvas(), unit);
  }
  page->footer(kMargin, "");

  const double top = kHead + high + 3;
  double y = top;
  for (const Sentence& one : said) {
    page->paragraph(style_for(*page, one), kMargin, y, left_width, one.words);
    y += sentence_height(*page, one, left_width);
  }
  if (map) {
    const double x = right - kLegendWidth;
    const double end =
        page->legend(x, top + 1, kLegendWidth, map->scale, view.opacity, view.palette, view.fill,
                     map_statistics(map->values, map->width, map->left_out).max);
    page->paragraph(page->regular(7.5, print::kGrey), x, end + 1, kLegendWidth,
                    print::scale_words(view.scale_source, words_), Align::kLeft, 3);
  }
  return std::move(*page).take();
}

std::vector<Exporter::Sentence> Exporter::view_sentences(const ModelCard& card, const Image& image,
                                                         const ExportView& view,
                                                         const ExportMap* map) const {
  std::vector<Sentence> all;
  const auto say = [&](double points, bool grey, std::string words, bool bold = false) {
    if (!words.empty()) all.push_back({points, bold, grey, std::move(words)});
  };
  if (map) {
    say(10, false, map_words(words_, *map), true);
    say(9, false, figures(words_, *map));
  }
  if (view.probability) {
    const bool beside = view.by_rule && *view.by_rule != *view.probability;
    const EstimateWords said =
        say_estimate(card, {}, *view.probability, view.threshold, words_.estimate_table(),
                     view.besides, view.own ? &*view.own : nullptr);
    std::string first = said.title + ": " + said.figure;
    if (beside) {
      first.append(". ").append(own_square(words_, card, view));
    }
    say(9, false, std::move(first));
    for (const std::string& doubt : view.doubts) say(9, false, doubt, true);
    say(8.5, true, said.line);
    say(8.5, true, said.found);
    say(8.5, true, said.own);
  } else {
    for (const std::string& doubt : view.doubts) say(9, false, doubt, true);
  }
  say(8.5, true, words_.fill("sheet.model", {{"name", card.name}}));
  if (view.outline_corrected) say(8.5, true, std::string(words_["outline.corrected"]));
  say(8.5, true, crop_words(words_, card, image, view));
  return all;
}

Result<Image> Exporter::draw_report(const Image& image, const ModelCard& card,
                                    const ExportView& view) const {
  print::Report report;
  report.name = view.name;
  report.image = {&image, view.region};
  report.probability = view.probability;
  report.date = view.date;
  std::string crop = crop_words(words_, card, image, view);
  if (!crop.empty() && view.by_rule) crop.append(" ").append(own_square(words_, card, view));
  if (!crop.empty()) report.warnings.push_back(std::move(crop));
  report.warnings.insert(report.warnings.end(), view.warnings.begin(), view.warnings.end());
  report.notes = view.notes;
  if (view.outline_corrected) report.notes.emplace_back(words_["outline.corrected"]);
  report.doubts = view.doubts;
  report.measures = view.measures;
  report.opacity = view.opacity;
  report.interpolation = view.interpolation;
  for (const ExportMap& map : view.maps) {
    if (report.maps.size() == static_cast<std::size_t>(print::kMostReportMaps)) break;
    report.maps.push_back({map.layer, map.filter, map.name, map.by_hand, map.unsure,
                           usual(card, map), map_view(map), training(card, map)});
  }
  const bool measured =
      std::all_of(report.maps.begin(), report.maps.end(),
                  [](const print::ReportMap& map) { return map.scale.high > map.scale.low; });
  report.scale_source = measured ? print::ScaleSource::kTraining : print::ScaleSource::kMap;
  if (!measured) {
    for (print::ReportMap& map : report.maps) {
      map.scale = {0, map_statistics(map.map.values, map.map.width, map.map.left_out).max};
    }
  }
  report.threshold = view.threshold;
  report.besides = view.besides;
  report.own = view.own;
  report.synthetic = view.synthetic;
  return print::draw_report(report, card, {}, fonts(), words_);
}

}  // namespace lesion::engine
