// What a finished run leaves for people to read.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/lesion_places.h"

namespace lesion {

struct RunReportRequest {
  std::filesystem::path run;
  std::vector<std::filesystem::path> data;  // the folders that the run learnt from
  std::string licence;                      // of the images; may be empty
  std::string tool_version;
  int threads = 1;
  std::function<void(const std::string&)> print;                   // one line of progress
  std::function<Result<std::shared_ptr<LesionPlaces>>()> lesions;  // as TrainRequest's
};

// Writes report.html, loss.svg, auc.svg and rate.svg into the run's folder. The network is
// best.ckpt (last.ckpt where there is none), measured on val and test; temperature, offset and the
// threshold for sensitivity 0.90 are chosen on val, and the report's margins have the offset in
// them. Each file is written atomically. Fails as export_model does.
Result<void> write_run_report(const RunReportRequest& request);

}  // namespace lesion
