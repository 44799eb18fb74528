// A training run as one page that a lab can keep: opened from the disk, printed, mailed.
#pragma once

#include <string>

#include "native/report/report_input.h"

namespace lesion {

// The whole page as HTML: no script, no link to anything outside, charts as inline SVG; legible in
// light and dark and on paper. All text of `report` is escaped. Equal reports give equal bytes. A
// section whose figures cannot be computed (no epoch, one class only) says why in its place, so
// that this never fails.
std::string run_report_html(const RunReport& report);

}  // namespace lesion
