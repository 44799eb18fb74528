// From a run's checkpoint to the file that ships: ONNX with its card, and the card as Markdown.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"
#include "native/data/lesion_places.h"

namespace lesion {

struct ExportRequest {
  std::filesystem::path checkpoint;
  std::vector<std::filesystem::path>
      joined;                               // more checkpoints: one network of all, join_members()
  std::vector<std::filesystem::path> data;  // the folders that the run learnt from
  std::filesystem::path out;                // X.onnx; the Markdown card becomes X.md
  std::string name;                         // empty: the file's name without its ending
  std::string description;
  std::string licence;
  std::string attribution;
  std::vector<std::string> faults;          // for the card, a sentence each
  std::vector<std::filesystem::path> also;  // data sets from elsewhere, judged too
  bool compress = false;  // large weights in a byte each: see onnx::compress_weights
  std::string tool_version;
  int threads = 1;
  std::function<void(const std::string&)> print;                   // one line of progress
  std::function<Result<std::shared_ptr<LesionPlaces>>()> lesions;  // as TrainRequest's
};

// Measures on val (calibration; operating point: sensitivity 0.90, of several sources on each of
// them; what the card says of it is the test part's with the lowest sensitivity), once on test,
// once on every image of each set of `also`, and filters' responses on up to 500 training images.
// Test (val where there is none) and the sets from elsewhere are told apart by groups too. With
// `compress` everything is measured on the network as it is in the file, and the card says how far
// it moved the probabilities of the validation images. Both files are written atomically; equal
// checkpoints give equal ONNX files, the hours of training stand in the Markdown card alone.
// Returns the file's card. Fails as train() does, and with kInvalidArgument where a set from
// elsewhere has an image, by its id, that the training's data have too, or one class only.
Result<ModelCard> export_model(const ExportRequest& request);

}  // namespace lesion
