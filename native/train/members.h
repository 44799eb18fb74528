// Several runs of one recipe as one network: the mean of their logits.
#pragma once

#include <span>

#include "core/error.h"
#include "native/train/checkpoint.h"

namespace lesion {

// The weights that a run would ship: the running average where it keeps one.
void use_average(Checkpoint& checkpoint);

// One network that holds all of `runs` side by side (grouped convolutions, so that no filter reads
// another member's) and whose logits are the mean of theirs: averaging networks that differ by
// their seed (Hansen, Salamon 1990; Lakshminarayanan et al. 2017) errs less than any of them.
// Filters of layer k are those of the first run, then the second's, and so on. The head of
// diagnoses is left out; epochs are the first run's, seconds and commands all of theirs. Fails with
// kInvalidArgument where there are none or more than eight, or where they differ in more than seed
// and threads, are of the paper's architecture, or are joined already.
Result<Checkpoint> join_members(std::span<const Checkpoint> runs);

}  // namespace lesion
