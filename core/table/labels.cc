#include "core/table/labels.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "core/table/dialects.h"
#include "core/table/words.h"

namespace lesion {
namespace {

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

// "train", or nothing where the word names no part.
std::optional<Part> part_called(const std::string& word) {
  if (word == "train") return Part::kTrain;
  if (word == "val" || word == "validation" || word == "valid") return Part::kVal;
  if (word == "test") return Part::kTest;
  return std::nullopt;
}

Result<Part> part_of(const std::string& text, const std::string& where) {
  if (const auto part = part_called(lower(text))) return *part;
  return fail(ErrorKind::kInvalidArgument,
              where + ": split \"" + text + "\" is unknown; it may be train, val or test");
}

class Builder {
 public:
  Builder(const CsvTable& table, Columns columns, std::string csv)
      : table_(table), columns_(columns), csv_(std::move(csv)) {}

  Result<void> add(std::size_t place, LabelTable& out) {
    const CsvRow& row = table_.rows[place];
    const std::string where = csv_ + " line " + std::to_string(row.line);
    LabelRecord record;
    record.row = place;
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
  std::string csv_;
  std::unordered_map<std::string, int> lines_;
};

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

Result<LabelTable> read_labels(std::string_view text, const std::string& name,
                               const ClassMapping& mapping) {
  auto raw = parse_csv(text);
  if (!raw) return fail(raw.error().kind, name + " " + raw.error().message);
  auto plain = in_plain_dialect(std::move(*raw), mapping);
  if (!plain) return fail(plain.error().kind, name + " " + plain.error().message);
  LabelTable out;
  out.table = std::move(*plain);
  const auto columns = find_columns(out.table, name);
  if (!columns) return tl::unexpected(columns.error());
  out.has_split = columns->split >= 0;
  Builder builder(out.table, *columns, name);
  for (std::size_t i = 0; i < out.table.rows.size(); ++i) {
    if (const auto added = builder.add(i, out); !added) return tl::unexpected(added.error());
  }
  return out;
}

std::vector<std::string> image_names(const std::string& id) {
  std::vector<std::string> names;
  // As a file's name has one: a point that is not its first letter.
  const auto point = id.rfind('.');
  if (point != std::string::npos && point > 0 && point + 1 < id.size()) names.push_back(id);
  for (const char* ending :
       {".jpg",  ".jpeg", ".png",  ".bmp", ".JPG", ".JPEG", ".PNG",  ".BMP", ".dcm",  ".DCM",
        ".jfif", ".jpe",  ".JFIF", ".JPE", ".tif", ".tiff", ".webp", ".TIF", ".TIFF", ".WEBP"}) {
    names.push_back(id + ending);
  }
  // Archives name DICOM files by numbers alone.
  if (names.front() != id) names.push_back(id);
  return names;
}

Result<std::string> table_among(std::vector<std::string> names, const std::string& folder) {
  if (std::find(names.begin(), names.end(), "metadata.csv") != names.end()) return "metadata.csv";
  if (names.size() == 1) return names.front();
  if (names.empty()) {
    return fail(
        ErrorKind::kNotFound,
        folder + ": no metadata.csv, no other CSV file and no folders benign and malignant");
  }
  std::sort(names.begin(), names.end());
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return fail(ErrorKind::kInvalidArgument,
              folder + ": several tables (" + all + "); call the one that counts metadata.csv");
}

FolderLabel folder_label(std::string_view path) {
  std::vector<std::string> folders;
  for (std::size_t from = 0;;) {
    const std::size_t to = path.find('/', from);
    if (to == std::string_view::npos) break;  // the file's own name
    folders.push_back(lower(path.substr(from, to - from)));
    from = to + 1;
  }
  FolderLabel out;
  if (folders.empty()) return out;
  if (folders.back() == "benign") out.label = kBenign;
  if (folders.back() == "malignant") out.label = kMalignant;
  if (out.label && folders.size() > 1) out.part = part_called(folders[folders.size() - 2]);
  return out;
}

bool named_like_image(std::string_view name) {
  static constexpr std::array kEndings{
      ".jpg", ".jpeg", ".jpe",  ".jfif", ".png",  ".bmp",  ".gif", ".tga",   ".psd", ".ppm", ".pgm",
      ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif", ".dcm", ".dicom", ".ima", ".jp2"};
  const auto point = name.rfind('.');
  if (point == std::string_view::npos) return false;
  return std::find(kEndings.begin(), kEndings.end(), lower(name.substr(point))) != kEndings.end();
}

}  // namespace lesion
