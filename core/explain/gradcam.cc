// Grad-CAM: a layer's maps weighted by their mean gradients; what is below 0 is left out.
// Selvaraju et al., Grad-CAM: visual explanations from deep networks, ICCV 2017, section 3.
#include <numeric>

#include "core/explain/cam.h"

namespace lesion::explain_method {
namespace {

class GradCam : public CamMethod {
 public:
  using CamMethod::CamMethod;

 protected:
  void add(std::span<const float> maps, std::span<const float> gradients,
           std::vector<double>& cells) const override {
    const double weight = std::accumulate(gradients.begin(), gradients.end(), 0.0) /
                          static_cast<double>(gradients.size());
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] += weight * maps[i];
  }
};

}  // namespace

const ExplainMethodRow gradcam_method = {.name = "gradcam",
                                         .needs = {.gradients = true, .maps = true},
                                         .uses_layer = true,
                                         .make = make<GradCam>};

}  // namespace lesion::explain_method
