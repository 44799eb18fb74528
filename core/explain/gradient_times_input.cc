// Gradient times input: the first-order share of each pixel in the target, counted from the colour
// that the network reads as 0. Shrikumar et al., Not just a black box, 2016.
#include "core/explain/methods.h"

namespace lesion::explain_method {
namespace {

class GradientTimesInput : public ExplainMethod {
 public:
  using ExplainMethod::ExplainMethod;
  Result<ExplainStep> step(const ExplainAnswer& answer) override {
    if (answer.gradients.empty()) {
      return ExplainStep{setting.gradient_run(setting.image, 1, setting.facts.image), 0};
    }
    auto shares = answer.gradients[0];
    for (std::size_t i = 0; i < shares.size(); ++i) shares[i] *= setting.image[i];
    map.values = channel_sum(setting, shares);
    return ExplainStep{};
  }
};

}  // namespace

const ExplainMethodRow gradient_times_input_method = {.name = "gradient_times_input",
                                                      .needs = {.gradients = true},
                                                      .has_sign = true,
                                                      .make = make<GradientTimesInput>};

}  // namespace lesion::explain_method
