#include "wasm/viewer/state/jump.h"

#include <gtest/gtest.h>

#include "tests/wasm/state/made_state.h"

namespace lesion::viewer {
namespace {

using Kind = JumpTarget::Kind;

TEST(Jump, LayerAndFilterAreReadWithAnySeparator) {
  const ViewerState state = made_state();
  for (const char* text : {"1/4", "1 4", "1,4", "1.4", "1:4", " 1 / 4 "}) {
    const JumpTarget target = jump_target(state, text);
    EXPECT_EQ(target.kind, Kind::kFound) << text;
    EXPECT_EQ(target.layer, 1) << text;
    EXPECT_EQ(target.filter, 4) << text;
  }
}

TEST(Jump, ANumberAloneIsAFilterOfTheLayerShown) {
  const ViewerState state = reduce(made_state(), Select{1, 0});
  const JumpTarget target = jump_target(state, "3");
  EXPECT_EQ(target.kind, Kind::kFound);
  EXPECT_EQ(target.layer, 1);
  EXPECT_EQ(target.filter, 3);
}

TEST(Jump, ALayerAloneShowsItsFirstFilter) {
  const JumpTarget target = jump_target(made_state(), "1/");
  EXPECT_EQ(target.kind, Kind::kFound);
  EXPECT_EQ(target.layer, 1);
  EXPECT_EQ(target.filter, 0);
}

TEST(Jump, WhatIsNotThereIsSaidApart) {
  EXPECT_EQ(jump_target(made_state(), "2/0").kind, Kind::kNoLayer);
  EXPECT_EQ(jump_target(made_state(), "0/3").kind, Kind::kNoFilter);
  EXPECT_EQ(jump_target(made_state(), "9").kind, Kind::kNoFilter);
  for (const char* text : {"", "/", "x", "1/x", "1/2/3", "99999999999/1"}) {
    EXPECT_EQ(jump_target(made_state(), text).kind, Kind::kNothing) << text;
  }
}

TEST(Jump, EnterGoesThereAndShowsTheMap) {
  ViewerState state = reduce(made_state(), ShowOverlay{false});
  state = reduce(state, EditJump{"1/4"});
  state = reduce(state, CommitJump{});
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 4);
  EXPECT_TRUE(overlay_visible(state));
  EXPECT_FALSE(state.jump.has_value());
}

TEST(Jump, WhatLeadsNowhereCanBeCorrected) {
  ViewerState state = reduce(made_state(), EditJump{"7/1"});
  state = reduce(state, CommitJump{});
  EXPECT_EQ(state.layer, 0);
  EXPECT_EQ(state.jump, "7/1");
  state = reduce(state, Escape{});
  EXPECT_FALSE(state.jump.has_value());
}

}  // namespace
}  // namespace lesion::viewer
