// random_model FILE [SIZE [EXTRA]]: writes a network of the compact architecture's shape with
// random weights and a card. EXTRA "no-card" leaves the card out, "open" names an operator we do
// not run, "compressed" adds a head whose weights are in a byte each, and "dequantised" is the same
// with those weights made floats. "many" is another network: as many layers and filters, and maps
// as large, as ResNet-50 has, without its arithmetic.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "core/model/card.h"
#include "core/onnx/builder.h"
#include "core/onnx/compress.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/tap.h"

namespace {

using namespace lesion;

// He's initialisation, so that responses keep their size from layer to layer.
std::vector<float> weights(std::int64_t count, std::int64_t fan_in, std::mt19937& random) {
  std::normal_distribution<float> normal(0.0f, std::sqrt(2.0f / static_cast<float>(fan_in)));
  std::vector<float> values(static_cast<std::size_t>(count));
  for (auto& value : values) value = normal(random);
  return values;
}

// Two more layers: one for compress_weights, one as other programs write them, by columns, unsigned
// and with zero points.
std::string head(onnx::GraphBuilder& b, const std::string& x, std::mt19937& random) {
  const auto y = b.relu(
      b.gemm(x, b.initializer("head", {256, 128}, weights(256 * 128, 128, random)), "", true));
  std::vector<std::uint8_t> bytes(256 * 64);
  std::vector<std::uint8_t> zeros(64);
  std::vector<float> scales(64);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % 256);
  for (auto& zero : zeros) zero = static_cast<std::uint8_t>(118 + random() % 20);
  for (auto& scale : scales) scale = 0.001f * static_cast<float>(1 + random() % 3);
  const auto w = b.node("DequantizeLinear",
                        {b.initializer({"columns", onnx::ElementType::kUint8, {256, 64}, bytes}),
                         b.initializer("columns.scale", {64}, std::span<const float>(scales)),
                         b.initializer({"columns.zero", onnx::ElementType::kUint8, {64}, zeros})},
                        {{"axis", std::int64_t{1}}}, "columns.wide");
  return b.node("MatMul", {y, w});
}

Result<std::vector<std::uint8_t>> network(int size, const std::string& extra) {
  std::mt19937 random(8);
  onnx::GraphBuilder b("random");
  auto x = b.input("image", {"N", 3, size, size});
  ModelCard card;
  std::int64_t channels = 3;
  std::int64_t side = size;
  for (int k = 0; k < 8; ++k) {
    const auto index = std::to_string(k);
    const std::int64_t filters = std::int64_t{8} << (k / 2);
    const auto w = b.initializer("w" + index, {filters, channels, 3, 3},
                                 weights(filters * channels * 9, channels * 9, random));
    const auto bias = b.initializer("b" + index, {filters}, weights(filters, 200, random));
    x = b.relu(b.conv(x, w, bias, "conv" + index, {.stride = 1, .pad = 1}), "layer" + index);
    b.output(x, {"N", filters, side, side});
    channels = filters;
    if (k % 2 == 1) {
      x = b.max_pool(x, 2, 2);
      side /= 2;
    }
  }
  x = b.flatten(b.concat({b.global_average_pool(x), b.global_max_pool(x)}, 1));
  if (extra == "open") x = b.node("Atanh", {x});
  const bool bytes = extra.starts_with("compressed") || extra.starts_with("dequantised");
  if (bytes) x = head(b, x, random);
  const std::int64_t features = bytes ? 64 : 128;
  x = b.gemm(x, b.initializer("fc", {2, features}, weights(2 * features, features, random)),
             b.initializer("fc_bias", {2}, weights(2, 2, random)), true, "logits");
  b.output("logits", {"N", 2});
  auto model = b.finish_model({});
  if (!model) return tl::unexpected<Error>(model.error());
  if (bytes) {
    const auto compressed = onnx::compress_weights(*model, {.least_values = 10'000});
    if (!compressed) return tl::unexpected<Error>(compressed.error());
    card.compression = CompressionRecord{"int8", 0, "nothing"};
  }
  if (extra.starts_with("dequantised")) {
    const auto dequantised = onnx::dequantise_weights(*model);
    if (!dequantised) return tl::unexpected<Error>(dequantised.error());
  }
  if (extra.ends_with("-shown")) {
    for (const auto& [name, rows, columns] :
         {std::tuple{"head", 256, 128}, {"columns.wide", 256, 64}}) {
      model->graph.outputs.push_back({name, onnx::ElementType::kFloat, true, {rows, columns}});
    }
  }
  card.name = "random";
  card.architecture = "compact";
  card.description = "Random weights, for tests only.";
  card.input = square_input(size);
  card.classes = {"benign", "malignant"};
  card.temperature = 1.5;
  card.operating_point = OperatingPoint{0.4, 0.5, 0.5, "nothing", "nothing"};
  for (const auto& layer : onnx::find_layers(*model).layers) {
    card.layers.push_back({layer.tensor,
                           layer.filters,
                           layer.stride,
                           layer.receptive_field,
                           layer.receptive_field_start,
                           {}});
  }
  if (extra != "no-card") model->metadata = {{std::string(kCardKey), to_json(card)}};
  return onnx::write_model(*model);
}

// The filters of ResNet-50's 53 convolutions (26,560), by the side of their maps in times of which
// the input is larger: He et al., "Deep residual learning", table 1, the shortcuts' included.
struct Stage {
  int stride;
  int blocks;
  int narrow;
};
constexpr std::array<Stage, 4> kStages = {{{4, 3, 64}, {8, 4, 128}, {16, 6, 256}, {32, 3, 512}}};

// Each layer is made of the same few channels, so that a run costs little. Every filter has a past,
// as in a model that was measured on its training images.
Result<std::vector<std::uint8_t>> many_filters(int size) {
  constexpr std::int64_t kTrunk = 8;
  std::mt19937 random(53);
  onnx::GraphBuilder b("many");
  ModelCard card;
  std::string trunk = b.input("image", {"N", 3, size, size});
  std::int64_t channels = 3;
  int stride = 1;
  const auto halve = [&] {
    const std::string name = "trunk" + std::to_string(stride);
    const auto w = b.initializer(name, {kTrunk, channels, 3, 3},
                                 weights(kTrunk * channels * 9, channels * 9, random));
    const auto bias = b.initializer(name + "b", {kTrunk}, weights(kTrunk, 200, random));
    trunk = b.conv(trunk, w, bias, name + "c", {.stride = 2, .pad = 1});
    channels = kTrunk;
    stride *= 2;
  };
  std::string last;
  std::uniform_real_distribution<float> past(0.5f, 4.0f);
  const auto layer = [&](std::int64_t filters) {
    const std::string index = std::to_string(card.layers.size());
    const auto w = b.initializer("w" + index, {filters, kTrunk, 1, 1},
                                 weights(filters * kTrunk, kTrunk, random));
    const auto bias = b.initializer("b" + index, {filters}, weights(filters, 200, random));
    last = b.relu(b.conv(trunk, w, bias, "conv" + index), "layer" + index);
    b.output(last, {"N", filters, size / stride, size / stride});
    LayerCard one{last, static_cast<int>(filters), stride, 1, 0.5, {}};
    for (std::int64_t i = 0; i < filters; ++i) {
      const float high = past(random);
      FilterCard& filter = one.filters.emplace_back();
      filter.median = high * 0.3f;
      filter.high = high;
      filter.max = high * 1.5f;
    }
    card.layers.push_back(std::move(one));
  };
  halve();
  layer(64);
  for (const Stage& stage : kStages) {
    while (stride < stage.stride) halve();
    layer(4 * stage.narrow);
    for (int block = 0; block < stage.blocks; ++block) {
      for (const int filters : {stage.narrow, stage.narrow, 4 * stage.narrow}) layer(filters);
    }
  }
  const std::int64_t features = 4 * kStages.back().narrow;
  b.gemm(b.flatten(b.global_average_pool(last)),
         b.initializer("fc", {2, features}, weights(2 * features, features, random)),
         b.initializer("fc_bias", {2}, weights(2, 2, random)), true, "logits");
  b.output("logits", {"N", 2});
  auto model = b.finish_model({});
  if (!model) return tl::unexpected<Error>(model.error());
  card.name = "many";
  card.architecture = "many";
  card.description = "Random weights, for tests only.";
  card.input = square_input(size);
  card.classes = {"benign", "malignant"};
  card.temperature = 1;
  model->metadata = {{std::string(kCardKey), to_json(card)}};
  return onnx::write_model(*model);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: random_model FILE [SIZE [EXTRA]]\n");
    return 2;
  }
  const int size = argc > 2 ? std::atoi(argv[2]) : 64;
  const std::string extra = argc > 3 ? argv[3] : "";
  const auto file = extra == "many" ? many_filters(size) : network(size, extra);
  if (!file) {
    std::fprintf(stderr, "random_model: %s\n", file.error().message.c_str());
    return 1;
  }
  std::ofstream out(argv[1], std::ios::binary);
  out.write(reinterpret_cast<const char*>(file->data()),
            static_cast<std::streamsize>(file->size()));
  return out ? 0 : 1;
}
