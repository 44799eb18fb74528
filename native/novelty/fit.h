// Learns to tell images that are unlike a network's own, and counts how often that is right.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"

namespace lesion {

struct NoveltyRequest {
  std::filesystem::path model;
  // Folders as read_dataset() takes them, with a column `split`: the network's own data, the first
  // of which the thresholds are chosen on.
  std::vector<std::filesystem::path> data;
  std::filesystem::path masks;  // mask network, where squares are fitted to the lesion
  int learn = 3000;             // images of the parts train, evenly over each table
  int components = 32;          // of the responses
  double flagged = 0.0085;  // part of the first data's part val that each detector may call unlike
  int drawn = 50;           // images of each kind of native/synth/other_images.h
  int shifts = 100;         // images of the first data's part val, shifted in every way
  bool test = false;        // count on the parts test too
  int threads = 2;          // images at a time
  std::uint64_t seed = 1;
};

using NoveltyProgress =
    std::function<void(const std::string& what, std::size_t done, std::size_t all)>;

// The same request gives the same result. Fails with a sentence: files that cannot be read, a model
// without a card or layers, data without the parts train and val.
Result<NoveltyCard> fit_novelty(const NoveltyRequest& request, const NoveltyProgress& progress);

}  // namespace lesion
