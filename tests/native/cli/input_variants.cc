// input_variants FOLDER: one network in variants that differ in what they read and how they answer,
// FOLDER/base.onnx and others, and an image that all of them must give the same probability,
// FOLDER/images/pattern.png, which stands with it in FOLDER/known.json.
//
// The network: a convolution of 2 x 2 pixels to 4 filters, ReLU, one of 1 x 1 to 3, ReLU, the mean
// over all cells, two logits. The pattern repeats every 8 pixels both ways and the input is never
// resampled, so the mean over any part of whole periods is the same: that of a wide input too. The
// probability is worked out here pixel by pixel, without the graph.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/image/png.h"
#include "core/model/card.h"
#include "core/onnx/builder.h"
#include "core/onnx/tap.h"

namespace {

using namespace lesion;

constexpr int kPeriod = 8;
constexpr int kSide = 16;  // of the image's shorter side and of the square inputs
constexpr int kFirst = 4;
constexpr int kSecond = 3;
constexpr double kTemperature = 1.5;
constexpr std::array<float, 3> kMean = {0.6f, 0.45f, 0.4f};
constexpr std::array<float, 3> kStd = {0.3f, 0.25f, 0.2f};

// Other to the right than downwards, and other in each colour.
int colour(int x, int y, int c) {
  const int column = x % kPeriod;
  const int row = y % kPeriod;
  return (column * column * (5 - c) + row * (11 + 9 * c) + column * row * c + 40 * (2 - c)) % 256;
}

// Weights that are nobody's, between -1 and 1.
float weight(int a, int b, int c, int d) {
  return static_cast<float>(std::sin(1.0 + 3 * a + 7 * b + 1.7 * c + 2.3 * d));
}

double known_probability() {
  std::array<double, kSecond> mean{};
  const int cells = kPeriod / 2;
  for (int y = 0; y < cells; ++y) {
    for (int x = 0; x < cells; ++x) {
      std::array<double, kFirst> first{};
      for (int k = 0; k < kFirst; ++k) {
        double sum = 0;
        for (int c = 0; c < 3; ++c) {
          const auto at = static_cast<std::size_t>(c);
          for (int dy = 0; dy < 2; ++dy) {
            for (int dx = 0; dx < 2; ++dx) {
              const double value = colour(2 * x + dx, 2 * y + dy, c) / 255.0;
              sum += static_cast<double>(weight(k, c, dy, dx)) *
                     (value - static_cast<double>(kMean[at])) / static_cast<double>(kStd[at]);
            }
          }
        }
        first[static_cast<std::size_t>(k)] = std::max(0.0, sum);
      }
      for (int k = 0; k < kSecond; ++k) {
        double sum = 0;
        for (int j = 0; j < kFirst; ++j) {
          sum += static_cast<double>(weight(k, j, 5, 0)) * first[static_cast<std::size_t>(j)];
        }
        mean[static_cast<std::size_t>(k)] += std::max(0.0, sum) / (cells * cells);
      }
    }
  }
  double margin = 0;
  for (int k = 0; k < kSecond; ++k) {
    margin += static_cast<double>(weight(1, k, 9, 0) - weight(0, k, 9, 0)) *
              mean[static_cast<std::size_t>(k)];
  }
  return 1 / (1 + std::exp(-margin / kTemperature));
}

struct Variant {
  const char* name;
  InputRule input;
  OutputKind output = OutputKind::kLogits;
};

InputRule rule(int width, Layout layout, ChannelOrder channels, ValueRange range) {
  InputRule input{
      .width = width, .height = kSide, .layout = layout, .channels = channels, .range = range};
  input.mean = kMean;
  input.std = kStd;
  for (std::size_t c = 0; c < 3; ++c) {
    if (range == ValueRange::kSigned) {
      input.mean[c] = 2 * kMean[c] - 1;
      input.std[c] = 2 * kStd[c];
    } else if (range == ValueRange::kBytes) {
      input.mean[c] = 255 * kMean[c];
      input.std[c] = 255 * kStd[c];
    }
  }
  return input;
}

std::vector<Variant> variants() {
  using enum Layout;
  using enum ChannelOrder;
  using enum ValueRange;
  const InputRule base = rule(kSide, kNchw, kRgb, kUnit);
  return {
      {"base", base},
      {"nhwc", rule(kSide, kNhwc, kRgb, kUnit)},
      {"bgr", rule(kSide, kNchw, kBgr, kUnit)},
      {"bytes", rule(kSide, kNchw, kRgb, kBytes)},
      {"signed", rule(kSide, kNchw, kRgb, kSigned)},
      {"wide", rule(2 * kSide, kNchw, kRgb, kUnit)},
      {"softmax", base, OutputKind::kProbabilities},
      {"sigmoid", base, OutputKind::kSigmoid},
      {"logit", base, OutputKind::kLogit},
      {"all", rule(2 * kSide, kNhwc, kBgr, kBytes), OutputKind::kSigmoid},
  };
}

std::string answer(onnx::GraphBuilder& b, const std::string& features, OutputKind kind) {
  const bool one = kind == OutputKind::kSigmoid || kind == OutputKind::kLogit;
  std::vector<float> values;
  for (int k = 0; k < kSecond; ++k) {
    if (one) values.push_back(weight(1, k, 9, 0) - weight(0, k, 9, 0));
  }
  for (int output = 0; output < 2 && !one; ++output) {
    for (int k = 0; k < kSecond; ++k) values.push_back(weight(output, k, 9, 0));
  }
  const auto w = b.initializer("fc", {one ? 1 : 2, kSecond}, values);
  const bool raw = kind == OutputKind::kLogits || kind == OutputKind::kLogit;
  const auto logits = b.gemm(features, w, "", true, raw ? "answer" : "");
  if (kind == OutputKind::kProbabilities) return b.softmax(logits, 1, "answer");
  if (kind == OutputKind::kSigmoid) return b.node("Sigmoid", {logits}, {}, "answer");
  return logits;
}

Result<std::vector<std::uint8_t>> network(const Variant& variant) {
  const auto& input = variant.input;
  onnx::GraphBuilder b(variant.name);
  const bool last = input.layout == Layout::kNhwc;
  auto x = last ? b.input("image", {"N", input.height, input.width, 3})
                : b.input("image", {"N", 3, input.height, input.width});
  if (last) {
    x = b.node("Transpose", {x}, {{"perm", std::vector<std::int64_t>{0, 3, 1, 2}}});
  }
  std::vector<float> first;
  for (int k = 0; k < kFirst; ++k) {
    for (int c = 0; c < 3; ++c) {
      const int read = input.channels == ChannelOrder::kBgr ? 2 - c : c;
      for (int cell = 0; cell < 4; ++cell) first.push_back(weight(k, read, cell / 2, cell % 2));
    }
  }
  std::vector<float> second;
  for (int k = 0; k < kSecond; ++k) {
    for (int j = 0; j < kFirst; ++j) second.push_back(weight(k, j, 5, 0));
  }
  x = b.relu(b.conv(x, b.initializer("w0", {kFirst, 3, 2, 2}, first), "", "conv0", {.stride = 2}),
             "layer0");
  x = b.relu(b.conv(x, b.initializer("w1", {kSecond, kFirst, 1, 1}, second), "", "conv1"),
             "layer1");
  const bool one = variant.output == OutputKind::kSigmoid || variant.output == OutputKind::kLogit;
  b.output(answer(b, b.flatten(b.global_average_pool(x)), variant.output), {"N", one ? 1 : 2});
  auto model = b.finish_model({});
  if (!model) return tl::unexpected<Error>(model.error());
  const auto found = onnx::tap(*model);
  if (!found) return tl::unexpected<Error>(found.error());
  ModelCard card;
  card.name = variant.name;
  card.architecture = "test";
  card.input = input;
  card.logits_tensor = "answer";
  card.output = variant.output;
  card.classes = {"benign", "malignant"};
  card.temperature = kTemperature;
  for (const auto& layer : found->layers) {
    card.layers.push_back({layer.tensor,
                           layer.filters,
                           layer.stride,
                           layer.receptive_field,
                           layer.receptive_field_start,
                           {}});
  }
  model->metadata = {{std::string(kCardKey), to_json(card)}};
  return onnx::write_model(*model);
}

bool write(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  return static_cast<bool>(out);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: input_variants FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder / "images");
  Image image{2 * kSide, kSide, {}};
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      for (int c = 0; c < 3; ++c) image.rgb.push_back(static_cast<std::uint8_t>(colour(x, y, c)));
    }
  }
  const auto png = encode_png(image);
  if (!png || !write(folder / "images" / "pattern.png", *png)) return 1;
  nlohmann::json known = {{"probability", known_probability()},
                          {"variants", nlohmann::json::array()}};
  for (const auto& variant : variants()) {
    const auto file = network(variant);
    if (!file) {
      std::fprintf(stderr, "%s: %s\n", variant.name, file.error().message.c_str());
      return 1;
    }
    if (!write(folder / (std::string(variant.name) + ".onnx"), *file)) return 1;
    known["variants"].push_back(variant.name);
  }
  std::ofstream(folder / "known.json") << known.dump(1);
  return 0;
}
