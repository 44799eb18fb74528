// Comma-separated text as RFC 4180 has it, with the line that every row starts on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace lesion {

struct CsvRow {
  int line = 0;  // of the file, counted from 1, where the row begins
  std::vector<std::string> fields;
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;

  // Place of the column called `name` (letter case ignored), or -1.
  int column(std::string_view name) const;
};

// Reads quoted fields (doubled quotes, line ends and commas inside quotes), CRLF or LF line ends, a
// leading byte order mark; blank lines are passed over. Fails with kCorrupt where there is no
// header, a quote is never closed or a row has another number of fields than the header; the
// error names its line.
Result<CsvTable> parse_csv(std::string_view text);

// `field` quoted where RFC 4180 asks for it, and where it begins with a byte order mark.
std::string csv_quoted(std::string_view field);

}  // namespace lesion
