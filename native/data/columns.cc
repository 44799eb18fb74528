#include "native/data/columns.h"

#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/table/csv.h"
#include "core/table/dialects.h"
#include "native/data/files.h"

namespace lesion {

Result<TableCells> table_cells(const std::filesystem::path& csv, std::span<const int> lines,
                               const ClassMapping& mapping) {
  TableCells out;
  if (csv.empty()) return out;
  const auto bytes = read_file(csv);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string name = csv.filename().string();
  auto raw =
      parse_csv(std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size()));
  if (!raw) return fail_about(name, raw.error());
  auto table = in_plain_dialect(std::move(*raw), mapping);
  if (!table) return fail_about(name, table.error());
  std::unordered_map<int, std::size_t> by_line;
  for (std::size_t i = 0; i < table->rows.size(); ++i) by_line[table->rows[i].line] = i;
  out.header = std::move(table->header);
  for (const int line : lines) {
    const auto found = by_line.find(line);
    out.rows.push_back(found == by_line.end() ? std::vector<std::string>()
                                              : table->rows[found->second].fields);
  }
  return out;
}

}  // namespace lesion
