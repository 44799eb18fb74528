#include "native/masks/plan.h"

#include <cmath>
#include <utility>

#include "native/masks/topology.h"

namespace lesion {
namespace {

class Places {
 public:
  explicit Places(std::size_t& floats) : floats_(floats) {}

  TensorPlan place(std::string name, std::vector<std::int64_t> shape) {
    TensorPlan tensor;
    tensor.name = std::move(name);
    tensor.shape = std::move(shape);
    tensor.size = 1;
    for (const std::int64_t side : tensor.shape) tensor.size *= static_cast<std::size_t>(side);
    tensor.offset = floats_;
    floats_ += (tensor.size + 15) / 16 * 16;
    return tensor;
  }

 private:
  std::size_t& floats_;
};

}  // namespace

Result<Plan> make_mask_plan(int width) {
  if (width < 4 || width > 64) {
    return fail(ErrorKind::kInvalidArgument, "--width must be in 4..64");
  }
  Plan plan;
  plan.options.width = width;
  Places parameters(plan.parameter_floats);
  Places buffers(plan.buffer_floats);
  const auto weights = [&](const std::string& name, int out, int in, int kernel, double gain) {
    TensorPlan tensor = parameters.place(name, {out, in, kernel, kernel});
    tensor.decay = true;
    tensor.init_std = std::sqrt(gain / (in * kernel * kernel));
    plan.parameters.push_back(std::move(tensor));
  };
  const auto constant = [&](std::vector<TensorPlan>& list, Places& places, const std::string& name,
                            int size, float value) {
    TensorPlan tensor = places.place(name, {size});
    tensor.init_constant = value;
    list.push_back(std::move(tensor));
  };
  for (int k = 0; k < static_cast<int>(kMaskBlocks.size()); ++k) {
    const MaskBlock& block = kMaskBlocks[static_cast<std::size_t>(k)];
    const int out = mask_channels(block.out, width);
    const std::string norm = "norm" + std::to_string(k);
    weights(mask_block_name(k) + ".weight", out, mask_channels(block.in, width), block.kernel, 2);
    constant(plan.parameters, parameters, norm + ".weight", out, 1);
    constant(plan.parameters, parameters, norm + ".bias", out, 0);
    constant(plan.buffers, buffers, norm + ".mean", out, 0);
    constant(plan.buffers, buffers, norm + ".variance", out, 1);
  }
  weights("head.weight", kMasks, width, 1, 1);
  constant(plan.parameters, parameters, "head.bias", kMasks, 0);
  return plan;
}

}  // namespace lesion
