// Which images of a data set are looked at.
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"
#include "native/data/metadata.h"

namespace lesion {

// Records with a file of the part `split` ("train", "val", "test", "all"), at most `limit` of them
// (0: all), evenly over the table. `classes`: as for training. Fails as parse_class_mapping() and
// read_dataset() do, and where the table has no parts.
Result<Dataset> chosen_records(const std::filesystem::path& data, const std::string& split,
                               const std::string& classes, int limit);

}  // namespace lesion
