// Every parameter of the mask network and its place in one flat array. Knows no libtorch.
#pragma once

#include "core/error.h"
#include "native/train/plan.h"

namespace lesion {

// Parameters "blockK.weight" [out, in, k, k], "normK.weight", "normK.bias", "head.weight"
// [kMasks, width, 1, 1], "head.bias"; buffers "normK.mean", "normK.variance". Channels are `width`
// times those of kMaskBlocks. Of the plan's options only the width is used; initialise() and
// adam_step() take it as any other. Fails with kInvalidArgument for a width outside 4..64.
Result<Plan> make_mask_plan(int width);

}  // namespace lesion
