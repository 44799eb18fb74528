#include "wasm/viewer/state/outline_edit.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/lesion_place.h"
#include "wasm/viewer/state/mirror.h"

namespace lesion::viewer {
namespace {

using Marked = std::vector<std::pair<Concept, Rect>>;

// In pixels of masks half as large as the image: 120 x 100 pixels of it about (200, 150).
const Marked kFound = {{Concept::kLesion, {70, 50, 60, 50}}};
const Marked kMoved = {{Concept::kLesion, {20, 50, 60, 50}}};

ImageMasks of(const Marked& marked, int revision) {
  ImageMasks masks = made_masks(marked);
  masks.revision = revision;
  return masks;
}

ViewerState act(ViewerState state, OutlineAction action) {
  return reduce(std::move(state), Action(std::move(action)));
}

// The model's square is fitted to the lesion, which the network has found.
ViewerState fitted_state() {
  const Verdict verdict = made_fitted_verdict({12'000, 200, 150}, 0.7);
  const ViewerState state = reduce(made_fitting_state(), made_result(1, verdict));
  return reduce(state, MasksCame{1, of(kFound, 0)});
}

TEST(OutlineEdit, AStrokeIsAskedAboutOnceTheHandRests) {
  ViewerState state = reduce(made_state(), MasksCame{1, of(kFound, 0)});
  EXPECT_FALSE(outline_corrected(state));
  EXPECT_FALSE(masks_wanted(state));
  state = act(state, ShowOutlineTool{true});
  EXPECT_EQ(shown_outline(state)->what, Concept::kLesion) << "what is corrected is seen";
  state = act(state, PaintOutline{{100, 150}});
  EXPECT_TRUE(outline_corrected(state));
  EXPECT_FALSE(masks_wanted(state)) << "the hand is still down";
  state = act(state, PaintOutlineOn{30, 0});
  const int painted = outline_revision(state);
  state = act(state, RestOutline{});
  EXPECT_TRUE(masks_wanted(state));
  EXPECT_EQ(outline_revision(state), painted);
  // One piece from (100, 150), 30 CSS px to the right, and that it adds.
  const std::vector<float> pieces = outline_pieces(state);
  ASSERT_EQ(pieces.size(), 6u);
  EXPECT_EQ(pieces[0], 100);
  EXPECT_NEAR(pieces[2], 100 + 30 / state.view.zoom, 1e-4);
  EXPECT_EQ(pieces[4], static_cast<float>(outline_brush_radius(state)));
  EXPECT_EQ(pieces[5], 1);
  // Those of another outline are not taken.
  EXPECT_EQ(reduce(state, MasksCame{1, of(kMoved, 0)}).masks, state.masks);
  EXPECT_EQ(reduce(state, MasksCame{1, of(kMoved, painted - 1)}).masks, state.masks);
  state = reduce(state, MasksCame{1, of(kMoved, painted)});
  EXPECT_FALSE(masks_wanted(state));
  EXPECT_EQ(state.masks->lesion->x, 100);
}

TEST(OutlineEdit, UndoTakesStrokesBackAndTheWayBackToWhatWasFoundIsUndoneToo) {
  ViewerState state = reduce(made_state(), MasksCame{1, of(kFound, 0)});
  EXPECT_FALSE(outline_undoable(state));
  state = act(state, PaintOutline{{100, 150}, {}, {}, true});
  state = act(state, PaintOutline{{200, 150}, 12, false, true});
  EXPECT_EQ(correction_of(state)->strokes.size(), 2u);
  EXPECT_EQ(outline_pieces(state).back(), 0) << "the last one takes away";
  state = act(state, UndoOutline{});
  EXPECT_EQ(correction_of(state)->strokes.size(), 1u);
  state = act(state, ResetOutline{});
  EXPECT_FALSE(outline_corrected(state));
  EXPECT_EQ(outline_revision(state), 0);
  EXPECT_TRUE(outline_pieces(state).empty());
  EXPECT_FALSE(masks_wanted(state)) << "these are those of what was found";
  state = act(state, UndoOutline{});
  EXPECT_EQ(correction_of(state)->strokes.size(), 1u);
  state = act(state, UndoOutline{});
  EXPECT_FALSE(outline_undoable(state));
  EXPECT_EQ(act(state, UndoOutline{}).corrections.size(), state.corrections.size());
}

TEST(OutlineEdit, BelongsToItsImageWhileThatIsOfTheSession) {
  ViewerState state = act(made_state(), PaintOutline{{100, 150}, 20, true, true});
  state = act(state, ShowOutlineTool{true});
  const std::vector<float> pieces = outline_pieces(state);
  state = reduce(state, ImageOpened{made_image(2)});
  state = reduce(state, made_result(2, {{50, 0, 300, 300}, 0.5, {0, 1}}));
  EXPECT_FALSE(state.outline_tool.shown);
  EXPECT_FALSE(outline_corrected(state));
  state = reduce(state, ImageOpened{made_image(1)});
  EXPECT_TRUE(outline_corrected(state));
  EXPECT_EQ(outline_pieces(state), pieces);
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  EXPECT_TRUE(masks_wanted(state)) << "with these strokes";
  state = reduce(state, RemoveImage{1});
  EXPECT_TRUE(state.corrections.empty());
}

// A lesion of 12,000 square pixels about (100, 150): the rule's square has an area of 40,000 at a
// share of 0.30, from (0, 50) on, on whole pixels already.
TEST(OutlineEdit, TheSquareThatIsFittedToTheLesionFollows) {
  ViewerState state = fitted_state();
  EXPECT_EQ(chosen_crop(state), std::nullopt);
  state = act(state, PaintOutline{{100, 150}, 60, true, true});
  EXPECT_FALSE(crop_pending(state)) << "not before it is known";
  state = reduce(state, MasksCame{1, of(kMoved, outline_revision(state))});
  EXPECT_TRUE(crop_pending(state));
  EXPECT_EQ(wanted_crop(state), (Rect{0, 50, 200, 200}));
  EXPECT_FALSE(refitted(state)) << "not seen yet";
  Verdict verdict{wanted_crop(state), 0.4, {0, 1}};
  verdict.lesion = LesionSummary{12'000, 200, 150};  // by the network still
  state = reduce(state, made_result(1, verdict));
  EXPECT_TRUE(refitted(state));
  EXPECT_EQ(seen_kind(state), RegionKind::kMoved);
  EXPECT_NEAR(*lesion_share(state), 0.30, 1e-9);
  ASSERT_TRUE(own_estimate(state)) << "of the square about what was found";
  EXPECT_EQ(*own_estimate(state), 0.7);
  // Back to what was found: the square too, before any mask has come.
  const ViewerState back = act(state, ResetOutline{});
  EXPECT_EQ(chosen_crop(back), std::nullopt);
  EXPECT_TRUE(crop_pending(back));
}

TEST(OutlineEdit, ASquareThatAPersonHasMovedStays) {
  ViewerState state = reduce(fitted_state(), SetCrop{{30, 30, 100, 100}});
  Verdict verdict{wanted_crop(state), 0.5, {0, 1}};
  verdict.lesion = LesionSummary{12'000, 200, 150};
  state = reduce(state, made_result(1, verdict));
  state = act(state, PaintOutline{{100, 150}, 60, true, true});
  state = reduce(state, MasksCame{1, of(kMoved, outline_revision(state))});
  EXPECT_EQ(chosen_crop(state), (Rect{30, 30, 100, 100}));
  // One press fits it to the outline; from then on it follows.
  EXPECT_EQ(square_on_lesion(state), (Rect{0, 50, 200, 200}));
  state = reduce(state, FitSquare{});
  EXPECT_EQ(wanted_crop(state), (Rect{0, 50, 200, 200}));
  EXPECT_EQ(square_on_lesion(state), std::nullopt) << "it is that already";
  // And back to the network's own, which stays until the outline changes again.
  state = reduce(state, ResetCrop{});
  EXPECT_EQ(chosen_crop(state), std::nullopt);
  verdict.region = wanted_crop(state);
  state = reduce(state, made_result(1, verdict));
  state = reduce(state, MasksCame{1, of(kMoved, outline_revision(state))});
  EXPECT_EQ(chosen_crop(state), std::nullopt);
  EXPECT_TRUE(square_on_lesion(state));
}

TEST(OutlineEdit, SquaresFollowTheModelThatIsOpen) {
  ViewerState state = act(fitted_state(), PaintOutline{{100, 150}, 60, true, true});
  state = reduce(state, MasksCame{1, of(kMoved, outline_revision(state))});
  ASSERT_TRUE(chosen_crop(state));
  ModelCard fitted = state.model->card;
  state = reduce(state, ModelOpened{"central.onnx", made_card()});
  EXPECT_EQ(chosen_crop(state), std::nullopt) << "a central square follows no outline";
  EXPECT_TRUE(outline_corrected(state));
  state = reduce(state, ModelOpened{"fitted.onnx", fitted});
  EXPECT_EQ(chosen_crop(state), (Rect{0, 50, 200, 200}));
}

TEST(OutlineEdit, AllTakenAwayIsNoLesionAndIsSaid) {
  ViewerState state = act(fitted_state(), PaintOutline{{200, 150}, 400, false, true});
  state = reduce(state, MasksCame{1, of({}, outline_revision(state))});
  // Without a lesion the rule sees the middle.
  EXPECT_EQ(wanted_crop(state), (Rect{50, 0, 300, 300}));
  Verdict verdict{wanted_crop(state), 0.5, {0, 1}};
  verdict.lesion = LesionSummary{12'000, 200, 150};
  state = reduce(state, made_result(1, verdict));
  ASSERT_EQ(state.warnings.size(), 1u);
  EXPECT_EQ(state.warnings[0].kind, WarningKind::kNoLesion);
  EXPECT_FALSE(lesion_missed(state)) << "the network had found one";
}

TEST(OutlineEdit, KeysBringTheBrushAimItAndPaint) {
  ViewerState state = reduce(made_state(), MasksCame{1, of(kFound, 0)});
  const auto press = [&](const char* key) {
    const std::optional<Action> action = key_action(state, key, false);
    ASSERT_TRUE(action) << key;
    state = reduce(state, *action);
  };
  press("2");
  EXPECT_TRUE(state.outline_tool.shown);
  press("ArrowRight");
  ASSERT_TRUE(state.outline_tool.aim);
  EXPECT_EQ(state.outline_tool.aim->x, 200) << "the first shows it, in the middle";
  press("ArrowRight");
  EXPECT_NEAR(state.outline_tool.aim->x, 200 + outline_brush_radius(state), 1e-9);
  press("3");
  EXPECT_FALSE(state.outline_tool.adds);
  const double before = outline_brush_radius(state);
  press("]");
  EXPECT_GT(outline_brush_radius(state), before);
  press("Enter");
  ASSERT_TRUE(outline_corrected(state));
  EXPECT_FALSE(correction_of(state)->strokes[0].adds);
  EXPECT_TRUE(masks_wanted(state)) << "a press rests at once";
  press("Backspace");
  EXPECT_FALSE(outline_corrected(state));
  press("Enter");
  press("0");
  EXPECT_FALSE(outline_corrected(state));
  press("Escape");
  EXPECT_FALSE(state.outline_tool.shown);
  EXPECT_TRUE(std::holds_alternative<StepFilter>(*key_action(state, "ArrowRight", false)));
  // One tool at a time.
  press("2");
  press("r");
  EXPECT_TRUE(state.crop_tool && !state.outline_tool.shown);
  press("2");
  EXPECT_TRUE(!state.crop_tool && state.outline_tool.shown);
}

TEST(OutlineEdit, WhatMakesNoSenseChangesNothing) {
  const ViewerState none = act(ViewerState{}, PaintOutline{{1, 1}, 5, true, true});
  EXPECT_TRUE(none.corrections.empty());
  ViewerState state = made_state();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const PaintOutline& bad : {PaintOutline{{nan, 1}, 5}, PaintOutline{{1, 1}, 0},
                                  PaintOutline{{1, 1}, -2}, PaintOutline{{1, 1}, nan}}) {
    EXPECT_TRUE(act(state, bad).corrections.empty());
  }
  EXPECT_FALSE(act(state, PaintOutlineOn{1, 1}).outline_tool.painting);
  for (std::size_t i = 0; i < kMostStrokes + 5; ++i) {
    state = act(state, PaintOutline{{1, 1}, 5, true, true});
  }
  EXPECT_EQ(correction_of(state)->strokes.size(), kMostStrokes);
}

TEST(OutlineEdit, ThePageReadsAndActsByName) {
  const auto action =
      action_from_json(R"({"type":"outline-paint","x":10,"y":20,"radius":5,"adds":false})");
  ASSERT_TRUE(action);
  ViewerState state = reduce(fitted_state(), *action);
  ASSERT_TRUE(outline_corrected(state));
  EXPECT_EQ(outline_pieces(state), (std::vector<float>{10, 20, 10, 20, 5, 0}));
  EXPECT_FALSE(action_from_json(R"({"type":"outline-paint","x":10})"));
  EXPECT_FALSE(action_from_json(R"({"type":"outline-brush"})"));
  state = reduce(state, MasksCame{1, of(kMoved, outline_revision(state))});
  const nlohmann::json json = nlohmann::json::parse(mirror_json(state));
  EXPECT_EQ(json["outlineEdit"]["strokes"], 1);
  EXPECT_EQ(json["outlineEdit"]["canUndo"], true);
  EXPECT_EQ(json["corrected"][0]["id"], 1);
  EXPECT_EQ(json["corrected"][0]["crop"]["width"], 200);
  EXPECT_EQ(json["corrected"][0]["follows"], true);
  state = reduce(state, *action_from_json(R"({"type":"outline-reset"})"));
  EXPECT_TRUE(nlohmann::json::parse(mirror_json(state))["corrected"].empty());
}

}  // namespace
}  // namespace lesion::viewer
