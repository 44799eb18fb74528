#include "wasm/viewer/screens/validate/say.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/model/operating.h"
#include "wasm/viewer/own_words.h"
#include "wasm/viewer/screens/validate/judge.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {
namespace {

constexpr double kWantedHalfWidth = 0.05;

std::string three_of(const Words& words, double value, double low, double high) {
  return words.fill("estimate.interval", {{"value", words.fixed(value, 3)},
                                          {"low", words.fixed(low, 3)},
                                          {"high", words.fixed(high, 3)}});
}

std::string number_of(std::size_t count) { return std::to_string(count); }

// The part of the benign that is called malignant.
Proportion raised_of(const Evaluation& evaluation) {
  const Proportion& right = evaluation.left_alone;
  return proportion(right.total - right.count, right.total);
}

std::string headline_of(const Words& words, const Evaluation& evaluation) {
  const std::string n = number_of(evaluation.images.size());
  const std::string found = percents_of(words, evaluation.found);
  const std::string raised = percents_of(words, raised_of(evaluation));
  if (evaluation.found.total == 0) {
    return evaluation.images.size() == 1
               ? words.fill("validate.headline.benign_one", {{"raised", raised}})
               : words.fill("validate.headline.benign", {{"n", n}, {"raised", raised}});
  }
  if (evaluation.left_alone.total == 0) {
    return evaluation.images.size() == 1
               ? words.fill("validate.headline.malignant_one", {{"found", found}})
               : words.fill("validate.headline.malignant", {{"n", n}, {"found", found}});
  }
  return words.fill("validate.headline", {{"n", n},
                                          {"positives", number_of(evaluation.positives)},
                                          {"found", found},
                                          {"raised", raised}});
}

// How well a part is known where that is not well enough, and what it would take.
std::string width_note(const Words& words, const Proportion& part, const char* counted) {
  const std::string of =
      words.fill(counted, {{"count", number_of(part.count)}, {"total", number_of(part.total)}});
  const double half = std::max(part.high - part.value, part.value - part.low);
  if (half <= kWantedHalfWidth) return of;
  return of + " " +
         words.fill("validate.wide",
                    {{"points", number_of(static_cast<std::size_t>(std::lround(half * 100)))},
                     {"needed", number_of(count_for_half_width(part.value, kWantedHalfWidth))}});
}

void add_figures(const Words& words, const ViewerState& state, const Validation& found,
                 std::vector<SaidFigure>& out) {
  const Evaluation& e = found.evaluation;
  if (e.auc) {
    std::string note;
    if (const Metric* metric = held_out(state.model->card)) {
      note = words.fill("validate.card_auc",
                        {{"auc", words.fixed(metric->auc, 3)}, {"data", metric->data}});
    }
    out.push_back({words["term.auc.as"], three_of(words, e.auc->value, e.auc->low, e.auc->high),
                   note, "auc"});
  }
  const auto part = [&](const char* key, const Proportion& one, const char* counted,
                        const char* term) {
    if (one.total == 0) return;
    out.push_back({words[key], percents_of(words, one), width_note(words, one, counted), term});
  };
  part("model.roc_up", e.found, "validate.of_malignant", "sensitivity");
  part("validate.specificity", e.left_alone, "validate.of_benign", "specificity");
  if (const auto& both = e.against) {
    out.push_back(
        {words.fill("validate.against", {{"model", both->model}}),
         difference_words(words, both->paired),
         words.fill("validate.against.note", {{"first", words.fixed(both->first.value, 3)},
                                              {"second", words.fixed(both->second.value, 3)},
                                              {"n", number_of(both->n)},
                                              {"positives", number_of(both->first.positives)},
                                              {"p", p_words(words, both->paired.p_value)}})});
  }
  if (e.average_precision) {
    const double share = static_cast<double>(e.positives) / static_cast<double>(e.images.size());
    out.push_back({words["validate.precision"], words.fixed(*e.average_precision, 3),
                   words.fill("validate.guessing", {{"share", words.fixed(share, 3)}})});
  }
  if (e.calibration_error) {
    double mean = 0;
    for (const ImageScore& image : e.images) mean += image.probability;
    mean /= static_cast<double>(e.images.size());
    const double share = static_cast<double>(e.positives) / static_cast<double>(e.images.size());
    out.push_back({words["validate.error"], words.fixed(*e.calibration_error, 3),
                   words.fill("validate.mean",
                              {{"mean", words.percent(mean)}, {"share", words.percent(share)}})});
  }
}

void add_threshold(const Words& words, const ViewerState& state, const Validation& found,
                   ValidationText& out) {
  out.wanted = words.percent(state.validate.wanted);
  const Evaluation& e = found.evaluation;
  const bool known = !state.validate.sha256.empty() && state.validate.reading == 0 &&
                     state.validate.computed == state.validate.changes;
  if (const auto& at = found.threshold) {
    out.threshold = words.fill(
        "validate.threshold",
        {{"wanted", out.wanted},
         {"threshold", words.percent_beside(at->value, model_threshold(state))},
         {"own", words.percent_beside(model_threshold(state), at->value)},
         {"sensitivity",
          percents_of(words, at->sensitivity.mean, at->sensitivity.low, at->sensitivity.high)},
         {"specificity", percents_of(words, at->specificity)}});
    const OrderBound& bound = at->sensitivity;
    const double half = std::max(bound.high - bound.mean, bound.mean - bound.low);
    if (half > kWantedHalfWidth) {
      out.threshold +=
          " " +
          words.fill("validate.wide",
                     {{"points", number_of(static_cast<std::size_t>(std::lround(half * 100)))},
                      {"needed",
                       number_of(count_for_half_width(at->sensitivity.mean, kWantedHalfWidth))}});
    }
    out.can_use_threshold = known;
  }
  const std::size_t benign = e.images.size() - e.positives;
  if (const auto& by = found.recalibration) {
    const bool helps = by->after.likelihood < by->before.likelihood;
    out.recalibration =
        words.fill(helps ? "validate.recalibration" : "validate.recalibration.no_help",
                   {{"before", words.fixed(by->before.expected_error, 3)},
                    {"after", words.fixed(by->after.expected_error, 3)}});
    if (by->offset_only) {
      out.recalibration +=
          " " + words.fill("validate.offset_only", {{"positives", number_of(e.positives)},
                                                    {"benign", number_of(benign)},
                                                    {"enough", number_of(kEnoughOfEach)}});
    }
    out.can_use_recalibration = known && helps;
  }
}

void add_groups(const Words& words, const Validation& found, ValidationText& out) {
  for (const GroupTable& table : found.groups) {
    SaidGroup group{table.title, {}};
    for (const GroupFigures& row : table.rows) {
      std::string area;
      if (row.auc) {
        area = three_of(words, row.auc->value, row.auc->low, row.auc->high);
        if (row.against_all) {
          area += " *";
          out.against_all = words["model.against_all"];
        }
      }
      const auto part = [&](const std::optional<Proportion>& one) {
        return one ? percents_of(words, *one) : std::string();
      };
      group.rows.push_back({row.name, number_of(row.count), number_of(row.positives), area,
                            part(row.sensitivity), part(row.specificity)});
    }
    out.groups.push_back(std::move(group));
  }
}

void add_mistakes(const Words& words, const ViewerState& state, const Validation& found,
                  ValidationText& out) {
  const auto add = [&](const char* key, const std::vector<std::size_t>& places, std::size_t all) {
    if (places.empty()) return;
    SaidMistakes list{
        words.fill(key, {{"shown", number_of(places.size())}, {"all", number_of(all)}}), {}};
    for (const std::size_t place : places) {
      const SessionImage* image = state.session.find(found.ids[place]);
      if (image == nullptr) continue;
      list.images.push_back({image->id, image->name,
                             words.percent_beside(found.evaluation.images[place].probability,
                                                  found.evaluation.threshold)});
    }
    out.mistakes.push_back(std::move(list));
  };
  add("validate.missed", found.missed, found.misses);
  add("validate.raised", found.raised, found.raises);
}

void add_notes(const Words& words, const ViewerState& state, const Validation& found, bool names,
               ValidationText& out) {
  const Evaluation& e = found.evaluation;
  const Validate& validate = state.validate;
  if (validate.labels && found.without_image > 0 && validate.reading == 0) {
    out.notes.push_back(
        words.fill("validate.without_image",
                   {{"count", number_of(found.without_image)},
                    {"table", names ? validate.labels->name : words["validate.the_table"]}}));
  }
  if (validate.labels && e.unlabelled > 0) {
    out.notes.push_back(
        words.fill("validate.unlabelled", {{"count", std::to_string(e.unlabelled)}}));
  }
  const std::size_t without =
      state.session.size() - std::min(state.session.size(), e.images.size());
  if (without > 0 && !validate.part) {
    out.notes.push_back(words.fill("validate.without_label", {{"count", number_of(without)}}));
  }
  if (e.found.total == 0 || e.left_alone.total == 0) {
    out.notes.push_back(words["validate.one_class"]);
  }
  out.notes.push_back(words["validate.flatters"]);
}

}  // namespace

ScoreBars score_bars(const Validation& found) {
  const auto parts = [](const std::vector<std::size_t>& bars) {
    std::size_t all = 0;
    for (const std::size_t bar : bars) all += bar;
    std::vector<double> out(bars.size(), 0);
    for (std::size_t i = 0; all > 0 && i < bars.size(); ++i) {
      out[i] = static_cast<double>(bars[i]) / static_cast<double>(all);
    }
    return out;
  };
  ScoreBars out{parts(found.benign_bars), parts(found.malignant_bars)};
  double highest = 0;
  for (const auto* bars : {&out.benign, &out.malignant}) {
    for (const double bar : *bars) highest = std::max(highest, bar);
  }
  for (auto* bars : {&out.benign, &out.malignant}) {
    for (double& bar : *bars) bar = highest > 0 ? bar / highest : 0;
  }
  return out;
}

ValidationText validation_text(const Words& words, const ViewerState& state, bool names) {
  ValidationText out;
  if (!state.model) return out;
  const Validate& validate = state.validate;
  if (validate.reading > 0) {
    out.progress = words.fill("validate.reading", {{"left", number_of(validate.reading)}});
  }
  std::vector<std::string> own = own_words(words, state, std::nullopt);
  for (const std::string& one : own) out.in_use += (out.in_use.empty() ? "" : " ") + one;
  if (!validate.found || validate.found->evaluation.images.empty()) {
    out.headline = words["validate.how"];
    if (validate.labels && validate.reading == 0) {
      out.notes.push_back(words.fill("validate.none_fits", {{"table", validate.labels->name}}));
    }
    return out;
  }
  const Validation& found = *validate.found;
  out.headline = headline_of(words, found.evaluation);
  add_notes(words, state, found, names, out);
  add_figures(words, state, found, out.figures);
  add_threshold(words, state, found, out);
  add_groups(words, found, out);
  add_mistakes(words, state, found, out);
  return out;
}

std::string validation_text_json(const ValidationText& text) {
  using Json = nlohmann::ordered_json;
  Json json;
  json["headline"] = text.headline;
  json["progress"] = text.progress;
  json["notes"] = text.notes;
  json["figures"] = Json::array();
  for (const SaidFigure& one : text.figures) {
    json["figures"].push_back({{"name", one.name}, {"value", one.value}, {"note", one.note}});
  }
  json["wanted"] = text.wanted;
  json["threshold"] = text.threshold;
  json["canUseThreshold"] = text.can_use_threshold;
  json["recalibration"] = text.recalibration;
  json["canUseRecalibration"] = text.can_use_recalibration;
  json["inUse"] = text.in_use;
  json["groups"] = Json::array();
  for (const SaidGroup& group : text.groups) {
    Json rows = Json::array();
    for (const SaidGroupRow& row : group.rows) {
      rows.push_back(Json::array(
          {row.name, row.count, row.positives, row.auc, row.sensitivity, row.specificity}));
    }
    json["groups"].push_back({{"title", group.title}, {"rows", std::move(rows)}});
  }
  json["againstAll"] = text.against_all;
  json["mistakes"] = Json::array();
  for (const SaidMistakes& list : text.mistakes) {
    Json images = Json::array();
    for (const SaidMistake& one : list.images) {
      images.push_back({{"id", one.id}, {"name", one.name}, {"estimate", one.estimate}});
    }
    json["mistakes"].push_back({{"title", list.title}, {"images", std::move(images)}});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lesion::viewer
