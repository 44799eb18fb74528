// HiResCAM: a layer's maps times their gradients, cell by cell, summed over the filters; signed.
// Where everything behind the layer is linear in it, the cells add up to the target but for its
// bias. Draelos, Carin, Use HiResCAM instead of Grad-CAM, 2020.
#include "core/explain/cam.h"

namespace lesion::explain_method {
namespace {

class HiResCam : public CamMethod {
 public:
  using CamMethod::CamMethod;

 protected:
  void add(std::span<const float> maps, std::span<const float> gradients,
           std::vector<double>& cells) const override {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] += static_cast<double>(maps[i]) * static_cast<double>(gradients[i]);
    }
  }
  double last(double sum) const override { return sum; }
};

}  // namespace

const ExplainMethodRow hirescam_method = {.name = "hirescam",
                                          .needs = {.gradients = true, .maps = true},
                                          .has_sign = true,
                                          .uses_layer = true,
                                          .make = make<HiResCam>};

}  // namespace lesion::explain_method
