// What would make a result look better than it is: the same thing on two sides of a split.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/image_scan.h"
#include "native/data/metadata.h"

namespace lesion {

enum class LeakKind { kPatient, kLesion, kFile, kImage };

// Two images in different parts.
struct Leak {
  LeakKind kind = LeakKind::kFile;
  std::size_t first = 0;  // places in the data set's records, first < second
  std::size_t second = 0;
  // The patient's or lesion's id; of a near-duplicate how alike it is ("correlation 0.998").
  std::string what;
};

// Every pair of images in different parts that share a patient, a lesion, a file's content or
// look alike (near_duplicates). A pair is listed once, under the first of these that holds. Of a
// patient, a lesion or a file's content, every image that is not in the part of the group's first
// is paired with that first one, so that a large group does not give the square of its size.
// Ordered by kind, then by place. An empty id is nobody's. `scan` may also come from a cache of
// smaller images: only its contents and prints are read.
std::vector<Leak> find_leaks(const Dataset& dataset, const ImageScan& scan,
                             const NearDuplicateRule& rule = {});

// By the table alone: patients and lesions.
std::vector<Leak> find_leaks(const Dataset& dataset);

// How many of each kind, and the first `most` with names, parts and lines of the table; empty
// where there is none.
std::string leaks_text(const Dataset& dataset, const std::vector<Leak>& leaks,
                       std::size_t most = 20);

// Fails with kInvalidArgument and leaks_text() where there is any leak; tells of --allow-leak.
Result<void> check_leaks(const Dataset& dataset, const std::vector<Leak>& leaks);

}  // namespace lesion
