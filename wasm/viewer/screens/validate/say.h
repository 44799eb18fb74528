// What Validate says, once for the canvas and for the text version.
#pragma once

#include <string>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

struct SaidFigure {
  std::string name;
  std::string value;           // with its interval
  std::string note;            // may be empty
  const char* term = nullptr;  // explained by (terms.h); null: none
};

struct SaidGroupRow {
  std::string name, count, positives, auc, sensitivity, specificity;
};

struct SaidGroup {
  std::string title;
  std::vector<SaidGroupRow> rows;
};

struct SaidMistake {
  int id = 0;        // of the session
  std::string name;  // of the file
  std::string estimate;
};

struct SaidMistakes {
  std::string title;
  std::vector<SaidMistake> images;
};

struct ValidationText {
  std::string headline;            // the answer in a sentence; what to do where there is none
  std::string progress;            // empty: nothing is being read
  std::vector<std::string> notes;  // what is to be known beside the headline
  std::vector<SaidFigure> figures;
  std::string wanted;     // "90%"
  std::string threshold;  // what it would be, and find; empty: not known
  bool can_use_threshold = false;
  std::string recalibration;  // empty: not known
  bool can_use_recalibration = false;
  std::string in_use;  // of the own point; empty: none
  std::vector<SaidGroup> groups;
  std::string against_all;  // the star's meaning; empty: there is none
  std::vector<SaidMistakes> mistakes;
};

// `names`: the table is called by its file's name.
ValidationText validation_text(const Words& words, const ViewerState& state, bool names = true);

// Heights of the histograms of scores, parts of the highest bar. Each class's bars are parts of
// that class, so that a few malignant images are seen beside many benign ones.
struct ScoreBars {
  std::vector<double> benign;
  std::vector<double> malignant;
};
ScoreBars score_bars(const Validation& found);

// The text as JSON, for the page.
std::string validation_text_json(const ValidationText& text);

}  // namespace lesion::viewer
