// What filters respond to, by the names that the model's card has for them: how sure a name is,
// where on an image it belongs, which filters bear it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// From this low end of its strength's interval on a name is called sure, on every screen. Strength
// is, as `lesionlens dissect` measures it, the probability that a place of the concept draws a
// greater response than another place of the image: 1 is perfect, 0.5 is chance (docs/concepts.md).
// Never a concept whose own masks are unsure (ConceptInfo::outlined): pigment network, globules,
// ...
inline constexpr float kSureFrom = 0.80f;
bool is_sure(const ConceptCard& name);

// Where what a name says is, in the order of lists. kOther: a name that is none of
// core/concepts/concepts.h, from somebody else's card. kUnnamed: "".
enum class ConceptGroup { kLesion, kSkin, kArtefact, kOther, kUnnamed };
inline constexpr std::array<const char*, 5> kConceptGroupNames = {"lesion", "skin", "artefact",
                                                                  "other", "unnamed"};
ConceptGroup concept_group(std::string_view name);
inline const char* name_of(ConceptGroup v) {
  return kConceptGroupNames[static_cast<std::size_t>(v)];
}

// The surest name of a filter; nothing where it has none.
const ConceptCard* surest_name(const ViewerState& state, int layer, int filter);
// The same in words of the card; "" for none.
std::string filter_name(const ViewerState& state, int layer, int filter);
// The filter is named for an artefact that was looked for and not found on the image: what it
// responds to there is something else.
bool named_for_absent(const ViewerState& state, int layer, int filter);
// The model's card names a filter at least.
bool has_names(const ViewerState& state);

// Lists of names go by group, in the order of core/concepts/concepts.h, then by the alphabet;
// "" comes last.
bool name_before(std::string_view a, std::string_view b);

// A name, and the filters that bear it as their surest, by layer and number.
struct NamedFilters {
  std::string name;
  std::vector<FilterPlace> filters;
  std::vector<int> of_layer;  // how many, by layer
  FilterPlace surest;         // whose interval begins highest
  float low = 0;              // where
};
// Every name of the card, in the order of name_before(); filters without one are not among them.
std::vector<NamedFilters> named_filters(const ModelCard& card);

// How many filters of each layer bear no name.
std::vector<int> nameless_by_layer(const ModelCard& card);

// Each name's surest filter, in the same order; of more than `most` those whose intervals begin
// highest.
std::vector<FilterPlace> surest_of_each(const ModelCard& card, std::size_t most);

// The filters of a layer as Explore shows them: sorted_filters(), those of state.only alone where
// the layer has any.
std::vector<int> explored_filters(const ViewerState& state, int layer);

// Filters whose name, in words of the page or of the card, contains `text` whatever the case of its
// letters. first: the one that responds most notably to the image; without an answer, the surest.
struct NamedSearch {
  int count = 0;
  FilterPlace first;
};
NamedSearch filters_called(const ViewerState& state, std::string_view text);

}  // namespace lesion::viewer
