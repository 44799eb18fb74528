// What is said of an estimate: the same sentences on the screen, in the text version and in print.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/card.h"
#include "core/model/own_point.h"

namespace lesion {

struct EstimateWords {
  std::string title;   // "Estimate that it is malignant"
  std::string figure;  // "12.3%", as it reads beside the threshold and all that follows
  std::vector<std::string> beside;  // of the other figures, each in the same digits
  std::string network;              // "Network: default"
  std::string from_here;  // at the threshold's mark on the scale: "called malignant from here"
  std::string line;       // on which side of the threshold it is; or that there is none
  std::string found;      // what the threshold finds, elsewhere first; empty where nobody knows
  std::string own;        // own_threshold_words(), where that threshold holds; else empty
  std::optional<double> threshold;  // that holds, 0..1; nothing: no mark
};

// The words of the member "estimate" of web/words/LANGUAGE.json by their keys; the key itself where
// there are none.
using EstimateTable = std::function<std::string(std::string_view key)>;

// What a class is called: the table's words for "class.<name>", else the card's name.
std::string class_words(const EstimateTable& table, std::string_view name);

// Of the class that is looked for; "" where the card has none.
std::string positive_class_words(const EstimateTable& table, const ModelCard& card);

// Where the threshold of `own` comes from, and what it is to be expected to find, with intervals;
// "" where it has none. With the digits that tell it from the one of `card`.
std::string own_threshold_words(const OwnPoint& own, const ModelCard& card,
                                const EstimateTable& table);

// `probability`: calibrated, of the positive class; `moved`: where a person has moved the threshold
// to, as in operating_point(). `name` of the network where the card has none. `beside`: all other
// estimates that are read beside this one, as of the model's own square or of squares nearby; where
// two of them all round alike, all have more digits. `own`: found on a person's images, where there
// is such a point; said where `moved` is its threshold.
EstimateWords say_estimate(const ModelCard& card, std::string_view name, double probability,
                           std::optional<double> moved, const EstimateTable& table,
                           std::span<const double> beside = {}, const OwnPoint* own = nullptr);

// The figures that are read beside one estimate: `all` without those that no reader could tell from
// it (less than 0.005 percentage points apart) and would only cost digits.
std::vector<double> read_beside(double probability, std::span<const double> all);

}  // namespace lesion
