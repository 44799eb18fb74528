#include "native/train/device_images.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/model/colour_constancy.h"

namespace lesion {
namespace {

// What a kernel needs to know of one image; the columns of a tensor.
enum Column : int {
  kCentreU,
  kCentreV,
  kUx,  // change of u from one column of the result to the next
  kVx,
  kUy,
  kVy,
  kGain,  // three
  kGamma = kGain + 3,
  kBrightness,
  kContrast,
  kHue,
  kSaturation,
  kColumns
};

torch::Tensor columns_of(std::span<const Augmentation> how, double side, int out_side) {
  const auto count = static_cast<std::int64_t>(how.size());
  torch::Tensor columns = torch::empty({count, kColumns});
  float* row = columns.data_ptr<float>();
  for (const Augmentation& one : how) {
    const double step = one.crop * side / out_side;
    const double x = step * (one.flip_x ? -1 : 1);
    const double y = step * (one.flip_y ? -1 : 1);
    row[kCentreU] = static_cast<float>(one.centre_x * side - 0.5);
    row[kCentreV] = static_cast<float>(one.centre_y * side - 0.5);
    row[kUx] = static_cast<float>(std::cos(one.angle) * x);
    row[kVx] = static_cast<float>(-std::sin(one.angle) * x);
    row[kUy] = static_cast<float>(std::sin(one.angle) * y);
    row[kVy] = static_cast<float>(std::cos(one.angle) * y);
    std::copy(one.gain.begin(), one.gain.end(), row + kGain);
    row[kGamma] = one.gamma;
    row[kBrightness] = one.brightness;
    row[kContrast] = one.contrast;
    row[kHue] = one.hue;
    row[kSaturation] = one.saturation;
    row += kColumns;
  }
  return columns;
}

// grid_sample's name for what lies outside.
std::int64_t padding_of(Fill fill) {
  switch (fill) {
    case Fill::kBlack:
      return 0;
    case Fill::kEdge:
      return 1;
    case Fill::kReflect:
      return 2;
  }
  return 0;
}

torch::Tensor sampled(const torch::Tensor& bytes, const torch::Tensor& columns, Fill fill,
                      std::int64_t out_side) {
  const auto column = [&](int k) { return columns.select(1, k).view({-1, 1, 1}); };
  const auto side = static_cast<double>(bytes.size(1));
  const torch::Tensor at =
      torch::arange(out_side, columns.options()) - 0.5 * static_cast<double>(out_side - 1);
  const torch::Tensor x = at.view({1, 1, -1});
  const torch::Tensor y = at.view({1, -1, 1});
  const torch::Tensor u = column(kCentreU) + y * column(kUy) + x * column(kUx);
  const torch::Tensor v = column(kCentreV) + y * column(kVy) + x * column(kVx);
  // -1 .. 1 from edge to edge.
  const torch::Tensor grid = torch::stack({(2 * u + 1) / side - 1, (2 * v + 1) / side - 1}, 3);
  const torch::Tensor values = bytes.permute({0, 3, 1, 2}).to(torch::kFloat32);
  return torch::grid_sampler_2d(values, grid, 0, padding_of(fill), false).mul_(1.0 / 255);
}

// Binomial 1-2-1 along dimension `along` of [N, 3, S, S], the edge repeats.
torch::Tensor blurred(const torch::Tensor& images, int along) {
  const auto side = images.size(along);
  const torch::Tensor before =
      torch::cat({images.narrow(along, 0, 1), images.narrow(along, 0, side - 1)}, along);
  const torch::Tensor behind =
      torch::cat({images.narrow(along, 1, side - 1), images.narrow(along, side - 1, 1)}, along);
  return 0.25 * before + 0.5 * images + 0.25 * behind;
}

void blur_some(torch::Tensor& images, std::span<const Augmentation> how) {
  std::vector<std::int64_t> some;
  for (std::size_t i = 0; i < how.size(); ++i) {
    if (how[i].blur) some.push_back(static_cast<std::int64_t>(i));
  }
  if (some.empty()) return;
  const torch::Tensor which = torch::tensor(some).to(images.device());
  images.index_copy_(0, which, blurred(blurred(images.index_select(0, which), 2), 3));
}

// As make_constant().
torch::Tensor constant(const torch::Tensor& images, int power) {
  torch::Tensor raised = images;
  for (int p = 1; p < power; p *= 2) raised = raised * raised;
  torch::Tensor norm = raised.mean({2, 3}, true);
  for (int p = 1; p < power; p *= 2) norm = norm.sqrt();
  const double target = kConstantColour;
  return (images * (target / norm.clamp(target / 8, target * 8))).clamp_max(1);
}

// As shift_hue_saturation(), on [N, 3, S, S] in 0..1; `hue` and `saturation` [N, 1, 1].
torch::Tensor shifted(const torch::Tensor& images, const torch::Tensor& hue,
                      const torch::Tensor& saturation) {
  const torch::Tensor r = images.select(1, 0);
  const torch::Tensor g = images.select(1, 1);
  const torch::Tensor b = images.select(1, 2);
  const torch::Tensor value = images.amax(1);
  const torch::Tensor chroma = value - images.amin(1);
  const torch::Tensor coloured = chroma > 0;
  const torch::Tensor divisor = torch::where(coloured, chroma, torch::ones_like(chroma));
  const torch::Tensor hue6 =
      torch::where(value == r, (g - b) / divisor,
                   torch::where(value == g, (b - r) / divisor + 2, (r - g) / divisor + 4)) +
      6 * hue;
  const torch::Tensor strong = torch::minimum(chroma * saturation, value);
  const auto channel = [&](double n) {
    torch::Tensor k = n + hue6;
    k = k - 6 * torch::floor(k / 6);
    return value - strong * torch::minimum(k, 4 - k).clamp(0, 1);
  };
  const torch::Tensor made = torch::stack({channel(5), channel(3), channel(1)}, 1);
  return torch::where(coloured.unsqueeze(1), made, images);
}

}  // namespace

DeviceImages::DeviceImages(const PixelCache& cache, std::span<const std::size_t> places,
                           torch::Device device) {
  const auto count = static_cast<std::int64_t>(places.size());
  const std::int64_t side = cache.side();
  pixels_ =
      torch::empty({count, side, side, 3}, torch::TensorOptions(torch::kUInt8).device(device));
  // In parts, so that the images are not in memory twice.
  constexpr std::int64_t kPart = 256;
  for (std::int64_t begin = 0; begin < count; begin += kPart) {
    const std::int64_t end = std::min(count, begin + kPart);
    torch::Tensor part = torch::empty({end - begin, side, side, 3}, torch::kUInt8);
    auto* to = part.data_ptr<std::uint8_t>();
    for (std::int64_t i = begin; i < end; ++i) {
      const auto image = cache.image(places[static_cast<std::size_t>(i)]);
      std::memcpy(to, image.data(), image.size());
      to += image.size();
    }
    pixels_.narrow(0, begin, end - begin).copy_(part);
  }
}

torch::Tensor DeviceImages::augmented(std::span<const std::size_t> images,
                                      std::span<const Augmentation> how, Fill fill,
                                      const InputRule& rule) const {
  const torch::NoGradGuard no_gradients;
  const torch::Device device = pixels_.device();
  const std::vector<std::int64_t> wanted(images.begin(), images.end());
  const torch::Tensor bytes = pixels_.index_select(0, torch::tensor(wanted).to(device));
  const torch::Tensor columns =
      columns_of(how, static_cast<double>(pixels_.size(1)), rule.width).to(device);
  const auto column = [&](int k) { return columns.select(1, k).view({-1, 1, 1, 1}); };
  torch::Tensor out = sampled(bytes, columns, fill, rule.width);
  blur_some(out, how);
  if (rule.colour_constancy != 0) out = constant(out, rule.colour_constancy);
  out = out * columns.narrow(1, kGain, 3).view({-1, 3, 1, 1});
  const auto any = [&](auto differs) { return std::any_of(how.begin(), how.end(), differs); };
  if (any([](const Augmentation& one) { return one.gamma != 1; })) {
    out = torch::pow(out.clamp_min(0), column(kGamma));
  }
  out = out + column(kBrightness);
  const torch::Tensor means = out.mean({2, 3}, true);
  out = ((out - means) * column(kContrast) + means).clamp(0, 1);
  if (any([](const Augmentation& one) { return one.hue != 0 || one.saturation != 1; })) {
    out = shifted(out, column(kHue).squeeze(3), column(kSaturation).squeeze(3)).clamp(0, 1);
  }
  const auto of_channels = [&](const std::array<float, 3>& values) {
    return torch::tensor({values[0], values[1], values[2]}).view({1, 3, 1, 1}).to(device);
  };
  return ((out - of_channels(rule.mean)) / of_channels(rule.std))
      .contiguous(torch::MemoryFormat::ChannelsLast);
}

}  // namespace lesion
