#include <gtest/gtest.h>

#include "tests/wasm/state/made_state.h"

namespace lesion::viewer {
namespace {

TEST(SpreadShown, IsAskedForAndComesOrIsDropped) {
  ViewerState state = reduce(made_state(), AskSpread{});
  EXPECT_TRUE(state.spread_pending);
  EXPECT_FALSE(reduce(state, DropSpread{}).spread_pending);
  state = reduce(state, SpreadCame{1, {0.12, 0.29, 16}});
  EXPECT_FALSE(state.spread_pending);
  ASSERT_TRUE(state.spread);
  EXPECT_EQ(state.spread->highest, 0.29);
}

TEST(SpreadShown, OfAnotherImageOrUnaskedIsLetGo) {
  ViewerState state = reduce(made_state(), SpreadCame{1, {0.12, 0.29, 16}});
  EXPECT_FALSE(state.spread);
  state = reduce(reduce(made_state(), AskSpread{}), SpreadCame{2, {0.12, 0.29, 16}});
  EXPECT_FALSE(state.spread);
  EXPECT_TRUE(state.spread_pending);
}

TEST(SpreadShown, IsForgottenWithTheEstimateThatItBelongsTo) {
  const ViewerState state =
      reduce(reduce(made_state(), AskSpread{}), SpreadCame{1, {0.12, 0.29, 16}});
  EXPECT_FALSE(reduce(state, made_result(1, {{10, 20, 100, 100}, 0.4, {0, 1}})).spread);
  EXPECT_FALSE(reduce(state, ImageOpened{made_image(2)}).spread);
  EXPECT_FALSE(reduce(state, ModelOpened{"other.onnx", made_card()}).spread);
  EXPECT_FALSE(reduce(ViewerState{}, AskSpread{}).spread_pending) << "without an estimate";
}

}  // namespace
}  // namespace lesion::viewer
