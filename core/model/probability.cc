// The probability that a model's output stands for.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "core/model/card.h"

namespace lesion {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
// A softmax in single precision may end this far beyond 1.
constexpr double kSlack = 1e-4;

// In the form that cannot overflow.
double logistic(double margin) {
  return margin >= 0 ? 1 / (1 + std::exp(-margin)) : std::exp(margin) / (1 + std::exp(margin));
}

double log_odds(double probability) {
  if (!(probability >= -kSlack && probability <= 1 + kSlack)) return kNotANumber;
  const double held = std::clamp(probability, kLeastProbability, 1 - kLeastProbability);
  return std::log(held) - std::log1p(-held);
}

// Of logits that are divided by `temperature` first: the others are joined by their log-sum-exp,
// which for two classes is the other logit itself.
double margin_of_logits(std::span<const float> logits, std::size_t positive, double temperature) {
  double greatest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (i != positive) greatest = std::max(greatest, logits[i] / temperature);
  }
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (i != positive) sum += std::exp(logits[i] / temperature - greatest);
  }
  return logits[positive] / temperature - (greatest + std::log(sum));
}

}  // namespace

std::size_t output_count(const ModelCard& card) {
  const bool single = card.output == OutputKind::kSigmoid || card.output == OutputKind::kLogit;
  return single ? 1 : card.classes.size();
}

double probability(const ModelCard& card, std::span<const float> output) {
  const auto positive = static_cast<std::size_t>(card.positive_class);
  const bool fits = card.classes.size() >= 2 && positive < card.classes.size() &&
                    output.size() == output_count(card);
  if (!fits) return kNotANumber;
  // Of a single number, which is classes[1]'s, the other class has the opposite.
  const double sign = positive == 1 ? 1 : -1;
  switch (card.output) {
    case OutputKind::kLogits:
      return logistic(margin_of_logits(output, positive, card.temperature));
    case OutputKind::kProbabilities:
      return logistic(log_odds(output[positive]) / card.temperature);
    case OutputKind::kSigmoid:
      return logistic(sign * log_odds(output[0]) / card.temperature);
    case OutputKind::kLogit:
      return logistic(sign * output[0] / card.temperature);
  }
  return kNotANumber;
}

}  // namespace lesion
