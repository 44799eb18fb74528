// What the What if screen's actions and news do to the state, and how they are written in JSON.
//
//   what-if-switch{places:[[layer,filter],..],off} what-if-by{by:of kReplaceByNames} what-if-undo
//   what-if-drawn{images:[id,..]} what-if-redo what-if-reset what-if-brush{used}
//   what-if-brush-size{by} what-if-paint{x,y,radius?} what-if-paint-on{dx,dy} what-if-aim{x,y}
//   what-if-stamp{what?:of synth::kStampNames} what-if-stamp-next{by} what-if-lay{what,x,y,side?}
//   what-if-list{by:"effect"|"concept"|"layer"} what-if-whole{whole} what-if-open{name?}
//   what-if-measure{wanted}
#pragma once

#include <array>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

inline constexpr std::array<const char*, 6> kReplaceByNames = {"zero", "mean",   "training",
                                                               "half", "double", "others"};
inline constexpr std::array<const char*, 3> kWhatIfListNames = {"effect", "concept", "layer"};

void reduce_what_if(ViewerState& state, const WhatIfAction& action);
// Brings it in line with image, square and model: of another image, or another model's, nothing
// stays; of another square the tries do.
void settle_what_if(ViewerState& state);
std::optional<WhatIfAction> what_if_action_from_json(const nlohmann::json& json);

}  // namespace lesion::viewer
