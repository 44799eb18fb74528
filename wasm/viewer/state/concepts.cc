#include "wasm/viewer/state/concepts.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

#include "core/concepts/concepts.h"

namespace lesion::viewer {
namespace {

bool named(const FilterCard& filter) { return !filter.concepts.empty(); }

// UTF-8 with the letters of Latin-1 in lower case.
std::string lower(std::string_view text) {
  std::string made(text);
  for (std::size_t i = 0; i < made.size(); ++i) {
    const auto byte = static_cast<unsigned char>(made[i]);
    if (byte >= 'A' && byte <= 'Z') made[i] = static_cast<char>(byte + 0x20);
    const bool latin = i > 0 && static_cast<unsigned char>(made[i - 1]) == 0xC3;
    if (latin && byte >= 0x80 && byte <= 0x9E && byte != 0x97) {
      made[i] = static_cast<char>(byte + 0x20);
    }
  }
  return made;
}

}  // namespace

bool is_sure(const ConceptCard& name) {
  const std::optional<Concept> known = concept_named(name.concept_name);
  return name.low >= kSureFrom && (!known || concept_info(*known).outlined);
}

ConceptGroup concept_group(std::string_view name) {
  if (name.empty()) return ConceptGroup::kUnnamed;
  const std::optional<Concept> known = concept_named(name);
  if (!known) return ConceptGroup::kOther;
  if (concept_info(*known).kind == ConceptKind::kArtefact) return ConceptGroup::kArtefact;
  const bool skin =
      *known == Concept::kSkin || *known == Concept::kPaleSkin || *known == Concept::kPinkSkin;
  return skin ? ConceptGroup::kSkin : ConceptGroup::kLesion;
}

const ConceptCard* surest_name(const ViewerState& state, int layer, int filter) {
  const FilterCard* card = filter_card(state, layer, filter);
  return card && named(*card) ? &card->concepts.front() : nullptr;
}

std::string filter_name(const ViewerState& state, int layer, int filter) {
  const ConceptCard* name = surest_name(state, layer, filter);
  return name ? name->concept_name : std::string();
}

bool named_for_absent(const ViewerState& state, int layer, int filter) {
  const std::string name = filter_name(state, layer, filter);
  const std::optional<Concept> known = concept_named(name);
  if (!known || !state.masks || concept_group(name) != ConceptGroup::kArtefact) return false;
  const SeenConcept* seen = state.masks->find(*known);
  return !seen || !seen->mask;
}

bool has_names(const ViewerState& state) {
  if (!state.model) return false;
  const std::vector<LayerCard>& layers = state.model->card.layers;
  return std::any_of(layers.begin(), layers.end(), [](const LayerCard& layer) {
    return std::any_of(layer.filters.begin(), layer.filters.end(), named);
  });
}

bool name_before(std::string_view a, std::string_view b) {
  const auto key = [](std::string_view name) {
    const std::optional<Concept> known = concept_named(name);
    return std::tuple(concept_group(name), known ? static_cast<std::size_t>(*known) : kConceptCount,
                      name);
  };
  return key(a) < key(b);
}

std::vector<NamedFilters> named_filters(const ModelCard& card) {
  std::vector<NamedFilters> all;
  for (std::size_t layer = 0; layer < card.layers.size(); ++layer) {
    const std::vector<FilterCard>& filters = card.layers[layer].filters;
    for (std::size_t filter = 0; filter < filters.size(); ++filter) {
      if (!named(filters[filter])) continue;
      const ConceptCard& name = filters[filter].concepts.front();
      const FilterPlace place{static_cast<int>(layer), static_cast<int>(filter)};
      auto known = std::find_if(all.begin(), all.end(), [&](const NamedFilters& one) {
        return one.name == name.concept_name;
      });
      if (known == all.end()) {
        all.push_back(
            {name.concept_name, {}, std::vector<int>(card.layers.size(), 0), place, name.low});
        known = all.end() - 1;
      }
      if (name.low > known->low) {
        known->low = name.low;
        known->surest = place;
      }
      known->filters.push_back(place);
      ++known->of_layer[layer];
    }
  }
  std::sort(all.begin(), all.end(), [](const NamedFilters& a, const NamedFilters& b) {
    return name_before(a.name, b.name);
  });
  return all;
}

std::vector<int> nameless_by_layer(const ModelCard& card) {
  std::vector<int> counts;
  for (const LayerCard& layer : card.layers) {
    const auto bearing = std::count_if(layer.filters.begin(), layer.filters.end(), named);
    counts.push_back(layer.filter_count - static_cast<int>(bearing));
  }
  return counts;
}

std::vector<FilterPlace> surest_of_each(const ModelCard& card, std::size_t most) {
  std::vector<NamedFilters> all = named_filters(card);
  while (all.size() > most) {
    all.erase(std::min_element(
        all.begin(), all.end(),
        [](const NamedFilters& a, const NamedFilters& b) { return a.low < b.low; }));
  }
  std::vector<FilterPlace> best;
  for (const NamedFilters& one : all) best.push_back(one.surest);
  return best;
}

std::vector<int> explored_filters(const ViewerState& state, int layer) {
  std::vector<int> all = sorted_filters(state, layer);
  if (!state.only) return all;
  std::vector<int> wanted;
  std::copy_if(all.begin(), all.end(), std::back_inserter(wanted),
               [&](int filter) { return filter_name(state, layer, filter) == *state.only; });
  return wanted.empty() ? all : wanted;
}

NamedSearch filters_called(const ViewerState& state, std::string_view text) {
  NamedSearch search;
  if (text.empty() || !state.model) return search;
  const std::string wanted = lower(text);
  std::pair<double, float> best;  // notability on the image, low end of the interval
  for (const NamedFilters& name : named_filters(state.model->card)) {
    const auto called = state.called.find(name.name);
    const bool meant =
        lower(name.name).find(wanted) != std::string::npos ||
        (called != state.called.end() && lower(called->second).find(wanted) != std::string::npos);
    if (!meant) continue;
    for (const FilterPlace& place : name.filters) {
      const std::pair<double, float> rank{notable(state, place.layer, place.filter).notability,
                                          surest_name(state, place.layer, place.filter)->low};
      if (search.count == 0 || rank > best) {
        best = rank;
        search.first = place;
      }
      ++search.count;
    }
  }
  return search;
}

}  // namespace lesion::viewer
