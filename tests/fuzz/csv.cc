// Any text as a table: what is read has a field per column in every row, rows in the file's order,
// and survives being written and read.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/table/csv.h"

namespace {

std::string written(const lesion::CsvTable& table) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) text += ',';
      text += lesion::csv_quoted(fields[i]);
    }
    text += '\n';
  };
  add(table.header);
  for (const auto& row : table.rows) add(row.fields);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion;
  const auto table = parse_csv({reinterpret_cast<const char*>(data), size});
  if (!table) return 0;
  int line = 0;
  for (const CsvRow& row : table->rows) {
    if (row.fields.size() != table->header.size() || row.line <= line) std::abort();
    line = row.line;
  }
  for (const std::string& name : table->header) {
    if (table->column(name) < 0) std::abort();
  }
  const std::string text = written(*table);
  const auto again = parse_csv(text);
  if (!again || written(*again) != text) std::abort();
  return 0;
}
