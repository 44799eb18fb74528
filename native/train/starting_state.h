// What a run begins or goes on with.
#pragma once

#include "core/error.h"
#include "native/train/checkpoint.h"
#include "native/train/trainer.h"

namespace lesion {

// From the request or, with `resume`, from the run's last checkpoint, with what the request and the
// number of ranks change in it: then the command so far goes into the history. With a group rank 0
// reads and all ranks get the same, whatever flags they were started with; arrays are empty at a
// run's beginning. Fails as train() does.
Result<Checkpoint> starting_state(const TrainRequest& request);

}  // namespace lesion
