#include "native/runtime/torch_runtime.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <exception>
#include <set>
#include <unordered_map>

#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "native/runtime/torch_operators.h"
#include "native/runtime/torch_state.h"

namespace lesion {
namespace {

using at::Tensor;
using onnx::Node;
using torch_operator::Ints;
using torch_operator::Refusal;

std::string shown(const Node& node) {
  return (node.name.empty() ? "a node" : node.name) + " (" + node.op_type + ")";
}

// Every operator of the graph that is not covered, each once, in the order of the alphabet.
std::set<std::string> unknown_operators(const onnx::Graph& graph) {
  std::set<std::string> unknown;
  for (const auto& node : graph.nodes) {
    const bool standard = node.domain.empty() || node.domain == "ai.onnx";
    if (!standard) {
      unknown.insert(node.domain + "." + node.op_type);
    } else if (torch_operator::find(node.op_type) == nullptr) {
      unknown.insert(node.op_type);
    }
  }
  return unknown;
}

std::string listed(const std::set<std::string>& names) {
  std::string text = names.size() == 1 ? "the operator " : "the operators ";
  std::size_t index = 0;
  for (const auto& name : names) {
    if (index > 0) text += index + 1 == names.size() ? " and " : ", ";
    text += name;
    ++index;
  }
  return text + (names.size() == 1 ? " is not supported" : " are not supported");
}

}  // namespace

const NamedTensor* Outputs::find(std::string_view name) const {
  const auto at = std::find_if(tensors.begin(), tensors.end(),
                               [&](const NamedTensor& tensor) { return tensor.name == name; });
  return at == tensors.end() ? nullptr : &*at;
}

TorchRuntime::TorchRuntime(std::unique_ptr<State> state) : state_(std::move(state)) {}
TorchRuntime::TorchRuntime(TorchRuntime&&) noexcept = default;
TorchRuntime& TorchRuntime::operator=(TorchRuntime&&) noexcept = default;
TorchRuntime::~TorchRuntime() = default;

Result<TorchRuntime> TorchRuntime::open(std::span<const std::uint8_t> file) {
  auto model = onnx::read_model(file);
  if (!model) return tl::unexpected<Error>(model.error());
  return open(std::move(*model));
}

Result<TorchRuntime> TorchRuntime::open(onnx::Model model) {
  auto runtime = open_graph(std::move(model));
  if (runtime && runtime->state_->inputs.size() > 1) {
    return fail(ErrorKind::kUnsupported, "the model has more than one input");
  }
  return runtime;
}

Result<TorchRuntime> TorchRuntime::open_graph(onnx::Model model) {
  // Once here, as in the page, and not at every run.
  if (const auto dequantised = onnx::dequantise_weights(model); !dequantised) {
    return tl::unexpected<Error>(dequantised.error());
  }
  auto state = std::make_unique<State>();
  state->model = std::move(model);
  const auto& graph = state->model.graph;
  if (const auto unknown = unknown_operators(graph); !unknown.empty()) {
    return fail(ErrorKind::kUnsupported, listed(unknown));
  }
  try {
    for (const auto& constant : graph.initializers) {
      state->constants.emplace(constant.name, torch_operator::constant_tensor(constant));
    }
  } catch (const std::exception& error) {
    return fail(ErrorKind::kUnsupported, std::string("a constant cannot be held: ") + error.what());
  }
  for (const auto& info : graph.inputs) {
    if (!state->constants.contains(info.name)) state->inputs.push_back(&info);
  }
  if (state->inputs.empty()) return fail(ErrorKind::kUnsupported, "the model has no input");
  return TorchRuntime(std::move(state));
}

Result<Outputs> TorchRuntime::run(std::span<const float> nchw, std::int64_t count) const {
  Ints shape{count};
  const auto& declared = state_->inputs.front()->shape;
  for (std::size_t i = 1; i < declared.size(); ++i) {
    if (declared[i].value < 0) {
      return fail(ErrorKind::kInvalidArgument, "the model leaves the sides of its input open");
    }
    shape.push_back(declared[i].value);
  }
  return run(nchw, shape);
}

Result<Outputs> TorchRuntime::run(std::span<const float> nchw,
                                  std::span<const std::int64_t> shape) const {
  const Feed feed{state_->inputs.front()->name, Ints(shape.begin(), shape.end()), nchw};
  return run(std::span(&feed, 1));
}

Result<void> TorchRuntime::State::check(std::span<const Feed> feeds) const {
  if (feeds.size() != inputs.size()) {
    return fail(ErrorKind::kInvalidArgument, "the network has " + std::to_string(inputs.size()) +
                                                 " inputs, and " + std::to_string(feeds.size()) +
                                                 " are given");
  }
  for (const auto* input : inputs) {
    const bool fed = std::any_of(feeds.begin(), feeds.end(),
                                 [&](const Feed& feed) { return feed.name == input->name; });
    if (!fed) return fail(ErrorKind::kInvalidArgument, "nothing is given for " + input->name);
  }
  for (const auto& feed : feeds) {
    double wanted = 1;
    for (const auto side : feed.shape) wanted *= side < 0 ? -1.0 : static_cast<double>(side);
    if (wanted != static_cast<double>(feed.values.size())) {
      return fail(ErrorKind::kInvalidArgument,
                  "the input has " + std::to_string(feed.values.size()) +
                      " values; the network reads " +
                      std::to_string(static_cast<std::int64_t>(wanted)));
    }
  }
  return {};
}

TorchValues TorchRuntime::State::values(std::span<const Feed> feeds, bool precise) const {
  TorchValues values = constants;
  for (const auto& feed : feeds) {
    // The graph never writes into its input, so the caller's memory is read as it stands.
    values[feed.name] = at::from_blob(const_cast<float*>(feed.values.data()), feed.shape,
                                      at::TensorOptions(at::kFloat));
  }
  if (precise) {
    for (auto& [name, tensor] : values) {
      if (tensor.scalar_type() == at::kFloat) tensor = tensor.to(at::kDouble);
    }
  }
  return values;
}

void TorchRuntime::State::compute(TorchValues& values, bool precise, std::string& current) const {
  for (const auto& node : model.graph.nodes) {
    current = shown(node);
    torch_operator::Call call{node, model.opset(), {}};
    for (const auto& name : node.inputs) {
      const auto at = values.find(name);
      if (!name.empty() && at == values.end()) {
        throw Refusal("it reads " + name + ", which nothing before it has made");
      }
      call.inputs.push_back(name.empty() ? Tensor() : at->second);
    }
    const auto made = torch_operator::find(node.op_type)(call);
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i].empty()) continue;
      if (i >= made.size()) throw Refusal("its output " + std::to_string(i) + " is not supported");
      const bool widened = precise && made[i].scalar_type() == at::kFloat;
      values.emplace(node.outputs[i], widened ? made[i].to(at::kDouble) : made[i]);
    }
  }
}

NamedTensor TorchRuntime::State::named(const std::string& name, const Tensor& value) {
  const Tensor tensor = value.to(at::kFloat).contiguous();
  const auto* first = tensor.data_ptr<float>();
  return {name, tensor.sizes().vec(), std::vector<float>(first, first + tensor.numel())};
}

tl::unexpected<Error> TorchRuntime::State::broken(const std::string& at,
                                                  const std::exception& error) {
  // Of libtorch's text only the first line is meant for people.
  const std::string text = error.what();
  return fail(ErrorKind::kCorrupt,
              "the model cannot be run: " + at + ": " + text.substr(0, text.find('\n')));
}

Result<Outputs> TorchRuntime::run(std::span<const Feed> feeds, RuntimePrecision precision) const {
  if (auto done = state_->check(feeds); !done) return tl::unexpected<Error>(done.error());
  const c10::NoGradGuard no_gradients;
  const bool precise = precision == RuntimePrecision::kDouble;
  std::string current = "the input";
  try {
    auto values = state_->values(feeds, precise);
    state_->compute(values, precise, current);
    Outputs outputs;
    for (const auto& info : state_->model.graph.outputs) {
      current = "the output " + info.name;
      const auto at = values.find(info.name);
      if (at == values.end()) throw Refusal("nothing makes it");
      outputs.tensors.push_back(State::named(info.name, at->second));
    }
    return outputs;
  } catch (const std::exception& error) {
    return State::broken(current, error);
  }
}

void TorchRuntime::set_threads(int threads) {
  if (threads > 0) at::set_num_threads(threads);
}

}  // namespace lesion
