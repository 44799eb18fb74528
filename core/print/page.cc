#include "core/print/page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/image/resample.h"
#include "core/maps/feature_maps.h"

namespace lesion::print {
namespace {

constexpr double kPointsPerInch = 72;
constexpr double kMillimetresPerInch = 25.4;
constexpr double kHairline = 0.12;   // mm
constexpr double kRampHeight = 2.6;  // mm
// What the legend's colours lie on: between skin and paper, as light as skin.
constexpr Colour kLegendBase{222, 214, 210};

std::uint64_t area(int width, int height) {
  return width <= 0 || height <= 0
             ? 0
             : static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
}

}  // namespace

std::string_view scale_words(ScaleSource source, const Words& words) {
  switch (source) {
    case ScaleSource::kTraining:
      return words["scale.training"];
    case ScaleSource::kLayer:
      return words["scale.layer"];
    case ScaleSource::kSheet:
      return words["scale.sheet"];
    case ScaleSource::kMap:
      break;
  }
  return words["scale.map"];
}

Result<void> check(const SeenImage& image) {
  if (image.image == nullptr || image.image->empty()) return fail(ErrorCode::kImageNoPixels);
  if (image.image->rgb.size() != area(image.image->width, image.image->height) * 3) {
    return fail(ErrorCode::kImageSize);
  }
  const Rect& region = image.region;
  if (!(region.width > 0) || !(region.height > 0) || !(std::abs(region.x) < 1e8) ||
      !(std::abs(region.y) < 1e8) || !(region.width < 1e8) || !(region.height < 1e8)) {
    return fail(ErrorCode::kPrintRegion);
  }
  return {};
}

Result<void> check(const MapView& map) {
  if (map.values.empty() || map.values.size() != area(map.width, map.height)) {
    return fail(ErrorCode::kPrintMapSize,
                {{"values", map.values.size()}, {"width", map.width}, {"height", map.height}});
  }
  return {};
}

Result<Page> Page::create(double width_mm, double height_mm, double unit, const Fonts& fonts,
                          const Words& words) {
  if (fonts.regular == nullptr) return fail(ErrorCode::kPrintNoFont);
  const double width = std::ceil(width_mm * unit - 0.5);
  const double height = std::ceil(height_mm * unit - 0.5);
  if (auto size = check_size(width, height); !size) return tl::unexpected(size.error());
  auto canvas = Canvas::create(static_cast<int>(width), static_cast<int>(height), kPaper);
  if (!canvas) return tl::unexpected(canvas.error());
  return Page(std::move(*canvas), width_mm, height_mm, unit, fonts, words);
}

TextStyle Page::regular(double points, Colour colour) const {
  return {fonts_.regular, px(points / kPointsPerInch * kMillimetresPerInch), colour};
}

TextStyle Page::bold(double points, Colour colour) const {
  TextStyle style = regular(points, colour);
  if (fonts_.bold != nullptr) style.font = fonts_.bold;
  return style;
}

double Page::text(const TextStyle& style, double x, double y, std::string_view utf8, Align align) {
  draw_text(canvas_, style, px(x), px(y) + ascent(style), utf8, align);
  return y + line(style);
}

double Page::paragraph(const TextStyle& style, double x, double y, double width,
                       std::string_view utf8, Align align, int most_lines) {
  return mm(draw_paragraph(canvas_, style, px(x), px(y), px(width), utf8, align, most_lines));
}

void Page::rule(double x, double y, double width) {
  const double thickness = std::max(1.0, std::round(px(kHairline)));
  canvas_.fill({px(x), std::round(px(y)), px(width), thickness}, kRule);
}

PixelBox Page::box(double x, double y, double width, double height) const {
  const auto whole = [](double pixels) { return static_cast<int>(std::lround(pixels)); };
  const int left = whole(px(x));
  const int top = whole(px(y));
  return {left, top, whole(px(x + width)) - left, whole(px(y + height)) - top};
}

double Page::footer(double margin, std::string_view right) {
  const TextStyle notice = bold(8.5);
  const TextStyle maker = regular(8, kGrey);
  const double width = width_ - 2 * margin;
  std::string made(words_["app.name"]);
  if (!right.empty()) made += ", " + std::string(right);
  const double maker_width = mm(text_width(maker, made)) + 6;
  // On a narrow page the notice takes the lines it needs: it is never cut.
  const double notice_width = std::max(width / 2, width - maker_width);
  const auto lines = wrapped(notice, words_["notice"], px(notice_width));
  // A notice of more than two lines goes down into the margin rather than up into the page.
  const double top =
      height_ - margin - static_cast<double>(std::min<std::size_t>(lines.size(), 2)) * line(notice);
  double y = top;
  for (const std::string& words : lines) y = text(notice, margin, y, words);
  // Both on one baseline.
  const double lowered = mm(ascent(notice) - ascent(maker));
  text(maker, width_ - margin, top + lowered, shortened(maker, made, px(width - notice_width)),
       Align::kRight);
  rule(margin, top - 2, width);
  return top - 2;
}

void Page::ramp(double x, double y, double width, double opacity, OverlayPalette palette,
                bool fill) {
  const PixelBox bar = box(x, y, width, kRampHeight);
  for (int column = 0; column < bar.width; ++column) {
    const auto t = static_cast<float>((column + 0.5) / bar.width);
    const auto colour = blend_overlay({kLegendBase.r, kLegendBase.g, kLegendBase.b}, t,
                                      fill ? static_cast<float>(opacity) : 0, palette);
    canvas_.fill({static_cast<double>(bar.x + column), static_cast<double>(bar.y), 1,
                  static_cast<double>(bar.height)},
                 {colour[0], colour[1], colour[2]});
  }
}

double Page::legend(double x, double y, double width, const Scale& scale, double opacity,
                    OverlayPalette palette, bool fill, std::optional<float> peak, double room) {
  const TextStyle numbers = regular(7, kGrey);
  if (!(scale.high > scale.low) || !std::isfinite(scale.low) || !std::isfinite(scale.high)) {
    paragraph(numbers, x, y, width, words_["no_scale"], Align::kLeft, 2);
    return y + kLegendHeight;
  }
  ramp(x, y, width, opacity, palette, fill);
  const double below = y + kRampHeight + 0.5;
  const std::string low = words_.figure(static_cast<double>(scale.low));
  const std::string high = words_.figure(static_cast<double>(scale.high));
  const auto wide = [&](const std::string& words) { return mm(text_width(numbers, words)); };
  text(numbers, x, below, low);
  const double first = x + wide(low) + 1.5;  // where other words may begin
  const bool beyond = peak && *peak > scale.high;
  const std::string said =
      beyond ? words_.fill("legend.beyond",
                           {{"high", high}, {"peak", words_.figure(static_cast<double>(*peak))}})
             : high;
  if (x + width - wide(said) >= first) {
    text(numbers, x + width, below, said, Align::kRight);
  } else if (const double at = std::max(first, x + width - wide(high));
             at + wide(said) <= x + std::max(width, room)) {
    text(numbers, at, below, said);  // its figure under the end
  } else {
    // Too narrow for the peak, which stands with the map's other figures: that there is more.
    text(numbers, x + width, below, beyond ? high + "+" : high, Align::kRight);
  }
  return y + kLegendHeight;
}

namespace {

// In pixels of the image.
Rect extent_of(const SeenImage& seen, Extent extent) {
  Rect whole{0, 0, static_cast<double>(seen.image->width), static_cast<double>(seen.image->height)};
  if (extent == Extent::kImage) return whole;
  const Rect& region = seen.region;
  const double left = std::min(0.0, region.x);
  const double top = std::min(0.0, region.y);
  return {left, top, std::max(whole.width, region.x + region.width) - left,
          std::max(whole.height, region.y + region.height) - top};
}

}  // namespace

namespace {

PixelBox rect_inside(const Rect& all, const PixelBox& box) {
  return fit_inside(static_cast<int>(std::lround(all.width)),
                    static_cast<int>(std::lround(all.height)), box);
}

}  // namespace

PixelBox extent_inside(const SeenImage& seen, const PixelBox& box, Extent extent) {
  return rect_inside(extent_of(seen, extent), box);
}

Print::Print(const SeenImage& seen, const PixelBox& box, Extent extent)
    : Print(seen, box, extent_of(seen, extent)) {}

Print::Print(const SeenImage& seen, const PixelBox& box, const Rect& all)
    : room_(box), box_(rect_inside(all, box)) {
  const Image& image = *seen.image;
  const auto scaled = [](int side, double part, double whole) {
    return static_cast<int>(std::lround(side * part / whole));
  };
  box_ = {box_.x + scaled(box_.width, -all.x, all.width),
          box_.y + scaled(box_.height, -all.y, all.height),
          std::max(1, scaled(box_.width, image.width, all.width)),
          std::max(1, scaled(box_.height, image.height, all.height))};
  reduced_ = resample_to_bytes(
      image, {0, 0, static_cast<double>(image.width), static_cast<double>(image.height)},
      box_.width, box_.height);
  const double across = static_cast<double>(box_.width) / image.width;
  const double down = static_cast<double>(box_.height) / image.height;
  region_ = {seen.region.x * across, seen.region.y * down, seen.region.width * across,
             seen.region.height * down};
}

void Print::hatch(Canvas& canvas, double unit) const {
  const double left = std::max<double>(room_.x, box_.x + region_.x);
  const double top = std::max<double>(room_.y, box_.y + region_.y);
  const double right = std::min<double>(room_.x + room_.width, box_.x + region_.x + region_.width);
  const double bottom =
      std::min<double>(room_.y + room_.height, box_.y + region_.y + region_.height);
  const double image_right = box_.x + box_.width;
  const double image_bottom = box_.y + box_.height;
  const std::array<Rect, 4> parts = {{
      {left, top, right - left, box_.y - top},
      {left, image_bottom, right - left, bottom - image_bottom},
      {left, top, box_.x - left, bottom - top},
      {image_right, top, right - image_right, bottom - top},
  }};
  const double step = std::max(3.0, 1.6 * unit);
  const double thickness = std::max(1.0, 0.15 * unit);
  for (const Rect& part : parts) {
    if (part.width < 1 || part.height < 1) continue;
    // Down to the left, each stroke cut to the part; the same lines through all parts.
    const auto first = static_cast<int>(std::floor((part.x + part.y) / step));
    const auto last =
        static_cast<int>(std::ceil((part.x + part.width + part.y + part.height) / step));
    for (int stroke = first; stroke < last; ++stroke) {
      const double sum = stroke * step;
      const double upper = std::max(part.y, sum - part.x - part.width);
      const double lower = std::min(part.y + part.height, sum - part.x);
      if (lower > upper) canvas.line(sum - upper, upper, sum - lower, lower, thickness, kGrey);
    }
  }
}

void Print::draw(Canvas& canvas, double unit) const {
  hatch(canvas, unit);
  canvas.place(reduced_, box_.x, box_.y);
  outline(canvas, unit);
}

void Print::outline(Canvas& canvas, double unit) const {
  const double thickness = std::max(1.0, 0.25 * unit);
  // Where the region ends with the image, the line stays upon the image; where it reaches further,
  // within the room.
  const double inset = thickness / 2;
  const auto first = [inset](double edge, double room) {
    return std::max(edge, edge < 0 ? room + inset : inset);
  };
  const auto last = [inset](double edge, double image, double room) {
    return std::min(edge, (edge > image ? room : image) - inset);
  };
  const double left = first(region_.x, room_.x - box_.x);
  const double top = first(region_.y, room_.y - box_.y);
  const double right = last(region_.x + region_.width, box_.width, room_.x + room_.width - box_.x);
  const double bottom =
      last(region_.y + region_.height, box_.height, room_.y + room_.height - box_.y);
  if (right <= left || bottom <= top) return;
  const double dash = std::max(2.0, 1.1 * unit);
  // White dashes upon a dark line are seen on every skin.
  const auto side = [&](double x0, double y0, double x1, double y1) {
    canvas.line(box_.x + x0, box_.y + y0, box_.x + x1, box_.y + y1, thickness, {0, 0, 0}, 0.55);
    canvas.dashed_line(box_.x + x0, box_.y + y0, box_.x + x1, box_.y + y1, thickness, dash,
                       {255, 255, 255});
  };
  // A side beyond the room is not to be seen: a line at the room's edge would be a false one.
  const Rect room{static_cast<double>(room_.x - box_.x), static_cast<double>(room_.y - box_.y),
                  static_cast<double>(room_.width), static_cast<double>(room_.height)};
  if (region_.y > room.y - 1) side(left, top, right, top);
  if (region_.y + region_.height < room.y + room.height + 1) side(left, bottom, right, bottom);
  if (region_.x > room.x - 1) side(left, top, left, bottom);
  if (region_.x + region_.width < room.x + room.width + 1) side(right, top, right, bottom);
}

void Print::draw_map(Canvas& canvas, int shift_x, int shift_y, const MapView& map,
                     const OverlayStyle& style) const {
  if (map_statistics(map.values, map.width, map.left_out).inactive()) {
    canvas.place(reduced_, box_.x + shift_x, box_.y + shift_y);
    return;
  }
  canvas.place(overlay_reference(reduced_, region_, map.values, map.width, map.height, style),
               box_.x + shift_x, box_.y + shift_y);
}

}  // namespace lesion::print
