#include "wasm/viewer/state/masks.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/mask_words.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/mirror.h"

namespace lesion::viewer {
namespace {

using Marked = std::vector<std::pair<Concept, Rect>>;

// The network saw 50..350 x 0..300 of an image of 400 x 300; masks are half as large. A lesion of
// 60 x 50 of them takes up 3000 / 22500 of that square.
const Marked kLesion = {{Concept::kLesion, {70, 50, 60, 50}}};

ViewerState with(const Marked& marked, ViewerState state = made_state()) {
  return reduce(std::move(state), MasksCame{1, made_masks(marked)});
}

Marked lesion_and(const Marked& more) {
  Marked all = kLesion;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::vector<WarningKind> kinds(const ViewerState& state) {
  std::vector<WarningKind> all;
  for (const Warning& one : state.warnings) all.push_back(one.kind);
  return all;
}
using Kinds = std::vector<WarningKind>;

Words words_of(const std::string& language) {
  std::ifstream file(std::string(LESION_WORDS) + "/" + language + ".json");
  std::stringstream text;
  text << file.rdbuf();
  Words words;
  EXPECT_TRUE(words.set(text.str())) << language;
  return words;
}

TEST(Masks, AreWantedOnceTheEstimateIsThere) {
  ViewerState state = reduce(ViewerState{}, Resized{{1280, 800, 2}});
  state = reduce(state, ModelOpened{"made.onnx", made_card()});
  state = reduce(state, ImageOpened{made_image()});
  EXPECT_FALSE(masks_wanted(state));
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  EXPECT_TRUE(masks_wanted(state));
  EXPECT_FALSE(masks_wanted(with(kLesion, state)));
}

TEST(Masks, OfAnotherImageOrOfSizesThatDisagreeAreNotTaken) {
  const ViewerState state = made_state();
  EXPECT_EQ(reduce(state, MasksCame{2, made_masks(kLesion)}).masks, nullptr);
  ImageMasks wrong = made_masks(kLesion);
  wrong.width = 100;
  EXPECT_EQ(reduce(state, MasksCame{1, wrong}).masks, nullptr);
  wrong = made_masks(kLesion);
  wrong.concepts.back() = wrong.concepts.front();
  EXPECT_EQ(reduce(state, MasksCame{1, wrong}).masks, nullptr) << "one concept twice";
  EXPECT_EQ(reduce(state, MasksCame{1, {}}).masks, nullptr);
}

TEST(Masks, GoWithTheirImageAndWithTheModel) {
  const ViewerState state = with(lesion_and({{Concept::kHair, {60, 20, 80, 10}}}));
  ASSERT_NE(state.masks, nullptr);
  EXPECT_FALSE(state.warnings.empty());
  for (const Action& action : std::vector<Action>{ImageOpened{made_image(2)}, RemoveImage{1},
                                                  ModelOpened{"b.onnx", made_card()}}) {
    const ViewerState next = reduce(state, action);
    EXPECT_EQ(next.masks, nullptr);
    EXPECT_TRUE(next.warnings.empty());
  }
}

TEST(Outline, StepsThroughWhatIsThereAndEndsWithNone) {
  ViewerState state =
      with(lesion_and({{Concept::kHair, {60, 20, 80, 10}}, {Concept::kStreaks, {70, 50, 10, 10}}}));
  EXPECT_EQ(outlines_of(state), (std::vector{Concept::kLesion, Concept::kHair}))
      << "unsure masks are never drawn";
  EXPECT_EQ(shown_outline(state), nullptr);
  state = reduce(state, NextOutline{});
  ASSERT_NE(shown_outline(state), nullptr);
  EXPECT_EQ(shown_outline(state)->what, Concept::kLesion);
  state = reduce(state, NextOutline{});
  EXPECT_EQ(shown_outline(state)->what, Concept::kHair);
  state = reduce(state, NextOutline{});
  EXPECT_EQ(shown_outline(state), nullptr);
  state = reduce(state, SetOutline{Concept::kStreaks});
  EXPECT_EQ(shown_outline(state), nullptr);
}

TEST(Outline, StaysChosenWhereAnImageHasNoneOfIt) {
  ViewerState state = reduce(with(kLesion), SetOutline{Concept::kHair});
  EXPECT_EQ(shown_outline(state), nullptr);
  state = with(lesion_and({{Concept::kHair, {60, 20, 80, 10}}}), state);
  EXPECT_EQ(shown_outline(state)->what, Concept::kHair);
  EXPECT_EQ(reduce(with(kLesion, state), NextOutline{}).outline, Concept::kLesion);
}

TEST(Outline, IsChosenByNameFromThePage) {
  const auto chosen = [](const char* json) {
    const auto action = action_from_json(json);
    EXPECT_TRUE(action.has_value()) << json;
    return action ? reduce(made_state(), *action).outline : std::nullopt;
  };
  EXPECT_EQ(chosen(R"({"type":"outline","name":"hair"})"), Concept::kHair);
  EXPECT_EQ(chosen(R"({"type":"outline","name":""})"), std::nullopt);
  EXPECT_EQ(chosen(R"({"type":"outline"})"), std::nullopt);
  EXPECT_FALSE(action_from_json(R"({"type":"outline","name":"frogs"})"));
}

TEST(Overlap, IsCountedByThePixelsOfTheMask) {
  const Mask mask = made_mask(200, 150, {10, 20, 40, 30});
  const Overlap all = overlap_of(mask, {0, 0, 400, 300}, 400, 300);
  EXPECT_NEAR(all.of_mask, 1, 1e-12);
  EXPECT_NEAR(all.of_square, 1200.0 / 30000, 1e-12);
  const Overlap half = overlap_of(mask, {60, 0, 300, 300}, 400, 300);
  EXPECT_NEAR(half.of_mask, 0.5, 1e-12);
  EXPECT_NEAR(half.of_square, 600.0 / 22500, 1e-12);
  EXPECT_EQ(overlap_of(mask, {300, 0, 100, 100}, 400, 300).of_mask, 0);
  EXPECT_EQ(overlap_of({}, {300, 0, 100, 100}, 400, 300).of_mask, 0);
}

TEST(Warnings, AreRare) {
  EXPECT_TRUE(with(kLesion).warnings.empty());
  // Told, but beyond the square, or next to nothing of it.
  EXPECT_TRUE(with(lesion_and({{Concept::kInk, {0, 0, 20, 150}}})).warnings.empty());
  EXPECT_TRUE(with(lesion_and({{Concept::kInk, {30, 0, 8, 8}}})).warnings.empty());
  ImageMasks faint = made_masks(lesion_and({{Concept::kHair, {60, 20, 80, 10}}}));
  for (SeenConcept& one : faint.concepts) one.told = false;
  EXPECT_TRUE(reduce(made_state(), MasksCame{1, faint}).warnings.empty());
}

TEST(Warnings, AnArtefactIsSaidWithItsShareTheLargestFirst) {
  const ViewerState state =
      with(lesion_and({{Concept::kHair, {60, 20, 80, 10}}, {Concept::kRuler, {60, 100, 100, 18}}}));
  ASSERT_EQ(kinds(state), (Kinds{WarningKind::kArtefact, WarningKind::kArtefact}));
  EXPECT_EQ(state.warnings[0].what, Concept::kRuler);
  EXPECT_NEAR(state.warnings[0].share, 1800.0 / 22500, 1e-12);
  EXPECT_NEAR(state.warnings[1].share, 800.0 / 22500, 1e-12);
  EXPECT_EQ(state.warnings[0].count, 0);
}

TEST(Warnings, CountTheNamedFiltersThatRespondStrongly) {
  ModelCard card = made_card();
  for (const int filter : {0, 1, 2}) {
    card.layers[1].filters[static_cast<std::size_t>(filter)].concepts = {{"hair", 0.9f, 0.8f, 1}};
  }
  ViewerState state = reduce(ViewerState{}, Resized{{1280, 800, 2}});
  state = reduce(state, ModelOpened{"made.onnx", card});
  state = reduce(state, ImageOpened{made_image()});
  // Usual is 1, the greatest in training 4: 0.5 and 0 are nothing, 8 is strong.
  state = reduce(
      state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}, {{1, 1, 1}, {0.5f, 8, 0, 8, 8}}));
  state = with(lesion_and({{Concept::kHair, {60, 20, 80, 10}}}), state);
  ASSERT_EQ(kinds(state), Kinds{WarningKind::kArtefact});
  EXPECT_EQ(state.warnings[0].count, 1);
}

TEST(Warnings, TheEstimateWithoutItIsAskedForOnceASquare) {
  ViewerState state = with(lesion_and({{Concept::kHair, {60, 20, 80, 10}}}));
  EXPECT_EQ(paint_over_wanted(state), Concept::kHair);
  const Rect seen{50, 0, 300, 300};
  EXPECT_TRUE(reduce(state, PaintedOverCame{1, {Concept::kHair, {0, 0, 300, 300}, 0.31}})
                  .painted_over.empty())
      << "of another square";
  state = reduce(state, PaintedOverCame{1, {Concept::kHair, seen, 0.31}});
  EXPECT_EQ(paint_over_wanted(state), std::nullopt);
  ASSERT_TRUE(state.warnings[0].without.has_value());
  EXPECT_EQ(*state.warnings[0].without, 0.31);
  const Words words = words_of("en");
  EXPECT_EQ(
      warnings_words(words, state)[0],
      "Hair covers 4% of what the network saw. Painted over, the estimate is 31% instead of 73%.");
  // Less than can be read: no digits for it.
  const ViewerState same = reduce(with(lesion_and({{Concept::kHair, {60, 20, 80, 10}}})),
                                  PaintedOverCame{1, {Concept::kHair, seen, 0.7302}});
  EXPECT_EQ(warnings_words(words, same)[0],
            "Hair covers 4% of what the network saw. Painted over, the estimate stays at 73%.");
  // Another square: the figure does not hold for it.
  state = reduce(state, made_result(1, {{0, 0, 300, 300}, 0.7, {0, 1}}));
  EXPECT_TRUE(state.painted_over.empty());
}

TEST(Warnings, AnArtefactIsSetOffWhereTheEstimateFollowsIt) {
  const ViewerState state = made_state();  // 73%, the class is called from 40% on
  const auto off = [&](std::optional<double> without) {
    return set_off(state, {WarningKind::kArtefact, Concept::kHair, 0.1, 0, without});
  };
  EXPECT_FALSE(off(std::nullopt));
  EXPECT_FALSE(off(0.70));
  EXPECT_TRUE(off(0.67));
  EXPECT_TRUE(off(0.79));
  EXPECT_TRUE(off(0.39));
  const ViewerState near = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.41, {0, 1}}));
  EXPECT_TRUE(set_off(near, {WarningKind::kArtefact, Concept::kHair, 0.1, 0, 0.39}));
  EXPECT_TRUE(set_off(state, {WarningKind::kLesionCut, Concept::kLesion, 0.2, 0, {}}));
}

TEST(Warnings, NothingIsAskedWhileAnotherSquareIsWaitedFor) {
  ViewerState state = with(lesion_and({{Concept::kHair, {60, 20, 80, 10}}}));
  state = reduce(state, SetCrop{{0, 0, 200, 200}});
  ASSERT_TRUE(crop_pending(state));
  EXPECT_EQ(paint_over_wanted(state), std::nullopt);
  EXPECT_EQ(square_on_lesion(state), std::nullopt);
}

TEST(Warnings, WhatIsUnlikeTheTrainingImagesIsToldBeforeAllElse) {
  const auto seen = [](double responses, double light) {
    Verdict verdict{{50, 0, 300, 300}, 0.73, {0, 1}};
    verdict.novelty = Novelty{responses, light};
    return reduce(made_state(), made_result(1, verdict));
  };
  EXPECT_EQ(kinds(seen(0.9, 1.0)), Kinds{});
  // Without masks.
  EXPECT_EQ(kinds(seen(0.9, 1.1)), Kinds{WarningKind::kUnlikeLight});
  EXPECT_EQ(kinds(seen(1.1, 5)), Kinds{WarningKind::kUnlikeResponses});
  EXPECT_EQ(kinds(with({}, seen(2, 0))),
            (Kinds{WarningKind::kUnlikeResponses, WarningKind::kNoLesion}));
  ViewerState state = seen(2, 0);
  EXPECT_TRUE(set_off(state, state.warnings[0]));
  state = reduce(state, SetCrop{{0, 0, 200, 200}});
  EXPECT_TRUE(warnings_of(state).empty());
}

TEST(Warnings, NoLesionSeveralLesions) {
  EXPECT_EQ(kinds(with({})), Kinds{WarningKind::kNoLesion});
  ImageMasks two = made_masks(kLesion);
  two.lesion_parts = 2;
  const ViewerState state = reduce(made_state(), MasksCame{1, two});
  ASSERT_EQ(kinds(state), Kinds{WarningKind::kSeveralLesions});
  EXPECT_EQ(warnings_words(words_of("en"), state)[0].substr(0, 20), "2 lesions were found");
}

TEST(Warnings, ALesionThatTheSquareCutsOrShowsMuchTooSmall) {
  // 10 of its 40 columns lie left of the square.
  const ViewerState cut = with({{Concept::kLesion, {15, 50, 40, 50}}});
  ASSERT_EQ(kinds(cut), Kinds{WarningKind::kLesionCut});
  EXPECT_NEAR(cut.warnings[0].share, 0.25, 1e-12);
  const ViewerState little = with({{Concept::kLesion, {90, 70, 18, 18}}});
  ASSERT_EQ(kinds(little), Kinds{WarningKind::kLesionSmall});
  EXPECT_EQ(warnings_words(words_of("en"), little)[0],
            "The lesion takes up only 1% of the square that the network sees; about 30% is usual.");
  EXPECT_EQ(kinds(with({{Concept::kLesion, {25, 0, 150, 148}}})), Kinds{WarningKind::kLesionLarge});
}

TEST(FitSquare, GivesTheLesionItsUsualShareAboutItsMiddle) {
  ViewerState state = with({{Concept::kLesion, {90, 70, 12, 12}}});
  const auto square = square_on_lesion(state);
  ASSERT_TRUE(square.has_value());
  // 24 x 24 pixels about (192, 152) are 30% of a square of 24 / sqrt(0.3) = 43.8.
  EXPECT_EQ(square->width, 44);
  EXPECT_NEAR(square->x + square->width / 2, 192, 1);
  EXPECT_NEAR(square->y + square->height / 2, 152, 1);
  state = reduce(state, FitSquare{});
  EXPECT_EQ(wanted_crop(state), *square);
  state = reduce(state, made_result(1, {*square, 0.5, {0, 1}}));
  EXPECT_TRUE(state.warnings.empty());
  EXPECT_EQ(square_on_lesion(state), std::nullopt) << "it is that already";
}

TEST(FitSquare, IsTheModelsOwnMatterWhereItsSquareIsFitted) {
  ViewerState state = made_state();
  ModelCard card = made_card();
  card.input.crop.kind = CropKind::kLesion;
  state = reduce(state, ModelOpened{"fitted.onnx", card});
  state = reduce(state, ImageOpened{made_image()});
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  state = with({}, state);
  EXPECT_TRUE(state.warnings.empty()) << "that none was found stands beside the square";
  EXPECT_EQ(square_on_lesion(with(kLesion, state)), std::nullopt);
}

TEST(Abcd, IsSaidInFourSentencesAndNamesTheColours) {
  Abcd abcd;
  abcd.axes[0].unmatched = 0.08;
  abcd.axes[1].unmatched = 0.123;
  abcd.compactness = 1.314;
  abcd.colours = {0, 0.02, 0.5, 0.4, 0, 0.08};
  abcd.colour_count = 3;
  abcd.diameter = 123.4;
  abcd.area = 5678.9;
  std::vector<std::string> said = abcd_words(words_of("en"), abcd, std::nullopt);
  ASSERT_EQ(said.size(), 4u);
  EXPECT_EQ(said[0].substr(0, 14), "A: 8% and 12% ");
  EXPECT_NE(said[1].find("1.31"), std::string::npos);
  EXPECT_EQ(said[2], "C: 3 of the rule's six colours: light brown 50%, dark brown 40%, black 8%.");
  abcd.colours = {0, 0.02, 0.5, 0.3, 0, 0.01};
  abcd.colour_count = 2;
  EXPECT_EQ(
      abcd_words(words_of("en"), abcd, std::nullopt)[2],
      "C: 2 of the rule's six colours: light brown 50%, dark brown 30%. 17% has none of the six.");
  abcd.colours = {};
  EXPECT_NE(abcd_words(words_of("en"), abcd, std::nullopt)[2].find("none of"), std::string::npos);
  EXPECT_EQ(said[3], "D: at most 123 pixels across; 5679 square pixels.");
  abcd.cut = true;
  EXPECT_EQ(abcd_words(words_of("de"), abcd, std::nullopt).size(), 5u);
  said = abcd_words(words_of("en"), abcd, 0.02);
  EXPECT_NE(said[3].find(" mm across"), std::string::npos) << said[3];
}

TEST(Abcd, UnfoldsAndFolds) {
  const auto action = action_from_json(R"({"type":"abcd","shown":true})");
  ASSERT_TRUE(action.has_value());
  const ViewerState state = reduce(with(kLesion), *action);
  EXPECT_TRUE(state.abcd_shown);
  const auto mirrored = nlohmann::json::parse(mirror_json(state));
  EXPECT_EQ(mirrored["abcd"], true);
  EXPECT_EQ(mirrored["abcdShown"], true);
  EXPECT_EQ(mirrored["outlines"], nlohmann::json::array({"lesion"}));
}

}  // namespace
}  // namespace lesion::viewer
