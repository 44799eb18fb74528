// Gradient saliency: how much the target changes with each pixel.
// Simonyan, Vedaldi, Zisserman, Deep inside convolutional networks, 2013, section 3.
#include "core/explain/methods.h"

namespace lesion::explain_method {
namespace {

class Gradient : public ExplainMethod {
 public:
  using ExplainMethod::ExplainMethod;
  Result<ExplainStep> step(const ExplainAnswer& answer) override {
    if (answer.gradients.empty()) {
      return ExplainStep{setting.gradient_run(setting.image, 1, setting.facts.image), 0};
    }
    map.values = greatest_amount(setting, answer.gradients[0]);
    return ExplainStep{};
  }
};

}  // namespace

const ExplainMethodRow gradient_method = {
    .name = "gradient", .needs = {.gradients = true}, .make = make<Gradient>};

}  // namespace lesion::explain_method
