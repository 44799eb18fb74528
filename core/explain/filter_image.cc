// Filter image: the same as the class image, asked of one filter's response; of the target where no
// filter is named. Erhan, Bengio, Courville, Vincent, Visualizing higher-layer features of a deep
// network, 2009, section 3.2.
#include "core/explain/ascent.h"

namespace lesion::explain_method {

const ExplainMethodRow filter_image_method = {.name = "filter_image",
                                              .needs = {.gradients = true, .many_runs = true},
                                              .makes_image = true,
                                              .make = make<Ascent>};

}  // namespace lesion::explain_method
