// What can happen on the Compare screen.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wasm/viewer/state/compare.h"

namespace lesion::viewer {

// --- A person's doing -------------------------------------------------------------------------
struct SetPaneCount {
  int count = 2;
};  // 2, or else 4
// All panes anew, from what the first one shows, so that they differ in this.
struct ApplyPreset {
  CompareKind kind = CompareKind::kImages;
};
struct ChoosePane {
  int pane = 0;
};
struct StepPane {
  int by = 1;
};  // goes round
// What is given changes, all else stays. A layer without a filter keeps the filter's number. A
// picture that is not of the session changes nothing; numbers out of range go to the nearest.
struct SetPane {
  std::optional<int> pane;  // without it: the active one
  std::optional<int> picture;
  std::optional<bool> second;
  std::optional<int> layer;
  std::optional<int> filter;
};
// Through the filmstrip, in the active pane.
struct StepPanePicture {
  int by = 1;
};
// As many panes as there are places (2 or 4), with these filters. None: nobody has set a pane.
struct SetPanePlaces {
  std::vector<FilterPlace> places;
};
// By its file: one that comes with the page, or one that the page knows of.
struct ChooseSecondModel {
  std::string file;
};

// --- News from the page -----------------------------------------------------------------------
// Ignored where another file was chosen meanwhile, or the screen was left.
struct SecondModelOpened {
  std::string file;
  ModelCard card;
};
// The one that was open before stays.
struct SecondModelRefused {
  std::string file;
};
// Ignored where no pane needs it any more.
struct Compared {
  CompareAnswer answer;
};
struct CompareRefused {
  CompareLook look;
};

using CompareAction = std::variant<SetPaneCount, ApplyPreset, ChoosePane, StepPane, SetPane,
                                   StepPanePicture, SetPanePlaces, ChooseSecondModel,
                                   SecondModelOpened, SecondModelRefused, Compared, CompareRefused>;

void reduce_compare(ViewerState& state, const CompareAction& action);

// An action of a person from a JSON object; see action_from_json in action.h. Types and members:
//   compare-panes{count:2|4} compare-preset{kind:"images"|"filters"|"models"} compare-pane{pane}
//   compare-step-pane{by} compare-set{pane?,picture?,second?,layer?,filter?}
//   compare-step-picture{by} compare-places{places:[[layer,filter],..]} compare-model{file}
std::optional<CompareAction> compare_action_from_json(const nlohmann::json& json);

}  // namespace lesion::viewer
