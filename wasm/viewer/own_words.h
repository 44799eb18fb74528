// What a person has found on labelled images and uses since, as it is read beside an estimate.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/stats/proportion.h"
#include "core/stats/roc.h"
#include "wasm/viewer/state/viewer_state.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

// "71% (57% to 82%)".
std::string percents_of(const Words& words, double value, double low, double high);
std::string percents_of(const Words& words, const Proportion& part);

// With its sign: "+0.034". Of two models: "+0.034 (+0.010 to +0.058)", and the p value with its
// sign: "= 0.006", "< 0.001".
std::string with_sign(const Words& words, double value);
std::string difference_words(const Words& words, const AucComparison& paired);
std::string p_words(const Words& words, double p_value);

// Where the threshold that holds comes from, and what the recalibrated estimate is (without a
// probability: where the recalibration comes from); a sentence each, none where nothing of one's
// own is in use.
std::vector<std::string> own_words(const Words& words, const ViewerState& state,
                                   std::optional<double> probability);

}  // namespace lesion::viewer
