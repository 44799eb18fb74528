#include "wasm/viewer/state/lesion_place.h"

#include <gtest/gtest.h>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/fold.h"

namespace lesion::viewer {
namespace {

// Filter 0 of layer 0 peaks at a cell of 10 x 10 over the whole width of 50..350 x 0..300; the
// lesion lies at 140..260 x 100..200, its border's four sides as bands of 10 pixels to both sides.
ViewerState peaking(int x, int y, Place place = Place::kLeft) {
  ViewerState state = made_state();
  ResultCame result = made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}});
  Layer layer = *result.layers[0];
  layer.statistics[0].peak_x = x;
  layer.statistics[0].peak_y = y;
  layer.places[0] = place;
  result.layers[0] = std::make_shared<const Layer>(layer);
  state = reduce(state, result);
  return reduce(state, MasksCame{1, made_masks({{Concept::kLesion, {70, 50, 60, 50}},
                                                {Concept::kBorderTop, {70, 45, 60, 10}},
                                                {Concept::kBorderRight, {125, 50, 10, 50}},
                                                {Concept::kBorderBottom, {70, 95, 60, 10}},
                                                {Concept::kBorderLeft, {65, 50, 10, 50}}})});
}

std::optional<LesionPlace> place(int x, int y) { return lesion_place(peaking(x, y), 0, 0); }

TEST(LesionPlaces, AreToldByTheStrongestCell) {
  // Cell (5, 5)'s middle is (215, 165) of the image.
  EXPECT_EQ(place(5, 5), LesionPlace::kInside);
  EXPECT_EQ(place(5, 3), LesionPlace::kUpperBorder);  // (215, 105)
  EXPECT_EQ(place(5, 6), LesionPlace::kLowerBorder);  // (215, 195)
  EXPECT_EQ(place(3, 5), LesionPlace::kInside);       // (155, 165)
  EXPECT_EQ(place(6, 5), LesionPlace::kInside);       // (245, 165)
  EXPECT_EQ(place(5, 0), LesionPlace::kAbove);
  EXPECT_EQ(place(5, 9), LesionPlace::kBelow);
  EXPECT_EQ(place(0, 5), LesionPlace::kLeftOf);
  EXPECT_EQ(place(9, 5), LesionPlace::kRightOf);
}

TEST(LesionPlaces, ThereAreNoneWithoutAnOutlineOrForWhatIsInNoOnePlace) {
  EXPECT_EQ(lesion_place(peaking(5, 5, Place::kAllOver), 0, 0), std::nullopt);
  EXPECT_EQ(lesion_place(peaking(5, 5, Place::kRim), 0, 0), std::nullopt);
  EXPECT_EQ(lesion_place(made_state(), 0, 0), std::nullopt);
  EXPECT_EQ(lesion_place(reduce(made_state(), MasksCame{1, made_masks({})}), 0, 0), std::nullopt);
  EXPECT_EQ(lesion_place(peaking(5, 5), 7, 0), std::nullopt);
}

TEST(LesionPlaces, OfAFilterNamedForASideAreToldWhereItRespondsElsewhere) {
  const auto tells = [](int x, int y) {
    ViewerState state = peaking(x, y);
    Model model = *state.model;
    model.card.layers[0].filters[0].concepts = {{"border_top", 0.9f, 0.85f, 0.95f}};
    state.model = std::make_shared<const Model>(model);
    return tells_place(state, {.layer = 0, .filter = 0});
  };
  EXPECT_FALSE(tells(5, 3)) << "on the upper border";
  EXPECT_TRUE(tells(5, 6)) << "on the lower one";
  EXPECT_TRUE(tells(5, 9)) << "below the lesion";
  EXPECT_TRUE(names_side("border_left"));
  EXPECT_FALSE(names_side("border"));
  EXPECT_FALSE(names_side(""));
}

}  // namespace
}  // namespace lesion::viewer
