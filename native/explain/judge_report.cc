#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "native/explain/judge.h"

namespace lesion {
namespace {

using Json = nlohmann::ordered_json;

const ExplanationScoreCard* score_of(const Judgement& judgement, const std::string& method,
                                     std::string_view measure, bool untrained) {
  for (const auto& one : judgement.scores) {
    if (one.method == method && one.measure == measure && one.untrained == untrained) return &one;
  }
  return nullptr;
}

std::string cell(const ExplanationScoreCard* one) {
  if (one == nullptr) return " |";
  char text[80];
  std::snprintf(text, sizeof text, " %.2f (%.2f to %.2f) |", static_cast<double>(one->score.mean),
                static_cast<double>(one->score.low), static_cast<double>(one->score.high));
  return text;
}

// One row a method, in the order in which they came.
std::string table(const Judgement& judgement, const std::vector<std::string_view>& measures,
                  bool untrained) {
  std::string text = "| method |";
  std::string line = "\n| --- |";
  for (const auto measure : measures) {
    text.append(" ").append(measure).append(" |");
    line += " --- |";
  }
  text += line + "\n";
  std::vector<std::string> told;
  for (const auto& one : judgement.scores) {
    const bool again = std::find(told.begin(), told.end(), one.method) != told.end();
    if (again || one.untrained != untrained) continue;
    told.push_back(one.method);
    text.append("| ").append(one.method).append(" |");
    for (const auto measure : measures) {
      text += cell(score_of(judgement, one.method, measure, untrained));
    }
    text += "\n";
  }
  return text;
}

}  // namespace

Json to_json(const Judgement& judgement) {
  Json json{{"model", judgement.model},
            {"data", judgement.data},
            {"masks", judgement.true_masks ? "true" : "found"},
            {"images", judgement.images},
            {"left_out", judgement.left_out},
            {"with_lesion", judgement.with_lesion},
            {"mask_share", judgement.mask_share},
            {"randomised", judgement.randomised}};
  json["scores"] = Json::array();
  for (const auto& one : judgement.scores) {
    json["scores"].push_back({{"method", one.method},
                              {"measure", one.measure},
                              {"untrained", one.untrained},
                              {"images", one.images},
                              {"mean", one.score.mean},
                              {"low", one.score.low},
                              {"high", one.score.high}});
  }
  json["notice"] = kNotice;
  return json;
}

std::string judgement_table(const Judgement& judgement) {
  char line[240];
  std::snprintf(line, sizeof line,
                "%s on %s: %d images, %d with a lesion on the square, of which it covers %.2f on "
                "average (%s masks); weights made random layer by layer on %d\n\n",
                judgement.model.c_str(), judgement.data.c_str(), judgement.images,
                judgement.with_lesion, judgement.mask_share,
                judgement.true_masks ? "true" : "found", judgement.randomised);
  std::vector<std::string_view> all;
  for (const auto& measure : kMeasures) all.push_back(measure.name);
  std::vector<std::string_view> of_control(all.begin(), all.begin() + 5);
  return line + table(judgement, all, false) + "\nThe same methods on untrained weights:\n\n" +
         table(judgement, of_control, true);
}

void put_into(ModelCard& card, const Judgement& judgement) {
  card.explanations = ExplanationsRecord{judgement.data, judgement.scores};
}

}  // namespace lesion
