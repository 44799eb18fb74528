#include "core/table/dialects.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <vector>

#include "core/table/words.h"

namespace lesion {
namespace {

constexpr std::array kDiagnosisColumns{"mel", "nv", "bcc",  "ak",  "akiec",
                                       "bkl", "df", "vasc", "scc", "unk"};

const std::string& cell(const CsvRow& row, int column) {
  return row.fields[static_cast<std::size_t>(column)];
}

// Place of a column of that name; a new empty one at the end where there is none.
int column_or_new(CsvTable& table, const char* name) {
  if (const int column = table.column(name); column >= 0) return column;
  table.header.emplace_back(name);
  for (CsvRow& row : table.rows) row.fields.emplace_back();
  return static_cast<int>(table.header.size()) - 1;
}

int first_column(const CsvTable& table, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const int column = table.column(name); column >= 0) return column;
  }
  return -1;
}

// 0 or 1, also written 0.0 and 1.0.
Result<bool> flag(const CsvTable& table, const CsvRow& row, int column) {
  const std::string text = trimmed(cell(row, column));
  const auto value = number_in(text);
  if (value && (*value == 0 || *value == 1)) return *value == 1;
  return fail_on_line(
      row.line, ErrorCode::kTableFlag,
      {{"column", table.header[static_cast<std::size_t>(column)]}, {"value", text}});
}

// Columns of which each row sets one; none where the table is of another kind.
std::vector<int> one_hot_columns(const CsvTable& table) {
  if (table.column("mel") < 0 || table.column("nv") < 0) return {};
  std::vector<int> columns;
  for (const char* name : kDiagnosisColumns) {
    if (const int column = table.column(name); column >= 0) columns.push_back(column);
  }
  return columns;
}

Result<void> name_one_hot(CsvTable& table, const std::vector<int>& columns) {
  const auto to = static_cast<std::size_t>(column_or_new(table, "diagnosis"));
  for (CsvRow& row : table.rows) {
    std::vector<std::string> set;
    for (const int column : columns) {
      const auto on = flag(table, row, column);
      if (!on) return tl::unexpected(on.error());
      if (*on) set.push_back(lower(table.header[static_cast<std::size_t>(column)]));
    }
    if (set.empty()) return fail_on_line(row.line, ErrorCode::kTableNoDiagnosis);
    if (set.size() > 1) {
      return fail_on_line(row.line, ErrorCode::kTableTwoDiagnoses,
                          {{"first", set[0]}, {"second", set[1]}});
    }
    row.fields[to] = set[0] == "unk" ? "" : set[0];
  }
  return {};
}

Result<void> name_challenge_2017(CsvTable& table, int melanoma, int keratosis) {
  const auto to = static_cast<std::size_t>(column_or_new(table, "diagnosis"));
  for (CsvRow& row : table.rows) {
    const auto first = flag(table, row, melanoma);
    if (!first) return tl::unexpected(first.error());
    const auto second = flag(table, row, keratosis);
    if (!second) return tl::unexpected(second.error());
    if (*first && *second) {
      return fail_on_line(row.line, ErrorCode::kTableTwoDiagnoses,
                          {{"first", "melanoma"}, {"second", "seborrheic_keratosis"}});
    }
    row.fields[to] = *first ? "melanoma" : *second ? "seborrheic keratosis" : "nevus";
  }
  return {};
}

std::string class_word(DiagnosisClass value) {
  switch (value) {
    case DiagnosisClass::kBenign:
      return "benign";
    case DiagnosisClass::kMalignant:
      return "malignant";
    case DiagnosisClass::kLeftOut:
      break;
  }
  return "";
}

struct Unclassed {
  int rows = 0;
  int line = 0;  // of the first
};

Error unclassed_error(const std::map<std::string, Unclassed>& unclassed) {
  std::string names;
  int line = 0;
  for (const auto& [name, seen] : unclassed) {
    names += (names.empty() ? "" : ", ") + name + " (" + std::to_string(seen.rows) + ")";
    if (line == 0 || seen.line < line) line = seen.line;
  }
  return about_line(line, Error(ErrorCode::kTableUnclassed,
                                {{"diagnoses", names}, {"first", unclassed.begin()->first}}));
}

// Classes by the row's diagnosis: the mapping's, else the table's own, else the usual one.
Result<void> class_by_diagnosis(CsvTable& table, int diagnosis, int own,
                                const ClassMapping& mapping) {
  const auto to = static_cast<std::size_t>(column_or_new(table, "benign_malignant"));
  std::map<std::string, Unclassed> unclassed;
  std::set<std::string> met;
  for (CsvRow& row : table.rows) {
    const std::string name = lower(trimmed(cell(row, diagnosis)));
    if (const auto given = mapping.find(name); given != mapping.end()) {
      met.insert(name);
      row.fields[to] = class_word(given->second);
    } else if (own >= 0) {
      row.fields[to] = cell(row, own);
    } else if (name.empty()) {
      row.fields[to].clear();
    } else if (const auto usual = usual_classes().find(name); usual != usual_classes().end()) {
      row.fields[to] = class_word(usual->second);
    } else {
      Unclassed& seen = unclassed[name];
      if (seen.rows++ == 0) seen.line = row.line;
    }
  }
  if (!unclassed.empty()) return tl::unexpected(unclassed_error(unclassed));
  for (const auto& [name, value] : mapping) {
    if (met.contains(name)) continue;
    return fail_on_line(
        1, ErrorCode::kTableMappingUnused,
        {{"name", name}, {"column", table.header[static_cast<std::size_t>(diagnosis)]}});
  }
  return {};
}

Result<void> class_by_target(CsvTable& table, int target) {
  const auto to = static_cast<std::size_t>(column_or_new(table, "benign_malignant"));
  for (CsvRow& row : table.rows) {
    const auto on = flag(table, row, target);
    if (!on) return tl::unexpected(on.error());
    row.fields[to] = *on ? "malignant" : "benign";
  }
  return {};
}

}  // namespace

Result<CsvTable> in_plain_dialect(CsvTable table, const ClassMapping& mapping) {
  const auto diagnosis_column = [&] {
    return first_column(table, {"diagnosis", "diagnosis_3", "dx"});
  };
  if (diagnosis_column() < 0) {
    const auto columns = one_hot_columns(table);
    const int melanoma = table.column("melanoma");
    const int keratosis = table.column("seborrheic_keratosis");
    Result<void> named;
    if (!columns.empty()) {
      named = name_one_hot(table, columns);
    } else if (melanoma >= 0 && keratosis >= 0) {
      named = name_challenge_2017(table, melanoma, keratosis);
    }
    if (!named) return tl::unexpected(named.error());
  }
  const int own = first_column(table, {"benign_malignant", "diagnosis_1"});
  const int diagnosis = diagnosis_column();
  const int target = table.column("target");
  Result<void> classed;
  if (!mapping.empty() && diagnosis < 0) {
    return fail_on_line(1, ErrorCode::kTableMappingColumn);
  }
  if (diagnosis >= 0 && (own < 0 || !mapping.empty()) && (target < 0 || !mapping.empty())) {
    classed = class_by_diagnosis(table, diagnosis, own, mapping);
  } else if (own < 0 && target >= 0) {
    classed = class_by_target(table, target);
  }
  if (!classed) return tl::unexpected(classed.error());
  return table;
}

}  // namespace lesion
