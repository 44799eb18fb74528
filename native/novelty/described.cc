#include "native/novelty/described.h"

namespace lesion {

Result<NoveltyFeatures> novelty_features(const ModelCard& card, const Outputs& outputs,
                                         const Image& image, const Rect& region) {
  NoveltyFeatures features;
  for (const LayerCard& layer : card.layers) {
    const auto* maps = outputs.find(layer.tensor);
    if (maps == nullptr) {
      return fail(ErrorKind::kCorrupt, "the model's card names the layer " + layer.tensor +
                                           ", which is no output of its graph");
    }
    const auto more = response_features(maps->values, static_cast<std::size_t>(layer.filter_count));
    features.responses.insert(features.responses.end(), more.begin(), more.end());
  }
  features.light = light_features(image, region);
  return features;
}

Result<std::optional<Novelty>> novelty_of_answer(const ModelCard& card, const Outputs& outputs,
                                                 const Image& image, const Rect& region) {
  if (!card.novelty) return std::nullopt;
  const auto features = novelty_features(card, outputs, image, region);
  if (!features) return tl::unexpected<Error>(features.error());
  return novelty_of(*card.novelty, features->responses, features->light);
}

}  // namespace lesion
