// What follows from the What if screen's state: what is tried, what is known of it, which filters
// are listed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

inline bool place_before(const FilterPlace& a, const FilterPlace& b) {
  return a.layer != b.layer ? a.layer < b.layer : a.filter < b.filter;
}

// The try that is shown; one with nothing where there is none yet.
const WhatIfTry& shown_try(const ViewerState& state);
bool is_off(const ViewerState& state, const FilterPlace& place);

// The network has to be asked about the try that is shown.
bool try_wanted(const ViewerState& state);
// What it says of it, of the positive class: the image's own estimate where nothing is changed;
// else the answer that came last, which may be of an earlier try: see try_current(). Nothing while
// none has come.
std::optional<double> estimate_after(const ViewerState& state);
// Of that answer, where it is a mean over other images.
std::optional<OverOthers> over_after(const ViewerState& state);
// That is of the try that is shown.
bool try_current(const ViewerState& state);

// How far its runs are, where it is the one that is waited for and takes a while.
std::optional<TryProgress> try_progress(const ViewerState& state);

// Which side of the operating point's threshold the estimate goes to.
enum class Crossing { kNone, kUp, kDown };
Crossing crossing_of(const ViewerState& state, double before, double after);

// Radius of the brush, image pixels.
double brush_radius(const ViewerState& state);
// Side of the square that the stamp draws for, image pixels.
double stamp_side(const ViewerState& state);
// What the stamp has laid on, in order, of the try that is shown.
std::vector<synth::Stamp> laid_stamps(const ViewerState& state);
// The strokes of the try that is shown, and what was laid on, as the engine takes them
// (wasm/engine/paint.h): seven numbers for each piece.
std::vector<float> painted_pieces(const ViewerState& state);

// A list of the filters: a line of it, and what is known of the filter.
struct ListedFilter {
  FilterPlace place;
  std::optional<FilterEffect> effect;
  bool off = false;
};
// In the order of what_if.list, those that the list says. kConcept: those of what_if.opened, none
// where no name is opened. Filters whose effect is not known come last.
std::vector<ListedFilter> listed_effects(const ViewerState& state);
// A name of the card, and what is known of its filters together.
struct ListedConcept {
  std::string name;
  std::vector<FilterPlace> filters;
  std::optional<ConceptEffect> effect;
  std::size_t off = 0;   // how many of them are
  std::size_t sure = 0;  // of how many the name is (is_sure())
};
// Every name, the greatest change of the log-odds first; those whose change is not known last, in
// the order of name_before().
std::vector<ListedConcept> listed_concepts(const ViewerState& state);
// So many of them are shown until all are asked for.
inline constexpr std::size_t kEffectsShown = 24;
// The greatest change of the log-odds that is known, without its sign: of all filters; in the list
// of names, of the names and of the filters that are listed. 0 for none.
double greatest_effect(const ViewerState& state);

// Where the card says from which images the filters' means are, and has one of each filter: that.
const FilterEffectsRecord* means_of(const ViewerState& state);

// The session's other images that have an estimate, in order of opening: kMostOthers at most.
std::vector<int> other_images(const ViewerState& state);
// How many of the shown try's are no photographs.
std::size_t drawn_others(const ViewerState& state);

// Every filter of the model.
std::size_t filters_in_all(const ViewerState& state);
// How many of them are to be measured: all, or those that an estimate puts in front.
std::size_t effects_to_measure(const ViewerState& state);
// They are to be measured: nobody has stopped it, and some are missing.
bool effects_wanted(const ViewerState& state);

}  // namespace lesion::viewer
