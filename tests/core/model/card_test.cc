#include "core/model/card.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lesion {
namespace {

using nlohmann::json;

ModelCard full_card() {
  ModelCard card;
  card.name = "compact";
  card.architecture = "compact";
  card.description = "Eight convolutions. \"Quoted\", with ümlaut.";
  card.input = square_input(128, 224.0 / 300.0);
  card.input.mean = {0.1f, 0.2f, 0.3f};
  card.input.std = {0.9f, 1.0f, 1.1f};
  card.input_tensor = "image";
  card.logits_tensor = "scores";
  card.classes = {"benign", "malignant"};
  card.positive_class = 1;
  card.temperature = 1.37;
  card.operating_point = OperatingPoint{0.31, 0.9, 0.77, "val", "test"};
  card.metrics = {{"ham10000 test", 600, 117, 0.9, 0.87, 0.93}};
  card.metrics[0].groups = {
      {"Hair",
       {{"absent", 400, 80, 0.91, 0.88, 0.94, false, 0.9, 0.8}, {.value = "not known", .n = 3}}}};
  card.layers = {{"layer0", 2, 1, 3, 0.5, {{0.1f, 0.7f, 0.9f, false}, {0, 0, 0, true}}},
                 {"layer1", 4, 2, 5, -0.5, {}}};
  card.training =
      TrainingRecord{"ham10000", "lesionlens train", 18446744073709551615u, 12, 0.75, "0.1.0"};
  card.compression = CompressionRecord{"int8", 0.0011, "val"};
  card.licence = "CC BY-NC 4.0";
  card.attribution = "Tschandl et al. 2018";
  return card;
}

std::string refusal(const json& card) {
  const auto read = card_from_json(card.dump());
  return read ? "read" : read.error().message;
}

TEST(Card, EveryFieldSurvivesTheRoundTrip) {
  const auto card = full_card();
  const auto text = to_json(card);
  const auto read = card_from_json(text);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->input, card.input);
  EXPECT_EQ(read->temperature, card.temperature);
  EXPECT_EQ(read->training->seed, card.training->seed);
  EXPECT_EQ(read->layers[0].filters[0].high, card.layers[0].filters[0].high);
  EXPECT_TRUE(read->layers[0].filters[1].dead);
  EXPECT_EQ(read->layers[1].receptive_field_start, -0.5);
  EXPECT_EQ(read->operating_point->measured_on, "test");
  EXPECT_EQ(read->compression->greatest_change, 0.0011);
  EXPECT_EQ(read->notice, std::string(kNotice));
}

TEST(Card, KeysComeInTheirFixedOrderSchemaFirst) {
  const auto text = to_json(full_card());
  EXPECT_EQ(text.find("{\"schema\":2,\"name\":\"compact\",\"architecture\":"), 0u);
  EXPECT_LT(text.find("\"classes\""), text.find("\"metrics\""));
  EXPECT_LT(text.find("\"metrics\""), text.find("\"layers\""));
}

TEST(Card, WhatIsOptionalMayBeMissing) {
  const auto read = card_from_json(R"({"schema":1,"name":"n","architecture":"a",
      "input":{"size":64,"crop_fraction":1,"mean":[0,0,0],"std":[1,1,1]},
      "classes":["no","yes"],"positive_class":1,"temperature":1,"of a later version":5})");
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->input_tensor, "image");
  EXPECT_FALSE(read->operating_point.has_value());
  EXPECT_FALSE(read->compression.has_value());
  EXPECT_TRUE(read->layers.empty());
}

TEST(Card, HoursOfTrainingAreKeptWhereTheyAreStatedAndOnlyThere) {
  ModelCard card = full_card();
  ASSERT_TRUE(card.training && card.training->hours);
  EXPECT_EQ(card_from_json(to_json(card))->training->hours, card.training->hours);
  card.training->hours.reset();
  EXPECT_EQ(to_json(card).find("hours"), std::string::npos);
  EXPECT_FALSE(card_from_json(to_json(card))->training->hours);
}

TEST(Card, EachBadKeyIsNamed) {
  const json good = json::parse(to_json(full_card()));
  ASSERT_EQ(refusal(good), "read");
  struct Case {
    const char* pointer;
    json value;
    const char* named;
  };
  const std::vector<Case> cases{
      {"/name", 5, "name"},
      {"/architecture", nullptr, "architecture is missing"},
      {"/description", 1, "description"},
      {"/schema", "1", "schema"},
      {"/schema", 0, "schema"},
      {"/input", 3, "input"},
      {"/input/width", 0, "input.width"},
      {"/input/width", 4097, "input.width"},
      {"/input/width", 1.5, "input.width"},
      {"/input/width", 18446744073709551615u, "input.width"},
      {"/input/width", -9223372036854775807, "input.width"},
      {"/input/crop/fraction", 0, "input.crop.fraction"},
      {"/input/crop/fraction", 1.01, "input.crop.fraction"},
      {"/input/mean", json::array({0, 0}), "input.mean"},
      {"/input/mean", json::array({0, 0, "0"}), "input.mean"},
      {"/input/std", json::array({0, 1, 1}), "input.std"},
      {"/input/std", json::array({1, 1, 1e300}), "input.std"},
      {"/input_tensor", false, "input_tensor"},
      {"/logits_tensor", 2, "logits_tensor"},
      {"/classes", json::array({"one"}), "classes"},
      {"/classes", json::array({"a", "a"}), "classes"},
      {"/classes", json::array({"a", ""}), "classes"},
      {"/classes", "benign", "classes"},
      {"/positive_class", 2, "positive_class"},
      {"/positive_class", -1, "positive_class"},
      {"/temperature", 0, "temperature"},
      {"/temperature", "hot", "temperature"},
      {"/operating_point", json::array(), "operating_point"},
      {"/operating_point/threshold", 1.5, "operating_point.threshold"},
      {"/operating_point/sensitivity", -0.1, "operating_point.sensitivity"},
      {"/operating_point/specificity", "x", "operating_point.specificity"},
      {"/operating_point/chosen_on", 1, "operating_point.chosen_on"},
      {"/metrics", 1, "metrics"},
      {"/metrics/0", 1, "metrics[0]"},
      {"/metrics/0/n", -1, "metrics[0].n"},
      {"/metrics/0/positives", 601, "metrics[0].positives"},
      {"/metrics/0/auc", 2, "metrics[0].auc"},
      {"/metrics/0/auc_low", 0.95, "metrics[0].auc"},
      {"/metrics/0/data", 1, "metrics[0].data"},
      {"/metrics/0/elsewhere", 1, "metrics[0].elsewhere"},
      {"/metrics/0/calibration_error", 1.5, "metrics[0].calibration_error"},
      {"/metrics/0/sensitivity", "s", "metrics[0].sensitivity"},
      {"/metrics/0/specificity", -1, "metrics[0].specificity"},
      {"/metrics/0/groups", 1, "metrics[0].groups"},
      {"/metrics/0/groups/0/title", 1, "metrics[0].groups[0].title"},
      {"/metrics/0/groups/0/rows", 1, "metrics[0].groups[0].rows"},
      {"/metrics/0/groups/0/rows/0/value", nullptr,
       "metrics[0].groups[0].rows[0].value is missing"},
      {"/metrics/0/groups/0/rows/0/positives", 401, "metrics[0].groups[0].rows[0].positives"},
      {"/metrics/0/groups/0/rows/0/auc_low", nullptr, "metrics[0].groups[0].rows[0].auc"},
      {"/metrics/0/groups/0/rows/0/auc_high", 0.1, "metrics[0].groups[0].rows[0].auc"},
      {"/metrics/0/groups/0/rows/0/against_all", 0, "metrics[0].groups[0].rows[0].against_all"},
      {"/metrics/0/groups/0/rows/0/specificity", 2, "metrics[0].groups[0].rows[0].specificity"},
      {"/faults", "text", "faults"},
      {"/faults", json::array({1}), "faults"},
      {"/translations", json::array({1}), "translations[0]"},
      {"/translations", json::array({{{"description", "Kurz."}}}), "translations[0].language"},
      {"/translations", json::array({{{"language", "de"}, {"faults", {"Zu viel."}}}}),
       "translations[0].faults"},
      {"/layers", json::object(), "layers"},
      {"/layers/0/tensor", "", "layers[0].tensor"},
      {"/layers/1/tensor", "layer0", "layers[1].tensor"},
      {"/layers/0/filter_count", 0, "layers[0].filter_count"},
      {"/layers/0/filter_count", 3, "layers[0].filters"},
      {"/layers/0/stride", 0, "layers[0].stride"},
      {"/layers/0/receptive_field", 0, "layers[0].receptive_field"},
      {"/layers/0/receptive_field_start", 1e9, "layers[0].receptive_field_start"},
      {"/layers/0/filters/1/high", nullptr, "layers[0].filters[1].high is missing"},
      {"/layers/0/filters/1/max", 1e300, "layers[0].filters[1].max"},
      {"/layers/0/filters/0/median", "m", "layers[0].filters[0].median"},
      {"/layers/0/filters/0/dead", 0, "layers[0].filters[0].dead"},
      {"/training/seed", -1, "training.seed"},
      {"/training/epochs", 1.5, "training.epochs"},
      {"/training/hours", -1, "training.hours"},
      {"/training/command", 5, "training.command"},
      {"/compression", "int8", "compression"},
      {"/compression/method", 8, "compression.method"},
      {"/compression/greatest_change", 1.1, "compression.greatest_change"},
      {"/compression/measured_on", nullptr, "compression.measured_on is missing"},
      {"/licence", 5, "licence"},
      {"/attribution", 5, "attribution"},
      {"/notice", 5, "notice"},
  };
  for (const auto& bad : cases) {
    json card = good;
    card[json::json_pointer(bad.pointer)] = bad.value;
    const auto message = refusal(card);
    EXPECT_NE(message.find(std::string("model card's ") + bad.named), std::string::npos)
        << bad.pointer << " = " << bad.value << ": " << message;
  }
}

TEST(Card, ANewerSchemaAsksForAnUpdate) {
  json card = json::parse(to_json(full_card()));
  card["schema"] = 3;
  const auto read = card_from_json(card.dump());
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(read.error().message.find("schema 3"), std::string::npos);
}

TEST(Card, TextThatIsNoJsonIsRefused) {
  for (const char* text : {"", "null", "[]", "{", "{\"schema\":", "not json"}) {
    const auto read = card_from_json(text);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::kCorrupt);
  }
  EXPECT_FALSE(card_from_json(std::string(100'000, '[')).has_value());
}

TEST(Card, BytesThatAreNotUtf8AreWrittenAsTheReplacementCharacter) {
  auto card = full_card();
  card.name = "caf\xe9";
  const auto read = card_from_json(to_json(card));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->name, "caf\xef\xbf\xbd");
}

TEST(Probability, IsTheLogisticOfTheMarginOverTheTemperature) {
  auto card = full_card();
  card.temperature = 2;
  const std::vector<float> logits{1.0f, 4.0f};
  EXPECT_NEAR(probability(card, logits), 1 / (1 + std::exp(-1.5)), 1e-15);
  card.positive_class = 0;
  EXPECT_NEAR(probability(card, logits), 1 / (1 + std::exp(1.5)), 1e-15);
}

TEST(Probability, DoesNotOverflow) {
  const auto card = full_card();
  EXPECT_EQ(probability(card, std::vector<float>{-3e38f, 3e38f}), 1);
  EXPECT_EQ(probability(card, std::vector<float>{3e38f, -3e38f}), 0);
}

TEST(Probability, OfManyClassesIsTheSoftmaxShare) {
  auto card = full_card();
  card.classes = {"a", "b", "c"};
  card.temperature = 1;
  const std::vector<float> logits{0.0f, std::log(2.0f), std::log(5.0f)};
  EXPECT_NEAR(probability(card, logits), 2.0 / 8.0, 1e-7);
}

TEST(Probability, OfTheWrongNumberOfLogitsIsNotANumber) {
  EXPECT_TRUE(std::isnan(probability(full_card(), std::vector<float>{1.0f})));
}

TEST(Card, CurvesSurviveTheRoundTripAndMayBeAbsent) {
  ModelCard card = full_card();
  EXPECT_EQ(to_json(card).find("\"roc\""), std::string::npos);
  card.metrics[0].roc = {{0.1, 1, 0.25}, {0.4, 0.75, 0.5}, {0.9, 0.25, 1}};
  card.metrics[0].calibration = {{0.1, 0.2, 30}, {0.6, 0.5, 12}};
  const auto read = card_from_json(to_json(card));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->metrics[0].roc, card.metrics[0].roc);
  EXPECT_EQ(read->metrics[0].calibration, card.metrics[0].calibration);
}

TEST(Card, GroupsFiguresAndFaultsSurviveTheRoundTripAndMayBeAbsent) {
  ModelCard card = full_card();
  card.metrics[0].groups.clear();
  for (const char* key : {"groups", "elsewhere", "calibration_error", "faults"}) {
    EXPECT_EQ(to_json(card).find(key), std::string::npos) << key;
  }
  card = full_card();
  card.metrics[0].elsewhere = true;
  card.metrics[0].calibration_error = 0.03;
  card.metrics[0].sensitivity = 0.9;
  card.metrics[0].specificity = 0;
  card.faults = {"Mistakes rulers for lesions.", "Blind to \"amelanotic\" melanoma."};
  const auto read = card_from_json(to_json(card));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->metrics[0].groups, card.metrics[0].groups);
  EXPECT_FALSE(read->metrics[0].groups[0].rows[1].auc.has_value());
  EXPECT_TRUE(read->metrics[0].elsewhere);
  EXPECT_EQ(read->metrics[0].calibration_error, 0.03);
  EXPECT_EQ(read->metrics[0].sensitivity, 0.9);
  EXPECT_EQ(read->metrics[0].specificity, 0);
  EXPECT_EQ(read->faults, card.faults);
}

TEST(Card, ItsSentencesAreSaidInTheLanguagesThatItHas) {
  ModelCard card = full_card();
  card.description = "Short.";
  card.faults = {"Mistakes rulers for lesions."};
  EXPECT_EQ(to_json(card).find("translations"), std::string::npos);
  card.translations = {{"de", "Kurz.", {"HÃ¤lt Lineale fÃ¼r LÃ¤sionen."}}};
  const auto read = card_from_json(to_json(card));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->translations, card.translations);
  EXPECT_EQ(texts_in(*read, "de").description, "Kurz.");
  EXPECT_EQ(texts_in(*read, "de").faults, card.translations[0].faults);
  EXPECT_EQ(texts_in(*read, "nl").description, "Short.");
  EXPECT_EQ(texts_in(*read, "en").faults, card.faults);
}

TEST(Card, ACurveThatRunsBackwardsIsRefused) {
  ModelCard card = full_card();
  card.metrics[0].roc = {{0.4, 0.75, 0.5}, {0.1, 1, 0.25}};
  const auto read = card_from_json(to_json(card));
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().message.find("metrics[0].roc[1].threshold"), std::string::npos)
      << read.error().message;
}

TEST(Roc, BetweenTwoScoresTheHigherPointHolds) {
  const std::vector<RocPoint> roc = {{0.1, 1, 0.25}, {0.4, 0.75, 0.5}, {0.9, 0.25, 1}};
  EXPECT_EQ(roc_at(roc, 0.4), roc[1]);
  EXPECT_EQ(roc_at(roc, 0.2), roc[1]);
  EXPECT_EQ(roc_at(roc, 0), roc[0]);
  EXPECT_EQ(roc_at(roc, 0.95).sensitivity, 0);
  EXPECT_EQ(roc_at(roc, 0.95).specificity, 1);
}

}  // namespace
}  // namespace lesion
