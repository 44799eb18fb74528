// gradient_reference MODEL FOLDER: for ort_gradients.test.mjs. Writes what another runtime needs to
// run the reverse of MODEL, and what libtorch's automatic differentiation says:
//   reverse.onnx     with turned kernels; transposed.onnx: with ConvTranspose only
//   guided.onnx, deconvnet.onnx, plain.onnx (the network itself), switches.onnx, restart.onnx
//   image.f32, seed.f32, K.f32 for each of the wanted tensors; about.json
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "core/onnx/ablate.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "core/onnx/reverse.h"
#include "core/onnx/tap.h"
#include "native/runtime/torch_runtime.h"

namespace {

using namespace lesion;

[[noreturn]] void give_up(const std::string& sentence) {
  std::fprintf(stderr, "gradient_reference: %s\n", sentence.c_str());
  std::exit(1);
}

template <typename T>
T need(Result<T> result) {
  if (!result) give_up(result.error().message);
  return std::move(*result);
}

void write(const std::string& path, const void* data, std::size_t size) {
  std::ofstream(path, std::ios::binary)
      .write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
}

void write(const std::string& path, const onnx::Model& model) {
  const auto file = need(onnx::write_model(model));
  write(path, file.data(), file.size());
}

void write(const std::string& path, const std::vector<float>& values) {
  write(path, values.data(), values.size() * sizeof(float));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) give_up("needs MODEL and FOLDER");
  const std::string folder = std::string(argv[2]) + "/";
  std::ifstream in(argv[1], std::ios::binary);
  const std::vector<std::uint8_t> file{std::istreambuf_iterator<char>(in),
                                       std::istreambuf_iterator<char>()};
  auto model = need(onnx::read_model(file));
  need(onnx::dequantise_weights(model));
  const auto found = need(onnx::tap(model));
  auto& input = model.graph.inputs[0];
  std::vector<std::int64_t> shape{1};
  for (std::size_t i = 1; i < input.shape.size(); ++i) shape.push_back(input.shape[i].value);
  std::size_t count = 1;
  for (const auto side : shape) count *= static_cast<std::size_t>(side);
  std::mt19937 random(12);
  std::normal_distribution<float> normal;
  std::vector<float> image(count);
  for (auto& value : image) value = normal(random);
  std::vector<std::string> wanted{input.name};
  for (const auto& layer : found.layers) wanted.push_back(layer.tensor);

  write(folder + "plain.onnx", model);
  nlohmann::ordered_json about{{"image", input.name}, {"shape", shape}, {"wanted", wanted}};
  const std::pair<const char*, onnx::ReverseOptions> kinds[] = {
      {"reverse", {}},
      {"transposed", {.turned_kernels = false}},
      {"guided", {.relu = onnx::ReluRule::kGuided}},
      {"deconvnet", {.relu = onnx::ReluRule::kDeconvnet}}};
  for (const auto& [name, options] : kinds) {
    const auto made = need(onnx::reverse(model, "logits", wanted, options));
    write(folder + name + ".onnx", made.model);
    about["seed"] = made.seed;
    about["gradients"] = made.gradients;
  }
  const auto only_image = need(onnx::reverse(model, "logits", std::vector{input.name}));
  auto bare = only_image.model;
  bare.graph.outputs = {{only_image.gradients[0], onnx::ElementType::kFloat, false, {}}};
  write(folder + "saliency.onnx", bare);

  const auto plain = need(TorchRuntime::open_graph(model));
  const Feed feed{input.name, shape, image};
  const auto forward = need(plain.run(std::span(&feed, 1)));
  std::vector<float> seed(forward.find("logits")->values.size());
  for (auto& value : seed) value = normal(random);
  const auto gradients = need(plain.gradients(std::span(&feed, 1), "logits", seed, wanted));
  write(folder + "image.f32", image);
  write(folder + "seed.f32", seed);
  write(folder + "logits.f32", forward.find("logits")->values);
  about["outputs"] = seed.size();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    write(folder + std::to_string(i) + ".f32", gradients.tensors[i].values);
  }

  auto with = model;
  const auto switches = need(onnx::add_filter_switches(with, found.layers));
  write(folder + "switches.onnx", with);
  about["switches"] = nlohmann::ordered_json::array();
  for (const auto& at : switches) {
    about["switches"].push_back({{"layer", at.layer},
                                 {"keep", at.keep},
                                 {"replacement", at.replacement},
                                 {"filters", at.filters}});
  }
  about["restarts"] = nlohmann::ordered_json::array();
  for (std::size_t k = 0; k < found.layers.size(); ++k) {
    const auto restart =
        need(onnx::restart_behind(model, found.layers[k], std::vector<std::string>{"logits"}));
    write(folder + "restart" + std::to_string(k) + ".onnx", restart.model);
    about["restarts"].push_back(restart.carried);
  }
  const std::string text = about.dump(1);
  write(folder + "about.json", text.data(), text.size());
  return 0;
}
