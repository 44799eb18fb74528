// What an image is told by (core/model/novelty.h), from a network's answer to it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"
#include "core/model/card.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {

struct NoveltyFeatures {
  std::vector<float> responses;
  std::array<float, kLightFeatures> light{};
};

// Of `region` of `image`, which the network saw. Fails with kCorrupt where a layer of the card is
// no output of the graph.
Result<NoveltyFeatures> novelty_features(const ModelCard& card, const Outputs& outputs,
                                         const Image& image, const Rect& region);

// Nothing where the card has no detectors.
Result<std::optional<Novelty>> novelty_of_answer(const ModelCard& card, const Outputs& outputs,
                                                 const Image& image, const Rect& region);

}  // namespace lesion
