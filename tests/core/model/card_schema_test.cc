// Cards of schema 1 and 2 beside one another, and what a later version may add.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/model/card.h"

namespace lesion {
namespace {

using nlohmann::json;

constexpr const char* kSchema1 = R"({"schema":1,"name":"n","architecture":"a",
    "input":{"size":64,"crop_fraction":0.75,"colour_constancy":4,"mean":[0.1,0.2,0.3],
             "std":[1,2,3]},
    "classes":["no","yes"],"positive_class":1,"temperature":1})";

json second() {
  return json::parse(R"({"schema":2,"name":"n","architecture":"a",
    "input":{"width":96,"height":64,"layout":"NHWC","channels":"BGR","range":"0..255",
             "crop":{"kind":"lesion","fraction":0.9,"share":0.4,"cap":1.25},
             "mean":[1,2,3],"std":[4,5,6]},
    "output":"sigmoid","classes":["no","yes"],"positive_class":0,"temperature":1,
    "layers":[{"tensor":"t","filter_count":1,"stride":1,"receptive_field":3,
      "receptive_field_start":0.5,"filters":[{"median":0,"high":1,"max":2,"dead":false}]}]})");
}

Result<ModelCard> read(const json& card) { return card_from_json(card.dump()); }

std::string refusal(const json& card) {
  const auto got = read(card);
  return got ? "read" : got.error().message;
}

TEST(CardSchema, OneIsReadAsASquareOfPlanesInRedGreenBlue) {
  const auto card = card_from_json(kSchema1);
  ASSERT_TRUE(card) << card.error().message;
  InputRule rule = square_input(64, 0.75);
  rule.colour_constancy = 4;
  rule.mean = {0.1f, 0.2f, 0.3f};
  rule.std = {1, 2, 3};
  EXPECT_EQ(card->input, rule);
  EXPECT_EQ(card->output, OutputKind::kLogits);
  const auto again = card_from_json(to_json(*card));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->input, rule);
  EXPECT_EQ(json::parse(to_json(*card))["schema"], 2);
}

TEST(CardSchema, OneStillNeedsWhatItNeeded) {
  for (const char* key : {"size", "crop_fraction", "mean", "std"}) {
    json card = json::parse(kSchema1);
    card["input"].erase(key);
    EXPECT_NE(refusal(card).find(std::string("input.") + key + " is missing"), std::string::npos);
  }
}

TEST(CardSchema, TwoSaysEverythingOfTheInputAndTheOutput) {
  const auto card = read(second());
  ASSERT_TRUE(card) << card.error().message;
  const InputRule rule{.width = 96,
                       .height = 64,
                       .layout = Layout::kNhwc,
                       .channels = ChannelOrder::kBgr,
                       .range = ValueRange::kBytes,
                       .crop = {CropKind::kLesion, 0.9, 0.4, 1.25},
                       .mean = {1, 2, 3},
                       .std = {4, 5, 6}};
  EXPECT_EQ(card->input, rule);
  EXPECT_EQ(card->output, OutputKind::kSigmoid);
  const auto again = card_from_json(to_json(*card));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->input, rule);
  EXPECT_EQ(again->output, OutputKind::kSigmoid);
}

TEST(CardSchema, TheUsualMayBeLeftOut) {
  json card = second();
  card["input"] = {{"width", 8}, {"height", 8}, {"crop", {{"kind", "lesion"}}}};
  card.erase("output");
  const auto got = read(card);
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->input, (InputRule{.width = 8, .height = 8, .crop = {.kind = CropKind::kLesion}}));
  EXPECT_EQ(got->input.crop.share, 0.30);
  EXPECT_EQ(got->input.crop.cap, 1.5);
  EXPECT_EQ(got->output, OutputKind::kLogits);
}

TEST(CardSchema, EveryNameIsReadAndWritten) {
  const auto all = [](const char* pointer, const auto& names) {
    for (const char* name : names) {
      json card = second();
      card[json::json_pointer(pointer)] = name;
      const auto got = read(card);
      ASSERT_TRUE(got) << got.error().message;
      EXPECT_EQ(json::parse(to_json(*got))[json::json_pointer(pointer)], name);
    }
  };
  all("/input/layout", kLayoutNames);
  all("/input/channels", kChannelOrderNames);
  all("/input/range", kValueRangeNames);
  all("/input/crop/kind", kCropKindNames);
  all("/output", kOutputKindNames);
}

TEST(CardSchema, NonsenseIsRefusedByName) {
  struct Case {
    const char* pointer;
    json value;
    const char* said;
  };
  for (const Case& bad : std::initializer_list<Case>{
           {"/input/layout", "NCWH", "input.layout must be one of NCHW, NHWC"},
           {"/input/channels", "GRB", "input.channels must be one of RGB, BGR"},
           {"/input/range", 1, "input.range must be one of 0..1, -1..1, 0..255"},
           {"/input/crop", "central", "input.crop must be an object"},
           {"/input/crop/kind", nullptr, "input.crop.kind is missing"},
           {"/input/crop/kind", "left", "input.crop.kind must be one of central, whole, lesion"},
           {"/input/crop/share", 0, "input.crop.share must be above 0"},
           {"/input/crop/share", 1.1, "input.crop.share must be within"},
           {"/input/crop/cap", -1, "input.crop.cap must be within"},
           {"/input/height", 0, "input.height must be within"},
           {"/output", "softmax", "output must be one of logits, probabilities, sigmoid, logit"},
           {"/classes", json::array({"a", "b", "c"}), "output is a single number"},
           {"/layers/0/filters/0/concepts", 1, "layers[0].filters[0].concepts must be a list"},
           {"/layers/0/filters/0/effect", json::object(), "filters[0].effect.mean is missing"}}) {
    json card = second();
    card[json::json_pointer(bad.pointer)] = bad.value;
    EXPECT_NE(refusal(card).find(bad.said), std::string::npos)
        << bad.pointer << " = " << bad.value << ": " << refusal(card);
  }
}

TEST(CardSchema, FiltersMayHaveNamesAndEffects) {
  json card = second();
  json& filter = card["layers"][0]["filters"][0];
  filter["concepts"] = json::parse(
      R"([{"concept":"pigment network","strength":0.75,"low":0.5,"high":1,"of":["a",{"b":2}]}])");
  filter["effect"] = json::parse(R"({"mean":-0.25,"low":-0.5,"high":0.125,"on":"val"})");
  const auto got = read(card);
  ASSERT_TRUE(got) << got.error().message;
  const FilterCard& one = got->layers[0].filters[0];
  ASSERT_EQ(one.concepts.size(), 1u);
  EXPECT_EQ(one.concepts[0].concept_name, "pigment network");
  EXPECT_EQ(one.concepts[0].strength, 0.75f);
  EXPECT_EQ(one.concepts[0].low, 0.5f);
  EXPECT_EQ(one.concepts[0].high, 1);
  ASSERT_TRUE(one.effect);
  EXPECT_EQ(one.effect->mean, -0.25f);
  EXPECT_EQ(json::parse(to_json(*got))["layers"][0]["filters"][0], filter);
  filter["concepts"][0]["strength"] = 2;
  EXPECT_NE(refusal(card).find("concepts[0].strength must lie within"), std::string::npos);
}

TEST(CardSchema, ACardMaySayWhatAThingOnTheImageDoes) {
  json card = second();
  card["concept_effects"] =
      json::parse(R"([{"concept":"ruler","way":"drawn","group":"malignant","images":31,)"
                  R"("mean":0.5,"low":0.25,"high":0.75,"seed":4}])");
  const auto got = read(card);
  ASSERT_TRUE(got) << got.error().message;
  ASSERT_EQ(got->concept_effects.size(), 1u);
  EXPECT_EQ(
      got->concept_effects[0],
      (ConceptEffectCard{"ruler",
                         EffectWay::kDrawn,
                         "malignant",
                         31,
                         {.mean = 0.5f, .low = 0.25f, .high = 0.75f, .extra = R"({"seed":4})"}}));
  EXPECT_EQ(json::parse(to_json(*got))["concept_effects"], card["concept_effects"]);
  card["concept_effects"][0]["way"] = "imagined";
  EXPECT_NE(refusal(card).find("concept_effects[0].way must be one of drawn, removed, elsewhere"),
            std::string::npos)
      << refusal(card);
  card["concept_effects"][0]["way"] = "removed";
  card["concept_effects"][0]["low"] = 0.6;
  EXPECT_NE(refusal(card).find("concept_effects[0].mean must lie within"), std::string::npos)
      << refusal(card);
}

TEST(CardSchema, ACardMaySayWhatIsUnlikeItsImages) {
  json light{{"mean", json::array()},
             {"deviation", json::array()},
             {"directions", json::array()},
             {"variances", {2.0}},
             {"threshold", 3.5}};
  for (std::size_t i = 0; i < kLightFeatures; ++i) {
    light["mean"].push_back(0.5);
    light["deviation"].push_back(2.0);
    light["directions"].push_back(i == 0 ? 1.0 : 0.0);
  }
  json card = second();
  card["novelty"] = {{"learned_from", "a train"},
                     {"images", 40},
                     {"chosen_on", "a val"},
                     {"responses",
                      {{"mean", {1.0}},
                       {"deviation", {2.0}},
                       {"directions", {1.0}},
                       {"variances", {4.0}},
                       {"threshold", 1.25}}},
                     {"light", light},
                     {"measured", json::parse(R"([{"what":"text","group":"far","images":50,)"
                                              R"("responses":49,"light":40,"either":50}])")}};
  const auto got = read(card);
  ASSERT_TRUE(got) << got.error().message;
  ASSERT_TRUE(got->novelty);
  EXPECT_EQ(got->novelty->responses, (NoveltyDetector{{1}, {2}, {1}, {4}, 1.25}));
  EXPECT_EQ(got->novelty->measured,
            (std::vector<NoveltyFigure>{{"text", NoveltyGroup::kFar, 50, 49, 40, 50}}));
  EXPECT_EQ(json::parse(to_json(*got))["novelty"], card["novelty"]);
  const auto without = [&](const char* pointer, const json& value) {
    json other = card;
    other[json::json_pointer(pointer)] = value;
    return refusal(other);
  };
  EXPECT_NE(without("/novelty/responses/deviation", {0.0}).find("novelty.responses.deviation"),
            std::string::npos);
  EXPECT_NE(without("/novelty/responses/directions", {1.0, 2.0}).find("directions"),
            std::string::npos);
  EXPECT_NE(without("/novelty/light/mean", {1.0}).find("novelty.light"), std::string::npos);
  EXPECT_NE(without("/novelty/measured/0/either", 51).find("either"), std::string::npos);
  // For another number of filters than the layers have.
  EXPECT_NE(without("/layers", json::array()).find("novelty.responses"), std::string::npos);
}

TEST(CardSchema, FiltersMayHaveAMeanAndTheEffectOfIt) {
  json card = second();
  json& filter = card["layers"][0]["filters"][0];
  filter["mean"] = 0.1;
  filter["effect_of_mean"] = json::parse(R"({"mean":0.3,"low":0.2,"high":0.4})");
  card["filter_effects"] = json::parse(
      R"({"measured_on":"a val","images":20,"means_from":"a train","means_images":30})");
  const auto got = read(card);
  ASSERT_TRUE(got) << got.error().message;
  const FilterCard& one = got->layers[0].filters[0];
  EXPECT_EQ(one.mean, 0.1f);
  ASSERT_TRUE(one.effect_of_mean);
  EXPECT_EQ(*one.effect_of_mean, (EffectCard{.mean = 0.3f, .low = 0.2f, .high = 0.4f}));
  EXPECT_FALSE(one.effect);
  EXPECT_EQ(got->filter_effects, (FilterEffectsRecord{"a val", 20, "a train", 30}));
  // With the digits of a float: as they were written.
  EXPECT_EQ(json::parse(to_json(*got))["layers"][0]["filters"][0], filter);
  EXPECT_EQ(json::parse(to_json(*got))["filter_effects"], card["filter_effects"]);
  card["filter_effects"]["images"] = 0;
  EXPECT_NE(refusal(card).find("filter_effects.images must be within"), std::string::npos)
      << refusal(card);
}

TEST(CardSchema, ACardMaySayHowExplanationsFared) {
  json card = second();
  card["explanations"] = json::parse(
      R"({"measured_on":"a val","scores":[{"method":"rise","measure":"pointing","untrained":false,)"
      R"("images":20,"mean":0.7,"low":0.5,"high":0.9,"seed":4}]})");
  const auto got = read(card);
  ASSERT_TRUE(got) << got.error().message;
  ASSERT_TRUE(got->explanations);
  EXPECT_EQ(got->explanations->measured_on, "a val");
  ASSERT_EQ(got->explanations->scores.size(), 1u);
  EXPECT_EQ(
      got->explanations->scores[0],
      (ExplanationScoreCard{"rise",
                            "pointing",
                            false,
                            20,
                            {.mean = 0.7f, .low = 0.5f, .high = 0.9f, .extra = R"({"seed":4})"}}));
  EXPECT_EQ(json::parse(to_json(*got))["explanations"], card["explanations"]);
  card["explanations"]["scores"][0]["high"] = 0.6;
  EXPECT_NE(refusal(card).find("explanations.scores[0].mean must lie within"), std::string::npos)
      << refusal(card);
  card["explanations"]["scores"][0]["method"] = "";
  EXPECT_NE(refusal(card).find("explanations.scores[0].method"), std::string::npos);
}

TEST(CardSchema, WhatALaterVersionAddsStaysThroughARewrite) {
  json card = second();
  const json added = json::parse(R"({"a":[1,"two",null],"b":{"c":0.1}})");
  for (const char* pointer : {"", "/layers/0", "/layers/0/filters/0"}) {
    card[json::json_pointer(pointer)]["added"] = added;
  }
  const auto got = read(card);
  ASSERT_TRUE(got) << got.error().message;
  const json written = json::parse(to_json(*got));
  for (const char* pointer : {"", "/layers/0", "/layers/0/filters/0"}) {
    EXPECT_EQ(written[json::json_pointer(pointer)]["added"], added) << pointer;
  }
}

TEST(CardSchema, WhatIsAddedMayNotBeNestedWithoutEnd) {
  json card = second();
  std::string text = card.dump();
  text.pop_back();
  const std::string deep(100'000, '[');
  const auto got =
      card_from_json(text + ",\"added\":" + deep + std::string(deep.size(), ']') + "}");
  ASSERT_FALSE(got);
  EXPECT_NE(got.error().message.find("added is nested too deeply"), std::string::npos);
}

}  // namespace
}  // namespace lesion
