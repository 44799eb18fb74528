// Both models of Compare on the labelled images.
#pragma once

#include <string>

#include "wasm/viewer/screens/compare/layout.h"
#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// said: the figures, or how far they are; empty where no image has a label or there is no second
// model. ask: the second model can be asked for the labelled images that it has not answered.
struct PairedWords {
  std::string said;
  bool ask = false;
};
PairedWords paired_words(const Words& words, const ViewerState& state);

// The strip between panes and foot, with the button that begins and ends the judging.
void draw_compare_judged(Ui& ui, const CompareLayout& layout);

}  // namespace lesion::viewer
