// A filter by its numbers.
#pragma once

namespace lesion::viewer {

struct FilterPlace {
  int layer = 0;
  int filter = 0;

  bool operator==(const FilterPlace&) const = default;
};

}  // namespace lesion::viewer
