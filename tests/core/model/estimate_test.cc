#include "core/model/estimate.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

namespace lesion {
namespace {

// Words of the test's own, so that what is said in which case is seen.
std::string table(std::string_view key) {
  static const std::map<std::string, std::string, std::less<>> words = {
      {"decimal", ","},
      {"class.malignant", "maligne"},
      {"title", "T {class}"},
      {"network", "N {name}"},
      {"from_here", "F {class}"},
      {"above", ">= {threshold}"},
      {"below", "< {threshold}"},
      {"moved", "moved from {own}"},
      {"set", "set"},
      {"own", "own {threshold} {n}/{positives}{date} finds {sensitivity} spares {specificity}"},
      {"own_moved", "from {n} of yours, not {own}"},
      {"own_set", "from {n} of yours"},
      {"interval", "{value} [{low}-{high}]"},
      {"no_point", "no point"},
      {"unmeasured", "unmeasured"},
      {"data_n", "{data}/{n}"},
      {"elsewhere.above", "elsewhere {found} {wrong} ({data})"},
      {"elsewhere.below", "elsewhere {found} missed {missed} ({data})"},
      {"home.above", "home {found} {wrong} ({data})"},
      {"home.below", "home {found} missed {missed} ({data})"},
      {"only_home.above", "only {found} {wrong} ({data})"},
      {"only_home.below", "only {found} missed {missed} ({data})"}};
  const auto found = words.find(key);
  return found == words.end() ? std::string(key) : found->second;
}

ModelCard made() {
  ModelCard card;
  card.name = "net";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{0.124, 0.93, 0.70, "val", "test"};
  Metric home{"test", 600, 117, 0.90, 0.88, 0.93};
  home.sensitivity = 0.93;
  home.specificity = 0.70;
  home.roc = {{0.1, 0.95, 0.6}, {0.5, 0.5, 0.9}};
  Metric far{"far", 2594, 519, 0.73, 0.70, 0.75};
  far.elsewhere = true;
  far.sensitivity = 0.75;
  far.specificity = 0.59;
  card.metrics = {home, far};
  return card;
}

TEST(SayEstimate, BelowNeverStandsWithoutWhatShareOfTheMalignantIsBelowToo) {
  const EstimateWords said = say_estimate(made(), "f.onnx", 0.123, std::nullopt, table);
  EXPECT_EQ(said.title, "T maligne");
  EXPECT_EQ(said.figure, "12,3%");
  EXPECT_EQ(said.line, "< 12,4%");
  EXPECT_EQ(said.found, "elsewhere 75% missed 25% (far/2594) home 93% missed 7% (test/600)");
  EXPECT_EQ(said.network, "N net");
  EXPECT_EQ(said.from_here, "F maligne");
  EXPECT_EQ(said.threshold, 0.124);
}

TEST(SayEstimate, AboveSaysWhatIsFlaggedWronglyElsewhereFirst) {
  const EstimateWords said = say_estimate(made(), "", 0.29, std::nullopt, table);
  EXPECT_EQ(said.figure, "29%");
  EXPECT_EQ(said.line, ">= 12%");
  EXPECT_EQ(said.found, "elsewhere 75% 41% (far/2594) home 93% 30% (test/600)");
}

// Read beside one another they are told apart, or they would seem to be one.
TEST(SayEstimate, HasMoreDigitsWhereAnotherReadBesideItRoundsAlike) {
  const EstimateWords alike =
      say_estimate(made(), "", 0.0031, std::nullopt, table, std::array{0.0030, 0.2});
  EXPECT_EQ(alike.figure, "0,31%");
  EXPECT_EQ(alike.beside, std::vector<std::string>({"0,30%", "20,00%"}));
  const EstimateWords apart =
      say_estimate(made(), "", 0.0031, std::nullopt, table, std::array{0.55});
  EXPECT_EQ(apart.figure, "<1%");
  EXPECT_EQ(apart.beside, std::vector<std::string>({"55%"}));
  EXPECT_TRUE(say_estimate(made(), "", 0.0031, std::nullopt, table).beside.empty());
}

TEST(ReadBeside, LeavesOutWhatNobodyCouldTellFromTheEstimate) {
  EXPECT_EQ(read_beside(0.0448, std::array{0.0448, 0.04484, 0.0449, 0.3}),
            std::vector<double>({0.0449, 0.3}));
  EXPECT_TRUE(read_beside(0.2, {}).empty());
}

TEST(SayEstimate, ACardWithFiguresFromHomeOnlySaysSo) {
  ModelCard card = made();
  card.metrics.pop_back();
  EXPECT_EQ(say_estimate(card, "", 0.05, std::nullopt, table).found,
            "only 93% missed 7% (test/600)");
  card.metrics.clear();
  EXPECT_EQ(say_estimate(card, "", 0.05, std::nullopt, table).found, "only 93% missed 7% (test)");
}

TEST(SayEstimate, AMovedLineHasTheFiguresOfItsOwnPlace) {
  const EstimateWords said = say_estimate(made(), "", 0.3, 0.4, table);
  EXPECT_EQ(said.line, "< 40% moved from 12%");
  // Elsewhere has no curve: nobody knows what the moved line finds there.
  EXPECT_EQ(said.found, "only 50% missed 50% (test/600)");
  EXPECT_EQ(said.threshold, 0.4);
}

OwnPoint found_here() {
  OwnPoint own;
  own.date = "2026-11-28";
  own.n = 12;
  own.positives = 6;
  own.threshold = OwnPoint::Threshold{0.043, 0.9, {}, {}};
  own.threshold->sensitivity.mean = 0.86;
  own.threshold->sensitivity.low = 0.54;
  own.threshold->sensitivity.high = 0.998;
  own.threshold->specificity.value = 0.17;
  own.threshold->specificity.low = 0.03;
  own.threshold->specificity.high = 0.56;
  return own;
}

TEST(SayEstimate, ALineFoundOnAPersonsImagesSaysSoWithItsIntervals) {
  const OwnPoint own = found_here();
  const EstimateWords said = say_estimate(made(), "", 0.06, 0.043, table, {}, &own);
  EXPECT_EQ(said.line, ">= 4% from 12 of yours, not 12%");
  EXPECT_EQ(said.own, "own 4% 12/6, 2026-11-28 finds 86% [54%->99%] spares 17% [3%-56%]");
  ModelCard card = made();
  card.operating_point.reset();
  EXPECT_EQ(say_estimate(card, "", 0.06, 0.043, table, {}, &own).line, ">= 4% from 12 of yours");
}

TEST(SayEstimate, ALineMovedFromThePersonsOwnIsOnlyMoved) {
  const OwnPoint own = found_here();
  const EstimateWords said = say_estimate(made(), "", 0.06, 0.05, table, {}, &own);
  EXPECT_EQ(said.line, ">= 5% moved from 12%");
  EXPECT_EQ(said.own, "");
  EXPECT_EQ(say_estimate(made(), "", 0.06, std::nullopt, table, {}, &own).own, "");
}

TEST(SayEstimate, AMovedLineHoldsAlsoWhereNoCurveSaysWhatItFinds) {
  ModelCard card = made();
  card.metrics.clear();
  const EstimateWords said = say_estimate(card, "", 0.3, 0.2, table);
  EXPECT_EQ(said.line, ">= 20% moved from 12%");
  EXPECT_EQ(said.threshold, 0.2);
  EXPECT_EQ(said.found, "");
  card.operating_point.reset();
  EXPECT_EQ(say_estimate(card, "", 0.1, 0.2, table).threshold, 0.2);
}

TEST(SayEstimate, WithoutALineThereIsNoMarkAndNoSide) {
  ModelCard card = made();
  card.operating_point.reset();
  const EstimateWords said = say_estimate(card, "", 0.3, std::nullopt, table);
  EXPECT_EQ(said.line, "no point");
  EXPECT_EQ(said.found, "");
  EXPECT_FALSE(said.threshold);
  EXPECT_EQ(said.figure, "30%");
}

TEST(SayEstimate, ANetworkOfWhichNothingIsKnownSaysSo) {
  ModelCard card = made();
  card.operating_point.reset();
  EXPECT_EQ(say_estimate(card, "f.onnx", 0.4, std::nullopt, table).line, "no point");
  card.metrics.clear();
  EXPECT_EQ(say_estimate(card, "f.onnx", 0.4, std::nullopt, table).line, "no point unmeasured");
  card.training.emplace();
  EXPECT_EQ(say_estimate(card, "f.onnx", 0.4, std::nullopt, table).line, "no point");
}

TEST(SayEstimate, ANamelessNetworkIsCalledByItsFileAndAClassWithoutWordsByTheCard) {
  ModelCard card = made();
  card.name.clear();
  card.classes = {"naevus", "melanoma"};
  const EstimateWords said = say_estimate(card, "f.onnx", 0.3, std::nullopt, table);
  EXPECT_EQ(said.network, "N f.onnx");
  EXPECT_EQ(said.title, "T melanoma");
  card.positive_class = -7;
  EXPECT_EQ(say_estimate(card, "", 0.3, std::nullopt, table).title, "T ");
}

}  // namespace
}  // namespace lesion
