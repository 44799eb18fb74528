// A table's cells as they stand there, for telling groups of images apart.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/table/class_mapping.h"

namespace lesion {

struct TableCells {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // as many fields as `header`, or none
};

// The rows of `csv` that begin on `lines` (Record::line), in that order, with the columns that
// in_plain_dialect adds; a line that holds no row gives a row without fields. Empty where `csv` is
// (class folders have no table). Fails as read_dataset does.
Result<TableCells> table_cells(const std::filesystem::path& csv, std::span<const int> lines,
                               const ClassMapping& mapping = {});

}  // namespace lesion
