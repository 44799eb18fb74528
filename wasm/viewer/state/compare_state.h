// What the Compare screen shows: two or four panes, each a picture of the session through one of
// two models with one filter's map over it. A part of ViewerState; compare.h says what follows from
// it.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace lesion::viewer {

struct Model;
struct CompareAnswer;

inline constexpr int kMostPanes = 4;
// Of the most notable filters at most as many are of one layer.
inline constexpr int kNotableOfALayer = 2;

// What the panes differ in.
enum class CompareKind { kImages, kFilters, kModels };

struct ComparePane {
  int picture = 0;      // of the session; 0 = none yet
  bool second = false;  // through the second model
  int layer = 0;
  int filter = 0;
  // Somebody chose the filter. Until then it is the most notable one; the next where a pane before
  // it shows the same picture through the same model.
  bool chosen = false;

  bool operator==(const ComparePane&) const = default;
};

// One picture through one model: what has to be looked at for a pane.
struct CompareLook {
  int picture = 0;
  bool second = false;

  bool operator==(const CompareLook&) const = default;
};

// The part of every picture that is shown. `zoom` is in times of the size that fits into the pane;
// (x, y) is the point that lies in the middle of each pane, in parts of the picture's width and
// height: so pictures of any size move together.
struct CompareView {
  double zoom = 1;
  double x = 0.5;
  double y = 0.5;

  bool operator==(const CompareView&) const = default;
};

struct Compare {
  int count = 2;         // panes shown: 2 or 4
  int active = 0;        // the pane that keys and tools mean
  bool touched = false;  // until somebody has set a pane, all of them follow the picture on Read
  std::array<ComparePane, kMostPanes> panes;
  CompareView view;

  std::string second_file;                  // the second model's file; empty: none was chosen
  bool second_asked = false;                // it is to be opened, and has not been yet
  std::shared_ptr<const Model> second;      // while the screen is shown only
  std::vector<std::string> refused_models;  // files that could not be opened

  // What has come for the panes, while the screen is shown only; the maps' values and the
  // pictures' pixels lie beside the state.
  std::vector<std::shared_ptr<const CompareAnswer>> answers;
  std::vector<CompareLook> refused;
};

}  // namespace lesion::viewer
