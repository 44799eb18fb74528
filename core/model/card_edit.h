// A model card changed member by member, as text: what this version doesn't know stays.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace lesion {

// A member's place ("temperature", "input.crop.kind", "layers.0.tensor") and what it becomes: text
// where text stands there already or the value is no JSON, else the JSON value; null takes the
// member out.
using CardChange = std::pair<std::string, std::string>;

// The card `json` with `changes` in their order and, unless empty, with the classes `labels`, as
// JSON of the present schema; a card of schema 1 becomes one. An empty `json` begins a card that
// needs at least input.width, input.height, input.crop.kind and the labels. Fails as
// card_from_json() does where the outcome is no card, and with kInvalidArgument where a member
// isn't one that a card has.
Result<std::string> edited_card(std::string_view json, std::span<const CardChange> changes,
                                const std::vector<std::string>& labels = {});

}  // namespace lesion
