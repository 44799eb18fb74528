#include "native/train/run_folder.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <sstream>
#include <system_error>

#include "core/table/csv.h"
#include "native/data/files.h"

namespace lesion {

namespace {

Result<void> write_text(const std::filesystem::path& file, const std::string& text) {
  return write_file_atomic(
      file, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

Result<CsvTable> read_csv(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  auto table = parse_csv({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  if (!table) return fail_about(file.filename().string(), table.error());
  return table;
}

}  // namespace

Result<void> RunFolder::begin(const Checkpoint& checkpoint,
                              const std::vector<std::filesystem::path>& data) const {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return fail(ErrorKind::kIo, path.string() + ": cannot be made (" + error.message() + ")");
  }
  std::string folders;
  for (const auto& folder : data) {
    if (!folders.empty()) folders += '\n';
    folders += std::filesystem::absolute(folder, error).string();
  }
  if (const auto written = write_text(path / "data.txt", folders); !written) return written;
  return write_text(path / "config.json", config_to_json(checkpoint.config) + "\n");
}

Result<std::vector<std::filesystem::path>> RunFolder::data() const {
  const auto bytes = read_file(path / "data.txt");
  if (!bytes) return tl::unexpected(bytes.error());
  std::vector<std::filesystem::path> folders;
  std::istringstream text(std::string(bytes->begin(), bytes->end()));
  for (std::string line; std::getline(text, line);) folders.emplace_back(line);
  return folders;
}

Result<void> RunFolder::list_left_out(const std::vector<LeftOut>& images) const {
  const std::filesystem::path file = path / "left_out.csv";
  std::error_code ignored;
  if (images.empty()) {
    std::filesystem::remove(file, ignored);
    return {};
  }
  std::string text = "isic_id,reason\n";
  for (const LeftOut& image : images) {
    text += quoted(image.id) + "," + quoted(image.reason) + "\n";
  }
  return write_text(file, text);
}

Result<std::vector<LeftOut>> RunFolder::left_out() const {
  std::vector<LeftOut> images;
  std::error_code ignored;
  if (!std::filesystem::exists(path / "left_out.csv", ignored)) return images;
  const auto table = read_csv(path / "left_out.csv");
  if (!table) return tl::unexpected(table.error());
  if (table->header.size() != 2) return fail(ErrorKind::kCorrupt, "left_out.csv: not two columns");
  for (const CsvRow& row : table->rows) images.push_back({row.fields[0], row.fields[1]});
  return images;
}

Result<std::vector<EpochRow>> RunFolder::epochs() const {
  const auto table = read_csv(log());
  if (!table) return tl::unexpected(table.error());
  if (table->header.size() != 8) return fail(ErrorKind::kCorrupt, "log.csv: not eight columns");
  std::vector<EpochRow> rows;
  for (const CsvRow& row : table->rows) {
    const auto value = [&](std::size_t i) { return std::strtod(row.fields[i].c_str(), nullptr); };
    const EpochRow epoch{.epoch = static_cast<int>(value(0)),
                         .size = static_cast<int>(value(1)),
                         .rate = value(2),
                         .loss = value(3),
                         .val_loss = value(4),
                         .val_auc = value(5),
                         .images_per_second = value(6),
                         .seconds = value(7)};
    std::erase_if(rows, [&](const EpochRow& earlier) { return earlier.epoch >= epoch.epoch; });
    rows.push_back(epoch);
  }
  return rows;
}

void drop_left_out(Dataset& dataset, const std::vector<LeftOut>& images) {
  std::set<std::string> ids;
  for (const LeftOut& image : images) ids.insert(image.id);
  std::erase_if(dataset.records, [&](const Record& record) { return ids.contains(record.id); });
}

Result<void> RunFolder::add(const EpochRow& row) const {
  std::string text = "epoch,size,rate,loss,val_loss,val_auc,images_per_second,seconds\n";
  std::error_code ignored;
  if (std::filesystem::exists(log(), ignored)) {
    const auto bytes = read_file(log());
    if (!bytes) return tl::unexpected(bytes.error());
    text.assign(bytes->begin(), bytes->end());
  }
  char line[200];
  std::snprintf(line, sizeof line, "%d,%d,%.6g,%.6f,%.6f,%.6f,%.1f,%.1f\n", row.epoch, row.size,
                row.rate, row.loss, row.val_loss, row.val_auc, row.images_per_second, row.seconds);
  // All of it anew: a disk that is full in the middle of a row would leave a part of one.
  return write_text(log(), text + line);
}

}  // namespace lesion
