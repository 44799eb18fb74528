#include "wasm/viewer/state/fold.h"

#include <gtest/gtest.h>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/concepts.h"

namespace lesion::viewer {
namespace {

// One image whose filters peak so, by layer; all lie on the left and share one past.
ViewerState answered(const MadeLayers& peaks) {
  return reduce(made_state(), made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}, peaks));
}

// Rows as "layer/filter+folded".
std::vector<std::string> rows(const ViewerState& state) {
  std::vector<std::string> said;
  for (const NotableFilter& row : state.strongest) {
    said.push_back(std::to_string(row.layer) + "/" + std::to_string(row.filter) + "+" +
                   std::to_string(row.also.size()));
  }
  return said;
}

using Rows = std::vector<std::string>;

TEST(Fold, FiltersOfALayerThatRespondAlikeAreOneRow) {
  // 8.0, 7.9 and 7.8 are within a tenth; 5 is not; in the other layer 8 is its own.
  const ViewerState state = answered({{8, 1.5f, 1.5f}, {8, 7.9f, 5, 7.8f, 0}});
  EXPECT_EQ(rows(state), (Rows{"0/0+0", "1/0+2", "1/2+0", "0/1+1"}));
  EXPECT_EQ(state.strongest[1].also, (std::vector<FilterPlace>{{1, 1}, {1, 3}}));
}

// made_layer()'s filters usually respond with 1.
TEST(Fold, AResponseIsListedAsUnusualFromAQuarterAboveTheUsualOneOn) {
  EXPECT_EQ(rows(answered({{1.3f, 1.2f, 0.9f}, {0, 0, 0, 0, 0}})), (Rows{"0/0+0"}));
  EXPECT_TRUE(rows(answered({{1.2f, 1.2f, 0.9f}, {0, 0, 0, 0, 0}})).empty());
}

// Its usual response is 0, and a quarter more than that is 0 too.
TEST(Fold, AFilterThatIsUsuallySilentIsListedFromItsFloorOn) {
  ViewerState state = made_state();
  auto model = std::make_shared<Model>(*state.model);
  FilterCard& silent = model->card.layers[0].filters[0];
  silent.median = 0;
  silent.high = 4;
  silent.max = 5;
  state.model = model;
  // A tenth of what is drawn in full colour is 0.4.
  const auto with = [&](float peak) {
    return rows(reduce(
        state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}, {{peak, 0, 0}, {0, 0, 0, 0, 0}})));
  };
  EXPECT_TRUE(with(0.45f).empty());
  EXPECT_EQ(with(0.55f), (Rows{"0/0+0"}));
}

TEST(Fold, AFoldedRowMakesRoomForAnotherOfItsLayer) {
  // Without folding the layer's two rows would both be the same hair.
  const ViewerState state = answered({{0, 0, 0}, {8, 8, 8, 3, 0}});
  EXPECT_EQ(rows(state), (Rows{"1/0+2", "1/3+0"}));
}

TEST(Fold, AnotherPlaceIsAnotherRow) {
  ViewerState state = answered({{0, 0, 0}, {8, 8, 0, 0, 0}});
  auto layer = std::make_shared<Layer>(*state.layers[1]);
  layer->places[1] = Place::kRight;
  state.layers[1] = layer;
  const auto list = folded_filters(state, 6, 2);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(list[0].also.empty());
}

TEST(Fold, FiltersOfOneNameAreOneRowWhereverTheyAre) {
  ViewerState state = answered({{8, 0, 0}, {2, 4, 0, 0, 0}});
  ModelCard card = state.model->card;
  card.layers[0].filters[0].concepts = {{"hair", 0.9f, 0.8f, 1.0f}};
  card.layers[1].filters[1].concepts = {{"hair", 0.7f, 0.6f, 0.8f}};
  state.model = std::make_shared<const Model>(Model{"made.onnx", card});
  const auto list = folded_filters(state, 6, 2);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].also, (std::vector<FilterPlace>{{1, 1}}));
  EXPECT_EQ(filter_name(state, 0, 0), "hair");
  EXPECT_EQ(list[1].filter, 0);
}

}  // namespace
}  // namespace lesion::viewer
