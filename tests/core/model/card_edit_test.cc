#include "core/model/card_edit.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/model/card.h"

namespace lesion {
namespace {

using nlohmann::json;

constexpr const char* kOld = R"({"schema":1,"name":"n","architecture":"a","later":{"x":[1]},
    "input":{"size":64,"crop_fraction":0.75,"mean":[0,0,0],"std":[1,1,1]},
    "classes":["no","yes"],"positive_class":1,"temperature":1})";

Result<std::string> edited(const std::vector<CardChange>& changes,
                           const std::vector<std::string>& labels = {}) {
  return edited_card(kOld, changes, labels);
}

std::string refusal(const std::vector<CardChange>& changes) {
  const auto got = edited(changes);
  return got ? "done" : got.error().message;
}

TEST(EditedCard, ChangesMembersAndKeepsTheRest) {
  const auto got = edited({{"name", "5"},
                           {"temperature", "1.5"},
                           {"input.layout", "NHWC"},
                           {"input.mean", "[0.5,0.5,0.5]"},
                           {"licence", "MIT"}},
                          {"benign", "malignant"});
  ASSERT_TRUE(got) << got.error().message;
  const json card = json::parse(*got);
  EXPECT_EQ(card["name"], "5");  // text stays text
  EXPECT_EQ(card["temperature"], 1.5);
  EXPECT_EQ(card["licence"], "MIT");
  EXPECT_EQ(card["later"], json::parse(R"({"x":[1]})"));
  EXPECT_EQ(card["schema"], 2);
  const auto read = card_from_json(*got).value();
  InputRule rule = square_input(64, 0.75);
  rule.layout = Layout::kNhwc;
  rule.mean = {0.5f, 0.5f, 0.5f};
  EXPECT_EQ(read.input, rule);
  EXPECT_EQ(read.classes, (std::vector<std::string>{"benign", "malignant"}));
}

TEST(EditedCard, MembersThatAreMissingAreMadeAndTakenOut) {
  const auto got = edited({{"operating_point.threshold", "0.3"},
                           {"operating_point.sensitivity", "0.9"},
                           {"operating_point.specificity", "0.8"},
                           {"operating_point.chosen_on", "val"},
                           {"operating_point.measured_on", "test"}});
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(card_from_json(*got)->operating_point->threshold, 0.3);
  const auto without = edited_card(*got, std::vector<CardChange>{{"operating_point", "null"}});
  ASSERT_TRUE(without) << without.error().message;
  EXPECT_FALSE(card_from_json(*without)->operating_point);
}

TEST(EditedCard, RefusesNonsenseInASentence) {
  EXPECT_NE(refusal({{"temperature", "hot"}}).find("temperature must be a number"),
            std::string::npos);
  EXPECT_NE(refusal({{"temprature", "1"}}).find("no member temprature"), std::string::npos);
  EXPECT_NE(refusal({{"input.heigth", "1"}}).find("no member input.heigth"), std::string::npos);
  EXPECT_NE(refusal({{"classes.7", "x"}}).find("no classes.7"), std::string::npos);
  EXPECT_NE(refusal({{"name.first", "x"}}).find("no name.first"), std::string::npos);
  EXPECT_NE(refusal({{"schema", "1"}}).find("schema"), std::string::npos);
  EXPECT_NE(refusal({{"name", "null"}}).find("name is missing"), std::string::npos);
  EXPECT_FALSE(edited_card("{", std::vector<CardChange>{{"name", "x"}}));
}

TEST(EditedCard, BeginsACardWhereThereIsNone) {
  const std::vector<CardChange> changes{{"name", "theirs"},
                                        {"input.width", "299"},
                                        {"input.height", "224"},
                                        {"input.crop.kind", "whole"},
                                        {"output", "sigmoid"}};
  const auto got = edited_card("", changes, {"benign", "malignant"});
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(card_from_json(*got)->input.width, 299);
  const auto missing = edited_card("", std::vector<CardChange>{{"name", "theirs"}});
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("is missing"), std::string::npos);
}

}  // namespace
}  // namespace lesion
