// Any bytes as an ONNX file: read, its filters given switches, restarted behind each layer, written
// with its reverse in each of the rectifiers' rules; all that is written must be read again.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "core/onnx/ablate.h"
#include "core/onnx/read.h"
#include "core/onnx/reverse.h"
#include "core/onnx/tap.h"

namespace {

using namespace lesion;

void must_be_readable(const onnx::Model& model) {
  const auto file = onnx::write_model(model);
  if (file && !onnx::read_model(*file)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> file(data, size);
  auto model = onnx::read_model(file, {.max_bytes = 1 << 18, .max_parts = 4'000});
  if (!model || model->graph.outputs.empty() || model->graph.inputs.empty()) return 0;
  const std::string output = model->graph.outputs[0].name;
  const auto layers = onnx::find_layers(*model).layers;
  const std::vector<std::string> outputs{output};
  for (std::size_t k = 0; k < layers.size() && k < 4; ++k) {
    const auto restart = onnx::restart_behind(*model, layers[k], outputs);
    if (restart) must_be_readable(restart->model);
  }
  std::vector<std::string> wanted{model->graph.inputs[0].name};
  if (!layers.empty()) wanted.push_back(layers[0].tensor);
  const std::string of = onnx::logit_tensor(*model, output);
  for (const auto rule : {onnx::ReluRule::kGradient, onnx::ReluRule::kGuided}) {
    const auto made = onnx::reverse(*model, of, wanted, {.relu = rule, .max_nodes = 400});
    if (made) must_be_readable(made->model);
  }
  if (onnx::add_filter_switches(*model, layers)) must_be_readable(*model);
  return 0;
}
