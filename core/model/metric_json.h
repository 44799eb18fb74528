// A metric of a model card as JSON, and back from untrusted JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "core/model/card_reader.h"
#include "core/model/metric.h"

namespace lesion {

// Keys in a fixed order; what is empty or nothing is left out.
nlohmann::ordered_json to_object(const Metric& metric);

// Whatever is wrong is noted by the reader, named by its key.
Metric read_metric(const CardReader& in);

}  // namespace lesion
