// How every filter responds over training images: the fixed scales of the display.
#pragma once

#include <vector>

#include "core/model/card.h"
#include "native/train/plan.h"
#include "native/train/validation.h"

namespace lesion {

// Per layer and filter, after the ReLU, over all `images`. FilterCard::high, the 0.999 quantile,
// is exact to 1/8192 of the filter's maximum. Run twice over the images; memory is one batch's.
// One entry a layer and filter, dead where there are no images.
std::vector<std::vector<FilterCard>> filter_responses(const Plan& plan, std::vector<float>& weights,
                                                      std::vector<float>& buffers, Workers& workers,
                                                      const PreparedImages& images);

}  // namespace lesion
