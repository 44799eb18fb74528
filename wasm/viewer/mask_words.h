// What was found on an image, as it is read: on the canvas, in the text version and in the report
// alike.
#pragma once

#include <string>
#include <vector>

#include "wasm/viewer/state/masks.h"
#include "wasm/viewer/state/viewer_state.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

// "Hair covers 3% of what the network saw. 2 filters named for it respond strongly. Painted over,
// the estimate is 31% instead of 24%."
std::string warning_words(const Words& words, const ViewerState& state, const Warning& warning);
// It is to be set off: whatever is about the lesion; an artefact where the estimate without it is
// on the other side of the operating point, or at least 5 points away. Half of all images have a
// ruler or a hair on them, and few estimates follow it.
bool set_off(const ViewerState& state, const Warning& warning);
// What makes the estimate doubtful, in a few words: "No lesion found"; "" where nothing does.
std::string doubt_words(const Words& words, const Doubts& doubts);
// The same in sentences, one a line.
std::string doubt_sentences(const Words& words, const Doubts& doubts);

// Of all that a person is told, a text each.
// Where nothing is warned of: that, and what of artefacts was found all the same, too little or too
// unsure to be told.
std::string no_warning_words(const Words& words, const ViewerState& state);
std::vector<std::string> warnings_words(const Words& words, const ViewerState& state);
// Those of them that say that the image is unlike the training images.
bool is_unlike(const Warning& warning);
std::vector<std::string> unlike_words(const Words& words, const ViewerState& state);

// The lesion's measures, a text each: asymmetry, border, colours, size, and what they do not hold
// for.
std::vector<std::string> abcd_words(const Words& words, const Abcd& abcd,
                                    const std::optional<double>& pixel_size,
                                    bool scale_by_hand = false);

// The same of the image that is shown, and by whom a scale was set; none where there are no
// measures.
std::vector<std::string> measured_words(const Words& words, const ViewerState& state);

// "Outline: hair", "Outline: none".
std::string outline_words(const Words& words, const ViewerState& state);

}  // namespace lesion::viewer
