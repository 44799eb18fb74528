// SmoothGrad: the mean of the gradients of noisy copies of the image, then as gradient saliency.
// Smilkov et al., SmoothGrad: removing noise by adding noise, 2017.
#include <algorithm>

#include "core/explain/methods.h"

namespace lesion::explain_method {
namespace {

class SmoothGrad : public ExplainMethod {
 public:
  explicit SmoothGrad(const ExplainSetting& setting)
      : ExplainMethod(setting), random_(setting.options.seed) {
    const auto [low, high] = std::minmax_element(setting.image.begin(), setting.image.end());
    deviation_ = setting.options.noise * static_cast<double>(*high - *low);
  }

  Result<ExplainStep> step(const ExplainAnswer& answer) override {
    const std::size_t size = setting.image.size();
    if (!answer.gradients.empty()) {
      const auto& gradients = answer.gradients[0];
      for (std::size_t i = 0; i < gradients.size(); ++i) sums_[i % size] += gradients[i];
      done_ = asked_;
      std::vector<float> mean(size);
      for (std::size_t i = 0; i < size; ++i) mean[i] = static_cast<float>(sums_[i] / done_);
      map.values = greatest_amount(setting, mean);
    }
    const int all = setting.samples(25);
    if (done_ >= all) return ExplainStep{};
    const int count = std::min(setting.options.batch, all - done_);
    std::vector<float> images;
    images.reserve(size * static_cast<std::size_t>(count));
    for (int k = 0; k < count; ++k) {
      for (const float value : setting.image) {
        images.push_back(static_cast<float>(value + deviation_ * random_.normal()));
      }
    }
    asked_ = done_ + count;
    return ExplainStep{setting.gradient_run(std::move(images), count, setting.facts.image),
                       static_cast<double>(done_) / all};
  }

 private:
  ExplainRandom random_;
  double deviation_ = 0;
  std::vector<double> sums_ = std::vector<double>(setting.image.size(), 0.0);
  int done_ = 0;
  int asked_ = 0;
};

}  // namespace

const ExplainMethodRow smoothgrad_method = {.name = "smoothgrad",
                                            .needs = {.gradients = true, .many_runs = true},
                                            .make = make<SmoothGrad>};

}  // namespace lesion::explain_method
