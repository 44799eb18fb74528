#include "wasm/viewer/screens/model/effects.h"

#include <algorithm>
#include <string>
#include <vector>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/model/figures.h"
#include "wasm/viewer/state/effects.h"
#include "wasm/viewer/terms.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kMostFilters = 10;
constexpr const char* kAll = "all";

// "drawn: -0.34 (-0.46 to -0.22), 235 images"; empty for a group that is not told.
std::string line_of(const Ui& ui, const ModelCard& card, const ConceptEffectCard& one) {
  const std::string change = change_words(ui.words, one.change);
  const std::string images = std::to_string(one.images);
  if (one.group != kAll) {
    if (one.way != EffectWay::kDrawn) return {};
    const std::size_t positive = static_cast<std::size_t>(card.positive_class);
    const bool is_positive = positive < card.classes.size() && card.classes[positive] == one.group;
    if (!is_positive) return {};
    return ui.words.fill("model.effect.drawn_on",
                         {{"class", positive_class_words(ui.words.estimate_table(), card)},
                          {"change", change},
                          {"images", images}});
  }
  switch (one.way) {
    case EffectWay::kDrawn:
      return ui.words.fill("model.effect.drawn", {{"change", change}, {"images", images}});
    case EffectWay::kRemoved:
      return ui.words.fill("model.effect.removed", {{"change", change}, {"images", images}});
    case EffectWay::kElsewhere:
      return ui.words.fill("model.effect.elsewhere", {{"change", change}});
  }
  return {};
}

void artefacts(Ui& ui, const ModelCard& card) {
  if (card.concept_effects.empty()) return;
  flow_heading(ui, ui.words["model.effects"]);
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["model.effects_note"]);
  std::string shown;
  for (const ConceptEffectCard& one : card.concept_effects) {
    const std::string line = line_of(ui, card, one);
    if (line.empty()) continue;
    if (one.concept_name != shown) {
      gap(ui, 4);
      text(ui, ui.fonts.body, colour::kText,
           text::capitalised(concept_words(ui.words, one.concept_name)));
      shown = one.concept_name;
    }
    wrapped(ui, ui.fonts.small, colour::kMuted, line);
  }
}

void filters(Ui& ui, const ModelCard& card) {
  const std::vector<FilterPlace> most = most_effective(card, kMostFilters);
  if (most.empty() || !card.filter_effects) return;
  flow_heading(ui, ui.words["model.filter_effects"]);
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words.fill("model.filter_effects_note",
                        {{"images", std::to_string(card.filter_effects->images)},
                         {"data", card.filter_effects->measured_on}}));
  gap(ui, 4);
  for (const FilterPlace& one : most) {
    const EffectCard* effect = filter_effect(ui.state, one.layer, one.filter);
    if (!effect) continue;
    wrapped(ui, ui.fonts.small, colour::kText,
            filter_words(ui.words, ui.state, one.layer, one.filter) + ": " +
                change_words(ui.words, *effect));
  }
}

}  // namespace

void flow_effects(Ui& ui, const ModelCard& card) {
  artefacts(ui, card);
  filters(ui, card);
}

}  // namespace lesion::viewer
