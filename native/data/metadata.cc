#include "native/data/metadata.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <unordered_map>

#include "native/data/csv.h"
#include "native/data/dialects.h"
#include "native/data/files.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

int first_column(const CsvTable& table, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const int column = table.column(name); column >= 0) return column;
  }
  return -1;
}

struct Columns {
  int id = -1;
  int label = -1;
  int diagnosis = -1;
  int lesion = -1;
  int patient = -1;
  int split = -1;
};

Result<Columns> find_columns(const CsvTable& table, const std::string& where) {
  Columns columns;
  columns.id = first_column(table, {"isic_id", "image", "image_id", "image_name"});
  if (columns.id < 0) {
    return fail(ErrorKind::kInvalidArgument,
                where +
                    " line 1: no column with the image's name; it may be called isic_id, "
                    "image, image_id or image_name");
  }
  columns.label = first_column(table, {"benign_malignant", "diagnosis_1"});
  if (columns.label < 0) {
    return fail(ErrorKind::kInvalidArgument,
                where +
                    " line 1: no column with the class; it may be called benign_malignant or "
                    "diagnosis_1");
  }
  columns.diagnosis = first_column(table, {"diagnosis", "diagnosis_3", "dx"});
  columns.lesion = table.column("lesion_id");
  columns.patient = table.column("patient_id");
  columns.split = table.column("split");
  return columns;
}

enum class Label { kBenign, kMalignant, kNone, kUnknown };

Label label_of(const std::string& text) {
  const std::string word = lower(text);
  if (word == "benign") return Label::kBenign;
  if (word == "malignant") return Label::kMalignant;
  // The archive also has "indeterminate/benign" and the like.
  if (word.empty() || word.starts_with("indeterminate")) return Label::kNone;
  return Label::kUnknown;
}

fs::path find_image(const fs::path& folder, const std::string& id) {
  static constexpr std::array kEndings{".jpg", ".jpeg", ".png", ".bmp",  ".JPG", ".JPEG", ".PNG",
                                       ".BMP", ".dcm",  ".DCM", ".jfif", ".jpe", ".JFIF", ".JPE"};
  std::error_code ignored;
  if (const fs::path as_is = folder / id; fs::is_regular_file(as_is, ignored)) {
    return as_is;
  }
  for (const char* ending : kEndings) {
    fs::path file = folder / (id + ending);
    if (fs::is_regular_file(file, ignored)) return file;
  }
  return {};
}

Result<Part> part_of(const std::string& text, const std::string& where) {
  const std::string word = lower(text);
  if (word == "train") return Part::kTrain;
  if (word == "val" || word == "validation" || word == "valid") return Part::kVal;
  if (word == "test") return Part::kTest;
  return fail(ErrorKind::kInvalidArgument,
              where + ": split \"" + text + "\" is unknown; it may be train, val or test");
}

class Builder {
 public:
  Builder(const CsvTable& table, Columns columns, fs::path images, std::string csv)
      : table_(table), columns_(columns), images_(std::move(images)), csv_(std::move(csv)) {}

  Result<void> add(const CsvRow& row, Dataset& out) {
    const std::string where = csv_ + " line " + std::to_string(row.line);
    Record record;
    record.id = field(row, columns_.id);
    record.line = row.line;
    if (record.id.empty()) return fail(ErrorKind::kInvalidArgument, where + ": no image's name");
    if (record.id.find('/') != std::string::npos || record.id.find('\\') != std::string::npos) {
      return fail(ErrorKind::kInvalidArgument,
                  where + ": \"" + record.id + "\" is not an image's name, it holds a slash");
    }
    const auto [earlier, fresh] = lines_.emplace(record.id, row.line);
    if (!fresh) {
      return fail(ErrorKind::kInvalidArgument, where + ": " + record.id + " stands on line " +
                                                   std::to_string(earlier->second) + " already");
    }
    const std::string label = field(row, columns_.label);
    switch (label_of(label)) {
      case Label::kBenign:
        record.label = kBenign;
        break;
      case Label::kMalignant:
        record.label = kMalignant;
        break;
      case Label::kNone:
        ++out.skipped;
        return {};
      case Label::kUnknown:
        return fail(ErrorKind::kInvalidArgument,
                    where + ": " + table_.header[static_cast<std::size_t>(columns_.label)] +
                        " is \"" + label + "\"; it may be benign, malignant or indeterminate");
    }
    record.diagnosis = field(row, columns_.diagnosis);
    record.lesion_id = known_id(field(row, columns_.lesion));
    record.patient_id = known_id(field(row, columns_.patient));
    if (columns_.patient >= 0 && record.patient_id.empty()) ++out.unknown_patients;
    if (columns_.split >= 0) {
      const auto part = part_of(field(row, columns_.split), where);
      if (!part) return tl::unexpected(part.error());
      record.part = *part;
    }
    record.file = find_image(images_, record.id);
    out.records.push_back(std::move(record));
    return {};
  }

 private:
  // Empty for what tables write where nobody is known: else all of these would be one patient.
  static std::string known_id(std::string id) {
    static constexpr std::array kUnknown = {"nan",  "na",      "n/a", "none",
                                            "null", "unknown", "-",   "?"};
    const bool unknown = std::find(kUnknown.begin(), kUnknown.end(), lower(id)) != kUnknown.end();
    return unknown ? std::string() : id;
  }

  static std::string field(const CsvRow& row, int column) {
    return column < 0 ? std::string() : row.fields[static_cast<std::size_t>(column)];
  }

  const CsvTable& table_;
  Columns columns_;
  fs::path images_;
  std::string csv_;
  std::unordered_map<std::string, int> lines_;
};

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

const char* part_name(Part part) {
  switch (part) {
    case Part::kTrain:
      return "train";
    case Part::kVal:
      return "val";
    case Part::kTest:
      return "test";
  }
  return "";
}

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
  auto raw =
      parse_csv(std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()));
  if (!raw) return fail(raw.error().kind, name + " " + raw.error().message);
  const auto table = in_plain_dialect(std::move(*raw), mapping);
  if (!table) return fail(table.error().kind, name + " " + table.error().message);
  const auto columns = find_columns(*table, name);
  if (!columns) return tl::unexpected(columns.error());
  dataset.has_split = columns->split >= 0;
  Builder builder(*table, *columns, images, name);
  for (const CsvRow& row : table->rows) {
    if (const auto added = builder.add(row, dataset); !added) {
      return tl::unexpected(added.error());
    }
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
