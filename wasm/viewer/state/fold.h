// Filters that say the same of an image in one row, so that one hair does not fill the list.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Two rows say the same: filters of one name; or, nameless both, of one layer, with the same place,
// and response, usual response and range each within a tenth of one another.
bool respond_alike(const ViewerState& state, const NotableFilter& a, const NotableFilter& b);

// strongest_filters() with those that respond alike folded into the first of them (its `also`): at
// most `count` rows, those of a name before the nameless, the most notable first. Of the nameless
// at most `per_layer` of each layer.
std::vector<NotableFilter> folded_filters(const ViewerState& state, int count, int per_layer);

// The same as Read lists them, only those that respond at least a quarter more than they usually do
// (or of which nobody knows what is usual): named ones by
// group (concepts.h), the most notable of a group first, or where state.list_by_effect the one of
// the greatest effect (most_effective_of()); the last row is left to the nameless where there are
// any.
std::vector<NotableFilter> listed_filters(const ViewerState& state, int count, int per_layer);

// The row's filter whose effect (effects.h) is greatest, whichever way; its first where the card
// has none.
FilterPlace most_effective_of(const ViewerState& state, const NotableFilter& row);

// Which of the rows is laid over an image first: the most notable with a name, else the first.
std::optional<FilterPlace> first_of(const ViewerState& state,
                                    const std::vector<NotableFilter>& rows);

// The name is a place itself: a side of the lesion's border.
bool names_side(std::string_view name);

// The row's place says something: its name does not say it itself ("left border" says that it is
// there, until the response is strongest elsewhere), and all of its filters respond mainly there.
bool tells_place(const ViewerState& state, const NotableFilter& row);

}  // namespace lesion::viewer
