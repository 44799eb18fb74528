#include "native/train/run_folder.h"

#include <cstdio>
#include <fstream>
#include <system_error>

#include "native/data/files.h"

namespace lesion {

namespace {

Result<void> write_text(const std::filesystem::path& file, const std::string& text) {
  return write_file_atomic(
      file, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace

Result<void> RunFolder::begin(const Checkpoint& checkpoint,
                              const std::filesystem::path& data) const {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return fail(ErrorKind::kIo, path.string() + ": cannot be made (" + error.message() + ")");
  }
  const std::filesystem::path whole = std::filesystem::absolute(data, error);
  if (const auto written = write_text(path / "data.txt", whole.string()); !written) return written;
  return write_text(path / "config.json", config_to_json(checkpoint.config) + "\n");
}

Result<std::filesystem::path> RunFolder::data() const {
  const auto bytes = read_file(path / "data.txt");
  if (!bytes) return tl::unexpected(bytes.error());
  return std::filesystem::path(std::string(bytes->begin(), bytes->end()));
}

Result<void> RunFolder::add(const EpochRow& row) const {
  std::error_code ignored;
  const bool fresh = !std::filesystem::exists(log(), ignored);
  std::ofstream file(log(), std::ios::app);
  if (fresh) file << "epoch,size,rate,loss,val_loss,val_auc,images_per_second,seconds\n";
  char text[200];
  std::snprintf(text, sizeof text, "%d,%d,%.6g,%.6f,%.6f,%.6f,%.1f,%.1f\n", row.epoch, row.size,
                row.rate, row.loss, row.val_loss, row.val_auc, row.images_per_second, row.seconds);
  file << text;
  file.flush();
  if (!file) return fail(ErrorKind::kIo, "log.csv: cannot be written");
  return {};
}

}  // namespace lesion
