// A folder of synthetic images as a trainer or a page takes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "native/synth/synth.h"

namespace lesion::synth {

inline constexpr int kMostImages = 1'000'000;

enum class Labels { kBoth, kBenign, kMalignant };

struct DatasetOptions {
  std::filesystem::path folder;
  int count = 0;  // images, 1..kMostImages
  std::uint64_t seed = 1;
  int width = 512;
  int height = 512;
  Labels labels = Labels::kBoth;       // kBoth: benign and malignant in turn
  int tone = 0;                        // as SynthOptions::tone
  std::optional<Artefacts> artefacts;  // on every image; none given: drawn for each image,
                                       // independently of its label
  bool jpeg = true;
  int quality = 90;  // of JPEG
  bool masks = false;
  int thumbnail_width = 0;  // pixels; 0: no thumbnails
  bool force = false;       // write into a folder that holds something already
};

struct Size {
  int width = 0;
  int height = 0;
};

// "512" (square) or "1024x768". Fails with kInvalidArgument in a sentence that begins with
// "--size".
Result<Size> parse_size(std::string_view text);

// "hair,ruler,gel,ink,patch,dark_corner" in any number and order; "none"; "all".
Result<Artefacts> parse_artefacts(std::string_view text);

// What image `index` (from 0) of a data set is rendered from. With both labels, odd indices are
// malignant; of the benign ones about two in five have either an irregular border or several
// colours, so that neither alone tells the label.
SynthOptions image_options(const DatasetOptions& options, int index);

// Writes images/SYNTH_0000001.jpg (or .png) ..., with `masks` masks/ID_CONCEPT.png for every name
// in kConceptNames, with a thumbnail width thumbnails/ID.jpg, and last metadata.csv (columns as the
// ISIC Archive names them and artefact flags as Bissoto et al. 2020 do; `split` deals 3 : 1 : 1 per
// label into train, val, test). Every image carries the comment kSyntheticComment. `progress` is
// called after each image with the number done; it may be empty.
// Fails before anything is written where an option is out of range or the folder holds something
// and `force` is off; with kIo where a file cannot be written. Messages name option or file.
Result<void> write_dataset(const DatasetOptions& options,
                           const std::function<void(int done)>& progress);

inline constexpr std::string_view kSyntheticComment =
    "Synthetic picture made by LesionLens from a seed. Not a photograph, no medical claim. CC0-1.0";

}  // namespace lesion::synth
