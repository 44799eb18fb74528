// Grad-CAM++: as Grad-CAM, the weight of a filter being the sum of its gradients above 0, each by
//   g^2 / (2 g^2 + g^3 * sum of the filter's map),
// which is exact for the exponential of the logit. Chattopadhay et al., Grad-CAM++, WACV 2018,
// equations 10 and 19; as there, the factor exp(logit), the same for all, is left out.
#include <numeric>

#include "core/explain/cam.h"

namespace lesion::explain_method {
namespace {

class GradCamPlusPlus : public CamMethod {
 public:
  using CamMethod::CamMethod;

 protected:
  void add(std::span<const float> maps, std::span<const float> gradients,
           std::vector<double>& cells) const override {
    const double total = std::accumulate(maps.begin(), maps.end(), 0.0);
    double weight = 0;
    for (const float gradient : gradients) {
      const double g = gradient;
      const double below = 2 * g * g + g * g * g * total;
      if (g > 0 && below != 0) weight += g * g / below * g;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] += weight * maps[i];
  }
};

}  // namespace

const ExplainMethodRow gradcam_plus_plus_method = {.name = "gradcam_plus_plus",
                                                   .needs = {.gradients = true, .maps = true},
                                                   .uses_layer = true,
                                                   .make = make<GradCamPlusPlus>};

}  // namespace lesion::explain_method
