// Any text as a saved threshold: what is accepted is in its ranges, and survives being written and
// read.
#include "core/model/own_point.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion;
  const auto point = own_point_from_json({reinterpret_cast<const char*>(data), size});
  if (!point) {
    if (point.error().code == ErrorCode::kPlain) std::abort();
    return 0;
  }
  if (point->positives > point->n || (!point->threshold && !point->recalibration)) std::abort();
  if (point->threshold) {
    const OwnPoint::Threshold& at = *point->threshold;
    const bool ordered = at.sensitivity.low <= at.sensitivity.mean &&
                         at.sensitivity.mean <= at.sensitivity.high &&
                         at.specificity.count <= at.specificity.total;
    if (!(at.value >= 0 && at.value <= 1) || !ordered) std::abort();
  }
  if (point->recalibration && !(point->recalibration->by.temperature > 0)) std::abort();
  const auto text = to_json(*point);
  const auto again = own_point_from_json(text);
  if (!again || to_json(*again) != text) std::abort();
  return 0;
}
