// Every figure that Validate and `lesionlens evaluate` state, against NumPy's and SciPy's.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "core/random.h"
#include "core/stats/operating_point.h"
#include "core/stats/recalibration.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

struct Made {
  std::string name;
  std::size_t positives = 0;
  std::size_t negatives = 0;
  double rounding = 0;  // estimates are multiples of it, so that many are equal; 0: none are
};

nlohmann::ordered_json case_of(const Made& made, Random& random) {
  ModelCard card;
  card.name = "first";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{0.4, 0.9, 0.7, "a", "b"};
  std::vector<ImageScore> images;
  Evaluation other;
  std::vector<double> second;
  std::vector<double> probabilities;
  std::vector<std::uint8_t> labels;
  const auto estimate = [&](double margin) {
    const double p = 1 / (1 + std::exp(-margin));
    return made.rounding > 0 ? std::round(p / made.rounding) * made.rounding : p;
  };
  for (std::size_t i = 0; i < made.positives + made.negatives; ++i) {
    const int label = i < made.positives ? 1 : 0;
    // What both scorers share of an image correlates them.
    const double shared = random.normal();
    const double p = estimate(1.6 * label - 0.9 + shared + 0.5 * random.normal());
    const double q = estimate(1.1 * label - 0.4 + shared + 0.8 * random.normal());
    images.push_back({.id = std::to_string(i), .label = label, .probability = p});
    other.images.push_back({.id = std::to_string(i), .label = label, .probability = q});
    second.push_back(q);
    probabilities.push_back(p);
    labels.push_back(static_cast<std::uint8_t>(label));
  }
  Evaluation evaluation = summarise(card, std::move(images), {});
  auto against = compare(evaluation, other);
  EXPECT_TRUE(against);
  evaluation.against = std::move(*against);
  const LabelledScores data{probabilities, labels};
  const double threshold = threshold_for_sensitivity(data, 0.9).value();
  const std::size_t place = confusion_at(data, threshold).true_positives;
  const OrderBound bound = order_bound(place, made.positives);
  const auto again = recalibrate(data);
  EXPECT_TRUE(again) << again.error().message;
  nlohmann::ordered_json json{{"name", made.name},
                              {"second", second},
                              {"order_bound",
                               {{"place", place},
                                {"count", made.positives},
                                {"mean", bound.mean},
                                {"low", bound.low},
                                {"high", bound.high}}},
                              {"recalibration",
                               {{"offset", again->by.offset},
                                {"temperature", again->by.temperature},
                                {"offset_only", again->offset_only}}},
                              {"recalibrated", nlohmann::ordered_json::array()}};
  for (const double p : probabilities) json["recalibrated"].push_back(recalibrated(p, again->by));
  json["evaluation"] = nlohmann::ordered_json::parse(to_json(evaluation));
  return json;
}

// The first that has SciPy: Debian's (package python3-scipy), or any other; empty for none.
std::string python_with_scipy() {
  for (const char* python : {"/usr/bin/python3", "python3"}) {
    const std::string ask = std::string(python) + " -c 'import numpy, scipy.stats' >/dev/null 2>&1";
    if (std::system(ask.c_str()) == 0) return python;
  }
  return {};
}

TEST(SciPy, HasTheSameFigures) {
  const std::string python = python_with_scipy();
  if (python.empty()) {
    GTEST_SKIP() << "no python3 has SciPy here (Debian's package is python3-scipy)";
  }
  Random random({20261128});
  nlohmann::ordered_json cases = nlohmann::ordered_json::array();
  for (const Made& made : {Made{"few", 12, 30}, Made{"many", 150, 400},
                           Made{"ties", 120, 130, 0.05}, Made{"more malignant", 60, 20}}) {
    cases.push_back(case_of(made, random));
  }
  const fs::path file = fs::path(::testing::TempDir()) / "lesionlens_figures.json";
  std::ofstream(file) << nlohmann::ordered_json{{"cases", cases}}.dump();
  const std::string command = python + " " + LESION_SCIPY_SCRIPT + " '" + file.string() + "' 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0);
  // A figure that is off by a millionth is found.
  cases[0]["evaluation"]["average_precision"] =
      cases[0]["evaluation"]["average_precision"].get<double>() + 1e-6;
  std::ofstream(file) << nlohmann::ordered_json{{"cases", cases}}.dump();
  EXPECT_NE(std::system((command + " >/dev/null").c_str()), 0);
  fs::remove(file);
}

}  // namespace
}  // namespace lesion
