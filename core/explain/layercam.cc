// Layer-CAM: a layer's maps times their gradients above 0, cell by cell; fit for early layers too.
// Jiang et al., LayerCAM: exploring hierarchical class activation maps, IEEE TIP 2021.
#include "core/explain/cam.h"

namespace lesion::explain_method {
namespace {

class LayerCam : public CamMethod {
 public:
  using CamMethod::CamMethod;

 protected:
  void add(std::span<const float> maps, std::span<const float> gradients,
           std::vector<double>& cells) const override {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (gradients[i] > 0) {
        cells[i] += static_cast<double>(maps[i]) * static_cast<double>(gradients[i]);
      }
    }
  }
};

}  // namespace

const ExplainMethodRow layercam_method = {.name = "layercam",
                                          .needs = {.gradients = true, .maps = true},
                                          .uses_layer = true,
                                          .make = make<LayerCam>};

}  // namespace lesion::explain_method
