#include "native/report/contact_sheet.h"

#include <algorithm>
#include <cmath>

#include "core/image/resample.h"

namespace lesion {
namespace {

constexpr std::int64_t kMaxPixels = 100'000'000;

void fill(Image& sheet, int left, int top, int width, int height,
          const std::array<std::uint8_t, 3>& colour) {
  for (int y = top; y < top + height; ++y) {
    for (int x = left; x < left + width; ++x) {
      const auto at = static_cast<std::size_t>((y * sheet.width + x)) * 3;
      std::copy(colour.begin(), colour.end(), sheet.rgb.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
}

void paste(Image& sheet, const Image& image, int left, int top) {
  const auto row = static_cast<std::ptrdiff_t>(image.width) * 3;
  for (int y = 0; y < image.height; ++y) {
    const auto to = (static_cast<std::ptrdiff_t>(top + y) * sheet.width + left) * 3;
    std::copy_n(image.rgb.begin() + y * row, row, sheet.rgb.begin() + to);
  }
}

}  // namespace

Result<Image> contact_sheet(std::span<const SheetImage> images, int side,
                            const SheetLayout& layout) {
  if (images.empty()) return fail(ErrorKind::kInvalidArgument, "a sheet needs an image");
  if (side < 1 || layout.columns < 1 || layout.cell < 0 || layout.gap < 0 ||
      layout.bar_height < 0) {
    return fail(ErrorKind::kInvalidArgument, "the sheet's sizes must be positive");
  }
  const std::size_t bytes = static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3;
  const std::int64_t cell = layout.cell > 0 ? layout.cell : side;
  const auto count = static_cast<std::int64_t>(images.size());
  const std::int64_t columns = std::min<std::int64_t>(layout.columns, count);
  const std::int64_t rows = (count + columns - 1) / columns;
  const std::int64_t width = columns * (cell + layout.gap) + layout.gap;
  const std::int64_t height = rows * (cell + layout.bar_height + layout.gap) + layout.gap;
  if (width > kMaxPixels / height) {
    return fail(ErrorKind::kTooLarge, "the sheet would be " + std::to_string(width) + " x " +
                                          std::to_string(height) +
                                          " pixels; ask for fewer or smaller images");
  }
  Image sheet{static_cast<int>(width), static_cast<int>(height), {}};
  sheet.rgb.resize(static_cast<std::size_t>(width * height * 3));
  fill(sheet, 0, 0, sheet.width, sheet.height, layout.ground);
  for (std::int64_t i = 0; i < count; ++i) {
    const SheetImage& entry = images[static_cast<std::size_t>(i)];
    if (entry.rgb.size() != bytes) {
      return fail(ErrorKind::kInvalidArgument,
                  "image " + std::to_string(i + 1) + " has " + std::to_string(entry.rgb.size()) +
                      " bytes where " + std::to_string(bytes) + " are needed");
    }
    Image image{side, side, {entry.rgb.begin(), entry.rgb.end()}};
    if (cell != side) {
      image = resample_to_bytes(image, {0, 0, 1.0 * side, 1.0 * side}, static_cast<int>(cell),
                                static_cast<int>(cell));
    }
    const auto left = static_cast<int>(layout.gap + i % columns * (cell + layout.gap));
    const auto top =
        static_cast<int>(layout.gap + i / columns * (cell + layout.bar_height + layout.gap));
    paste(sheet, image, left, top);
    fill(sheet, left, top + static_cast<int>(cell), static_cast<int>(cell), layout.bar_height,
         entry.bar);
  }
  return sheet;
}

std::vector<std::uint8_t> bytes_of_input(std::span<const float> planar, int side,
                                         const std::array<float, 3>& mean,
                                         const std::array<float, 3>& std) {
  const std::size_t plane = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  if (side < 1 || planar.size() != 3 * plane) return {};
  std::vector<std::uint8_t> out(3 * plane);
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < plane; ++i) {
      const double value = 255.0 * (static_cast<double>(planar[c * plane + i]) * std[c] + mean[c]);
      // What is not a number shows as black.
      out[3 * i + c] =
          value > 0 ? static_cast<std::uint8_t>(std::lround(std::min(value, 255.0))) : 0;
    }
  }
  return out;
}

}  // namespace lesion
