// Explanations of a folder of images.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/explain/explain.h"

namespace lesion {

struct ExplainRequest {
  std::string model;
  std::string method;
  std::string images;  // folder; none where the method makes an image
  std::string out;     // folder, made where it is missing
  std::string masks;   // the mask network; empty: beside the model, else the one that ships
  std::string target = "malignant";  // explain_target()
  int layer = -1;
  int filter = -1;         // of `layer`: explained instead of the target
  std::string response;    // "max", "sum" or "ROW,COLUMN"; empty: max, of an image made: sum
  std::string fill;        // of kFillNames; empty: the method's own
  bool untrained = false;  // the control: weights drawn anew
  ExplainOptions options;
};

struct ExplainedImage {
  std::string file;
  Explanation explanation;
  std::string error;  // where it could not be explained; then nothing was written for it
};

// Explains each image of the folder (.jpg, .jpeg, .png, .bmp, .gif, .tga, .psd, in the order of
// their names) as the card's crop rule sees it, and writes for NAME.jpg
//   NAME.METHOD.png  explanation_overlay()
//   NAME.METHOD.npy  explanation_npy(), over the part of the image that the network sees
// and explain.json, which says of each image which part that is, in its pixels, and what the
// overlay's full colour stands for. Fails where the model, an option or the folders cannot be used;
// an image that cannot be read is told to `told`, as every other one, and passed over.
//
// A method that makes an image looks at none, and writes once
//   METHOD.png  enlarged_picture()
//   METHOD.npy  explanation_npy(): the image as the network reads it
// and explain.json, which says under `made` what they are.
Result<std::vector<ExplainedImage>> explain_folder(
    const ExplainRequest& request, const std::function<void(const ExplainedImage&)>& told);

}  // namespace lesion
