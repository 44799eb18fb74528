#include "wasm/viewer/mask_words.h"

#include <array>
#include <cmath>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/point_words.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/scale_bar.h"

namespace lesion::viewer {
namespace {

// What part of the square lesions usually take up where the network has learnt.
double usual_share(const ViewerState& state) {
  return fits_lesion(state) ? state.model->card.input.crop.share : kCentralUsual;
}

// Drawn on images of the positive class, what the artefact does to the estimate on average
// (`lesionlens dissect --effects`); nothing where that is little or not sure.
const ConceptEffectCard* known_effect(const ViewerState& state, Concept what) {
  constexpr float kLeast = 0.2f;
  const ModelCard& card = state.model->card;
  const auto positive = static_cast<std::size_t>(card.positive_class);
  if (positive >= card.classes.size()) return nullptr;
  for (const ConceptEffectCard& one : card.concept_effects) {
    const bool asked = one.way == EffectWay::kDrawn && one.group == card.classes[positive] &&
                       one.concept_name == concept_name(what);
    const bool sure = one.change.low > 0 || one.change.high < 0;
    if (asked && sure && std::abs(one.change.mean) >= kLeast) return &one;
  }
  return nullptr;
}

std::string artefact_words(const Words& words, const ViewerState& state, const Warning& warning) {
  std::string said = text::capitalised(
      words.fill("warning.artefact", {{"name", concept_words(words, concept_name(warning.what))},
                                      {"share", words.percent(warning.share)}}));
  if (warning.count > 0) {
    said += " " + words.fill(warning.count == 1 ? "warning.strong_one" : "warning.strong",
                             {{"count", std::to_string(warning.count)}});
  }
  if (warning.without && state.verdict) {
    // Both in the same digits as the estimate above: one with a digit more than the other may read
    // as its opposite (0.1154 and 0.1167 as 12% and 11.7%).
    const double now = state.verdict->probability;
    said +=
        " " + (!worth_digits(*warning.without, now)
                   ? words.fill("warning.without_same", {{"with", percent_read(words, state, now)}})
                   : words.fill("warning.without",
                                {{"without", percent_read(words, state, *warning.without)},
                                 {"with", percent_read(words, state, now)}}));
  }
  if (const ConceptEffectCard* known = known_effect(state, warning.what)) {
    const ModelCard& card = state.model->card;
    said +=
        " " + words.fill(known->change.mean < 0 ? "warning.known_lower" : "warning.known_higher",
                         {{"class", positive_class_words(words.estimate_table(), card)},
                          {"change", change_words(words, known->change)}});
  }
  return said;
}

std::string whole(double value) { return std::to_string(std::llround(value)); }

std::string colour_words(const Words& words, const Abcd& abcd) {
  std::string colours;
  double rest = 1;
  for (std::size_t i = 0; i < kRuleColours.size(); ++i) {
    rest -= abcd.colours[i];
    if (abcd.colours[i] < kLeastColour) continue;
    if (!colours.empty()) colours += ", ";
    colours += words["colour." + std::string(kRuleColours[i])];
    colours += " " + words.percent(abcd.colours[i]);
  }
  std::string said = colours.empty()
                         ? words["abcd.no_colours"]
                         : words.fill("abcd.colours", {{"count", std::to_string(abcd.colour_count)},
                                                       {"colours", colours}});
  if (!colours.empty() && rest >= kLeastColour) {
    said += " " + words.fill("abcd.other_colours", {{"share", words.percent(rest)}});
  }
  return said;
}

}  // namespace

std::string warning_words(const Words& words, const ViewerState& state, const Warning& warning) {
  if (warning.kind == WarningKind::kArtefact) return artefact_words(words, state, warning);
  return words.fill(std::string("warning.") + name_of(warning.kind),
                    {{"share", words.percent(warning.share)},
                     {"usual", words.percent(usual_share(state))},
                     {"count", std::to_string(warning.count)}});
}

std::string doubt_words(const Words& words, const Doubts& doubts) {
  std::string said = doubts.lesion_missed ? words["lesion.missed"] : "";
  if (doubts.unlike) said += (said.empty() ? "" : ". ") + words["unlike.short"];
  if (doubts.crosses) said += (said.empty() ? "" : ". ") + words["crosses.short"];
  return said;
}

std::string doubt_sentences(const Words& words, const Doubts& doubts) {
  std::string said = doubts.lesion_missed ? words["crop.no_lesion"] : "";
  if (doubts.unlike) said += (said.empty() ? "" : "\n") + words["unlike.short"];
  if (doubts.crosses) said += (said.empty() ? "" : "\n") + words["crosses.said"];
  return said;
}

bool set_off(const ViewerState& state, const Warning& warning) {
  constexpr double kPoints = 0.05;
  if (warning.kind != WarningKind::kArtefact) return true;
  if (!warning.without || !state.verdict) return false;
  const double now = state.verdict->probability;
  return called_positive(state, *warning.without) != called_positive(state, now) ||
         std::abs(*warning.without - now) >= kPoints;
}

std::vector<std::string> warnings_words(const Words& words, const ViewerState& state) {
  std::vector<std::string> all;
  for (const Warning& one : state.warnings) all.push_back(warning_words(words, state, one));
  return all;
}

bool is_unlike(const Warning& warning) {
  return warning.kind == WarningKind::kUnlikeResponses || warning.kind == WarningKind::kUnlikeLight;
}

std::vector<std::string> unlike_words(const Words& words, const ViewerState& state) {
  std::vector<std::string> all;
  for (const Warning& one : state.warnings) {
    if (is_unlike(one)) all.push_back(warning_words(words, state, one));
  }
  return all;
}

std::string no_warning_words(const Words& words, const ViewerState& state) {
  std::string names;
  for (const Concept one : outlines_of(state)) {
    if (concept_group(concept_name(one)) != ConceptGroup::kArtefact) continue;
    names += (names.empty() ? "" : ", ") + concept_words(words, concept_name(one));
  }
  return names.empty() ? words["found.nothing"] : words.fill("found.little", {{"names", names}});
}

std::vector<std::string> abcd_words(const Words& words, const Abcd& abcd,
                                    const std::optional<double>& pixel_size, bool scale_by_hand) {
  std::vector<std::string> all = {
      words.fill("abcd.asymmetry", {{"first", words.percent(abcd.axes[0].unmatched)},
                                    {"second", words.percent(abcd.axes[1].unmatched)}}),
      words.fill("abcd.border", {{"compactness", words.fixed(abcd.compactness, 2)},
                                 {"notched", words.percent(abcd.notched)}}),
      colour_words(words, abcd),
      pixel_size ? words.fill(scale_by_hand ? "abcd.size_by_hand" : "abcd.size_mm",
                              {{"diameter", words.fixed(abcd.diameter * *pixel_size, 1)},
                               {"area", words.fixed(abcd.area * *pixel_size * *pixel_size, 1)}})
                 : words.fill("abcd.size",
                              {{"diameter", whole(abcd.diameter)}, {"area", whole(abcd.area)}})};
  if (abcd.cut) all.push_back(words["abcd.cut"]);
  return all;
}

std::vector<std::string> measured_words(const Words& words, const ViewerState& state) {
  if (!state.masks || !state.masks->abcd) return {};
  const HandScale* scale = hand_scale(state);
  std::vector<std::string> all =
      abcd_words(words, *state.masks->abcd, pixel_size(state), scale != nullptr);
  if (scale) {
    all.push_back(words.fill("scale.by_hand", {{"pixels", whole(scale->length())},
                                               {"millimetres", words.figure(scale->millimetres)}}));
  }
  return all;
}

std::string outline_words(const Words& words, const ViewerState& state) {
  const SeenConcept* shown = shown_outline(state);
  return words.fill(
      "outline.shown",
      {{"name", shown ? concept_words(words, concept_name(shown->what)) : words["outline.none"]}});
}

}  // namespace lesion::viewer
