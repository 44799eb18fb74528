// Occlusion: how far the target falls when a patch is covered; a pixel's value is the mean over the
// patches that cover it. Zeiler, Fergus, Visualizing and understanding convolutional networks, ECCV
// 2014, section 4.2.
#include <algorithm>

#include "core/explain/methods.h"

namespace lesion::explain_method {
namespace {

// Corners of patches that reach from edge to edge.
std::vector<int> corners(int side, int patch, int stride) {
  std::vector<int> at;
  for (int i = 0; i + patch < side; i += stride) at.push_back(i);
  at.push_back(side - patch);
  return at;
}

class Occlusion : public ExplainMethod {
 public:
  explicit Occlusion(const ExplainSetting& setting)
      : ExplainMethod(setting),
        fill_(setting.filled(setting.options.fill.value_or(ExplainFill::kSkin))) {
    const int side = std::min(setting.width(), setting.height());
    patch_ = setting.options.patch > 0 ? setting.options.patch : std::max(1, side / 8);
    const int stride =
        setting.options.stride > 0 ? setting.options.stride : std::max(1, patch_ / 2);
    for (const int y : corners(setting.height(), patch_, stride)) {
      for (const int x : corners(setting.width(), patch_, stride)) patches_.push_back({x, y});
    }
  }

  Result<ExplainStep> step(const ExplainAnswer& answer) override {
    if (!answer.values.empty()) {
      for (std::size_t k = done_; k < asked_; ++k) {
        const double fall = setting.score - setting.score_of(answer, static_cast<int>(k - done_));
        each_pixel(patches_[k], [&](std::size_t pixel) {
          sums_[pixel] += fall;
          counts_[pixel] += 1;
        });
      }
      done_ = asked_;
      for (std::size_t p = 0; p < sums_.size(); ++p) {
        map.values[p] = counts_[p] > 0 ? static_cast<float>(sums_[p] / counts_[p]) : 0;
      }
    }
    if (done_ == patches_.size()) return ExplainStep{};
    const auto batch = static_cast<std::size_t>(setting.options.batch);
    asked_ = std::min(patches_.size(), done_ + batch);
    std::vector<float> images;
    images.reserve(setting.image.size() * (asked_ - done_));
    for (std::size_t k = done_; k < asked_; ++k) {
      auto image = setting.image;
      each_pixel(patches_[k], [&](std::size_t pixel) {
        for (std::size_t c = 0; c < 3; ++c) {
          const std::size_t at = setting.place(pixel, c);
          image[at] = fill_[at];
        }
      });
      images.insert(images.end(), image.begin(), image.end());
    }
    return ExplainStep{setting.score_run(std::move(images), static_cast<int>(asked_ - done_)),
                       static_cast<double>(done_) / static_cast<double>(patches_.size())};
  }

 private:
  struct Corner {
    int x;
    int y;
  };

  template <typename Do>
  void each_pixel(const Corner& corner, Do what) const {
    for (int y = corner.y; y < corner.y + patch_; ++y) {
      for (int x = corner.x; x < corner.x + patch_; ++x) {
        what(static_cast<std::size_t>(y) * static_cast<std::size_t>(setting.width()) +
             static_cast<std::size_t>(x));
      }
    }
  }

  std::vector<float> fill_;
  int patch_ = 1;
  std::vector<Corner> patches_;
  std::vector<double> sums_ = std::vector<double>(setting.area(), 0.0);
  std::vector<int> counts_ = std::vector<int>(setting.area(), 0);
  std::size_t done_ = 0;
  std::size_t asked_ = 0;
};

}  // namespace

const ExplainMethodRow occlusion_method = {
    .name = "occlusion", .needs = {.many_runs = true}, .has_sign = true, .make = make<Occlusion>};

}  // namespace lesion::explain_method
