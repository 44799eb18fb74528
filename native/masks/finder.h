// Finds the lesion on an image with a mask network's file, on the workstation.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "core/concepts/lesion.h"
#include "core/concepts/mask_card.h"
#include "core/error.h"
#include "core/image/image.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {

// The network that ships.
inline constexpr const char* kMasksFile = "models/masks.onnx";

class MaskFinder {
 public:
  // kMasksFile is looked for as shipped_file() says.
  // Fails with a sentence that begins with the file's name: no such file, no ONNX, no mask
  // network's card in it, an operator that is not known.
  static Result<MaskFinder> open(const std::filesystem::path& given);

  const MaskCard& card() const { return card_; }
  // Number of the mask of that name, or -1.
  int mask_number(std::string_view name) const;

  // The network's answer to all masks, brought together from the image's four mirror images; one
  // grid a mask in the card's order. Fails as mask_input() and TorchRuntime::run() do.
  Result<std::vector<LogitGrid>> answer(const Image& image) const;

  // Of answer(), the mask of that number at the image's size. The lesion is one lesion
  // (keep_lesion()); an attribute is wherever its logit is above 0.
  Mask mask_of(const std::vector<LogitGrid>& answer, int mask, int width, int height) const;

  // Both.
  Result<Mask> find(const Image& image, int mask) const;

  // Where the lesion is, as region_for() wants it; nothing where none is found. The card must have
  // a mask of that name. From any number of threads at once.
  Result<std::optional<LesionSummary>> lesion(const Image& image) const;

 private:
  MaskFinder(MaskCard card, TorchRuntime runtime)
      : card_(std::move(card)), runtime_(std::move(runtime)) {}

  MaskCard card_;
  TorchRuntime runtime_;
};

}  // namespace lesion
