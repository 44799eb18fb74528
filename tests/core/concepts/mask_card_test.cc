#include "core/concepts/mask_card.h"

#include <gtest/gtest.h>

namespace lesion {
namespace {

MaskCard whole_card() {
  MaskCard card;
  card.name = "masks";
  card.description = "A small U-Net.";
  card.input.width = card.input.height = 128;
  card.input.mean = {0.5f, 0.25f, 0.5f};
  card.input.std = {0.25f, 0.5f, 1.0f};
  card.side = 64;
  card.masks = {"lesion", "streaks"};
  card.lesion = {.threshold = -0.25f, .second_part = 0.75, .smallest = 0.01};
  card.figures = {{"ham10000 test", "lesion", 600, 0.75, 0.5, 0.875, 0.125}};
  card.faults = {"Takes a scar for a lesion."};
  card.data = "ham10000";
  card.licence = "CC BY-NC 4.0";
  card.command = "lesionlens train-mask";
  card.parameters = 1234;
  return card;
}

std::string with(const std::string& from, const std::string& to) {
  std::string json = to_json(whole_card());
  const auto at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return json.replace(at, from.size(), to);
}

TEST(MaskCard, ComesBackAsItWasWritten) {
  const MaskCard card = whole_card();
  const auto back = mask_card_from_json(to_json(card));
  ASSERT_TRUE(back.has_value()) << back.error().message;
  EXPECT_EQ(back->name, card.name);
  EXPECT_EQ(back->description, card.description);
  EXPECT_EQ(back->input, card.input);
  EXPECT_EQ(back->output, card.output);
  EXPECT_EQ(back->side, card.side);
  EXPECT_EQ(back->masks, card.masks);
  EXPECT_EQ(back->lesion.threshold, card.lesion.threshold);
  EXPECT_EQ(back->lesion.second_part, card.lesion.second_part);
  EXPECT_EQ(back->lesion.smallest, card.lesion.smallest);
  EXPECT_EQ(back->figures, card.figures);
  EXPECT_EQ(back->faults, card.faults);
  EXPECT_EQ(back->data, card.data);
  EXPECT_EQ(back->licence, card.licence);
  EXPECT_EQ(back->command, card.command);
  EXPECT_EQ(back->parameters, card.parameters);
}

TEST(MaskCard, PeopleReadItsFigures) {
  const std::string text = mask_card_text(whole_card());
  EXPECT_NE(text.find("| ham10000 test | lesion | 600 | 0.750 (0.500-0.875) | 12.5% |"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("- Takes a scar for a lesion."), std::string::npos);
}

TEST(MaskCard, WhatIsMissingOrOutOfRangeIsNamed) {
  const auto says = [](const std::string& json, const std::string& what) {
    const auto card = mask_card_from_json(json);
    ASSERT_FALSE(card.has_value()) << what;
    EXPECT_EQ(card.error().kind, ErrorKind::kCorrupt);
    EXPECT_NE(card.error().code, ErrorCode::kPlain) << "the page says it in its reader's language";
    EXPECT_NE(card.error().message.find(what), std::string::npos) << card.error().message;
  };
  says("[", "is no JSON object");
  says("[]", "is no JSON object");
  says("{}", "input.size");
  says(with("\"size\": 128", "\"size\": 0"), "input.size");
  says(with("\"size\": 128", "\"size\": 1e9"), "input.size");
  says(with("\"size\": 128", "\"size\": \"128\""), "input.size");
  says(with("\"mean\"", "\"means\""), "input.mean");
  says(with("\"std\": [\n   0.25", "\"std\": [\n   0"), "input.std");
  says(with("\"std\": [\n   0.25", "\"std\": [\n   1e-300"), "input.std");  // 0 as a float
  says(with("\"mean\": [\n   0.5", "\"mean\": [\n   1e300"), "input.mean");
  says(with("\"side\": 64", "\"side\": -1"), "output.side");
  says(with("\"tensor\": \"masks\"", "\"tensor\": 5"), "output.tensor");
  says(with("\"streaks\"", "7"), "output.masks");
  says(with("\"threshold\"", "\"bar\""), "lesion.threshold");
  says(with("\"smallest\": 0.01", "\"smallest\": 2"), "lesion.smallest");
}

}  // namespace
}  // namespace lesion
