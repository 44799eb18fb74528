#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/explore/weights.h"

namespace lesion::viewer {
namespace {

ImU32 grey_or_colour(float t, ImU32 towards) {
  const ImVec4 start = ImGui::ColorConvertU32ToFloat4(colour::kWeightNone);
  const ImVec4 end = ImGui::ColorConvertU32ToFloat4(towards);
  const auto mix = [t](float from, float to) { return from + (to - from) * t; };
  return ImGui::ColorConvertFloat4ToU32(
      ImVec4(mix(start.x, end.x), mix(start.y, end.y), mix(start.z, end.z), 1));
}

// Orange above 0, blue below it, dark at 0.
ImU32 signed_colour(float value, float greatest) {
  const float t = greatest > 0 ? std::min(1.0f, std::fabs(value) / greatest) : 0;
  return grey_or_colour(t, value >= 0 ? colour::kWeightAbove : colour::kWeightBelow);
}

struct Kernel {
  int width = 0;
  int height = 0;
  float side = 0;  // of one weight, device pixels
};

template <typename ColourAt>
void draw_kernel(ImDrawList* list, ImVec2 at, const Kernel& kernel, ColourAt colour_at) {
  for (int y = 0; y < kernel.height; ++y) {
    for (int x = 0; x < kernel.width; ++x) {
      const ImVec2 from(at.x + static_cast<float>(x) * kernel.side,
                        at.y + static_cast<float>(y) * kernel.side);
      list->AddRectFilled(from, ImVec2(from.x + kernel.side, from.y + kernel.side),
                          colour_at(static_cast<std::size_t>(y * kernel.width + x)));
    }
  }
}

// Red, green and blue weights as one colour: mid grey is 0.
void colour_kernel(Ui& ui, const LayerWeights& weights, std::span<const float> values,
                   std::span<const int> channels, float greatest) {
  const auto area = static_cast<std::size_t>(weights.height * weights.width);
  const Kernel kernel{weights.width, weights.height,
                      ui.px(std::max(6.0, 84.0 / std::max(weights.width, weights.height)))};
  const ImVec2 at = ImGui::GetCursorScreenPos();
  draw_kernel(ImGui::GetWindowDrawList(), at, kernel, [&](std::size_t cell) {
    std::array<float, 3> rgb = {0.5f, 0.5f, 0.5f};
    for (std::size_t i = 0; i < channels.size(); ++i) {
      if (channels[i] < 0 || channels[i] > 2) continue;
      rgb[static_cast<std::size_t>(channels[i])] +=
          greatest > 0 ? values[i * area + cell] / greatest / 2 : 0;
    }
    return ImGui::ColorConvertFloat4ToU32(ImVec4(rgb[0], rgb[1], rgb[2], 1));
  });
  ImGui::Dummy(ImVec2(static_cast<float>(kernel.width) * kernel.side,
                      static_cast<float>(kernel.height) * kernel.side));
}

void grey_kernels(Ui& ui, const LayerWeights& weights, std::span<const float> values,
                  std::span<const int> channels, float greatest) {
  const auto area = static_cast<std::size_t>(weights.height * weights.width);
  const Kernel kernel{weights.width, weights.height,
                      ui.px(std::max(2.0, 36.0 / std::max(weights.width, weights.height)))};
  const ImVec2 size(static_cast<float>(kernel.width) * kernel.side,
                    static_cast<float>(kernel.height) * kernel.side);
  const float line = line_height(ui.fonts.tiny);
  const float space = ui.px(8);
  const float room = ImGui::GetContentRegionAvail().x;
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImVec2 at = origin;
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (at.x + size.x > origin.x + room && at.x > origin.x) {
      at = ImVec2(origin.x, at.y + size.y + line + ui.px(4));
    }
    const std::span<const float> one = values.subspan(i * area, area);
    draw_kernel(list, at, kernel,
                [&](std::size_t cell) { return signed_colour(one[cell], greatest); });
    const std::string number = std::to_string(channels[i]);
    draw_text(list, ui.fonts.tiny,
              ImVec2(at.x + (size.x - text_size(ui.fonts.tiny, number).x) / 2, at.y + size.y),
              colour::kMuted, number);
    at.x += size.x + space;
  }
  ImGui::Dummy(ImVec2(room, at.y + size.y + line - origin.y));
}

}  // namespace

void flow_weights(Ui& ui) {
  const LayerWeights* weights = weights_of(ui.state, ui.state.layer);
  if (!weights || ui.state.filter < 0 || ui.state.filter >= weights->filters) return;
  const auto shown = static_cast<std::size_t>(weights->shown);
  const auto area = static_cast<std::size_t>(weights->height * weights->width);
  const auto filter = static_cast<std::size_t>(ui.state.filter);
  const auto values =
      std::span<const float>(weights->values).subspan(filter * shown * area, shown * area);
  const auto channels = std::span<const int>(weights->channels).subspan(filter * shown, shown);
  float greatest = 0;
  for (const float value : values) greatest = std::max(greatest, std::fabs(value));

  gap(ui, 10);
  text(ui, ui.fonts.strong, colour::kText, ui.words["weights.title"]);
  gap(ui, 2);
  const bool in_colour = ui.state.layer == 0 && weights->inputs == 3 && weights->shown == 3;
  if (in_colour) {
    colour_kernel(ui, *weights, values, channels, greatest);
  } else {
    grey_kernels(ui, *weights, values, channels, greatest);
  }
  gap(ui, 2);
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words.fill(
              in_colour ? "weights.colour"
                        : (weights->shown < weights->inputs ? "weights.strongest" : "weights.all"),
              {{"shown", std::to_string(weights->shown)},
               {"inputs", std::to_string(weights->inputs)},
               {"size", std::to_string(weights->width)},
               {"greatest", ui.words.figure(greatest)}}));
}

}  // namespace lesion::viewer
