// What a table of labelled images says of each: in memory, without the images.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/table/class_mapping.h"
#include "core/table/csv.h"

namespace lesion {

inline constexpr int kBenign = 0;
inline constexpr int kMalignant = 1;

enum class Part { kTrain, kVal, kTest };

const char* part_name(Part part);

// One labelled row.
struct LabelRecord {
  std::string id;
  int line = 0;         // of the file, counted from 1
  std::size_t row = 0;  // of LabelTable::table
  int label = kBenign;
  std::string diagnosis;   // empty where the table has none
  std::string lesion_id;   // "nan", "NA", "unknown" and their like are nobody's: empty
  std::string patient_id;  // likewise
  Part part = Part::kTrain;
};

struct LabelTable {
  CsvTable table;  // as in_plain_dialect() gives it
  std::vector<LabelRecord> records;
  bool has_split = false;    // there is a column `split`; else every record is kTrain
  int skipped = 0;           // rows labelled indeterminate, or not labelled
  int unknown_patients = 0;  // rows whose patient is none
};

// Reads a table in any dialect that in_plain_dialect() knows. Columns: isic_id, image, image_id or
// image_name; the class, or a diagnosis from which `mapping` or usual_classes() knows it;
// lesion_id; patient_id; split (train, val, test). `name` of the file begins every sentence of an
// error: a needed column missing, an unknown label, diagnosis or split, an id that occurs twice or
// holds a slash.
Result<LabelTable> read_labels(std::string_view text, const std::string& name,
                               const ClassMapping& mapping = {});

// What the file of the image `id` may be called, the likeliest first: its name as it is where that
// has an ending, then with .jpg, .jpeg, .png, .bmp, .dcm, .jfif, .jpe, .tif, .tiff, .webp in small
// and in capital letters, then without any.
std::vector<std::string> image_names(const std::string& id);

// Which of a folder's tables counts, by their names: metadata.csv, else the only one. Fails with
// kNotFound where there is none, with kInvalidArgument, naming them, where there are several;
// `folder` begins the sentence.
Result<std::string> table_among(std::vector<std::string> names, const std::string& folder);

// The label and part of an image by the folders that it lies in: ".../benign/x.jpg",
// ".../test/malignant/x.jpg" (val, valid, validation; any letter case); no label where its own
// folder is none of the two.
struct FolderLabel {
  std::optional<int> label;
  std::optional<Part> part;
};
FolderLabel folder_label(std::string_view path);

// Whether a file is an image by its ending; also endings that cannot be read, so that such a file
// is named to its owner, not passed over.
bool named_like_image(std::string_view name);

}  // namespace lesion
