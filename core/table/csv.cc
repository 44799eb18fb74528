#include "core/table/csv.h"

#include "core/table/words.h"

namespace lesion {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }

  // One row; false where a quote stays open (`line` then is where it was opened).
  bool row(CsvRow& out) {
    out = {.line = line_, .fields = {}};
    for (;;) {
      std::string field;
      if (!read_field(field)) return false;
      out.fields.push_back(std::move(field));
      if (done()) return true;
      const char c = text_[at_++];
      if (c == ',') continue;
      if (c == '\r' && !done() && text_[at_] == '\n') ++at_;
      ++line_;
      return true;
    }
  }

  int quote_line() const { return quote_line_; }

 private:
  bool read_field(std::string& out) {
    if (done() || text_[at_] != '"') {
      while (!done() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
        out += text_[at_++];
      }
      return true;
    }
    quote_line_ = line_;
    ++at_;
    while (!done()) {
      const char c = text_[at_++];
      if (c == '"') {
        if (done() || text_[at_] != '"') {
          // Whatever follows up to the separator belongs to the field as it stands.
          while (!done() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
            out += text_[at_++];
          }
          return true;
        }
        ++at_;
      }
      if (c == '\n') ++line_;
      out += c;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int quote_line_ = 1;
};

bool blank(const CsvRow& row) { return row.fields.size() == 1 && row.fields[0].empty(); }

}  // namespace

int CsvTable::column(std::string_view name) const {
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (lower(header[i]) == lower(name)) return static_cast<int>(i);
  }
  return -1;
}

Result<CsvTable> parse_csv(std::string_view text) {
  // More than one stands where a program put its own before that of another.
  while (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Reader reader(text);
  CsvTable table;
  while (!reader.done()) {
    CsvRow row;
    if (!reader.row(row)) {
      return fail_on_line(reader.quote_line(), ErrorCode::kTableQuote);
    }
    if (blank(row)) continue;
    if (table.header.empty()) {
      table.header = std::move(row.fields);
      continue;
    }
    if (row.fields.size() != table.header.size()) {
      return fail_on_line(row.line, ErrorCode::kTableFields,
                          {{"fields", row.fields.size()}, {"header", table.header.size()}});
    }
    table.rows.push_back(std::move(row));
  }
  if (table.header.empty()) return fail_on_line(1, ErrorCode::kFileEmpty);
  return table;
}

std::string csv_quoted(std::string_view field) {
  // A mark of the byte order without quotes would be taken for the file's own.
  if (field.find_first_of(",\"\r\n") == std::string_view::npos &&
      !field.starts_with(kByteOrderMark)) {
    return std::string(field);
  }
  std::string out = "\"";
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace lesion
