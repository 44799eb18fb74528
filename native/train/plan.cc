#include "native/train/plan.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "native/data/random.h"

namespace lesion {
namespace {

constexpr int kPaperFilters[kConvolutions] = {8, 8, 16, 16, 32, 32, 64, 64};
constexpr int kPaperHidden[] = {2056, 1024, 64};

class Planner {
 public:
  explicit Planner(Plan& plan) : plan_(plan) {}

  void weight(std::string name, std::vector<std::int64_t> shape, double gain) {
    std::int64_t fan_in = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) fan_in *= shape[i];
    add(plan_.parameters, plan_.parameter_floats,
        {.name = std::move(name),
         .shape = std::move(shape),
         .decay = true,
         .init_std = std::sqrt(gain / static_cast<double>(fan_in))});
  }

  void vector(std::string name, int length, float value) {
    add(plan_.parameters, plan_.parameter_floats,
        {.name = std::move(name), .shape = {length}, .init_constant = value});
  }

  void buffer(std::string name, int length, float value) {
    add(plan_.buffers, plan_.buffer_floats,
        {.name = std::move(name), .shape = {length}, .init_constant = value});
  }

  void linear(const std::string& name, int in, int out, double gain) {
    weight(name + ".weight", {out, in}, gain);
    vector(name + ".bias", out, 0);
  }

 private:
  static void add(std::vector<TensorPlan>& list, std::size_t& floats, TensorPlan tensor) {
    tensor.size = 1;
    for (const std::int64_t side : tensor.shape) tensor.size *= static_cast<std::size_t>(side);
    tensor.offset = floats;
    floats += (tensor.size + 15) / 16 * 16;
    list.push_back(std::move(tensor));
  }

  Plan& plan_;
};

void plan_convolutions(Plan& plan, Planner& planner) {
  int channels = 3;
  for (int i = 0; i < kConvolutions; ++i) {
    const std::string name = "conv" + std::to_string(i);
    const int filters = plan.filters[static_cast<std::size_t>(i)];
    // Beyond the image's colours a filter reads its own member's alone: grouped convolutions.
    const int read = i == 0 ? channels : channels / plan.options.members;
    planner.weight(name + ".weight", {filters, read, 3, 3}, 2.0);
    if (plan.options.arch == Arch::kPaper) {
      planner.vector(name + ".bias", filters, 0);
    } else {
      const std::string norm = "norm" + std::to_string(i);
      planner.vector(norm + ".weight", filters, 1);
      planner.vector(norm + ".bias", filters, 0);
      planner.buffer(norm + ".mean", filters, 0);
      planner.buffer(norm + ".variance", filters, 1);
    }
    channels = filters;
  }
}

void plan_head(Plan& plan, Planner& planner) {
  const int last = plan.filters.back();
  int features = 2 * last;
  if (plan.options.arch == Arch::kPaper) {
    const int cells = plan.options.input_size / 16;
    features = last * cells * cells;
    for (int i = 0; i < 3; ++i) {
      planner.linear("fc" + std::to_string(i), features, kPaperHidden[i], 2.0);
      features = kPaperHidden[i];
    }
  }
  planner.linear("logits", features, 2, 1.0);
  if (plan.options.aux_classes > 0) {
    planner.linear("diagnoses", features, plan.options.aux_classes, 1.0);
  }
}

void fill(const std::vector<TensorPlan>& tensors, std::uint64_t seed, std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0f);
  for (std::size_t t = 0; t < tensors.size(); ++t) {
    const TensorPlan& tensor = tensors[t];
    Random random({seed, 0x1417u, t});
    for (float& value : out.subspan(tensor.offset, tensor.size)) {
      value = tensor.init_std > 0 ? static_cast<float>(tensor.init_std * random.normal())
                                  : tensor.init_constant;
    }
  }
}

}  // namespace

std::size_t Plan::parameter_count() const {
  std::size_t count = 0;
  for (const TensorPlan& tensor : parameters) count += tensor.size;
  return count;
}

const TensorPlan* Plan::find(std::string_view name) const {
  for (const auto* list : {&parameters, &buffers}) {
    for (const TensorPlan& tensor : *list) {
      if (tensor.name == name) return &tensor;
    }
  }
  return nullptr;
}

Result<Plan> make_plan(const PlanOptions& options) {
  if (options.width < 1 || options.width > 8) {
    return fail(ErrorKind::kInvalidArgument, "the width must be 1 to 8");
  }
  if (options.members < 1 || options.members > 8 ||
      (options.members > 1 && options.arch == Arch::kPaper)) {
    return fail(ErrorKind::kInvalidArgument, "one to eight compact networks can be joined");
  }
  if (options.input_size % 16 != 0 || options.input_size < 32 || options.input_size > 512) {
    return fail(ErrorKind::kInvalidArgument,
                "the input size must be a multiple of 16 from 32 to 512, not " +
                    std::to_string(options.input_size));
  }
  Plan plan;
  plan.options = options;
  for (const int filters : kPaperFilters) {
    plan.filters.push_back(filters * options.width * options.members);
  }
  Planner planner(plan);
  plan_convolutions(plan, planner);
  plan_head(plan, planner);
  return plan;
}

void initialise(const Plan& plan, std::uint64_t seed, std::span<float> parameters,
                std::span<float> buffers) {
  fill(plan.parameters, seed, parameters);
  fill(plan.buffers, seed, buffers);
}

const char* arch_name(Arch arch) { return arch == Arch::kPaper ? "paper" : "compact"; }

}  // namespace lesion
