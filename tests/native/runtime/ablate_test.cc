// Switched filters and restarted networks, run: against the plain network and arithmetic by hand.
#include "core/onnx/ablate.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "tests/core/onnx/small_models.h"
#include "tests/native/runtime/gradient_check.h"

namespace lesion {
namespace {

using Floats = std::vector<float>;
using Ints = std::vector<std::int64_t>;

// Feeds of every switch: ones and zeros, kept alive with their values.
struct Switched {
  std::vector<Floats> values;
  std::vector<Feed> feeds;
  std::vector<onnx::FilterSwitch> switches;

  Floats& keep(std::size_t layer) { return values[1 + 2 * layer]; }
  Floats& replacement(std::size_t layer) { return values[2 + 2 * layer]; }

  Switched(std::vector<onnx::FilterSwitch> all, const std::string& input, const Ints& shape,
           Floats image)
      : switches(std::move(all)) {
    values.push_back(std::move(image));
    for (const auto& at : switches) {
      values.emplace_back(static_cast<std::size_t>(at.filters), 1.0f);
      values.emplace_back(static_cast<std::size_t>(at.filters), 0.0f);
    }
    feeds.push_back({input, shape, values[0]});
    for (std::size_t i = 0; i < switches.size(); ++i) {
      const Ints each{1, switches[i].filters, 1, 1};
      feeds.push_back({switches[i].keep, each, values[1 + 2 * i]});
      feeds.push_back({switches[i].replacement, each, values[2 + 2 * i]});
    }
  }
};

std::vector<std::uint8_t> bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Floats logits_of(const Result<Outputs>& outputs) {
  EXPECT_TRUE(outputs.has_value()) << (outputs ? "" : outputs.error().message);
  return outputs ? outputs->find("logits")->values : Floats{};
}

// Of any network: switches that keep all change nothing; every filter of every layer switched by
// the restarted network, as rows of one run, gives what the whole network with that switch gives.
void expect_switches(onnx::Model model, const Ints& shape, const Floats& image,
                     std::size_t most_layers) {
  const auto input = model.graph.inputs[0].name;
  model.graph.inputs[0].shape.assign(shape.begin(), shape.end());
  const auto found = onnx::tap(model);
  ASSERT_TRUE(found.has_value()) << found.error().message;
  const auto plain = TorchRuntime::open_graph(model);
  ASSERT_TRUE(plain.has_value()) << plain.error().message;
  const Feed feed{input, shape, image};
  const auto as_it_is = plain->run(std::span(&feed, 1));
  const auto expected = logits_of(as_it_is);

  auto with = model;
  const auto switches = onnx::add_filter_switches(with, found->layers);
  ASSERT_TRUE(switches.has_value()) << switches.error().message;
  ASSERT_EQ(switches->size(), found->layers.size());
  const auto switched = TorchRuntime::open_graph(with);
  ASSERT_TRUE(switched.has_value()) << switched.error().message;
  Switched values(*switches, input, shape, image);
  EXPECT_EQ(logits_of(switched->run(values.feeds)), expected);

  const std::size_t step = std::max<std::size_t>(1, found->layers.size() / most_layers);
  for (std::size_t k = 0; k < found->layers.size(); k += step) {
    const auto& layer = found->layers[k];
    SCOPED_TRACE(layer.tensor);
    const auto restart = onnx::restart_behind(model, layer, std::vector<std::string>{"logits"});
    ASSERT_TRUE(restart.has_value()) << restart.error().message;
    const std::int64_t rows = std::min(layer.filters, 4);
    const auto filters = static_cast<std::size_t>(layer.filters);
    Floats keep(static_cast<std::size_t>(rows) * filters, 1.0f);
    for (std::size_t f = 0; f < static_cast<std::size_t>(rows); ++f) keep[f * filters + f] = 0.25f;
    const auto replacement = normal_values(filters, 9);
    const auto* maps = as_it_is->find(layer.tensor);
    ASSERT_NE(maps, nullptr);
    std::vector<Feed> feeds{{layer.tensor, maps->shape, maps->values},
                            {restart->at.keep, {rows, layer.filters, 1, 1}, keep},
                            {restart->at.replacement, {1, layer.filters, 1, 1}, replacement}};
    // What crosses from before must be an output of the whole network.
    auto wide = model;
    for (const auto& name : restart->carried) {
      if (!wide.graph.is_output(name) && name != input) {
        wide.graph.outputs.push_back({name, onnx::ElementType::kFloat, false, {}});
      }
    }
    const auto carried = TorchRuntime::open_graph(std::move(wide))->run(std::span(&feed, 1));
    ASSERT_TRUE(carried.has_value());
    for (const auto& name : restart->carried) {
      if (name == input) {
        feeds.push_back({input, shape, image});
      } else {
        feeds.push_back({name, carried->find(name)->shape, carried->find(name)->values});
      }
    }
    const auto behind = TorchRuntime::open_graph(restart->model);
    ASSERT_TRUE(behind.has_value()) << behind.error().message;
    const auto effects = logits_of(behind->run(feeds));
    ASSERT_EQ(effects.size(), static_cast<std::size_t>(rows) * expected.size());
    float scale = 1e-3f;
    for (const float value : expected) scale = std::max(scale, std::abs(value));
    bool any = false;
    for (std::size_t f = 0; f < static_cast<std::size_t>(rows); ++f) {
      values.keep(k)[f] = 0.25f;
      values.replacement(k)[f] = replacement[f];
      const auto one = logits_of(switched->run(values.feeds));
      values.keep(k)[f] = 1;
      for (std::size_t i = 0; i < one.size(); ++i) {
        EXPECT_NEAR(effects[f * one.size() + i], one[i], 2e-5f * scale);
        any = any || one[i] != expected[i];
      }
    }
    EXPECT_TRUE(any) << "no filter has an effect";
  }
}

TEST(FilterSwitches, MixMapsWithTheirReplacement) {
  auto model = onnx::small_model();
  const auto layers = onnx::find_layers(model).layers;
  const std::vector<onnx::LayerInfo> second{layers[1]};
  const auto switches = onnx::add_filter_switches(model, second);
  ASSERT_TRUE(switches.has_value());
  model.graph.outputs.push_back({"layer1.switched", onnx::ElementType::kFloat, false, {}});
  const auto runtime = TorchRuntime::open_graph(model);
  ASSERT_TRUE(runtime.has_value()) << runtime.error().message;
  Switched values(*switches, "image", {1, 3, 16, 16}, normal_values(768, 1));
  values.keep(0) = {1, 0, 0.25f, -2};
  values.replacement(0) = {7, 0.5f, 3, 1};
  const auto out = runtime->run(values.feeds);
  ASSERT_TRUE(out.has_value()) << out.error().message;
  const auto& maps = out->find("layer1")->values;
  const auto& after = out->find("layer1.switched")->values;
  ASSERT_EQ(maps.size(), after.size());
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const std::size_t f = i / 256;
    const float keep = values.keep(0)[f];
    EXPECT_NEAR(after[i], maps[i] * keep + (1 - keep) * values.replacement(0)[f], 1e-5f);
  }
}

TEST(FilterSwitches, OfASmallNetwork) {
  const Ints shape{1, 3, 16, 16};
  expect_switches(onnx::small_model(), shape, normal_values(count_of(shape), 2), 9);
}

// A skip connection crosses from before the layer.
TEST(FilterSwitches, OfANetworkWithABranch) {
  onnx::GraphBuilder b("branch");
  const auto x = b.input("image", {"N", 3, 8, 8});
  const auto weights = [&](const char* name, const Ints& dims, unsigned seed) {
    return b.initializer(name, dims, normal_values(count_of(dims), seed, 0.4f));
  };
  const auto a = b.relu(b.conv(x, weights("w0", {4, 3, 3, 3}, 1), "", {}, {.pad = 1}), "layer0");
  const auto c = b.relu(b.conv(a, weights("w1", {4, 4, 3, 3}, 2), "", {}, {.pad = 1}), "layer1");
  const auto d = b.concat({b.add(a, c), x}, 1);
  const auto e = b.flatten(b.global_average_pool(d));
  b.output(b.gemm(e, weights("fc", {2, 7}, 3), "", true, "logits"), {"N", 2});
  const Ints shape{1, 3, 8, 8};
  const auto model = b.finish_model({}).value();
  const auto layers = onnx::find_layers(model).layers;
  ASSERT_EQ(layers.size(), 2u);
  const auto restart = onnx::restart_behind(model, layers[1], std::vector<std::string>{"logits"});
  ASSERT_TRUE(restart.has_value()) << restart.error().message;
  EXPECT_EQ(restart->carried, (std::vector<std::string>{"image", "layer0"}));
  expect_switches(model, shape, normal_values(count_of(shape), 2), 9);
}

class ShippedSwitches : public testing::TestWithParam<const char*> {};

TEST_P(ShippedSwitches, AgreeWithTheWholeNetwork) {
  auto model = onnx::read_model(bytes_of(std::string("models/") + GetParam() + ".onnx"));
  ASSERT_TRUE(model.has_value());
  ASSERT_TRUE(onnx::dequantise_weights(*model).has_value());
  const auto& sides = model->graph.inputs[0].shape;
  const Ints shape{1, 3, sides[2].value, sides[3].value};
  expect_switches(*model, shape, normal_values(count_of(shape), 4), 9);
}

INSTANTIATE_TEST_SUITE_P(Models, ShippedSwitches, testing::Values("default", "central", "paper"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace lesion
