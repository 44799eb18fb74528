// A run's mask network as a file, with what it is worth.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/concepts/mask_card.h"
#include "core/error.h"

namespace lesion {

struct MaskExport {
  std::filesystem::path run;                // its best.ckpt; last.ckpt where there is none
  std::filesystem::path out;                // *.onnx; a Markdown card of the same name beside it
  std::vector<std::filesystem::path> data;  // sources, on whose parts `parts` it is evaluated
  std::vector<std::string> parts;           // "val", "test"
  MaskCard card;  // name, description, faults, licence, command; the rest is filled in
  std::function<void(const std::string&)> print;
};

// Writes the averaged weights as ONNX with the card in its metadata: at the size of the stage that
// the checkpoint has reached. Every figure is that of the file. Fails as load_checkpoint(),
// read_dataset() and write_file_atomic() do.
Result<void> export_masks(const MaskExport& request);

}  // namespace lesion
