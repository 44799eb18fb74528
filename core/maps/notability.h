// How notable a filter's response to this image is, judged by that filter's own past and not by
// raw height: filters differ in scale by orders of magnitude.
#pragma once

#include <span>
#include <vector>

#include "core/error.h"
#include "core/maps/feature_maps.h"
#include "core/model/card.h"

namespace lesion {

// Notability of `response`, the greatest value of the filter's map on this image (r), in 0..2:
//   0      no response (r <= 0 or not a number)
//   0.5    what a typical training image draws from this filter
//   1      the greatest response seen in training
//   above  beyond anything seen in training; 2 is never reached
// With m = filter.median and M = filter.max:
//
//   T = max(m, 0.1 * filter.high, 0.01 * M, 0.05 * L), what is typical: a filter that most images
//       leave silent is not notable for a response that its display scale would hardly show, or
//       that is faint beside its layer (L = `strength`, see layer_strength)
//   U = max(M, 1.05 * T), the top: a filter that answers every image alike is not notable for
//       noise
//
//   r <= T    0.5 * r / T
//   r <= U    0.5 + 0.5 * ln(r / T) / ln(U / T)
//   r >  U    2 - U / r
//
// The logarithm has a reason: a Weibull law through the median and the maximum of n images gives
// the chance of a response above r as 0.5 ^ (log2 n) ^ (ln(r / m) / ln(M / m)), so whatever n is,
// filters are ranked by how rare their response is.
// Never decreases with r; finite always. A dead filter has no past to compare with: 0.
double notability(float response, const FilterCard& filter, double strength = 0);

// T above: at least what the filter usually answers, and more for one that is usually silent.
double typical_response(const FilterCard& filter, double strength = 0);

// What a filter of the layer usually reaches: the median of FilterCard::max over its filters that
// are not dead; 0 where none was measured.
double layer_strength(const LayerCard& layer);

// The fixed scale of a filter: 0 .. the response that is drawn in full colour, FilterCard::high,
// but at least a tenth of the layer's median of it, so that a filter that hardly ever fires is not
// drawn in full colour for next to nothing. {0, 0} where the filter was never measured or never
// above 0.
Scale training_scale(const LayerCard& layer, int filter);

struct RankedFilter {
  int layer = 0;       // index into the card's layers
  int filter = 0;      // index within the layer
  float response = 0;  // greatest value of its map on this image
  double score = 0;    // see notability; unmeasured filters, see rank_filters
  bool measured = false;
  // Never above 0 in training, yet above 0 here: worth a word, but there is no scale to rank it by.
  bool woken = false;

  bool operator==(const RankedFilter&) const = default;
};

// All filters of all layers, most notable first; equal scores by layer, then filter.
// `statistics` has one entry per layer of `layers`, each with one entry per filter. A layer whose
// card holds no measurements gets score 0.5 * response / (greatest response of the layer on this
// image): its filters stay in order and below what is known to be notable. Fails with
// kInvalidArgument where the counts disagree.
Result<std::vector<RankedFilter>> rank_filters(
    std::span<const LayerCard> layers, std::span<const std::vector<MapStatistics>> statistics);

// How notable every filter's response to one image is: by layer, then filter.
using Notabilities = std::vector<std::vector<float>>;

// The scores of rank_filters, in the order of the numbers. Fails as it does.
Result<Notabilities> notabilities(std::span<const LayerCard> layers,
                                  std::span<const std::vector<MapStatistics>> statistics);

// A filter by its numbers, and what it adds up to.
struct SummedFilter {
  int layer = 0;
  int filter = 0;
  double sum = 0;  // of its notability over the images

  bool operator==(const SummedFilter&) const = default;
};

// Over several images (the sheet's columns: the strongest on average): the `count` filters with
// the greatest sum, at most `per_layer` of each layer, greatest first; equal ones by layer, then
// filter; none that never answered. Images with other layers or filters than the first are left
// out.
std::vector<SummedFilter> strongest_on_average(std::span<const Notabilities* const> images,
                                               int count, int per_layer);

}  // namespace lesion
