#include "wasm/viewer/point_words.h"

#include <array>
#include <optional>

#include "core/model/estimate.h"
#include "core/model/operating.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {

bool point_moved_by_hand(const ViewerState& state) {
  return state.threshold.has_value() && !own_in_use(state);
}

std::string listed_point(const Words& words, const ViewerState& state) {
  const std::optional<double> threshold = threshold_of(state);
  if (!threshold) return {};
  std::vector<double> listed;
  for (const SessionImage& image : state.session.estimated()) {
    if (image.probability) listed.push_back(*image.probability);
  }
  if (state.verdict) listed.push_back(state.verdict->probability);
  const std::string said = words.percent_among(*threshold, listed);
  return point_moved_by_hand(state) ? words.fill("point.by_hand", {{"threshold", said}}) : said;
}

std::string percent_read(const Words& words, const ViewerState& state, double fraction) {
  std::vector<double> all = figures_beside(state);
  if (state.verdict) all.push_back(state.verdict->probability);
  if (const std::optional<double> threshold = threshold_of(state)) all.push_back(*threshold);
  // One that nobody could tell from the estimate reads as the estimate.
  const bool alike =
      state.verdict && read_beside(state.verdict->probability, std::array{fraction}).empty();
  all.push_back(alike ? state.verdict->probability : fraction);
  return words.percents(all).back();
}

std::vector<std::string> sheet_point_words(const Words& words, const ViewerState& state) {
  if (!state.model) return {};
  const ModelCard& card = state.model->card;
  const std::string network = model_name(*state.model);
  const std::string threshold = listed_point(words, state);
  if (threshold.empty()) return {words.fill("estimate.network", {{"name", network}})};
  const std::string name = positive_class_words(words.estimate_table(), card);
  if (own_threshold_holds(state)) {
    return {words.fill(
        "sheet.point_own",
        {{"network", network},
         {"class", name},
         {"threshold", threshold},
         {"own", words.fill("own.short", {{"n", std::to_string(state.validate.own->n)}})}})};
  }
  std::vector<std::string> said;
  const std::vector<PointFigures> all = figures_at(card, state.threshold);
  if (!all.empty()) {
    said.push_back(words.fill(all.front().elsewhere ? "sheet.point_elsewhere" : "sheet.point_home",
                              {{"network", network},
                               {"threshold", threshold},
                               {"class", name},
                               {"missed", words.percent(1 - all.front().sensitivity)},
                               {"data", all.front().data}}));
  }
  said.push_back(
      words.fill("sheet.point", {{"network", network}, {"threshold", threshold}, {"class", name}}));
  return said;
}

}  // namespace lesion::viewer
