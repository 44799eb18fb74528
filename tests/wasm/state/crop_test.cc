#include "wasm/viewer/state/crop.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include <memory>
#include <utility>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/layout.h"

namespace lesion::viewer {
namespace {

// The made image is 400 x 300; the model's own square is {50, 0, 300}.

TEST(Crop, WaitsForAnAnswerFromWhenItIsAskedFor) {
  ViewerState state = made_state();
  EXPECT_FALSE(crop_pending(state));
  state = reduce(state, SetCrop{{10, 20, 100, 100}});
  EXPECT_EQ(chosen_crop(state), (Rect{10, 20, 100, 100}));
  EXPECT_TRUE(crop_pending(state));
  EXPECT_EQ(seen_kind(state), RegionKind::kCentral) << "the estimate is still the old square's";
  state = reduce(state, made_result(1, {{10, 20, 100, 100}, 0.4, {0, 1}}));
  EXPECT_FALSE(crop_pending(state));
  EXPECT_EQ(seen_kind(state), RegionKind::kMoved);
}

TEST(Crop, StaysWithinTheImageAndBelongsToIt) {
  ViewerState state = reduce(made_state(), SetCrop{{390, 290, 100, 100}});
  EXPECT_EQ(wanted_crop(state), (Rect{300, 200, 100, 100}));
  state = reduce(state, ImageOpened{{2, "other.jpg", 400, 300}});
  EXPECT_EQ(chosen_crop(state), std::nullopt);
  state = reduce(state, ImageOpened{made_image()});
  EXPECT_EQ(chosen_crop(state), (Rect{300, 200, 100, 100}));
}

TEST(Crop, OneActionFitsTheWholeAndOneGoesBack) {
  ViewerState state = reduce(made_state(), WholeCrop{});
  EXPECT_EQ(wanted_crop(state), (Rect{0, -50, 400, 400}));
  state = reduce(state, ResetCrop{});
  EXPECT_EQ(chosen_crop(state), std::nullopt);
  EXPECT_EQ(wanted_crop(state), (Rect{50, 0, 300, 300}));
}

TEST(Crop, MovedBackByHandIsTheModelsOwnAgain) {
  ViewerState state = reduce(made_state(), StepCrop{1, 0});
  EXPECT_EQ(wanted_crop(state), (Rect{65, 0, 300, 300}));  // a twentieth of 300
  state = reduce(state, StepCrop{-1, 0});
  EXPECT_EQ(chosen_crop(state), std::nullopt);
}

TEST(Crop, StepsLargerAndSmallerAboutItsMiddle) {
  ViewerState state = reduce(made_state(), SetCrop{{100, 100, 100, 100}});
  state = reduce(state, ScaleCrop{1});
  EXPECT_EQ(wanted_crop(state), (Rect{95, 95, 110, 110}));
  for (int i = 0; i < 40; ++i) state = reduce(state, ScaleCrop{1});
  EXPECT_EQ(wanted_crop(state), whole_region(400, 300));
  for (int i = 0; i < 80; ++i) state = reduce(state, ScaleCrop{-1});
  EXPECT_EQ(wanted_crop(state).width, 38);  // an eighth of 300
}

TEST(Crop, TheEstimateOfTheModelsOwnSquareStaysBesideThatOfAMovedOne) {
  ViewerState state = reduce(made_state(), SetCrop{{10, 20, 100, 100}});
  state = reduce(state, made_result(1, {{10, 20, 100, 100}, 0.4, {0, 1}}));
  EXPECT_EQ(state.session.find(1)->probability, 0.4);
  EXPECT_EQ(state.session.find(1)->by_rule, 0.73);
  state = reduce(state, ResetCrop{});
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.72, {0, 1}}));
  EXPECT_EQ(state.session.find(1)->by_rule, 0.72);
  // Another model knows nothing of it.
  state = reduce(state, ModelOpened{"other.onnx", made_card()});
  EXPECT_EQ(state.session.find(1)->by_rule, std::nullopt);
}

TEST(Crop, OfAnImageThatWasScoredUnseenItIsKnownUnlessItsSquareWasMoved) {
  ViewerState state = reduce(made_state(), SetCrop{{10, 20, 100, 100}});
  state = reduce(state, ModelOpened{"other.onnx", made_card()});
  state = reduce(state, ImageScored{1, "made.jpg", 0.4, {}});
  EXPECT_EQ(state.session.find(1)->by_rule, std::nullopt);
  state = reduce(state, ImageScored{2, "other.jpg", 0.3, {}});
  EXPECT_EQ(state.session.find(2)->by_rule, 0.3);
}

TEST(Crop, NeedsAnEstimateToFollow) {
  ViewerState state = reduce(ViewerState{}, SetCrop{{0, 0, 100, 100}});
  EXPECT_EQ(chosen_crop(state), std::nullopt);
  state = reduce(made_state(), ShowScreen{Screen::kModel});
  state = reduce(state, SetCrop{{0, 0, 100, 100}});
  EXPECT_EQ(chosen_crop(state), std::nullopt);
}

TEST(Crop, AnswersToAnotherSquareLeaveTheFilterThatIsShown) {
  ViewerState state = reduce(made_state(), SelectMostNotable{});
  state = reduce(state,
                 made_result(1, {{10, 20, 100, 100}, 0.4, {0, 1}}, {{90, 2, 3}, {0, 1, 0, 0, 0}}));
  EXPECT_EQ(state.strongest.front().layer, 0);
  EXPECT_EQ(state.layer, 1) << "while the square is dragged, the map stays one filter's";
  EXPECT_EQ(state.filter, 1);
}

// On the canvas: where the made state shows an image pixel.
Point shown_at(const ViewerState& state, Point pixel) {
  return to_canvas(pixel,
                   image_rect(state.view, layout_of(state).frame, {400, 300}, state.canvas.dpr),
                   {400, 300});
}

TEST(CropGripAt, TakesTheOutlineAlways) {
  const ViewerState state = made_state();
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {50, 150}), 6), CropGrip::kMove);
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {200, 150}), 6), CropGrip::kNone);
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {10, 150}), 6), CropGrip::kNone);
}

TEST(CropGripAt, TakesTheInsideAndTheCornersWithTheTool) {
  const ViewerState state = reduce(made_state(), ShowCropTool{true});
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {200, 150}), 8), CropGrip::kMove);
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {50, 0}), 8), CropGrip::kTopLeft);
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {350, 0}), 8), CropGrip::kTopRight);
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {50, 300}), 8), CropGrip::kBottomLeft);
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {350, 300}), 8), CropGrip::kBottomRight);
  EXPECT_EQ(crop_grip_at(state, shown_at(state, {10, 150}), 8), CropGrip::kNone);
}

TEST(DraggedCrop, MovesAndItsCornersKeepTheOppositeOne) {
  const Rect from{100, 100, 100, 100};
  EXPECT_EQ(dragged_crop(from, CropGrip::kMove, 30, -20, {400, 300}), (Rect{130, 80, 100, 100}));
  EXPECT_EQ(dragged_crop(from, CropGrip::kBottomRight, 30, 10, {400, 300}),
            (Rect{100, 100, 120, 120}));
  EXPECT_EQ(dragged_crop(from, CropGrip::kTopLeft, 30, 10, {400, 300}), (Rect{120, 120, 80, 80}));
  EXPECT_EQ(dragged_crop(from, CropGrip::kTopRight, 20, -20, {400, 300}),
            (Rect{100, 80, 120, 120}));
}

TEST(CropTool, EndsWithEscapeAndWithAnotherScreen) {
  ViewerState state = reduce(made_state(), ShowCropTool{true});
  EXPECT_TRUE(state.crop_tool);
  EXPECT_FALSE(reduce(state, Escape{}).crop_tool);
  EXPECT_FALSE(reduce(state, ShowScreen{Screen::kExplore}).crop_tool);
}

TEST(Crop, CornersKeepTheAspectOfAnInputThatIsNotSquare) {
  const Rect from{100, 100, 100, 50};
  EXPECT_EQ(dragged_crop(from, CropGrip::kBottomRight, 40, 20, {400, 300}, 2),
            (Rect{100, 100, 140, 70}));
  EXPECT_EQ(dragged_crop(from, CropGrip::kTopLeft, 20, 10, {400, 300}, 2),
            (Rect{120, 110, 80, 40}));
  EXPECT_EQ(scaled_crop(from, 1, {400, 300}, 2), (Rect{95, 98, 110, 55}));
  EXPECT_EQ(stepped_crop(from, 1, -1, {400, 300}, 2), (Rect{105, 95, 100, 50}));
}

TEST(Crop, WhatTheModelsOwnRuleSeesWasChosenByNobody) {
  ViewerState state = made_state();
  Model whole = *state.model;
  whole.card.input.crop.kind = CropKind::kWhole;
  const auto own = state.model;
  state.model = std::make_shared<const Model>(std::move(whole));
  state.verdict->region = whole_region(state.image->width, state.image->height);
  EXPECT_EQ(seen_kind(state), RegionKind::kCentral);
  EXPECT_FALSE(crop_pending(state));
  state.model = own;
  EXPECT_EQ(seen_kind(state), RegionKind::kWhole);
}

// A square lesion of 100 x 100 about (150, 120) fills 0.30 of a square of 182.57 a side.
TEST(Crop, OfAModelThatFitsItsSquareIsWhereTheLesionIs) {
  ViewerState state = made_state();
  EXPECT_FALSE(fits_lesion(state));
  EXPECT_EQ(lesion_share(state), std::nullopt);
  Model model = *state.model;
  model.card.input.crop.kind = CropKind::kLesion;
  state.model = std::make_shared<const Model>(model);
  const LesionSummary lesion{10'000, 150, 120};
  const Rect fitted = region_for(model.card.input, 400, 300, lesion);
  Verdict verdict{fitted, 0.4, {0, 1}};
  verdict.lesion = lesion;
  verdict.central = 0.2;
  state = reduce(state, made_result(1, verdict));
  EXPECT_TRUE(fits_lesion(state));
  EXPECT_FALSE(crop_pending(state));
  EXPECT_EQ(wanted_crop(state), fitted);
  EXPECT_EQ(seen_kind(state), RegionKind::kCentral) << "nobody chose it";
  ASSERT_TRUE(lesion_share(state));
  EXPECT_NEAR(*lesion_share(state), 0.30, 1e-9);
  // Moved by hand and put back: the fitted one, and not the image's middle.
  state = reduce(state, StepCrop{1, 0});
  EXPECT_NE(wanted_crop(state), fitted);
  state = reduce(state, ResetCrop{});
  EXPECT_EQ(wanted_crop(state), fitted);
  // An image without a lesion: its middle, of which no share is lesion.
  verdict = {region_for(model.card.input, 400, 300), 0.4, {0, 1}};
  state = reduce(state, made_result(1, verdict));
  EXPECT_EQ(wanted_crop(state), (Rect{50, 0, 300, 300}));
  EXPECT_EQ(lesion_share(state), std::nullopt);
}

TEST(Crop, OfALesionAtTheEdgeIsTheModelsOwnAlsoWhereItReachesBeyondTheImage) {
  ViewerState state = made_state();
  Model model = *state.model;
  model.card.input.crop.kind = CropKind::kLesion;
  state.model = std::make_shared<const Model>(model);
  Verdict verdict{region_for(model.card.input, 400, 300, LesionSummary{10'000, 5, 5}), 0.4, {0, 1}};
  verdict.lesion = LesionSummary{10'000, 5, 5};
  state = reduce(state, made_result(1, verdict));
  EXPECT_LT(verdict.region.x, -50);
  state = reduce(state, SetCrop{verdict.region});
  EXPECT_EQ(chosen_crop(state), std::nullopt);
  EXPECT_FALSE(crop_pending(state));
}

// A square image whose lesion lies at its edge: the whole image is its middle, and nobody's but a
// person's choice.
TEST(Crop, OfTheWholeOfASquareImageIsAPersonsWhereTheOwnIsFitted) {
  ViewerState state = made_state();
  state = reduce(state, ImageOpened{{1, "square.jpg", 256, 256}});
  Model model = *state.model;
  model.card.input.crop.kind = CropKind::kLesion;
  state.model = std::make_shared<const Model>(model);
  const LesionSummary lesion{31'500, 136, 120};
  const Rect own = region_for(model.card.input, 256, 256, lesion);
  EXPECT_LT(own.x, 0);
  Verdict verdict{own, 0.16, {0, 1}};
  verdict.lesion = lesion;
  state = reduce(state, made_result(1, verdict));
  state = reduce(state, WholeCrop{});
  EXPECT_EQ(chosen_crop(state), (Rect{0, 0, 256, 256}));
  verdict.region = {0, 0, 256, 256};
  verdict.probability = 0.10;
  state = reduce(state, made_result(1, verdict));
  EXPECT_EQ(seen_kind(state), RegionKind::kWhole);
  EXPECT_EQ(state.session.find(1)->by_rule, 0.16) << "the first estimate is not lost";
  // A step moves it by a step, also where it reaches beyond the image.
  state = reduce(reduce(state, ResetCrop{}), StepCrop{1, 0});
  const double step = std::round(own.width / 20);
  EXPECT_EQ(chosen_crop(state)->x, std::round(own.x + step));
  EXPECT_EQ(chosen_crop(state)->width, std::round(own.width));
}

TEST(Crop, ChosenUnderAModelThatFitsIsBroughtToWhatAnotherMaySee) {
  ViewerState state = made_state();
  Model model = *state.model;
  model.card.input.crop.kind = CropKind::kLesion;
  const auto central = std::exchange(state.model, std::make_shared<const Model>(model));
  state = reduce(state, SetCrop{{-60, 10, 200, 200}});
  EXPECT_EQ(wanted_crop(state), (Rect{-60, 10, 200, 200}));
  state.model = central;
  EXPECT_EQ(wanted_crop(state), (Rect{0, 10, 200, 200}));
}

TEST(Crop, TheOwnSquaresEstimateComesWithAPersonsWhereItWasAskedAgain) {
  ViewerState state = made_state();
  state = reduce(state, SetCrop{{20, 20, 100, 100}});
  state.session.forget_estimates();
  Verdict verdict{{20, 20, 100, 100}, 0.3, {0, 1}};
  verdict.by_rule = 0.2;
  state = reduce(state, made_result(1, verdict));
  EXPECT_EQ(state.session.find(1)->by_rule, 0.2);
  EXPECT_EQ(state.session.find(1)->probability, 0.3);
  state.session.forget_estimates();
  state = reduce(state, ImageScored{1, "made.jpg", 0.4, {}, 0.25});
  EXPECT_EQ(state.session.find(1)->by_rule, 0.25);
}

TEST(Crop, WhereNoLesionWasFoundThatIsKeptOfEveryImageUntilAPersonChooses) {
  ViewerState state = made_state();
  // Of a model that takes the middle nobody looks for one.
  state = reduce(state, ImageScored{2, "other.jpg", 0.4, {}});
  EXPECT_FALSE(state.session.find(2)->doubts.lesion_missed);
  Model model = *state.model;
  model.card.input.crop.kind = CropKind::kLesion;
  state.model = std::make_shared<const Model>(model);
  Verdict verdict{region_for(model.card.input, 400, 300), 0.4, {0, 1}};
  state = reduce(state, made_result(1, verdict));
  EXPECT_TRUE(lesion_missed(state));
  EXPECT_TRUE(state.session.find(1)->doubts.lesion_missed);
  state = reduce(state, ImageScored{2, "other.jpg", 0.4, {}});
  EXPECT_TRUE(state.session.find(2)->doubts.lesion_missed);
  state = reduce(state, ImageScored{2, "other.jpg", 0.4, {}, {}, true});
  EXPECT_FALSE(state.session.find(2)->doubts.lesion_missed);
  // A person has said where it is.
  state = reduce(state, SetCrop{{20, 20, 100, 100}});
  verdict.region = {20, 20, 100, 100};
  state = reduce(state, made_result(1, verdict));
  EXPECT_FALSE(lesion_missed(state));
  EXPECT_FALSE(state.session.find(1)->doubts.lesion_missed);
  state = reduce(state, ResetCrop{});
  verdict.region = region_for(model.card.input, 400, 300);
  state = reduce(state, made_result(1, verdict));
  EXPECT_TRUE(state.session.find(1)->doubts.lesion_missed);
  state.session.forget_estimates();
  EXPECT_FALSE(state.session.find(1)->doubts.lesion_missed);
}

// 0.5 is where made_state()'s class begins.
TEST(Crop, ThatAnotherSquareWouldBeCalledOtherwiseIsKnownOfEveryImage) {
  ViewerState state = made_state();
  Model model = *state.model;
  model.card.input.crop.kind = CropKind::kLesion;
  state.model = std::make_shared<const Model>(model);
  const double point = *threshold_of(state);
  ASSERT_GT(point, 0.1);
  const LesionSummary lesion{6000, 200, 150};
  Verdict verdict{region_for(model.card.input, 400, 300, lesion), point - 0.1, {0, 1}};
  verdict.lesion = lesion;
  verdict.central = point + 0.1;
  state = reduce(state, made_result(1, verdict));
  EXPECT_TRUE(central_crosses(state));
  EXPECT_TRUE(doubts_of(state).crosses);
  EXPECT_EQ(figures_beside(state), std::vector<double>({point + 0.1}));
  EXPECT_TRUE(doubts_of(state, *state.session.find(1)).crosses);
  // Of one that is not shown, and as the point is moved.
  state = reduce(state, ImageScored{2, "b.jpg", point - 0.1, {}, {}, true, false, point - 0.05});
  EXPECT_FALSE(doubts_of(state, *state.session.find(2)).crosses);
  state.threshold = point - 0.07;
  EXPECT_TRUE(doubts_of(state, *state.session.find(2)).crosses);
  state.threshold = point;
  // A person's square, beside the model's own.
  state = reduce(state, SetCrop{{20, 20, 100, 100}});
  verdict.region = {20, 20, 100, 100};
  verdict.probability = point + 0.2;
  state = reduce(state, made_result(1, verdict));
  EXPECT_TRUE(own_crosses(state));
  EXPECT_FALSE(central_crosses(state)) << "that is said of the model's own square";
  EXPECT_EQ(figures_beside(state), std::vector<double>({point - 0.1}));
  EXPECT_TRUE(doubts_of(state, *state.session.find(1)).crosses);
}

}  // namespace
}  // namespace lesion::viewer
