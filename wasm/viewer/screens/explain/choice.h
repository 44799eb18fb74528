// What can be chosen on the Explain screen, what follows from it, and how it is written in JSON:
//
//   explain-method{name} explain-step{by} explain-target{against} explain-layer{layer}
//   explain-untrained{untrained} explain-smooth{smooth} explain-stop{stopped}
//
// In the mirrored state, while it is shown: explain {revision, wanted, method, methods (names),
// target "for"|"against", layer (null: the method takes none), untrained, smooth (null: it makes no
// image), stopped, refused, progress (null: nothing has come), width, height, greatest, signed,
// score, gap, made (null, or {from, to})}
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/mirror_parts.h"

namespace lesion::viewer {

// As core/explain calls them, the one that is shown first in front.
std::span<const std::string_view> explain_methods();
// The one that fared best on the network where that was measured (faithfulness,
// core/explain/judge.h); the first of all methods where it was not.
std::string_view best_method(const ModelCard& card);
// It explains with a layer's maps.
bool takes_layer(std::string_view method);
// It explains a filter's response: of the one that is chosen.
bool takes_filter(std::string_view method);
// It makes an image instead of a map.
bool makes_image(std::string_view method);

// Of the methods that take one.
int explained_layer(const ViewerState& state);
// The network is to be asked, or asked further.
bool explanation_wanted(const ViewerState& state);
// What came is of what is asked.
const ExplainAnswer* explanation_of(const ViewerState& state);

void reduce_explain(ViewerState& state, const ExplainAction& action);
void settle_explain(ViewerState& state);
std::optional<ExplainAction> explain_action_from_json(const nlohmann::json& json);
Json explain_json(const ViewerState& state);

}  // namespace lesion::viewer
