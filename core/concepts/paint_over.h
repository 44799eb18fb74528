// An image as if a thing that lies on it were not there.
#pragma once

#include "core/concepts/concept_image.h"
#include "core/image/image.h"

namespace lesion {

// The image with what the finding marks, and a rim of one pixel of the finding's size about it (the
// soft edge of a hair is hair), painted over with its surroundings (core/image/fill.h). What is
// painted is made at the finding's size and is as smooth as that; every other pixel stays as it is.
// A finding that marks nothing, or an empty one: the image as it is.
Image painted_over(const Image& image, const Finding& finding);

}  // namespace lesion
