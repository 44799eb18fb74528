// The randomness of native code is core's.
#pragma once

#include "core/random.h"  // IWYU pragma: export
