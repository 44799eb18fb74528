// Deconvnet: the target projected back to the image through the switches of the max-pools and the
// rectifiers turned round. Zeiler, Fergus, Visualizing and understanding convolutional networks,
// ECCV 2014, section 2.1.
#include "core/explain/methods.h"

namespace lesion::explain_method {
namespace {

class Deconvnet : public ExplainMethod {
 public:
  using ExplainMethod::ExplainMethod;
  Result<ExplainStep> step(const ExplainAnswer& answer) override {
    if (answer.gradients.empty()) {
      return ExplainStep{
          setting.gradient_run(setting.image, 1, setting.facts.image, onnx::ReluRule::kDeconvnet),
          0};
    }
    map.values = greatest_amount(setting, answer.gradients[0]);
    return ExplainStep{};
  }
};

}  // namespace

const ExplainMethodRow deconvnet_method = {
    .name = "deconvnet", .needs = {.gradients = true}, .make = make<Deconvnet>};

}  // namespace lesion::explain_method
