#include "native/data/metadata.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "native/data/class_folders.h"
#include "native/data/files.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

fs::path find_image(const fs::path& folder, const std::string& id) {
  std::error_code ignored;
  for (const std::string& name : image_names(id)) {
    fs::path file = folder / name;
    if (fs::is_regular_file(file, ignored)) return file;
  }
  return {};
}

std::string folder_name(const fs::path& folder) {
  std::error_code ignored;
  const fs::path whole = fs::weakly_canonical(folder, ignored);
  return (whole.has_filename() ? whole.filename() : whole.parent_path().filename()).string();
}

void list_diagnoses(Dataset& dataset) {
  std::set<std::string> names;
  for (const Record& record : dataset.records) {
    if (record.diagnosis.empty()) return;
    names.insert(record.diagnosis);
  }
  dataset.diagnoses.assign(names.begin(), names.end());
}

}  // namespace

std::vector<std::size_t> Dataset::part(Part which) const {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i].part == which) places.push_back(i);
  }
  return places;
}

int Dataset::count(Part which, int label) const {
  return static_cast<int>(std::count_if(records.begin(), records.end(), [&](const Record& r) {
    return r.part == which && r.label == label;
  }));
}

std::string Dataset::table() const { return csv.empty() ? name : csv.filename().string(); }

std::string Dataset::where(const Record& record) const {
  if (!sources.empty()) {
    const DataSource& source = sources[static_cast<std::size_t>(record.source)];
    if (source.csv.empty() || record.line <= 0) return source.name + ": ";
    return source.name + "/" + source.csv.filename().string() + " line " +
           std::to_string(record.line) + ": ";
  }
  if (csv.empty() || record.line <= 0) return {};
  return table() + " line " + std::to_string(record.line) + ": ";
}

namespace {

Result<Dataset> read_table(const fs::path& csv, const fs::path& images,
                           const ClassMapping& mapping) {
  Dataset dataset;
  dataset.csv = csv;
  const auto bytes = read_file(csv);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string name = csv.filename().string();
  auto labels = read_labels(
      std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()), name, mapping);
  if (!labels) return tl::unexpected(labels.error());
  dataset.has_split = labels->has_split;
  dataset.skipped = labels->skipped;
  dataset.unknown_patients = labels->unknown_patients;
  for (LabelRecord& one : labels->records) {
    Record record;
    record.file = find_image(images, one.id);
    record.id = std::move(one.id);
    record.line = one.line;
    record.label = one.label;
    record.diagnosis = std::move(one.diagnosis);
    record.lesion_id = std::move(one.lesion_id);
    record.patient_id = std::move(one.patient_id);
    record.part = one.part;
    dataset.records.push_back(std::move(record));
  }
  list_diagnoses(dataset);
  return dataset;
}

Result<void> check_folder(const fs::path& folder) {
  std::error_code ignored;
  if (fs::is_directory(folder, ignored)) return {};
  return fail(ErrorKind::kNotFound, folder.string() + ": no such folder");
}

}  // namespace

Result<Dataset> read_dataset(const fs::path& folder, const ClassMapping& mapping) {
  if (const auto there = check_folder(folder); !there) return tl::unexpected(there.error());
  if (has_class_folders(folder)) return read_class_folders(folder);
  const auto csv = find_table(folder);
  if (!csv) return tl::unexpected(csv.error());
  std::error_code ignored;
  const fs::path images = folder / "images";
  auto dataset = read_table(*csv, fs::is_directory(images, ignored) ? images : folder, mapping);
  if (dataset) dataset->name = folder_name(folder);
  return dataset;
}

Result<Dataset> read_dataset(const fs::path& csv, const fs::path& images,
                             const ClassMapping& mapping) {
  if (const auto there = check_folder(images); !there) return tl::unexpected(there.error());
  auto dataset = read_table(csv, images, mapping);
  if (dataset) dataset->name = folder_name(csv.parent_path());
  return dataset;
}

Result<void> check_classes(const Dataset& dataset) {
  for (const Part part : {Part::kTrain, Part::kVal}) {
    for (const int label : {kBenign, kMalignant}) {
      if (dataset.count(part, label) > 0) continue;
      return fail(ErrorKind::kInvalidArgument,
                  dataset.table() + ": no " + (label == kBenign ? "benign" : "malignant") +
                      " image in the part " + part_name(part) + "; training needs both classes");
    }
  }
  return {};
}

}  // namespace lesion
