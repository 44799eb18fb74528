// A mask network with a known answer: the lesion is where the image is dark.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/concepts/mask_card.h"
#include "core/onnx/builder.h"

namespace lesion::testing {

// logit = 40 (0.45 - mean of red, green, blue) at each second place; its file, with its card.
inline std::vector<std::uint8_t> dark_network(int size) {
  MaskCard card;
  card.name = "dark";
  card.input.width = card.input.height = size;
  card.side = size / 2;
  card.masks = {"lesion"};
  onnx::GraphBuilder builder("dark");
  const auto image = builder.input("image", {"N", 3, size, size});
  const std::vector<float> weights(3 * 2 * 2, -40.0f / 12);
  const std::vector<float> bias{40 * 0.45f};
  builder.output(
      builder.conv(image, builder.initializer("w", {1, 3, 2, 2}, std::span<const float>(weights)),
                   builder.initializer("b", {1}, std::span<const float>(bias)), "masks",
                   {.stride = 2, .pad = 0}),
      {"N", 1, size / 2, size / 2});
  auto file = builder.finish({{kMaskCardKey, to_json(card)}});
  return file ? *file : std::vector<std::uint8_t>{};
}

}  // namespace lesion::testing
