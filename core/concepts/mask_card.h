// What a mask network's ONNX file says of itself, in metadata_props["lesionlens_masks"]: so a file
// of masks is never taken for a classifier, whose card stands under "lesionlens".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/concepts/lesion.h"
#include "core/error.h"
#include "core/model/preprocess.h"

namespace lesion {

inline constexpr const char* kMaskCardKey = "lesionlens_masks";

// How well a mask was found on a set of images.
struct MaskFigure {
  std::string data;  // "ham10000 test"
  std::string mask;
  int images = 0;      // those in which the truth marks something
  double jaccard = 0;  // mean over the images
  double low = 0;      // 95% by bootstrap over the images
  double high = 0;
  double failed = 0;  // part of the images below 0.65

  bool operator==(const MaskFigure&) const = default;
};

struct MaskCard {
  std::string name;
  std::string description;
  InputRule input;                 // size, mean, std; the whole image is pressed into the square
  std::string output = "masks";    // [N, masks, side, side], logits
  int side = 0;                    // of the output
  std::vector<std::string> masks;  // its channels; the first is "lesion"
  LesionRule lesion;
  std::int64_t parameters = 0;
  std::vector<MaskFigure> figures;
  std::vector<std::string> faults;
  std::string data;  // learnt from
  std::string licence;
  std::string command;  // that made it
};

std::string to_json(const MaskCard& card);
// The card for people, in Markdown.
std::string mask_card_text(const MaskCard& card);

// Fails with kCorrupt, naming the key, where something needed is missing or out of range.
Result<MaskCard> mask_card_from_json(std::string_view json);

}  // namespace lesion
