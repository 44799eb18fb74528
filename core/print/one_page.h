// One image, what the network says about it and what it looked at, on one upright page.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"
#include "core/print/page.h"

namespace lesion::print {

inline constexpr int kMostReportMaps = 6;

struct ReportMap {
  int layer = 0;
  int filter = 0;
  std::string name;                 // in words ("border, lower edge"); may be empty
  bool by_hand = false;             // chosen by a person, not for how unusual its response is: said
  bool unsure = false;              // the name holds less surely: said
  std::optional<float> usual = {};  // its usual greatest response, where that was measured
  MapView map;
  Scale scale;
};

struct Report {
  std::string name;  // of the image, as its file is called
  SeenImage image;
  std::optional<double> probability;  // calibrated, of the positive class, 0..1
  std::vector<ReportMap> maps;        // at most kMostReportMaps, in the order to be shown
  std::optional<double> threshold;    // where a person has moved the operating point to
  std::vector<double> besides = {};   // read beside the estimate, as for say_estimate()
  std::optional<OwnPoint> own = {};   // found on a person's images: said where its threshold holds
  // A drawing that comes with the page: said at the head, beside its name.
  bool synthetic = false;
  std::vector<std::string> doubts = {};    // sentences below the figure: what makes it doubtful
  std::vector<std::string> notes = {};     // on the estimate, sentences behind it
  std::vector<std::string> warnings;       // sentences, already in the reader's language
  std::vector<std::string> measures = {};  // of the lesion, sentences; a paragraph of them
  std::string date;                        // as it is to be printed
  ScaleSource scale_source = ScaleSource::kTraining;
  float opacity = 0.7f;  // 0..1
  Interpolation interpolation = Interpolation::kSmooth;
};

struct ReportOptions {
  // A4, upright.
  double width_mm = 210;
  double height_mm = 297;
  double dots_per_inch = 300;  // 36..1200
};

// The report as an image: what is said of the estimate (say_estimate()) with a scale from 0 to
// 100%, the image with the seen region outlined, the maps with their numbers, a summary of `card`
// (name, architecture, data, AUC with interval, licence), date and notice. Sentences and figures
// take the lines that they need, at the cost of the maps' size; only names and what has more than
// eight lines end in an ellipsis, and the notice is never cut. Where of the maps that no person
// chose none has a usual response, they are called the strongest, not unusual. Fails before memory
// is taken, with kInvalidArgument for an image or map that cannot be drawn, more maps than fit, a
// page smaller than 150 x 200 mm or options out of range, with kTooLarge beyond the limits of
// Canvas.
Result<Image> draw_report(const Report& report, const ModelCard& card, const ReportOptions& options,
                          const Fonts& fonts, const Words& words);

}  // namespace lesion::print
