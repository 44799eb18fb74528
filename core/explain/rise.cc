// RISE: many random masks of soft cells, each with half of the image covered; a pixel's value is
// how much higher the target is while it can be seen: the mean over the masks of
//   (score - mean score) * mask / 0.5,
// so that a logit's offset plays no part. Petsiuk, Das, Saenko, RISE: randomized input sampling for
// explanation of black-box models, BMVC 2018, section 3, whose scores are probabilities and count
// from 0.
#include <algorithm>
#include <cmath>

#include "core/explain/methods.h"
#include "core/maps/feature_maps.h"

namespace lesion::explain_method {
namespace {

constexpr int kCells = 7;  // of the image along an axis, as in the paper
constexpr double kShown = 0.5;

class Rise : public ExplainMethod {
 public:
  explicit Rise(const ExplainSetting& setting)
      : ExplainMethod(setting),
        fill_(setting.filled(setting.options.fill.value_or(ExplainFill::kGrey))),
        random_(setting.options.seed) {}

  Result<ExplainStep> step(const ExplainAnswer& answer) override {
    const int all = setting.samples(1000);
    if (!answer.values.empty()) {
      for (std::size_t k = 0; k < masks_.size(); ++k) {
        const double score = setting.score_of(answer, static_cast<int>(k));
        scores_ += score;
        for (std::size_t p = 0; p < setting.area(); ++p) {
          shown_[p] += masks_[k][p];
          weighted_[p] += score * masks_[k][p];
        }
      }
      done_ += static_cast<int>(masks_.size());
      const double mean = scores_ / done_;
      for (std::size_t p = 0; p < setting.area(); ++p) {
        map.values[p] = static_cast<float>((weighted_[p] - mean * shown_[p]) / (kShown * done_));
      }
    }
    masks_.clear();
    if (done_ >= all) return ExplainStep{};
    const int count = std::min(setting.options.batch, all - done_);
    std::vector<float> images;
    images.reserve(setting.image.size() * static_cast<std::size_t>(count));
    for (int k = 0; k < count; ++k) {
      masks_.push_back(mask());
      auto image = setting.image;
      for (std::size_t p = 0; p < setting.area(); ++p) {
        for (std::size_t c = 0; c < 3; ++c) {
          const std::size_t at = setting.place(p, c);
          image[at] = fill_[at] + (image[at] - fill_[at]) * masks_.back()[p];
        }
      }
      images.insert(images.end(), image.begin(), image.end());
    }
    return ExplainStep{setting.score_run(std::move(images), count),
                       static_cast<double>(done_) / all};
  }

 private:
  // A grid one cell greater than the image, moved by a part of a cell at random.
  std::vector<float> mask() {
    constexpr int kSide = kCells + 1;
    std::vector<float> grid(static_cast<std::size_t>(kSide * kSide));
    for (auto& cell : grid) cell = random_.uniform() < kShown ? 1.0f : 0.0f;
    const double right = random_.uniform();
    const double down = random_.uniform();
    std::vector<float> mask;
    mask.reserve(setting.area());
    for (int y = 0; y < setting.height(); ++y) {
      const double v = (down + kCells * (y + 0.5) / setting.height()) / kSide;
      for (int x = 0; x < setting.width(); ++x) {
        const double u = (right + kCells * (x + 0.5) / setting.width()) / kSide;
        mask.push_back(
            sample_smooth(grid, kSide, kSide, static_cast<float>(u), static_cast<float>(v)));
      }
    }
    return mask;
  }

  std::vector<float> fill_;
  ExplainRandom random_;
  std::vector<std::vector<float>> masks_;
  std::vector<double> shown_ = std::vector<double>(setting.area(), 0.0);
  std::vector<double> weighted_ = std::vector<double>(setting.area(), 0.0);
  double scores_ = 0;
  int done_ = 0;
};

}  // namespace

const ExplainMethodRow rise_method = {
    .name = "rise", .needs = {.many_runs = true}, .has_sign = true, .make = make<Rise>};

}  // namespace lesion::explain_method
