// Gradients by libtorch's automatic differentiation.
#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include "native/runtime/torch_operators.h"
#include "native/runtime/torch_state.h"

namespace lesion {

Result<Outputs> TorchRuntime::gradients(std::span<const Feed> feeds, const std::string& of,
                                        std::span<const float> seed,
                                        std::span<const std::string> wanted,
                                        RuntimePrecision precision) const {
  if (auto done = state_->check(feeds); !done) return tl::unexpected<Error>(done.error());
  std::string current = "the input";
  try {
    const c10::AutoGradMode with_gradients(true);
    const bool exact = precision == RuntimePrecision::kDouble;
    auto values = state_->values(feeds, exact);
    for (const auto& feed : feeds) values[feed.name].set_requires_grad(true);
    state_->compute(values, exact, current);
    current = "the gradient of " + of;
    const auto find = [&](const std::string& name) {
      const auto at = values.find(name);
      if (at == values.end()) throw torch_operator::Refusal("nothing makes " + name);
      return at->second;
    };
    const at::Tensor y = find(of);
    if (static_cast<std::int64_t>(seed.size()) != y.numel()) {
      throw torch_operator::Refusal("its seed has another size");
    }
    const at::Tensor weights =
        at::from_blob(const_cast<float*>(seed.data()), y.sizes(), at::TensorOptions(at::kFloat))
            .to(y.scalar_type());
    std::vector<at::Tensor> targets;
    for (const auto& name : wanted) targets.push_back(find(name));
    const auto found = torch::autograd::grad({y}, targets, {weights});
    Outputs outputs;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      outputs.tensors.push_back(State::named(wanted[i], found[i]));
    }
    return outputs;
  } catch (const std::exception& error) {
    return State::broken(current, error);
  }
}

}  // namespace lesion
