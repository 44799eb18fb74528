#include "core/explain/ascent.h"

#include <algorithm>
#include <cmath>

namespace lesion::explain_method {
namespace {

constexpr int kRuns = 40;
constexpr double kContrast = 0.25;  // of the range
constexpr double kFirstNoise = 1.0 / 64;
constexpr double kMostNoise = 0.5;
constexpr int kDraws = 16;  // of noise, at most
constexpr double kLeastPart = 1e-4;
constexpr double kLeastStep = 1e-5;  // of the range
constexpr double kBlur = 1;          // pixels

double square_sum(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * value;
  return sum;
}

double mean_range(const InputRule& input) {
  double span = 1;
  if (input.range == ValueRange::kSigned) span = 2;
  if (input.range == ValueRange::kBytes) span = 255;
  double range = 0;
  for (const float deviation : input.std) range += span / static_cast<double>(deviation) / 3;
  return range;
}

}  // namespace

Ascent::Ascent(const ExplainSetting& setting)
    : ExplainMethod(setting),
      random_(setting.options.seed),
      range_(mean_range(setting.facts.input)),
      image_(setting.image.size(), 0.0f),
      tried_(image_) {
  map.made.assign(image_.size(), 0.0f);
}

ExplainStep Ascent::asked() {
  Run run = setting.gradient_run(tried_, 1, setting.facts.image);
  run.values = {setting.of};
  return {std::move(run), static_cast<double>(runs_) / setting.samples(kRuns)};
}

// Whether anything changes the score where it begins; else it begins with more noise.
bool Ascent::wakes(const std::vector<float>& gradient) {
  const bool moves = std::any_of(gradient.begin(), gradient.end(), [](float g) { return g != 0; });
  if (moves || runs_ > kDraws) return true;
  noise_ = noise_ > 0 ? std::min(2 * noise_, kMostNoise) : kFirstNoise;
  // Pixel by pixel, so that the order of the axes changes no number.
  for (std::size_t pixel = 0; pixel < setting.area(); ++pixel) {
    for (std::size_t c = 0; c < 3; ++c) {
      tried_[setting.place(pixel, c)] = static_cast<float>(noise_ * range_ * random_.normal());
    }
  }
  return false;
}

void Ascent::keep(const std::vector<float>& gradient, double score) {
  image_ = tried_;
  gradient_ = setting.options.smooth ? gaussian(setting, gradient, kBlur) : gradient;
  score_ = score;
  const double size = std::sqrt(square_sum(gradient_) / static_cast<double>(gradient_.size()));
  lambda_ = setting.options.penalty * size / (2 * kContrast * range_);
}

// False where the next step would change nothing that could be seen.
bool Ascent::move_on() {
  if (!(lambda_ > 0)) return false;
  double most = 0;
  for (std::size_t i = 0; i < image_.size(); ++i) {
    const double goal = static_cast<double>(gradient_[i]) / (2 * lambda_);
    tried_[i] = static_cast<float>(image_[i] + part_ * (goal - image_[i]));
    most = std::max(most, std::abs(goal - image_[i]));
  }
  return part_ * most > kLeastStep * range_;
}

void Ascent::show() {
  const bool reversed = setting.facts.input.channels == ChannelOrder::kBgr;
  for (std::size_t pixel = 0; pixel < setting.area(); ++pixel) {
    for (std::size_t c = 0; c < 3; ++c) {
      map.made[pixel * 3 + (reversed ? 2 - c : c)] = image_[setting.place(pixel, c)];
    }
  }
  map.values = greatest_amount(setting, image_);
  map.made_score = score_;
}

Result<ExplainStep> Ascent::step(const ExplainAnswer& answer) {
  if (answer.gradients.empty()) return asked();
  ++runs_;
  const int all = setting.samples(kRuns);
  const double score = setting.score_of(answer, 0);
  const std::vector<float>& gradient = answer.gradients[0];
  if (!map.baseline_score) map.baseline_score = map.made_score = score_ = score;
  if (!begun_) {
    if (!wakes(gradient)) return runs_ < all ? asked() : ExplainStep{};
    begun_ = true;
    keep(gradient, score);
    // Nothing that is tried changes it: there is no image to be made.
    if (lambda_ == 0) return ExplainStep{};
  } else {
    if (score > score_) {
      keep(gradient, score);
      part_ = std::min(1.0, 1.5 * part_);
      show();
    } else {
      part_ /= 2;
    }
  }
  if (runs_ >= all || part_ < kLeastPart || !move_on()) return ExplainStep{};
  return asked();
}

}  // namespace lesion::explain_method
