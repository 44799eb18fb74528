// What switching filters off would do, estimated from one gradient: the first term of Taylor's
// series (Molchanov et al., Pruning convolutional neural networks for resource efficient inference,
// ICLR 2017, section 2.2, with its sign). Exact where all behind the layer is linear.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/model/card.h"

namespace lesion {

// The gradient of the estimate's log-odds with respect to the network's output, or, `in_front`, to
// what goes into the softmax or sigmoid that the output ends in (onnx::logit_tensor()), one number
// for each output: the seed of the reverse graph. `output`: as the network gives it. Empty where
// probability() of it is none.
std::vector<float> log_odds_gradient(const ModelCard& card, std::span<const float> output,
                                     bool in_front);

// For each filter, the sum over its cells of gradient times change, where its map becomes
// map * keep + (1 - keep) * replacement, as in core/onnx/ablate.h. maps, gradients: [filters,
// cells], filter after filter; replacement: one number a filter, or [filters, cells]: another
// image's maps, or the mean of several images' (the estimate is linear in them, so that it is the
// mean of their estimates). Empty where these are not as many.
std::vector<float> first_order_effects(std::span<const float> maps,
                                       std::span<const float> gradients, std::size_t filters,
                                       std::span<const float> replacement, double keep);

// The mean of several images' maps, image after image: `mean` of the first `images` of them, with
// the next one's maps in it; of no image's, the maps. Empty where these are not as many.
std::vector<float> mean_with(std::span<const float> mean, std::span<const float> maps,
                             std::size_t images);

// The places of the `count` greatest amounts, in ascending order of the places; of equal amounts
// the first. What is not finite comes last.
std::vector<std::size_t> strongest_effects(std::span<const float> effects, std::size_t count);

}  // namespace lesion
