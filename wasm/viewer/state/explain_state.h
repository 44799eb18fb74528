// What the Explain screen shows: where in the image an estimate comes from, by one of the methods
// of core/explain. A part of ViewerState, and what can happen to it; screens/explain/choice.h says
// what follows from it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/model/card.h"

namespace lesion::viewer {

// What came of the network so far: a map over the square that it saw, whose values lie beside the
// state.
struct ExplainAnswer {
  int revision = 0;
  int width = 0;
  int height = 0;
  bool has_sign = false;
  float greatest = 0;         // of the values, without their signs
  double progress = 1;        // 0..1
  double score = 0;           // what was explained, on the image as it is
  std::optional<double> gap;  // of integrated gradients (core/explain/explain.h)
  // Of a method that makes an image, which lies beside the state instead of a map: what is
  // explained on the even image that the way to it begins with, and on this one.
  struct Made {
    double from = 0;
    double to = 0;
  };
  std::optional<Made> made{};

  // It is done, and the image that was to be made stayed the even one (core/explain/made.h).
  bool made_nothing() const { return made && progress >= 1 && !(greatest > 0); }
};

struct Explain {
  // What image, square and model the following is of.
  int image = 0;
  std::string model;
  Rect region;

  std::string method = "occlusion";
  bool against = false;      // what speaks against the positive class, instead of for it
  std::optional<int> layer;  // of the methods that take one; nothing: the last
  bool untrained = false;    // of the same network with weights drawn anew, for comparison
  bool smooth = false;       // of the methods that make an image: with less speckle
  int revision = 1;          // another one for each question
  bool stopped = false;      // by a person: what has come stays
  std::optional<ExplainAnswer> answer;
  int refused = 0;  // revision that could not be had
};

// --- A person's doing -------------------------------------------------------------------------
// One that there is not is left out.
struct SetExplainMethod {
  std::string name;
};
struct StepExplainMethod {
  int by = 1;
};
struct SetExplainTarget {
  bool against = false;
};
struct SetExplainLayer {
  int layer = 0;
};
struct SetExplainUntrained {
  bool untrained = true;
};
struct SetExplainSmooth {
  bool smooth = true;
};
struct StopExplaining {
  bool stopped = true;  // false: from the beginning
};

// --- News from the page -----------------------------------------------------------------------
// Of another question than the one that is asked: nothing happens.
struct Explained {
  ExplainAnswer answer;
};
// The map stands; so much of the next one is done.
struct ExplainGoesOn {
  int revision = 0;
  double progress = 0;
};
struct ExplainRefused {
  int revision = 0;
};

using ExplainAction = std::variant<SetExplainMethod, StepExplainMethod, SetExplainTarget,
                                   SetExplainLayer, SetExplainUntrained, SetExplainSmooth,
                                   StopExplaining, Explained, ExplainGoesOn, ExplainRefused>;

}  // namespace lesion::viewer
