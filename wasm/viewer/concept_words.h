// What filters respond to, as a dermatologist reads it.
#pragma once

#include <string>
#include <string_view>

#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

// Words for a name of the card ("lower border of the lesion"); a name that is none of ours as it is
// written; for "" that the pattern has no name.
std::string concept_words(const Words& words, std::string_view name);

// Words for where a response lies, beside a name: "lower left".
const std::string& short_place_words(const Words& words, Place place);

// The same relative to the lesion's outline, where there is one: "inside the lesion".
const std::string& row_place_words(const Words& words, const ViewerState& state,
                                   const NotableFilter& row);

// A row of Read: "Hair, lower left", "Lower border of the lesion, 4 filters", "Unnamed pattern,
// right".
std::string row_words(const Words& words, const ViewerState& state, const NotableFilter& row);

// "Layer 4, filter 7", and behind it what the filter responds to where the card says so.
std::string filter_words(const Words& words, const ViewerState& state, int layer, int filter);

// How surely each name of a filter holds, a line each, and what that means; "" for a nameless one.
std::string strength_words(const Words& words, const ViewerState& state, int layer, int filter);

// With its sign before it, "0.00" without.
std::string signed_words(const Words& words, double value, int decimals);

// "-0.12 (-0.15 to -0.09)", with signs.
std::string change_words(const Words& words, const EffectCard& change);

// What putting the filter out alone does to the estimate on average, and over what images that was
// measured; "" where the card has no effect of it.
std::string effect_words(const Words& words, const ViewerState& state, int layer, int filter);

}  // namespace lesion::viewer
