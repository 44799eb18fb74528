// The half of `lesionlens inspect` that looks at a folder of images.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"

namespace lesion {

struct ImagesRequest {
  std::string images;
  std::string metadata;
  int limit = 0;  // only the first of the table; 0 = all
  int threads = 1;
  std::string classes;  // see parse_class_mapping
  std::string sheet;    // PNG to write; empty: none
  std::string recipe = "lens";
  std::uint64_t seed = 1;
};

// {labelled, unlabelled_rows, has_split, splits, diagnoses, images_read, sizes, licences,
// same_files: [[first, second]], near_duplicates: [[first, second, correlation]], leaks:
// [sentence], unreadable: [{isic_id, line, reason}]}. Every image is decoded once. The sheet
// shows images of the training part, the classes in turn, each drawn as the loader draws it in a
// first epoch; the bar below is blue-green for benign, red for malignant. Fails as read_dataset
// does and with kIo.
Result<nlohmann::ordered_json> describe_images(const ImagesRequest& request);

void print_images(const nlohmann::ordered_json& json);

}  // namespace lesion
