// A control: soft random blots that know nothing of network and image. What another map says must
// be more than this.
#include "core/explain/methods.h"

namespace lesion::explain_method {
namespace {

class RandomMap : public ExplainMethod {
 public:
  using ExplainMethod::ExplainMethod;
  Result<ExplainStep> step(const ExplainAnswer&) override {
    constexpr int kCells = 16;  // along an axis
    ExplainRandom random(setting.options.seed);
    std::vector<float> cells(static_cast<std::size_t>(kCells * kCells));
    for (auto& cell : cells) cell = static_cast<float>(random.uniform());
    map.values = enlarged(setting, cells, kCells, kCells);
    return ExplainStep{};
  }
};

}  // namespace

const ExplainMethodRow random_method = {.name = "random", .make = make<RandomMap>};

}  // namespace lesion::explain_method
