// What a person takes home: the current view, a one-page report, the sheet. Drawn by core/print
// with fonts and words that are loaded only when an export is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"
#include "core/maps/feature_maps.h"
#include "core/maps/notability.h"
#include "core/model/card.h"
#include "core/model/region.h"
#include "core/print/font.h"
#include "core/print/page.h"
#include "core/print/sheet.h"
#include "core/print/words.h"

namespace lesion::engine {

// One filter's map as the page shows it.
struct ExportMap {
  int layer = 0;
  int filter = 0;
  std::string name;      // in words; may be empty
  bool by_hand = false;  // chosen by a person
  bool unsure = false;   // its name holds less surely
  int width = 0;
  int height = 0;
  Scale scale;
  std::vector<float> values;  // width x height, rows from the top
  Margins left_out = {};      // of what is said of it (core/maps/margins.h)
};

// One image as the page shows it.
struct ExportView {
  std::string name;
  std::string date;
  Rect region;  // what the network saw, pixels of the upright original
  std::optional<double> probability;
  std::optional<double> threshold;           // where a person has moved the operating point to
  std::optional<OwnPoint> own = {};          // found on a person's images
  std::optional<LesionSummary> lesion = {};  // that the model's square is fitted to
  std::optional<double> by_rule;  // the estimate of the model's own square, where it is known
  std::optional<double> central =
      {};                            // that of the image's middle, where the own square is another
  std::vector<double> besides = {};  // what is read beside the estimate, told apart by its digits
  bool synthetic = false;            // a drawing that comes with the page
  // A person has corrected the lesion's outline; the square was fitted to it.
  bool outline_corrected = false;
  bool refitted = false;
  print::ScaleSource scale_source = print::ScaleSource::kTraining;
  float opacity = 0.7f;
  Interpolation interpolation = Interpolation::kSmooth;
  OverlayPalette palette = OverlayPalette::kGreen;
  std::vector<float> contours = {};  // as OverlayStyle has them
  bool fill = true;
  std::optional<Rect> visible = {};  // the part of the image that is shown; nothing: all of it
  std::vector<ExportMap> maps;
  // What makes the estimate doubtful, sentences in the reader's language.
  std::vector<std::string> doubts = {};
  // Of what was found on the image, likewise; on the report alone.
  std::vector<std::string> notes = {};  // on the estimate
  std::vector<std::string> warnings = {};
  std::vector<std::string> measures = {};
};

// `card` with the operating point that holds: moved to `threshold` where a person has moved it and
// the card has a curve that says what is found there.
ModelCard card_at(ModelCard card, std::optional<double> threshold);

// Two estimates lie on different sides of the card's operating point.
bool other_side(std::optional<double> one, std::optional<double> other, const ModelCard& card);

// "The network's own square: 9.2%.", with the digits that tell it from the estimate, from the
// operating point and from what else is read beside them; and where it lies on the other side of
// the point, that. There is view.by_rule.
std::string own_square(const print::Words& words, const ModelCard& card, const ExportView& view);

// From where on the class is called, at the card's operating point or at `threshold`, with the
// digits that tell it from each of `estimates`; where it comes from, where that is `own`; and what
// share of those of the class lay below, elsewhere where that is known. Empty without a point.
std::string point_words(const print::Words& words, const ModelCard& card,
                        std::optional<double> threshold, const std::optional<OwnPoint>& own = {},
                        std::span<const double> estimates = {});

class Exporter {
 public:
  // TrueType files. Fails as print::Font::open does; the fonts before stay then.
  Result<void> set_fonts(std::vector<std::uint8_t> regular, std::vector<std::uint8_t> bold);
  // See print::Words::from_json.
  Result<void> set_words(const std::string& json);
  // What stands under the view's image, each a paragraph.
  struct Sentence {
    double points = 0;  // size of its type
    bool bold = false;
    bool grey = false;
    std::string words;
  };
  std::vector<Sentence> view_sentences(const ModelCard& card, const Image& image,
                                       const ExportView& view, const ExportMap* map) const;
  const print::Words& words() const { return words_; }
  // Without fonts: none, and everything drawn with them fails with a sentence.
  print::Fonts fonts() const;

  // The part of the image that is shown, at least a pixel of it, with the first of `view.maps` over
  // it (or without, where there is none), the seen region outlined, and hatched where it reaches
  // beyond the image on a side that is shown; under it the numbers, what is said of the estimate
  // (say_estimate()), the legend, the model and the notice. As wide as what is shown, within
  // 1200..3000 pixels and the margins, and as high as the words need.
  Result<Image> draw_view(const Image& image, const ModelCard& card, const ExportView& view) const;
  // See print::draw_report; A4 at 300 dots per inch. Maps beyond the sixth are left out. Scales are
  // the card's where it has one for every map, else each map's own: view.scale_source and the maps'
  // scales are not used.
  Result<Image> draw_report(const Image& image, const ModelCard& card,
                            const ExportView& view) const;

 private:
  std::optional<print::Font> regular_;
  std::optional<print::Font> bold_;
  print::Words words_;
};

// Which filters answer a number of images most notably on average, and how strongly.
class Ranking {
 public:
  explicit Ranking(const ModelCard& card);

  // Maps of layer `layer` on one image. Fails where the card has no such layer or another number
  // of filters.
  Result<void> add(int layer, const FeatureMaps& maps);

  // The `count` filters with the greatest summed notability, at most `per_layer` of each layer,
  // most notable first; filters that never answered are left out.
  std::vector<print::SheetColumn> strongest(int count, int per_layer) const;
  // 0 .. the greatest response of the filter to any image added.
  Scale scale(int layer, int filter) const;

 private:
  std::vector<LayerCard> layers_;
  std::vector<std::vector<float>> greatest_;  // response to any image, by layer and filter
  Notabilities sums_;
};

// The sheet, row by row; pages come out as they are full.
class SheetMaker {
 public:
  // Fails as print::plan_sheet does. `aspects`: width by height of the images, as far as known.
  static Result<SheetMaker> start(print::SheetHead head, int rows,
                                  const std::vector<double>& aspects, double dots_per_inch,
                                  const Exporter& exporter);

  const print::SheetPlan& plan() const { return plan_; }
  double dots_per_inch() const { return plan_.unit * 25.4; }
  Result<void> add_row(const print::SheetRow& row);
  // The page as it stands, where it is full or holds the last row; else nothing.
  std::optional<Image> finished_page();

 private:
  SheetMaker(print::SheetHead head, const print::SheetPlan& plan, const Exporter& exporter)
      : head_(std::move(head)), plan_(plan), exporter_(&exporter) {}

  print::SheetHead head_;
  print::SheetPlan plan_;
  const Exporter* exporter_;
  std::optional<print::SheetPage> page_;
  int rows_ = 0;          // drawn in all
  int rows_on_page_ = 0;  // on the page that is open
  int pages_ = 0;         // handed out
};

}  // namespace lesion::engine
