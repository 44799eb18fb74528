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

Result<Columns> find_columns(const CsvTable& table) {
  Columns columns;
  columns.id = first_column(table, {"isic_id", "image", "image_id", "image_name"});
  if (columns.id < 0) return fail_on_line(1, ErrorCode::kTableNameColumn);
  columns.label = first_column(table, {"benign_malignant", "diagnosis_1"});
  if (columns.label < 0) return fail_on_line(1, ErrorCode::kTableClassColumn);
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

Result<Part> part_of(const std::string& text, int line) {
  if (const auto part = part_called(lower(text))) return *part;
  return fail_on_line(line, ErrorCode::kTableSplit, {{"value", text}});
}

class Builder {
 public:
  Builder(const CsvTable& table, Columns columns) : table_(table), columns_(columns) {}

  Result<void> add(std::size_t place, LabelTable& out) {
    const CsvRow& row = table_.rows[place];
    LabelRecord record;
    record.row = place;
    record.id = field(row, columns_.id);
    record.line = row.line;
    if (record.id.empty()) return fail_on_line(row.line, ErrorCode::kTableNoName);
    if (record.id.find('/') != std::string::npos || record.id.find('\\') != std::string::npos) {
      return fail_on_line(row.line, ErrorCode::kTableSlash, {{"id", record.id}});
    }
    const auto [earlier, fresh] = lines_.emplace(record.id, row.line);
    if (!fresh) {
      return fail_on_line(row.line, ErrorCode::kTableTwice,
                          {{"id", record.id}, {"earlier", earlier->second}});
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
        return fail_on_line(row.line, ErrorCode::kTableClass,
                            {{"column", table_.header[static_cast<std::size_t>(columns_.label)]},
                             {"value", label}});
    }
    record.diagnosis = field(row, columns_.diagnosis);
    record.lesion_id = known_id(field(row, columns_.lesion));
    record.patient_id = known_id(field(row, columns_.patient));
    if (columns_.patient >= 0 && record.patient_id.empty()) ++out.unknown_patients;
    if (columns_.split >= 0) {
      const auto part = part_of(field(row, columns_.split), row.line);
      if (!part) return tl::unexpected(part.error());
      record.part = *part;
    }
    out.records.push_back(std::move(record));
    return {};
  }

 private:
  // Empty for what tables write where nobody is known: else all of these would be one patient.
  static std::string known_id(const std::string& id) {
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
  if (!raw) return fail_about(name, raw.error());
  auto plain = in_plain_dialect(std::move(*raw), mapping);
  if (!plain) return fail_about(name, plain.error());
  LabelTable out;
  out.table = std::move(*plain);
  const auto columns = find_columns(out.table);
  if (!columns) return fail_about(name, columns.error());
  out.has_split = columns->split >= 0;
  Builder builder(out.table, *columns);
  for (std::size_t i = 0; i < out.table.rows.size(); ++i) {
    if (const auto added = builder.add(i, out); !added) return fail_about(name, added.error());
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
  if (names.empty()) return fail_about(folder, Error(ErrorCode::kTableNone));
  std::sort(names.begin(), names.end());
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return fail_about(folder, Error(ErrorCode::kTableSeveral, {{"tables", all}}));
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
