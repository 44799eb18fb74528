// Integrated gradients: the gradient averaged on the straight way from a baseline to the image,
// times the difference of both; the map adds up to the difference of the scores but for the error
// of the sum, which is reported. Sundararajan, Taly, Yan, Axiomatic attribution, ICML 2017.
// The sum takes the middles of equal steps.
#include <algorithm>
#include <numeric>

#include "core/explain/methods.h"

namespace lesion::explain_method {
namespace {

class IntegratedGradients : public ExplainMethod {
 public:
  explicit IntegratedGradients(const ExplainSetting& setting)
      : ExplainMethod(setting),
        baseline_(setting.filled(setting.options.fill.value_or(ExplainFill::kSkin))) {}

  Result<ExplainStep> step(const ExplainAnswer& answer) override {
    const std::size_t size = setting.image.size();
    if (!map.baseline_score) {
      if (answer.values.empty()) return ExplainStep{setting.score_run(baseline_, 1), 0};
      map.baseline_score = setting.score_of(answer, 0);
    } else {
      const auto& gradients = answer.gradients[0];
      for (std::size_t i = 0; i < gradients.size(); ++i) sums_[i % size] += gradients[i];
      done_ = asked_;
      finish(size);
    }
    const int all = setting.samples(32);
    if (done_ >= all) return ExplainStep{};
    const int count = std::min(setting.options.batch, all - done_);
    std::vector<float> images;
    images.reserve(size * static_cast<std::size_t>(count));
    for (int k = 0; k < count; ++k) {
      const double at = (done_ + k + 0.5) / all;
      for (std::size_t i = 0; i < size; ++i) {
        images.push_back(static_cast<float>(baseline_[i] + at * (setting.image[i] - baseline_[i])));
      }
    }
    asked_ = done_ + count;
    return ExplainStep{setting.gradient_run(std::move(images), count, setting.facts.image),
                       static_cast<double>(done_) / all};
  }

 private:
  void finish(std::size_t size) {
    std::vector<float> shares(size);
    double total = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const double share = sums_[i] / done_ * (setting.image[i] - baseline_[i]);
      total += share;
      shares[i] = static_cast<float>(share);
    }
    map.values = channel_sum(setting, shares);
    map.completeness_gap = total - (setting.score - *map.baseline_score);
  }

  std::vector<float> baseline_;
  std::vector<double> sums_ = std::vector<double>(setting.image.size(), 0.0);
  int done_ = 0;
  int asked_ = 0;
};

}  // namespace

const ExplainMethodRow integrated_gradients_method = {
    .name = "integrated_gradients",
    .needs = {.gradients = true, .many_runs = true},
    .has_sign = true,
    .make = make<IntegratedGradients>};

}  // namespace lesion::explain_method
