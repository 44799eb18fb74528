#include "native/data/image_scan.h"

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <utility>

#include "core/image/decode.h"
#include "native/data/files.h"
#include "native/data/parallel.h"

namespace lesion {

ImageScan scan_images(const Dataset& dataset, int threads, const ScanProgress& progress) {
  const std::size_t count = dataset.records.size();
  ImageScan scan;
  scan.contents.resize(count);
  scan.prints.resize(count);
  scan.sizes.resize(count);
  std::mutex mutex;
  std::size_t done = 0;
  const auto examine = [&](std::size_t i) -> Result<void> {
    const Record& record = dataset.records[i];
    std::string reason;
    if (record.file.empty()) {
      reason = record.id + ": there is no such image";
    } else if (const auto bytes = read_file(record.file); !bytes) {
      reason = bytes.error().message;
    } else if (const auto image = decode_image(*bytes); !image) {
      reason = record.file.filename().string() + ": " + image.error().message;
    } else {
      scan.contents[i] = content_hash(*bytes);
      scan.prints[i] = fingerprint(*image);
      scan.sizes[i] = {image->width, image->height};
    }
    const std::lock_guard lock(mutex);
    if (!reason.empty()) scan.unreadable.push_back({i, std::move(reason)});
    if (progress) progress(++done, count);
    return {};
  };
  // Every image's outcome is noted, so there is no failure to hand on.
  static_cast<void>(for_all(count, threads, examine));
  std::sort(scan.unreadable.begin(), scan.unreadable.end(),
            [](const auto& a, const auto& b) { return a.place < b.place; });
  return scan;
}

void drop_unreadable(Dataset& dataset, ImageScan& scan) {
  const auto drop = [&](auto& list) {
    std::size_t next = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (next < scan.unreadable.size() && scan.unreadable[next].place == i) {
        ++next;
        continue;
      }
      if (kept != i) list[kept] = std::move(list[i]);
      ++kept;
    }
    list.resize(kept);
  };
  drop(dataset.records);
  drop(scan.contents);
  drop(scan.prints);
  drop(scan.sizes);
  scan.unreadable.clear();
}

std::string unreadable_text(const Dataset& dataset, const ImageScan& scan, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < std::min(most, scan.unreadable.size()); ++i) {
    const UnreadableImage& image = scan.unreadable[i];
    text += dataset.where(dataset.records[image.place]) + image.reason + "\n";
  }
  if (scan.unreadable.size() > most) {
    text += "and " + std::to_string(scan.unreadable.size() - most) + " more\n";
  }
  return text;
}

Result<void> check_unreadable(const Dataset& dataset, const ImageScan& scan, double part) {
  const auto bad = static_cast<double>(scan.unreadable.size());
  if (bad <= part * static_cast<double>(dataset.records.size())) return {};
  char limit[32];
  std::snprintf(limit, sizeof limit, "%g%%", 100 * part);
  return fail(ErrorKind::kCorrupt, std::to_string(scan.unreadable.size()) + " of " +
                                       std::to_string(dataset.records.size()) +
                                       " images cannot be read, which is more than " + limit +
                                       "; repair them or take them out of the table:\n" +
                                       unreadable_text(dataset, scan));
}

}  // namespace lesion
