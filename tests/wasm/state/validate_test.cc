// Validate: whose label an image has, what counts, and what is used of it.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/screens/validate/judge.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/state/mirror.h"

namespace lesion::viewer {
namespace {

const std::string kHash(64, 'a');

Action news(ValidateAction action) { return ScreenAction(std::move(action)); }

std::shared_ptr<const Labels> made_labels(const std::string& text) {
  auto table = read_labels(text, "t.csv");
  EXPECT_TRUE(table) << (table ? "" : table.error().message);
  auto labels = std::make_shared<Labels>();
  labels->name = "t.csv";
  labels->table = std::move(*table);
  for (std::size_t i = 0; i < labels->table.records.size(); ++i) {
    labels->by_id[labels->table.records[i].id] = i;
  }
  return labels;
}

ViewerState with_image(ViewerState state, int id, const std::string& name, double probability) {
  state = reduce(std::move(state), ImageScored{id, name, probability});
  return reduce(std::move(state), news(AnswerCame{id, {probability, {}, std::nullopt}}));
}

// Ten images x2 .. x11 beside the made one; odd numbers are malignant by the table, with higher
// estimates but for x3 and x4, which are mistaken.
ViewerState labelled(const char* first_line = "isic_id,benign_malignant") {
  ViewerState state = reduce(made_state(), news(ModelKnown{kHash}));
  std::string text = std::string(first_line) + "\n";
  const bool split = text.find("split") != std::string::npos;
  for (int id = 2; id <= 11; ++id) {
    const bool malignant = id % 2 == 1;
    double probability = (malignant ? 0.5 : 0.1) + 0.01 * id;
    if (id == 3) probability = 0.05;
    if (id == 4) probability = 0.95;
    state = with_image(std::move(state), id, "x" + std::to_string(id) + ".jpg", probability);
    text += "x" + std::to_string(id) + (malignant ? ",malignant" : ",benign") +
            (split ? id < 6 ? ",test" : ",train" : "") + "\n";
  }
  state = reduce(std::move(state), news(LabelsCame{made_labels(text)}));
  return reduce(std::move(state), ShowScreen{Screen::kValidate});
}

TEST(Validate, JudgesWhatHasALabelInTheTablesOrder) {
  const ViewerState state = labelled();
  ASSERT_TRUE(state.validate.found);
  const Validation& found = *state.validate.found;
  EXPECT_EQ(found.evaluation.images.size(), 10u);
  EXPECT_EQ(found.evaluation.positives, 5u);
  EXPECT_EQ(found.evaluation.images[0].id, "x2");
  EXPECT_EQ(found.evaluation.threshold, 0.4);
  EXPECT_EQ(found.evaluation.found.count, 4u);
  EXPECT_EQ(found.evaluation.left_alone.count, 4u);
  EXPECT_EQ(found.misses, 1u);
  EXPECT_EQ(found.ids[found.missed.at(0)], 3);
  EXPECT_EQ(found.ids[found.raised.at(0)], 4);
  // x3 is below all five benign, x4 above all five malignant: of 25 pairs 4 * 4 are right.
  EXPECT_DOUBLE_EQ(found.evaluation.auc->value, 16.0 / 25);
  EXPECT_TRUE(found.threshold);
  EXPECT_EQ(found.benign_bars.size(), kScoreBars);
}

TEST(Validate, AHandsMarkGoesBeforeFolderAndTable) {
  ViewerState state = labelled();
  const auto label = [&state](int id) { return label_of(state, *state.session.find(id)); };
  EXPECT_EQ(label(3), kMalignant);
  EXPECT_EQ(label(1), std::nullopt);
  state = reduce(state, news(FoldersCame{{{3, {kBenign, std::nullopt}}}}));
  EXPECT_EQ(label(3), kBenign);
  state = reduce(state, news(MarkImage{kMalignant, 3}));
  EXPECT_EQ(label(3), kMalignant);
  state = reduce(state, news(MarkImage{std::nullopt, 3}));
  EXPECT_EQ(label(3), std::nullopt);
  EXPECT_EQ(state.validate.found->evaluation.images.size(), 9u);
  // By keys, the image that is shown; from every screen.
  state = reduce(reduce(state, ShowScreen{Screen::kRead}), *key_action(state, "8", false));
  EXPECT_EQ(label(1), kMalignant);
  state = reduce(state, *key_action(state, "7", false));
  EXPECT_EQ(label(1), kBenign);
  state = reduce(state, news(ForgetLabels{}));
  EXPECT_EQ(label(1), std::nullopt);
  EXPECT_EQ(label(5), std::nullopt);
}

TEST(Validate, NamesAreMatchedAsFilesAre) {
  const auto labels =
      made_labels("isic_id,benign_malignant\nA,benign\nB.png,malignant\nC.1,benign\n");
  EXPECT_EQ(record_of(*labels, "A.jpg")->id, "A");
  EXPECT_EQ(record_of(*labels, "folder/A.png")->id, "A");
  EXPECT_EQ(record_of(*labels, "B.png")->id, "B.png");
  EXPECT_EQ(record_of(*labels, "C.1.jpg")->id, "C.1");
  EXPECT_EQ(record_of(*labels, "A.Jpg")->id, "A");
  EXPECT_EQ(record_of(*labels, "A")->id, "A");
  for (const char* other : {"A.txt", "A.csv", "AA.jpg", "B.jpg", "", "a.jpg"}) {
    EXPECT_EQ(record_of(*labels, other), nullptr) << other;
  }
}

TEST(Validate, OfTwoFilesOfARecordOneCounts) {
  ViewerState state = labelled();
  state = with_image(std::move(state), 20, "x5.png", 0.01);
  EXPECT_EQ(state.validate.found->evaluation.images.size(), 10u);
  EXPECT_EQ(state.validate.found->evaluation.images[3].probability, 0.5 + 0.05);
}

TEST(Validate, APartOfTheTableAlone) {
  ViewerState state = labelled("isic_id,benign_malignant,split");
  EXPECT_EQ(state.validate.found->evaluation.images.size(), 10u);
  state = reduce(state, news(JudgePart{Part::kTest}));
  EXPECT_EQ(state.validate.found->evaluation.images.size(), 4u);
  EXPECT_EQ(state.validate.found->without_image, 0u);
}

TEST(Validate, FiguresFollowRemovalAndAnotherModel) {
  ViewerState state = labelled();
  state = reduce(state, RemoveImage{5});
  EXPECT_EQ(state.validate.found->evaluation.images.size(), 9u);
  EXPECT_EQ(state.validate.found->without_image, 1u);
  state = reduce(state, ModelOpened{"other.onnx", made_card()});
  EXPECT_TRUE(!state.validate.found || state.validate.found->evaluation.images.empty());
  EXPECT_EQ(state.validate.sha256, "");
}

TEST(Validate, WhileImagesAreReadFiguresGrowByTwentieths) {
  ViewerState state = labelled();
  std::string text = "isic_id,benign_malignant\n";
  for (int id = 100; id < 500; ++id) {
    text += "y" + std::to_string(id) + (id % 2 ? ",malignant\n" : ",benign\n");
  }
  state = reduce(state, news(LabelsCame{made_labels(text)}));
  state = reduce(state, news(ReadingOn{400}));
  int computed = 0;
  const Validation* last = nullptr;
  for (int id = 100; id < 500; ++id) {
    state = with_image(std::move(state), id, "y" + std::to_string(id) + ".jpg", 0.002 * (id - 100));
    if (state.validate.found.get() != last) ++computed;
    last = state.validate.found.get();
  }
  EXPECT_LT(computed, 130);
  EXPECT_GT(computed, 60);
  state = reduce(state, news(ReadingOn{0}));
  EXPECT_EQ(state.validate.found->evaluation.images.size(), 400u);
}

TEST(Validate, AThresholdIsUsedBoundToTheModelAndRemoved) {
  ViewerState state = labelled();
  state = reduce(state, news(WantSensitivity{0.8}));
  state = reduce(state, news(UseThreshold{"2026-11-28"}));
  ASSERT_TRUE(state.validate.own && state.validate.own->threshold);
  EXPECT_TRUE(own_threshold_holds(state));
  // 0.8 of five is four: the fourth highest malignant, x5 with 0.55.
  EXPECT_DOUBLE_EQ(threshold_of(state).value(), 0.55);
  EXPECT_EQ(state.validate.own->sha256, kHash);
  EXPECT_EQ(state.validate.own->n, 10u);
  const OrderBound& bound = state.validate.own->threshold->sensitivity;
  EXPECT_DOUBLE_EQ(bound.mean, 4.0 / 6);
  // The evaluation stays that of the model's own point.
  EXPECT_EQ(state.validate.found->evaluation.threshold, 0.4);
  const std::string file = to_json(*state.validate.own);
  const auto mirrored = nlohmann::json::parse(mirror_json(state));
  EXPECT_EQ(mirrored["own"]["file"], file);
  EXPECT_EQ(mirrored["own"]["holds"], true);

  ViewerState again = reduce(state, news(RemoveOwn{}));
  EXPECT_FALSE(again.validate.own);
  EXPECT_EQ(threshold_of(again), 0.4);
  const auto read = own_point_from_json(file);
  ASSERT_TRUE(read);
  again = reduce(again, news(OwnCame{*read}));
  EXPECT_TRUE(own_threshold_holds(again));
  // Another model's is nothing to this one.
  again = reduce(reduce(again, news(RemoveOwn{})), news(ModelKnown{std::string(64, 'b')}));
  EXPECT_FALSE(reduce(again, news(OwnCame{*read})).validate.own);
}

// A model's file that brings what was found on its user's images: in force from the first estimate
// on, on figures too, and this file's own to remove or to hand on.
TEST(Validate, WhatTheModelsFileBringsIsInForce) {
  ModelCard card = made_state().model->card;
  OwnPoint own;
  own.model = "before";
  own.sha256 = std::string(64, 'b');
  own.n = 312;
  own.positives = 48;
  own.threshold = OwnPoint::Threshold{0.13, 0.9, order_bound(44, 48), proportion(120, 264)};
  own.recalibration = OwnPoint::Calibrated{{2, 0.5}, false, 0.1, 0.05};
  card.own_point = own;
  ViewerState state = reduce(made_state(), ModelOpened{"extended.onnx", card});
  ASSERT_TRUE(state.validate.own);
  EXPECT_TRUE(own_threshold_holds(state));
  EXPECT_EQ(threshold_of(state), 0.13);
  EXPECT_NEAR(*recalibrated_estimate(state, 0.5), 1 / (1 + std::exp(-0.25)), 1e-15);
  state = reduce(state, news(ModelKnown{kHash}));
  EXPECT_EQ(state.validate.own->sha256, kHash);
  // The same threshold in the figures as lesionlens evaluate takes.
  state = with_image(std::move(state), 2, "a.jpg", 0.12);
  state = with_image(std::move(state), 3, "b.jpg", 0.14);
  state = reduce(state, news(MarkImage{kBenign, 2}));
  state = reduce(state, news(MarkImage{kMalignant, 3}));
  state = reduce(state, ShowScreen{Screen::kValidate});
  EXPECT_EQ(state.validate.found->evaluation.threshold, 0.13);
  EXPECT_EQ(*state.validate.found->evaluation.sensitivity, 1);
  EXPECT_EQ(*state.validate.found->evaluation.specificity, 1);
  const ViewerState removed = reduce(state, news(RemoveOwn{}));
  EXPECT_FALSE(removed.validate.own);
  EXPECT_EQ(threshold_of(removed), 0.4);
  // Another model does not have it.
  card.own_point.reset();
  state = reduce(state, ModelOpened{"other.onnx", card});
  EXPECT_FALSE(state.validate.own);
  EXPECT_EQ(threshold_of(state), 0.4);
}

TEST(Validate, ActionsComeFromJson) {
  const auto action = action_from_json(R"({"type":"mark-image","label":"malignant","id":3})");
  ASSERT_TRUE(action);
  EXPECT_EQ(label_of(reduce(labelled(), *action), *labelled().session.find(3)), kMalignant);
  EXPECT_TRUE(action_from_json(R"({"type":"validate-wanted","value":0.95})"));
  EXPECT_TRUE(action_from_json(R"({"type":"validate-part","part":"val"})"));
  EXPECT_FALSE(action_from_json(R"({"type":"validate-wanted"})"));
  EXPECT_FALSE(action_from_json(R"({"type":"validate-use","what":"all"})"));
}

}  // namespace
}  // namespace lesion::viewer
