// What the worker computes: everything between a file's bytes and the network's input, and between
// the network's outputs and the numbers shown. It holds one model and at most one image; running
// the network itself is ONNX Runtime's part.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/concepts/abcd.h"
#include "core/concepts/find_concepts.h"
#include "core/concepts/mask_card.h"
#include "core/error.h"
#include "core/image/decode.h"
#include "core/image/image.h"
#include "core/maps/feature_maps.h"
#include "core/model/card.h"
#include "core/model/novelty.h"
#include "core/model/preprocess.h"
#include "core/model/spread.h"

namespace lesion::engine {

// Longest side of the copy that the page shows: what every WebGL 2 device takes as a texture.
inline constexpr int kDisplaySide = 4096;
// Of the copy that a pane of the Compare screen shows.
inline constexpr int kCompareSide = 2048;
// Of what was painted over.
inline constexpr int kPaintedSide = 1024;
// Of the copy that the filmstrip shows.
inline constexpr int kThumbnailSide = 320;

// An image for showing: width x height x 4 bytes R,G,B,A, rows from the top, A = 255. Equal to the
// upright original where that fits into kDisplaySide, otherwise reduced by core's resample.
struct DisplayCopy {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;
};
DisplayCopy display_copy(const Image& image, int side = kDisplaySide);
// For the filmstrip: at most kThumbnailSide a side. A large image is halved (core's halved)
// first, which is quicker than reducing it in one step.
DisplayCopy thumbnail(const Image& image);

// What an image is shown from: as large as kDisplaySide lets it be and its halves, the largest
// first, down to one of at most kCoarsest pixels a side, so that a screen is served with no more
// than it can show. Each is handed to `use` and gone after it. None of an empty image.
inline constexpr int kCoarsest = 512;
void for_each_level(const Image& image, const std::function<void(const Image&)>& use);
// As for a DisplayCopy, from pixels without transparency.
void with_alpha(std::span<const std::uint8_t> rgb, std::uint8_t* rgba);

// One layer's answer as ONNX Runtime handed it out: [1, channels, height, width].
struct LayerOutput {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<float> values;
};

// Six figures a filter, in this order, as the message to the page carries them.
inline constexpr int kFiguresPerFilter = 6;  // min, max, mean, active fraction, peak x, peak y

// What is said of a layer's filters, in the order of their numbers.
struct LayerFigures {
  std::vector<float> statistics;     // kFiguresPerFilter each
  std::vector<std::uint8_t> places;  // where the response lies (core/maps/place.h)
  std::vector<float> notability;     // as core/maps/notability.h has it
};

// What is found on an image beside the network's answer.
struct FoundMasks {
  FoundConcepts concepts;
  std::optional<LesionSummary> lesion;  // as it was corrected, where it was
  std::optional<Abcd> abcd;             // nothing where there is no lesion
};

class Session {
 public:
  // Reads the model card inside the ONNX file `bytes`. The model becomes the current one only with
  // keep_model(), so that a file whose graph does not run leaves the earlier model in place. Fails,
  // with `name` in front of the sentence, where the file is damaged or has no card.
  Result<ModelCard> read_model(const std::string& name, std::span<const std::uint8_t> bytes);
  // The model read last becomes the current one. False where none was read.
  bool keep_model();
  // The current model from a card that was read earlier (to_json), for an engine that takes the
  // place of another. Fails where the text is no card.
  Result<ModelCard> use_card(const std::string& name, const std::string& json);
  const std::optional<ModelCard>& model() const { return model_; }

  // Decodes `bytes`, turns the image upright and keeps it, within core's DecodeLimits. Fails with
  // `name` in front of the sentence; the image kept before is gone then. frame: of a DICOM file of
  // several, from 0.
  Result<void> open_image(const std::string& name, std::span<const std::uint8_t> bytes,
                          int frame = 0);
  int width() const { return image_.width; }
  int height() const { return image_.height; }
  // What became of its colours.
  const ColourConversion& colour() const { return notes_.colour; }
  // Who decoded it.
  const ImageSource& source() const { return notes_.source; }
  // What a DICOM file says of it.
  const std::optional<DicomInfo>& dicom() const { return notes_.dicom; }
  // The image that is open, upright; empty where none is.
  const Image& image() const { return image_; }

  // Whether region() must know where the lesion is and nobody has looked for it on this image yet:
  // the model's square is fitted to it.
  bool lesion_wanted() const;
  // Reads the card inside the mask network's file `bytes`, and keeps it. Fails, with `name` in
  // front, where the file is damaged or its card is no such one or knows no lesion.
  Result<MaskCard> read_mask_card(const std::string& name, std::span<const std::uint8_t> bytes);
  // From a card that was read earlier (to_json).
  Result<void> use_mask_card(const std::string& json);
  // That network's input of the image that is open: [4, 3, side, side] (mask_input).
  Result<InputTensor> lesion_input() const;
  // Its answer, [4, masks, side, side]: where the lesion is, nothing where there is none.
  // Remembered until the next image. Fails where these are not as many values as its card says.
  Result<std::optional<LesionSummary>> find_lesion(std::span<const float> logits);
  const std::optional<LesionSummary>& lesion() const { return lesion_; }
  // Nobody has looked for it on the image that is open, whatever the model's square is.
  bool lesion_unsought() const { return !image_.empty() && !lesion_sought_; }

  // What find_masks() takes for the lesion from now on: what was found, as a person has corrected
  // it (correct_mask() of core/concepts/correct.h, image pixels); none: as it was found. Forgotten
  // with the image. The square that a model fits to the lesion is by what was found, whatever is
  // corrected.
  void correct_lesion(std::span<const float> pieces);

  // One step of looking for all concepts on the image that is open: false where all are found.
  // Fails with kModelNoneOpen where no image is open or its lesion was not sought.
  Result<bool> find_masks_step();
  // All of them, remembered until the next image; looks for what was not found yet. Fails so too.
  Result<const FoundMasks*> find_masks();
  // As tensor(), of the image with that concept painted over (core/concepts/paint_over.h);
  // remembered nowhere. Fails where find_masks() was not asked before.
  Result<InputTensor> tensor_without(Concept what, const std::optional<Rect>& wanted) const;

  // What the current model sees of the image, in pixels of the upright original: the rule of its
  // card, or the square that a person asks for, brought to what can be looked at (see
  // limited_region).
  Result<Rect> region(const std::optional<Rect>& wanted = std::nullopt) const;
  // What the model would see without a lesion; remembered nowhere.
  Result<InputTensor> central_tensor() const;
  // The network's input of that region.
  // What it was is remembered for frame(), also when the image is closed.
  Result<InputTensor> tensor(const std::optional<Rect>& wanted = std::nullopt);

  // The network's input of that region where parts of the image are painted over (paint_over());
  // the square is the one of the image as it is. `painted`: nothing where no pixel is touched. The
  // open image stays as it is.
  struct PaintedInput {
    InputTensor input;
    std::optional<Rect> part;
    DisplayCopy copy;  // of that part, at most kPaintedSide a side
  };
  Result<PaintedInput> painted_tensor(const std::optional<Rect>& wanted,
                                      std::span<const float> pieces);

  // How a map of layer `index` of the current model lies on what tensor() saw last; of nothing seen
  // yet, and where there is no such layer, without an image.
  MapFrame frame(int index, int width, int height) const;

  // The ways of looking at the image about that region, that one first (core/model/spread.h); and
  // the network's input of one of them, by its place in them.
  Result<std::vector<Variation>> variations(const std::optional<Rect>& wanted = std::nullopt) const;
  Result<InputTensor> varied(const Variation& variation) const;
  // Gives the image's memory back.
  void close_image() { image_ = {}; }

  // All that is said of the filters of layer `index` of the current model. Fails where the shape is
  // not the one that the card promises, with the model's name in front.
  // What core/model/novelty.h needs of them is remembered for novelty().
  Result<LayerFigures> figures(int index, const LayerOutput& output);
  // How unlike the images that the model learned from the one is that tensor() saw last and whose
  // layers' figures were all asked for since; nothing where they were not, or the card has no
  // detectors.
  std::optional<Novelty> novelty() const;
  // Calibrated probability of the positive class. Fails where there are not output_count() values,
  // one is not finite, or a probability is none.
  Result<double> probability(std::span<const float> output) const;

  // How the estimate changes from one output to each of `others`, which are one after the other:
  // its log-odds, ln(p / (1 - p)) with p held within 1e-12 of 0 and 1, and the estimate itself.
  // Fails as probability(), and where they are not whole.
  struct Changes {
    std::vector<float> log_odds;
    std::vector<float> probability;
  };
  Result<Changes> changes(std::span<const float> output, std::span<const float> others) const;

  // The same of what was tried with each of so many (1 or more) images: `others` has image after
  // image, each with as many outputs. The means over the images of both changes, and the lowest and
  // the highest of the first.
  struct ChangesOver : Changes {
    std::vector<float> lowest;
    std::vector<float> highest;
  };
  Result<ChangesOver> changes_over(std::span<const float> output, std::span<const float> others,
                                   std::size_t images) const;
  // The estimate of outputs that are one after the other, one at least: mean, lowest, highest.
  struct EstimateOver {
    double mean = 0;
    double lowest = 0;
    double highest = 0;
  };
  Result<EstimateOver> estimate_over(std::span<const float> outputs) const;

  // What the reverse graph is seeded with, and what follows of its gradients: core/explain's
  // log_odds_gradient(), and first_order_effects() of one layer, each with the estimate where the
  // log-odds had changed by as much. Fail as probability(), and where sizes disagree.
  Result<std::vector<float>> log_odds_seed(std::span<const float> output, bool in_front) const;
  Result<Changes> estimated_changes(std::span<const float> output, std::span<const float> maps,
                                    std::span<const float> gradients, std::size_t filters,
                                    std::span<const float> replacement, double keep) const;

 private:
  std::string model_name_;
  std::optional<ModelCard> model_;
  std::string read_name_;
  std::optional<ModelCard> read_;
  Image image_;
  DecodeNotes notes_;
  std::optional<MaskCard> mask_card_;
  std::optional<LesionSummary> lesion_;
  bool lesion_sought_ = false;
  // The mask network's answer to the open image: the lesion alone, and the attributes.
  LogitGrid lesion_logits_;
  std::vector<AttributeLogits> attribute_logits_;
  std::vector<float> correction_;
  std::optional<ConceptSearch> search_;
  std::optional<LesionSummary> searched_lesion_;  // that search_ began with
  std::optional<FoundMasks> masks_;
  // What tensor() saw last, and of how large an image.
  struct Seen {
    Rect region;
    int width = 0;
    int height = 0;
  };
  std::optional<Seen> seen_;
  // Features of the same; those of the responses by layer.
  std::array<float, kLightFeatures> light_{};
  std::vector<std::vector<float>> responses_;
};

}  // namespace lesion::engine
