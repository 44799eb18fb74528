#include "wasm/viewer/concept_words.h"

#include <cmath>

#include "wasm/viewer/state/effects.h"
#include "wasm/viewer/state/fold.h"
#include "wasm/viewer/state/lesion_place.h"

namespace lesion::viewer {

std::string concept_words(const Words& words, std::string_view name) {
  if (name.empty()) return words["filter.unnamed"];
  const std::string key = "concept." + std::string(name);
  return words.has(key) ? words[key] : std::string(name);
}

const std::string& short_place_words(const Words& words, Place place) {
  const std::string name(place_name(place));
  // Where the whole is short already there is no other.
  return words.has("place.short." + name) ? words["place.short." + name] : words["place." + name];
}

const std::string& row_place_words(const Words& words, const ViewerState& state,
                                   const NotableFilter& row) {
  const std::optional<LesionPlace> place = lesion_place(state, row.layer, row.filter);
  if (place) return words[kLesionPlaceWords[static_cast<std::size_t>(*place)]];
  return short_place_words(words, row.place);
}

std::string row_words(const Words& words, const ViewerState& state, const NotableFilter& row) {
  std::string said =
      text::capitalised(concept_words(words, filter_name(state, row.layer, row.filter)));
  if (named_for_absent(state, row.layer, row.filter)) said += " " + words["name.absent"];
  if (tells_place(state, row)) {
    const std::string& place = row_place_words(words, state, row);
    // Beside a place that is a name another one would read as a second name.
    said += ", " + (names_side(filter_name(state, row.layer, row.filter))
                        ? words.fill("place.here", {{"place", place}})
                        : place);
  }
  if (!row.also.empty()) {
    said += ", " + words.fill("strongest.count", {{"count", std::to_string(row.also.size() + 1)}});
  }
  return said;
}

std::string filter_words(const Words& words, const ViewerState& state, int layer, int filter) {
  std::string said = words.fill(
      "legend.title", {{"layer", std::to_string(layer)}, {"filter", std::to_string(filter)}});
  if (const ConceptCard* name = surest_name(state, layer, filter)) {
    said += ": " + concept_words(words, name->concept_name);
  }
  return said;
}

namespace {

// Digits of a strength and its interval, the same of all three: so many that the lower end is not
// rounded up to where sureness begins.
int strength_digits(float low) {
  const auto value = static_cast<double>(low);
  int digits = 2;
  for (double unit = 100;
       digits < 6 && low < kSureFrom && std::lround(value * unit) >= std::lround(kSureFrom * unit);
       unit *= 10) {
    ++digits;
  }
  return digits;
}

}  // namespace

std::string strength_words(const Words& words, const ViewerState& state, int layer, int filter) {
  const FilterCard* card = filter_card(state, layer, filter);
  if (!card || card->concepts.empty()) return {};
  std::string said;
  for (const ConceptCard& name : card->concepts) {
    const auto shown = [&, digits = strength_digits(name.low)](float value) {
      return words.fixed(static_cast<double>(value), digits);
    };
    said += words.fill("name.strength", {{"name", concept_words(words, name.concept_name)},
                                         {"strength", shown(name.strength)},
                                         {"low", shown(name.low)},
                                         {"high", shown(name.high)}});
    said += "\n";
  }
  return said + words[is_sure(card->concepts.front()) ? "name.sure" : "name.unsure"];
}

std::string signed_words(const Words& words, double value, int decimals) {
  const std::string figure = words.fixed(std::abs(value), decimals);
  if (figure == words.fixed(0, decimals)) return figure;
  return (value < 0 ? "\xE2\x88\x92" : "+") + figure;
}

std::string change_words(const Words& words, const EffectCard& change) {
  const auto two = [&](float value) { return signed_words(words, static_cast<double>(value), 2); };
  return words.fill(
      "effect.change",
      {{"mean", two(change.mean)}, {"low", two(change.low)}, {"high", two(change.high)}});
}

std::string effect_words(const Words& words, const ViewerState& state, int layer, int filter) {
  const FilterCard* card = filter_card(state, layer, filter);
  const EffectCard* effect = card ? filter_effect(*card) : nullptr;
  if (!effect || !state.model->card.filter_effects) return {};
  const FilterEffectsRecord& record = *state.model->card.filter_effects;
  return words.fill(card->effect_of_mean ? "effect.of_mean" : "effect.of_zero",
                    {{"change", change_words(words, *effect)},
                     {"images", std::to_string(record.images)},
                     {"data", record.measured_on}});
}

}  // namespace lesion::viewer
