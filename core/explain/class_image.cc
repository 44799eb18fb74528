// Class image: the image that would move the target most, by gradient ascent (ascent.h).
// Simonyan, Vedaldi, Zisserman, Deep inside convolutional networks, 2013, section 2.
#include "core/explain/ascent.h"

namespace lesion::explain_method {

const ExplainMethodRow class_image_method = {.name = "class_image",
                                             .needs = {.gradients = true, .many_runs = true},
                                             .makes_image = true,
                                             .make = make<Ascent>};

}  // namespace lesion::explain_method
