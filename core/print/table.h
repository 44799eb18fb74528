// Tables for other programs (RFC 4180: commas, CRLF, quotes doubled). Headings and class names are
// the model's and ours, never translated, so that a script reads every table alike; decimals have a
// point.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/image/image.h"
#include "core/maps/feature_maps.h"
#include "core/model/card.h"
#include "core/model/region.h"

namespace lesion::print {

// `text` as one field. Quoted where it must be. A spreadsheet runs what begins with = + - @ as a
// formula, and file names are not ours: an apostrophe is put before such a character at the field's
// beginning and after whatever another spreadsheet's locale may take for a separator. Line breaks
// and other control characters become blanks, bytes that are no UTF-8 become U+FFFD.
std::string csv_text(std::string_view text);

// The shortest decimal that reads back as the same value; empty for what is not finite.
std::string csv_number(float value);
std::string csv_number(double value);

// A table of this file for a spreadsheet whose list separator is a semicolon and whose decimal mark
// is a comma, as Excel's in German, Dutch and French: fields apart by semicolons, numbers with a
// decimal comma, the mark of UTF-8 in front. Fields that are no numbers stay as they are, quoted
// where they must be.
std::string for_spreadsheet(std::string_view table);

// One image of the session.
struct ScoredImage {
  std::string name;
  int width = 0;  // pixels of the upright original
  int height = 0;
  Rect region;                               // what the network saw, in its pixels
  std::optional<LesionSummary> lesion = {};  // that the model's square is fitted to
  std::optional<double> probability;         // calibrated, of the positive class
  std::optional<double> by_rule = {};   // the same of the model's own square, where that was asked
  std::optional<double> central = {};   // of the image's middle, where the own square is another
  bool outline_corrected = false;       // a person has corrected the lesion's outline
  std::optional<Novelty> novelty = {};  // where the model's card has detectors
  std::string problem;                  // why there is none, in words
};

// A record for each image: image, width, height, region_x, region_y, region_width,
// region_height, region_kind (central, whole, moved or lesion; see region_kind), positive_class,
// probability, probability_by_rule (of the model's own square, whatever a person has chosen),
// probability_of_middle (of the image's, by models whose own square is another), threshold,
// threshold_moved (by a person: 1, 0 or empty), at_or_above (1, 0 or empty), lesion_found (by
// models whose square is fitted to it: 1, 0 or empty), outline_corrected (the lesion's, by a
// person: 1, 0 or empty), unlike_training (what the network learned from: 1, 0 or empty), problem,
// model, date, notice. Fields that are not known are empty. `card` has the point that holds. Each
// record carries the notice: it is one image's, and such tables are sorted and cut.
std::string scores_table(std::span<const ScoredImage> images, const ModelCard& card,
                         std::string_view date, bool point_moved = false);

// A record for each filter of each image: image, region_kind (as above), layer, filter,
// cells_across, cells_down, min, max, mean, active_fraction, peak_x, peak_y (cells), not_finite
// (cells), inactive (1 or 0), place (see place_name), notability (0..2, see notability),
// training_median, training_high, training_max, dead (1, 0 or empty), concept (its surest name, as
// the card has it), concept_strength, concept_low, concept_high, outline_corrected (the lesion's,
// by a person: 1 or 0), model, date, notice. There are hundreds of records for an image: the first
// carries the notice for all. Grows image by image.
class StatisticsTable {
 public:
  StatisticsTable(const ModelCard& card, std::string_view date);

  // The maps of layer `layer` of the card on image `image`. Fails with kInvalidArgument, and
  // adds nothing, where there is no such layer, its filters are not as many, or size and values
  // disagree.
  Result<void> add(std::string_view image, RegionKind region, int layer, const FeatureMaps& maps,
                   bool outline_corrected = false);

  const std::string& text() const { return text_; }
  std::string take() && { return std::move(text_); }

 private:
  const ModelCard& card_;  // outlives the table
  std::string ending_;     // model, date
  bool noticed_ = false;   // a record has carried the notice
  std::string text_;
};

}  // namespace lesion::print
