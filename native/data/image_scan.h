// One pass over a data set's files: which can be read, how large they are, which are the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/metadata.h"
#include "native/data/perceptual_hash.h"

namespace lesion {

struct UnreadableImage {
  std::size_t place = 0;  // in the data set's records
  std::string reason;     // "IMG_1.jpg: the file is cut short"
};

// All three lists have one entry per record, in the records' order; those of an unreadable image
// are 0 and a fingerprint of contrast 0, which equals none.
struct ImageScan {
  struct Size {
    int width = 0;
    int height = 0;
  };
  std::vector<std::uint64_t> contents;  // content_hash of the file's bytes
  std::vector<Fingerprint> prints;
  std::vector<Size> sizes;                  // upright, in pixels
  std::vector<UnreadableImage> unreadable;  // in ascending order of place
};

using ScanProgress = std::function<void(std::size_t done, std::size_t total)>;

// Reads and decodes every record's file on `threads` threads, one image a thread in memory at a
// time. A file that is missing or damaged is listed, never a failure. `progress` (may be empty) is
// called from any thread, one call at a time.
ImageScan scan_images(const Dataset& dataset, int threads, const ScanProgress& progress = {});

// Fails with kCorrupt where more than `part` (0..1) of the images are unreadable; the message
// gives their number and the first 20 with line and reason.
Result<void> check_unreadable(const Dataset& dataset, const ImageScan& scan, double part = 0.01);

// Takes the unreadable images out of both, so that what stays can be trained on.
void drop_unreadable(Dataset& dataset, ImageScan& scan);

// `scan`'s unreadable images in words, one a line, at most `most`, and how many more there are;
// empty where all can be read.
std::string unreadable_text(const Dataset& dataset, const ImageScan& scan, std::size_t most = 20);

}  // namespace lesion
