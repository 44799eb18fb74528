// fuzz_seeds DOOR FOLDER: writes sound inputs for one of the fuzz targets, to begin from.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/image/png.h"
#include "core/model/card.h"
#include "core/onnx/compress.h"
#include "core/onnx/graph.h"
#include "tests/core/onnx/small_models.h"

namespace {

using namespace lesion;

ModelCard card() {
  ModelCard card;
  card.name = card.architecture = "seed";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{0.3, 0.9, 0.7, "val", "test"};
  card.metrics = {{"test", 10, 4, 0.9, 0.8, 0.95}};
  card.layers = {{"layer0", 1, 1, 3, 0.5, {{0.1f, 0.5f, 0.9f, false}}}};
  card.training = TrainingRecord{"data", "command", 1, 2, 0.5, "0.1.0"};
  return card;
}

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

std::vector<std::vector<std::uint8_t>> seeds(const std::string& door) {
  if (door == "card") return {bytes_of(to_json(card()))};
  if (door == "onnx") {
    auto model = onnx::small_model();
    model.metadata = {{std::string(kCardKey), to_json(card())}};
    auto compressed = model;
    if (!onnx::compress_weights(compressed, {.least_values = 1})) return {};
    return {onnx::write_model(model).value(), onnx::write_model(compressed).value()};
  }
  Image image{5, 4, {}};
  for (int i = 0; i < 60; ++i) image.rgb.push_back(static_cast<std::uint8_t>(i * 4));
  auto bmp = bytes_of(std::string("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", 18));
  for (const int value : {2, 2}) {
    for (const int byte : {value, 0, 0, 0}) bmp.push_back(static_cast<std::uint8_t>(byte));
  }
  for (const int byte : {1, 0, 24, 0}) bmp.push_back(static_cast<std::uint8_t>(byte));
  bmp.resize(54 + 16, 0);
  const auto gif =
      bytes_of(std::string("GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0"
                           "\2\2D\1\0;",
                           35));
  const auto ppm = bytes_of(std::string("P6 1 1 255\nabc"));
  return {encode_png(image).value(), bmp, gif, ppm};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: fuzz_seeds onnx|card|image FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = argv[2];
  std::filesystem::create_directories(folder);
  int index = 0;
  for (const auto& seed : seeds(argv[1])) {
    std::ofstream out(folder / std::to_string(index++), std::ios::binary);
    out.write(reinterpret_cast<const char*>(seed.data()),
              static_cast<std::streamsize>(seed.size()));
    if (!out) return 1;
  }
  return 0;
}
