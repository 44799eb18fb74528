// Guided backpropagation: what passes back through a rectifier must be positive and its input too.
// It hardly changes when the weights are made random, so it says more of the image than of the
// network (Adebayo et al., Sanity checks for saliency maps, NeurIPS 2018).
// Springenberg et al., Striving for simplicity: the all convolutional net, ICLR 2015.
#include "core/explain/methods.h"

namespace lesion::explain_method {
namespace {

class GuidedBackpropagation : public ExplainMethod {
 public:
  using ExplainMethod::ExplainMethod;
  Result<ExplainStep> step(const ExplainAnswer& answer) override {
    if (answer.gradients.empty()) {
      return ExplainStep{
          setting.gradient_run(setting.image, 1, setting.facts.image, onnx::ReluRule::kGuided), 0};
    }
    map.values = greatest_amount(setting, answer.gradients[0]);
    return ExplainStep{};
  }
};

}  // namespace

const ExplainMethodRow guided_backpropagation_method = {.name = "guided_backpropagation",
                                                        .needs = {.gradients = true},
                                                        .make = make<GuidedBackpropagation>};

}  // namespace lesion::explain_method
