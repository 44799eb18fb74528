// The devices that libtorch finds on this machine.
#pragma once

#include <c10/core/Device.h>

#include "core/error.h"
#include "native/train/config.h"

namespace lesion {

// Fails with kUnsupported, in words, where libtorch was built without it or finds none.
Result<void> check_device(Device device);

// The graphics card of a process that is number `local_rank` on its machine: they take turns where
// there are fewer cards. check_device must hold.
c10::Device torch_device(Device device, int local_rank);

}  // namespace lesion
