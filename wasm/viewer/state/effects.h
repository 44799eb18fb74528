// What filters do to the estimate over a data set, as the model's card has it.
#pragma once

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// The mean change of the log-odds where the filter alone is put out: by its mean over training
// images where the card has that, else by 0. Nothing where the card has neither.
const EffectCard* filter_effect(const FilterCard& card);
const EffectCard* filter_effect(const ViewerState& state, int layer, int filter);

// How far that is, whichever way; 0 where the card has none.
float effect_size(const ViewerState& state, const FilterPlace& place);

// The card has the effect of a filter at least.
bool has_effects(const ViewerState& state);

// The card has what filters are sorted by.
bool can_sort(const ViewerState& state, SortBy by);

// The filters of all layers that move the estimate most, whichever way, at most `most`; ties by
// layer and number.
std::vector<FilterPlace> most_effective(const ModelCard& card, std::size_t most);

}  // namespace lesion::viewer
