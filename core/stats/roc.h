// The ROC curve and the area under it, with the interval and the paired test of DeLong, DeLong and
// Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating
// characteristic curves", Biometrics 44, 1988; computed by midranks as in Sun and Xu, "Fast
// implementation of DeLong's algorithm", IEEE Signal Processing Letters 21, 2014.
#pragma once

#include <span>
#include <vector>

#include "core/error.h"
#include "core/stats/labelled_scores.h"

namespace lesion {

// Positive is said at a score >= threshold.
struct RocCurvePoint {
  double threshold = 0;
  double false_positive_rate = 0;
  double true_positive_rate = 0;
};

struct Auc {
  double value = 0;
  double variance = 0;  // DeLong's estimate
  // 95% interval. Where 0 < value < 1 symmetric on the logit scale, so that it stays within 0..1:
  // logit(value) +- 1.96 * sqrt(variance) / (value * (1 - value)). At a value of 1 the variance is
  // 0 and says nothing; there the bound is exact and asks nothing of the scores: of k = the
  // smaller class's number of images, k pairs (positive, negative) can be formed that share no
  // image, each in the right order with a probability of the true area, so that all are with that
  // area to the power k at most; the interval is 0.025^(1/k) .. 1, which is Clopper and Pearson's
  // of k of k ("The use of confidence or fiducial limits illustrated in the case of the binomial",
  // Biometrika 26, 1934). At 0 it is 0 .. 1 - 0.025^(1/k). Where the variance is 0 otherwise (all
  // scores equal) or a class has one image, nothing can be said and the interval is the whole of
  // 0..1.
  double low = 0;
  double high = 1;
  std::size_t positives = 0;
  std::size_t negatives = 0;
};

// Two scorers on the same images.
struct AucComparison {
  double difference = 0;  // AUC of the first minus AUC of the second
  double variance = 0;    // of the difference, the correlation included
  double low = 0;         // of the difference, 95%: difference -+ 1.96 * sqrt(variance)
  double high = 0;
  double z = 0;        // 0 where the variance is 0
  double p_value = 1;  // two-sided; 1 where the variance is 0
};

// From threshold +infinity, (0, 0), to the lowest score, (1, 1); equal scores make one point.
// All three functions fail with kInvalidArgument as why_unusable() says.
Result<std::vector<RocCurvePoint>> roc_curve(const LabelledScores& data);

// Area by Mann-Whitney: the part of the pairs (positive, negative) in which the positive has the
// higher score, equal scores counting one half.
Result<Auc> auc(const LabelledScores& data);

// `second` holds the other scorer's scores in the order of `first`.
Result<AucComparison> compare_auc(const LabelledScores& first, std::span<const double> second);

}  // namespace lesion
