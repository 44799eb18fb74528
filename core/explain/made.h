// A made image (Explanation::made) as a picture.
#pragma once

#include "core/explain/explain.h"
#include "core/image/image.h"

namespace lesion {

// The distance from the colour that the network reads as 0, as a part of the way from black to
// white, that made_picture() shows as its strongest: the 0.99 quantile over all pixels and
// channels; the greatest one where that is 0.
double made_scale(const Explanation& explanation, const InputRule& input);

// Mid grey where nothing was moved; by made_scale() or more, each channel is at its end. Empty
// where no image was made.
Image made_picture(const Explanation& explanation, const InputRule& input);

// An image was to be made, and stayed the even one: nothing that was tried raised what is explained
// (every rectifier before it is at rest on the even image and under noise over it, as a filter's
// that never answers).
bool made_nothing(const Explanation& explanation);

}  // namespace lesion
