#include "wasm/viewer/state/key_action.h"

#include <gtest/gtest.h>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/crop.h"

namespace lesion::viewer {
namespace {

ViewerState pressed(const ViewerState& state, std::string_view key, bool shift = false) {
  const std::optional<Action> action = key_action(state, key, shift);
  EXPECT_TRUE(action) << key;
  return action ? reduce(state, *action) : state;
}

TEST(KeyAction, ArrowsStepThroughFiltersAndWithShiftMoveTheCrop) {
  const ViewerState state = made_state();
  EXPECT_EQ(pressed(state, "ArrowDown").filter, 1);
  const ViewerState moved = pressed(state, "ArrowRight", true);
  EXPECT_EQ(moved.filter, 0);
  EXPECT_EQ(wanted_crop(moved), (Rect{65, 0, 300, 300}));
  EXPECT_EQ(wanted_crop(pressed(moved, "ArrowLeft", true)), (Rect{50, 0, 300, 300}));
}

TEST(KeyAction, WithTheCropsToolArrowsMoveItAndPlusAndMinusResizeIt) {
  ViewerState state = pressed(made_state(), "r");
  EXPECT_TRUE(state.crop_tool);
  state = pressed(state, "-");
  EXPECT_EQ(wanted_crop(state), (Rect{64, 14, 273, 273}));  // 300 / 1.1, about the middle
  EXPECT_EQ(wanted_crop(pressed(state, "ArrowUp")), (Rect{64, 0, 273, 273}));
  EXPECT_FALSE(pressed(state, "Enter").crop_tool);
  EXPECT_FALSE(pressed(state, "Escape").crop_tool);
  EXPECT_FALSE(pressed(state, "r").crop_tool);
}

TEST(KeyAction, WFitsTheWholeImageAndZeroGoesBack) {
  const ViewerState whole = pressed(made_state(), "w");
  EXPECT_EQ(wanted_crop(whole), whole_region(400, 300));
  EXPECT_EQ(chosen_crop(pressed(whole, "0")), std::nullopt);
  const ViewerState answered = reduce(whole, made_result(1, {whole_region(400, 300), 0.5, {0, 1}}));
  EXPECT_EQ(chosen_crop(pressed(answered, "w")), std::nullopt);
}

TEST(KeyAction, WithoutAnEstimateThereIsNoCropToMove) {
  EXPECT_FALSE(key_action({}, "r", false));
  EXPECT_FALSE(key_action({}, "0", false));
}

TEST(KeyAction, ShiftWithPageKeysResizesTheCrop) {
  const ViewerState state = reduce(made_state(), SetCrop{{100, 100, 100, 100}});
  EXPECT_EQ(wanted_crop(pressed(state, "PageUp", true)).width, 110);
  EXPECT_EQ(wanted_crop(pressed(state, "PageDown", true)).width, 91);
  EXPECT_EQ(pressed(state, "PageDown").layer, 1);
}

TEST(TypedAction, TakesOnlyWhatANumberNeeds) {
  ViewerState state = reduce(made_state(), EditJump{""});
  for (const char* key : {"1", "/", "2"}) state = reduce(state, *typed_action(state, key));
  EXPECT_EQ(state.jump, "1/2");
  EXPECT_FALSE(typed_action(state, "x"));
  state = reduce(state, *typed_action(state, "Enter"));
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 2);
}

TEST(KeyAction, LettersGoByTheirPlaceWhereTheLayoutIsNotLatin) {
  EXPECT_EQ(meant_key("n", "KeyN"), "n");
  EXPECT_EQ(meant_key("\xD1\x82", "KeyN"), "n");                // Russian: te
  EXPECT_EQ(meant_key("\xCE\xBD", "KeyN"), "n");                // Greek: nu
  EXPECT_EQ(meant_key("\xD7\x9E", "KeyN"), "n");                // Hebrew: mem
  EXPECT_EQ(meant_key("\xD1\x85", "BracketLeft"), "[");         // Russian: ha
  EXPECT_EQ(meant_key("\xC3\xBC", "BracketLeft"), "\xC3\xBC");  // German: a letter of its own
  EXPECT_EQ(meant_key("q", "KeyA"), "q");  // French: the letter that is printed
  EXPECT_EQ(meant_key("ArrowUp", "ArrowUp"), "ArrowUp");
  EXPECT_EQ(meant_key("", "KeyN"), "");
}

TEST(KeyAction, SignsThatKeyboardsHaveOnAltGrOrOptionAreMeant) {
  EXPECT_TRUE(meant_with_alt("["));
  EXPECT_TRUE(meant_with_alt("]"));
  EXPECT_FALSE(meant_with_alt("n"));
  EXPECT_FALSE(meant_with_alt("ArrowLeft"));
}

TEST(KeyAction, KeysOfOneCharacterCanBeTold) {
  for (const char* key : {"n", "N", "1", "[", "?", "\xC3\xBC", "\xD1\x82"}) {
    EXPECT_TRUE(types_character(key)) << key;
  }
  for (const char* key : {" ", "Enter", "ArrowUp", "Tab", "F1", "Escape", "PageDown", ""}) {
    EXPECT_FALSE(types_character(key)) << key;
  }
  EXPECT_TRUE(ViewerState{}.shortcuts);
  EXPECT_FALSE(reduce(ViewerState{}, SetShortcuts{false}).shortcuts);
}

}  // namespace
}  // namespace lesion::viewer
