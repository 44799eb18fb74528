#include "core/stats/labelled_scores.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lesion {

std::size_t LabelledScores::positives() const {
  return static_cast<std::size_t>(
      std::count_if(labels.begin(), labels.end(), [](std::uint8_t label) { return label != 0; }));
}

std::optional<Error> why_unusable(const LabelledScores& data) {
  if (data.scores.size() != data.labels.size()) {
    return plain_error(ErrorKind::kInvalidArgument,
                       "there are " + std::to_string(data.scores.size()) + " scores but " +
                           std::to_string(data.labels.size()) + " labels");
  }
  const auto bad = std::find_if(data.scores.begin(), data.scores.end(),
                                [](double score) { return std::isnan(score); });
  if (bad != data.scores.end()) {
    return plain_error(
        ErrorKind::kInvalidArgument,
        "score " + std::to_string(bad - data.scores.begin()) + " (counted from 0) is not a number");
  }
  if (data.positives() == 0) {
    return plain_error(ErrorKind::kInvalidArgument, "there is no image of the positive class");
  }
  if (data.negatives() == 0) {
    return plain_error(ErrorKind::kInvalidArgument, "there is no image of the negative class");
  }
  return std::nullopt;
}

}  // namespace lesion
