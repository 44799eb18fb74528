// A folder of dermoscopy images with an ISIC-style metadata.csv.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/table/class_mapping.h"
#include "core/table/labels.h"

namespace lesion {

struct Record {
  std::string id;
  int line = 0;  // of the table; 0: of a class folder
  std::filesystem::path file;
  int label = kBenign;
  std::string diagnosis;  // empty where the table has none
  std::string lesion_id;
  std::string patient_id;
  Part part = Part::kTrain;
  int source = 0;  // among Dataset::sources
};

// One of several data sets that are learnt from together.
struct DataSource {
  std::string name;
  std::filesystem::path csv;
  bool has_split = false;
};

struct Dataset {
  std::string name;           // of the folder
  std::filesystem::path csv;  // the table; empty: read from class folders
  std::vector<Record> records;
  bool has_split = false;    // the table's own column `split` was used
  int skipped = 0;           // rows labelled indeterminate, or not labelled
  int unknown_patients = 0;  // rows whose patient is none ("nan", "unknown", "-", nothing)
  std::vector<std::string> diagnoses;  // distinct, sorted; empty where any training row has none
  std::vector<DataSource> sources;     // what it was put together from (merged()); empty: it is one

  // Places in `records` of one part, in the table's order.
  std::vector<std::size_t> part(Part which) const;
  int count(Part which, int label) const;
  // What a sentence calls the table: its file's name; of class folders the folder's.
  std::string table() const;
  // Where a record stands, for a sentence to begin with: "lesions.csv line 4: ". Empty for an
  // image of a class folder: its file says it all.
  std::string where(const Record& record) const;
};

// Reads the table of `folder` (find_table: metadata.csv, else the only CSV file) in any dialect
// that in_plain_dialect knows, and finds every row's image as ID.jpg, .jpeg, .png or .bmp in
// `folder`/images or, where that is missing, in `folder` itself (the ISIC Archive's download as it
// comes). Columns: isic_id, image, image_id or image_name; the class, or a diagnosis from which
// `mapping` or usual_classes() knows it; lesion_id; patient_id ("nan", "NA", "unknown" and their
// like are nobody's); split (train, val, test). Folders benign and malignant without a table are
// read by read_class_folders. Without a column `split`, every image is kTrain: see split_dataset. A
// row whose image is missing is kept, its `file` empty: scan_images lists it, drop_unreadable takes
// it out. Fails with one sentence that names file and line: no such folder or table, a needed
// column missing, an unknown label, diagnosis or split, an id that occurs twice.
Result<Dataset> read_dataset(const std::filesystem::path& folder, const ClassMapping& mapping = {});

// The same where table and images lie apart.
Result<Dataset> read_dataset(const std::filesystem::path& csv, const std::filesystem::path& images,
                             const ClassMapping& mapping = {});

// Deals the images out, stratified by label, whole patients (else lesions, else images)
// together, in an order that follows from `seed`: about `val` and `test` of each label.
void split_dataset(Dataset& dataset, double val, double test, std::uint64_t seed);

// What training needs: both classes in train and in val. Fails with a sentence otherwise.
Result<void> check_classes(const Dataset& dataset);

}  // namespace lesion
