// Any table with any mapping of diagnoses, parted by a zero byte: classes and diagnoses are brought
// to the one dialect, or refused in words.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "core/table/class_mapping.h"
#include "core/table/csv.h"
#include "core/table/dialects.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto border = text.find('\0');
  const auto mapping = parse_class_mapping(text.substr(0, border));
  if (!mapping || border == std::string_view::npos) return 0;
  auto table = parse_csv(text.substr(border + 1));
  if (!table) return 0;
  const auto rows = table->rows.size();
  const auto plain = in_plain_dialect(std::move(*table), *mapping);
  if (!plain) {
    if (!plain.error().message.starts_with("line ")) std::abort();
    return 0;
  }
  if (plain->rows.size() != rows) std::abort();
  for (const CsvRow& row : plain->rows) {
    if (row.fields.size() != plain->header.size()) std::abort();
  }
  return 0;
}
