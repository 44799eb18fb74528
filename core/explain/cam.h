// What the class activation maps share: one run gives a layer's maps A and the target's gradients G
// with respect to them; a method says how both become one map of the layer's cells, which is
// brought to the image's size.
#pragma once

#include <span>
#include <vector>

#include "core/explain/methods.h"

namespace lesion::explain_method {

class CamMethod : public ExplainMethod {
 public:
  using ExplainMethod::ExplainMethod;

  Result<ExplainStep> step(const ExplainAnswer& answer) final {
    const auto& layer = setting.layer();
    if (answer.gradients.empty()) {
      Run run = setting.gradient_run(setting.image, 1, layer.tensor);
      run.values = {layer.tensor};
      return ExplainStep{std::move(run), 0};
    }
    std::vector<double> cells(
        static_cast<std::size_t>(layer.width) * static_cast<std::size_t>(layer.height), 0.0);
    const std::size_t area = cells.size();
    for (std::size_t k = 0; k < static_cast<std::size_t>(layer.filters); ++k) {
      const std::span maps(answer.values[0].data() + k * area, area);
      const std::span gradients(answer.gradients[0].data() + k * area, area);
      add(maps, gradients, cells);
    }
    std::vector<float> rounded;
    rounded.reserve(cells.size());
    for (const double cell : cells) rounded.push_back(static_cast<float>(last(cell)));
    map.values = enlarged(setting, rounded, layer.width, layer.height);
    return ExplainStep{};
  }

 protected:
  // One filter's part, added to the cells.
  virtual void add(std::span<const float> maps, std::span<const float> gradients,
                   std::vector<double>& cells) const = 0;
  // What becomes of a cell's sum.
  virtual double last(double sum) const { return sum > 0 ? sum : 0; }
};

}  // namespace lesion::explain_method
