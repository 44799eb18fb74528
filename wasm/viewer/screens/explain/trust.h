// How an explanation's method fared on the network that is open, as its card has it
// (lesionlens explain --judge; core/explain/judge.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/card.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

// Whether following the map, its strongest places first, moves the estimate more than following
// controls does. Surely: the intervals of the means do not meet.
enum class Fared { kUnmeasured, kNotAboveChance, kAboveChance, kAboveMiddle };
Fared fared(const ModelCard& card, std::string_view method);

// A sentence each, the verdict first; where nothing was measured the one that says so; none for the
// control "random".
std::vector<std::string> trust_words(const Words& words, const ModelCard& card,
                                     std::string_view method);

}  // namespace lesion::viewer
