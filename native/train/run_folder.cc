#include "native/train/run_folder.h"

#include <cstdio>
#include <fstream>
#include <system_error>

#include "native/data/files.h"

namespace lesion {

Result<void> RunFolder::begin(const Checkpoint& checkpoint) const {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return fail(ErrorKind::kIo, path.string() + ": cannot be made (" + error.message() + ")");
  }
  const std::string text = config_to_json(checkpoint.config) + "\n";
  return write_file_atomic(
      path / "config.json",
      std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
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
