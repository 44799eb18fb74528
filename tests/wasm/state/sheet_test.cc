#include "wasm/viewer/screens/sheet/rows.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/screens/sheet/layout.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/mirror.h"

namespace lesion::viewer {
namespace {

ViewerState after(ViewerState state, const std::vector<Action>& actions) {
  for (const Action& action : actions) state = reduce(std::move(state), action);
  return state;
}

Action sheet(const SheetAction& action) { return action; }

Notabilities made_figures(const std::vector<float>& first, const std::vector<float>& second) {
  return made_notability({first, second});
}

// Two images, both measured: image 1 as made_state() has it, image 2 with other responses.
ViewerState with_two_images() {
  return after(made_state(),
               {ImageScored{2, "other.jpg", 0.2, made_figures({4.5f, 0, 0}, {0, 0, 0.5f, 0, 0})}});
}

ViewerState on_sheet(ViewerState state) {
  return reduce(std::move(state), ShowScreen{Screen::kSheet});
}

SheetAnswer answer(int image, const std::vector<FilterPlace>& columns) {
  SheetAnswer made;
  made.image = {image, "", 400, 300};
  made.verdict = {{50, 0, 300, 300}, 0.3, {}};
  made.columns = columns;
  made.layers = {std::make_shared<const Layer>(made_layer({1, 2, 3})),
                 std::make_shared<const Layer>(made_layer({0.5f, 8, 0, 1, 2}))};
  return made;
}

nlohmann::json mirrored(const ViewerState& state) {
  return nlohmann::json::parse(mirror_json(state))["sheet"];
}

using Places = std::vector<FilterPlace>;

TEST(Sheet, ShowsTheStrongestOnAverage) {
  // One image: 1/1 (8 of at most 4) is beyond anything seen, then 0/2 and 0/1, two of a layer.
  const ViewerState one = on_sheet(made_state());
  EXPECT_EQ(sheet_columns(one), (Places{{1, 1}, {0, 2}, {0, 1}, {1, 4}}));
  // With 0.5 on the first image and 2 - 4 / 4.5 on the second, 0/0 comes before the 1.5 of 1/1.
  const ViewerState two = on_sheet(with_two_images());
  EXPECT_EQ(sheet_columns(two)[0], (FilterPlace{0, 0}));
  EXPECT_EQ(mirrored(two)["byHand"], false);
}

TEST(Sheet, FiguresOfAnotherModelDoNotCount) {
  const ViewerState state =
      after(made_state(), {ImageScored{2, "other.jpg", 0.2, {made_layer({9, 9}).notability}}});
  EXPECT_EQ(state.measured.size(), 1u);
}

TEST(Sheet, ColumnsDoNotChangeWithEveryImageThatComes) {
  ViewerState state = made_state();
  const Places before = sheet_columns(state);
  // Three more are known of, and not measured: one of them coming changes nothing yet ...
  for (int id : {2, 3, 4}) state = reduce(state, ImageScored{id, "p.jpg", 0.1});
  state = reduce(state, ImageScored{2, "p.jpg", 0.1, made_figures({0, 0, 0}, {0, 0, 9, 0, 0})});
  // ... but for as many again as there were.
  EXPECT_EQ(state.sheet.strongest_of, 2u);
  EXPECT_NE(sheet_columns(state), before);
  const Places two = sheet_columns(state);
  state = reduce(state, ImageScored{3, "p.jpg", 0.1, made_figures({0, 0, 0}, {0, 0, 9, 0, 0})});
  EXPECT_EQ(state.sheet.strongest_of, 2u);
  EXPECT_EQ(sheet_columns(state), two);
  state = reduce(state, ImageScored{4, "p.jpg", 0.1, made_figures({0, 0, 0}, {0, 0, 9, 0, 0})});
  EXPECT_EQ(state.sheet.strongest_of, 4u);
}

TEST(Sheet, ColumnsByHandTakeTheirPlaceOnceEach) {
  ViewerState state = after(made_state(), {Select{1, 4}, sheet(AddSheetColumn{})});
  EXPECT_EQ(sheet_columns(state), (Places{{1, 4}}));
  state = after(state, {sheet(AddSheetColumn{}), Select{0, 2}, sheet(AddSheetColumn{}),
                        sheet(AddSheetColumn{FilterPlace{1, 0}}),
                        sheet(AddSheetColumn{FilterPlace{1, 5}}),  // there is none
                        sheet(AddSheetColumn{FilterPlace{2, 0}}),  // nor such a layer
                        sheet(AddSheetColumn{FilterPlace{-1, 0}})});
  EXPECT_EQ(sheet_columns(state), (Places{{1, 4}, {0, 2}, {1, 0}}));
  state = reduce(state, sheet(RemoveSheetColumn{1}));
  EXPECT_EQ(sheet_columns(state), (Places{{1, 4}, {1, 0}}));
  EXPECT_EQ(reduce(state, sheet(RemoveSheetColumn{2})).sheet.chosen, state.sheet.chosen);
  state = reduce(state, sheet(SetSheetColumns{}));
  EXPECT_TRUE(state.sheet.chosen.empty());
  // Taking one of the strongest away leaves the others, by hand.
  state = reduce(state, sheet(RemoveSheetColumn{0}));
  EXPECT_EQ(state.sheet.chosen, (Places{{0, 2}, {0, 1}, {1, 4}}));
}

TEST(Sheet, OnCompareTheActivePanesFilterIsAdded) {
  ViewerState state = after(with_two_images(), {Select{0, 0}, ShowScreen{Screen::kCompare}});
  state = after(state, {CompareAction(SetPane{1, std::nullopt, std::nullopt, 1, 3}),
                        CompareAction(ChoosePane{1}), sheet(AddSheetColumn{})});
  EXPECT_EQ(state.sheet.chosen, (Places{{1, 3}}));
  // Another model's filters have other numbers.
  state =
      after(state, {CompareAction(SetPane{1, std::nullopt, true, 1, 2}), sheet(AddSheetColumn{})});
  EXPECT_EQ(state.sheet.chosen, (Places{{1, 3}}));
}

TEST(Sheet, ColumnsOfAnAddressWaitForTheModel) {
  ViewerState state = reduce(ViewerState{}, sheet(SetSheetColumns{{{1, 4}, {7, 9}}}));
  EXPECT_EQ(state.sheet.chosen.size(), 2u);
  state = reduce(state, ModelOpened{"made.onnx", made_card()});
  EXPECT_EQ(state.sheet.chosen, (Places{{1, 4}}));
  // Another model's filters are others.
  state = reduce(state, ModelOpened{"second.onnx", made_card()});
  EXPECT_TRUE(state.sheet.chosen.empty());
}

TEST(Sheet, WantsWhatItsRowsLackAndNothingElsewhere) {
  EXPECT_TRUE(sheet_wanted(with_two_images()).empty());
  ViewerState state =
      after(on_sheet(with_two_images()), {sheet(SetSheetColumns{{{1, 1}, {0, 2}}})});
  // The newest image is the first row.
  EXPECT_EQ(sheet_wanted(state),
            (std::vector<SheetRequest>{{2, {{1, 1}, {0, 2}}}, {1, {{1, 1}, {0, 2}}}}));
  state = reduce(state, sheet(SheetRowCame{answer(2, {{1, 1}, {0, 2}})}));
  EXPECT_EQ(sheet_wanted(state), (std::vector<SheetRequest>{{1, {{1, 1}, {0, 2}}}}));
  // One column more: only its maps.
  state = reduce(state, sheet(AddSheetColumn{FilterPlace{1, 3}}));
  EXPECT_EQ(sheet_wanted(state)[0], (SheetRequest{2, {{1, 3}}}));
  state = reduce(state, sheet(SheetRowCame{answer(2, {{1, 3}})}));
  EXPECT_EQ(sheet_answer(state, 2)->columns.size(), 3u);
  // One less: its map is let go.
  state = reduce(state, sheet(RemoveSheetColumn{0}));
  EXPECT_FALSE(holds_map(*sheet_answer(state, 2), {1, 1}));
  state = reduce(state, sheet(SheetRowRefused{1}));
  EXPECT_TRUE(sheet_wanted(state).empty());
  // What came stays while another screen is shown; what was refused is tried again.
  state = after(state, {ShowScreen{Screen::kRead}, ShowScreen{Screen::kSheet}});
  EXPECT_NE(sheet_answer(state, 2), nullptr);
  EXPECT_EQ(sheet_wanted(state).size(), 1u);
}

TEST(Sheet, ARowOfAnotherSquareOrModelIsLetGo) {
  ViewerState state = after(on_sheet(made_state()), {sheet(SetSheetColumns{{{1, 1}}})});
  SheetAnswer other = answer(1, {{1, 1}});
  other.crop = Rect{0, 0, 100, 100};
  EXPECT_EQ(sheet_answer(reduce(state, sheet(SheetRowCame{other})), 1), nullptr);
  state = reduce(state, sheet(SheetRowCame{answer(1, {{1, 1}})}));
  ASSERT_NE(sheet_answer(state, 1), nullptr);
  const ViewerState moved = after(
      state, {ShowScreen{Screen::kRead}, SetCrop{{10, 20, 200, 200}}, ShowScreen{Screen::kSheet}});
  EXPECT_EQ(sheet_answer(moved, 1), nullptr);
  EXPECT_EQ(sheet_wanted(moved).size(), 1u);
  EXPECT_EQ(sheet_answer(reduce(state, ModelOpened{"b.onnx", made_card()}), 1), nullptr);
}

TEST(Sheet, ARowOfAPartThatIsNotSquareIsTaken) {
  ViewerState state = made_state();
  Model wide = *state.model;
  wide.card.input.width = 2 * wide.card.input.height;
  state.model = std::make_shared<const Model>(std::move(wide));
  state = reduce(state, SetCrop{{10, 20, 120, 120}});
  state = after(on_sheet(state), {sheet(SetSheetColumns{{{1, 1}}})});
  SheetAnswer row = answer(1, {{1, 1}});
  row.crop = Rect{10, 20, 120, 120};
  EXPECT_EQ(sheet_answer(reduce(state, sheet(SheetRowCame{row})), 1), nullptr);
  row.crop = Rect{10, 20, 120, 60};
  EXPECT_NE(sheet_answer(reduce(state, sheet(SheetRowCame{row})), 1), nullptr);
}

TEST(Sheet, ACellIsAskedAsIfItWereShownOnRead) {
  ViewerState state = after(on_sheet(made_state()), {sheet(SetSheetColumns{{{1, 1}, {0, 2}}}),
                                                     sheet(SheetRowCame{answer(1, {{1, 1}})})});
  const ViewerState seen = sheet_cell(state, 1, {1, 1});
  EXPECT_EQ(statistics_of(seen, 1, 1)->max, 8);
  EXPECT_EQ(scale_of(seen, 1, 1).mode, ScaleMode::kTraining);
  const ViewerState by_layer =
      sheet_cell(reduce(state, SetScaleMode{ScaleMode::kLayer}), 1, {1, 1});
  EXPECT_EQ(scale_of(by_layer, 1, 1).scale.high, 8);
  const nlohmann::json row = mirrored(state)["table"]["rows"][0];
  EXPECT_EQ(row["imageName"], "made.jpg");
  EXPECT_EQ(row["positive"], true);
  EXPECT_EQ(row["cells"][0], nlohmann::json::array({8.0, 0, "left"}));
  EXPECT_TRUE(row["cells"][1].is_null());
}

TEST(Sheet, KeysGoFromCellToCellAndKeepItInView) {
  ViewerState state = with_two_images();
  for (int id = 3; id <= 20; ++id) {
    state = reduce(state, ImageScored{id, "p.jpg", 0.1, made_figures({1, 2, 3}, {1, 1, 1, 1, 1})});
  }
  state = on_sheet(state);
  const auto press = [&state](const char* key) {
    const std::optional<Action> action = key_action(state, key, false);
    ASSERT_TRUE(action) << key;
    state = reduce(state, *action);
  };
  press("ArrowDown");  // shows where it stands
  EXPECT_EQ(state.sheet.cursor, (SheetCursor{20, -1, true}));
  press("ArrowRight");
  press("ArrowDown");
  EXPECT_EQ(state.sheet.cursor, (SheetCursor{19, 0, true}));
  for (int i = 0; i < 30; ++i) press("ArrowDown");
  EXPECT_EQ(state.sheet.cursor.image, 1);
  const SheetLayout layout = sheet_layout(state);
  const Rect cell = sheet_cell_rect(layout, 19, 0);
  EXPECT_GE(cell.y, layout.body.y);
  EXPECT_LE(cell.y + cell.height, layout.body.y + layout.body.height);
  EXPECT_GT(layout.scroll_y, 0);
  // Rows on the screen come first, then those nearest to it.
  EXPECT_EQ(sheet_wanted(state).size(), 20u);
  EXPECT_NE(sheet_wanted(state)[0].image, 20);
  EXPECT_EQ(sheet_wanted(state).back().image, 20);
  press("PageUp");
  EXPECT_LT(sheet_layout(state).scroll_y, layout.scroll_y);
  const std::size_t columns = sheet_columns(state).size();
  press("Delete");
  EXPECT_EQ(sheet_columns(state).size(), columns - 1);
}

TEST(Sheet, ScrollsWithinItsRowsOnly) {
  ViewerState state = after(on_sheet(made_state()), {sheet(ScrollSheet{500, 500})});
  EXPECT_EQ(sheet_layout(state).scroll_y, 0);  // one row, all in view
  EXPECT_EQ(sheet_layout(state).scroll_x, 0);
  for (int id = 3; id <= 40; ++id) state = reduce(state, ImageScored{id, "p.jpg", 0.1});
  state = reduce(state, sheet(ScrollSheet{0, 1e9}));
  const SheetLayout layout = sheet_layout(state);
  EXPECT_EQ(layout.scroll_y, layout.content_height - layout.body.height);
  EXPECT_EQ(reduce(state, sheet(ScrollSheet{0, -2e9})).sheet.scroll_y, 0);
  EXPECT_EQ(reduce(state, sheet(ScrollSheet{NAN, 0})).sheet.scroll_y, state.sheet.scroll_y);
}

TEST(Sheet, HoldsTheMapsOfSoManyRowsAndNoMore) {
  ViewerState state = on_sheet(made_state());
  for (int id = 2; id <= 60; ++id) state = reduce(state, ImageScored{id, "p.jpg", 0.1});
  state = reduce(state, sheet(SetSheetColumns{{{1, 1}}}));
  for (int turn = 0; turn < 60 && !sheet_wanted(state).empty(); ++turn) {
    const SheetRequest request = sheet_wanted(state)[0];
    state = reduce(state, sheet(SheetRowCame{answer(request.image, request.columns)}));
  }
  EXPECT_EQ(state.sheet.answers.size(), kMostSheetRows);
  EXPECT_NE(sheet_answer(state, 60), nullptr);
  state = reduce(state, sheet(ScrollSheet{0, 1e9}));
  EXPECT_FALSE(sheet_wanted(state).empty());
  while (!sheet_wanted(state).empty()) {
    const SheetRequest request = sheet_wanted(state)[0];
    state = reduce(state, sheet(SheetRowCame{answer(request.image, request.columns)}));
  }
  EXPECT_EQ(state.sheet.answers.size(), kMostSheetRows);
  EXPECT_NE(sheet_answer(state, 1), nullptr);
  EXPECT_EQ(sheet_answer(state, 60), nullptr);
}

TEST(Sheet, FitsOnEveryScreenAndZoomsItsCells) {
  for (const Canvas& canvas :
       {Canvas{1280, 800, 1}, Canvas{390, 844, 3}, Canvas{844, 390, 3}, Canvas{1920, 1080, 2}}) {
    ViewerState state = reduce(on_sheet(with_two_images()), Resized{canvas});
    const SheetLayout layout = sheet_layout(state);
    EXPECT_GE(layout.cell_width, 84);
    EXPECT_GE(layout.body.height, layout.step_y) << canvas.width;
    EXPECT_LE(layout.tools.y + layout.tools.height, layout.heads.y + 0.01);
    EXPECT_LE(layout.body.y + layout.body.height, canvas.height);
    if (canvas.width >= 1280) {
      EXPECT_LE(layout.content_width, layout.body.width);
    }
    state = reduce(state, ZoomAt{2, std::nullopt});
    EXPECT_GT(sheet_layout(state).cell_width, 1.9 * layout.cell_width);
    state = reduce(state, ZoomFit{});
    EXPECT_EQ(sheet_layout(state).cell_width, layout.cell_width);
  }
}

TEST(Sheet, WhereThereIsNoRoomForToolsTheyAreFoldedAwayAndRowsAreSeen) {
  // 844 x 390 and 390 x 844 with text of 150%.
  for (const Canvas& canvas : {Canvas{563, 260, 3}, Canvas{260, 562, 3}}) {
    ViewerState state = reduce(on_sheet(with_two_images()), Resized{canvas});
    const SheetLayout layout = sheet_layout(state);
    ASSERT_TRUE(layout.folded) << canvas.width;
    EXPECT_GE(layout.body.height, layout.name + layout.cell_height) << canvas.width;
    state = reduce(state, sheet(ShowSheetTools{true}));
    const SheetLayout open = sheet_layout(state);
    EXPECT_EQ(open.fold, layout.fold);
    EXPECT_GE(open.tools.height, 100);
    EXPECT_EQ(open.body.height, 0);
    state = reduce(state, sheet(ShowSheetTools{false}));
    EXPECT_EQ(sheet_layout(state).body, layout.body);
  }
  EXPECT_FALSE(sheet_layout(reduce(on_sheet(with_two_images()), Resized{{390, 844, 3}})).folded);
}

// Whatever the size: an estimate without whose it is and where its line lies says little.
TEST(Sheet, HasAPlaceForTheNetworkAndItsPointAtEverySize) {
  for (const double width : {260.0, 312.0, 390.0, 563.0, 640.0, 675.0, 844.0, 1280.0}) {
    for (const double height : {260.0, 312.0, 390.0, 400.0, 562.0, 675.0, 844.0}) {
      ViewerState state = reduce(on_sheet(with_two_images()), Resized{{width, height, 1}});
      for (const bool open : {false, true}) {
        state = reduce(state, sheet(ShowSheetTools{open}));
        const SheetLayout layout = sheet_layout(state);
        const Rect& point = layout.point;
        const bool heads = layout.label >= 100 && layout.heads.height >= 40;
        const bool line = point.width >= 200 && point.height >= 38;
        const bool column = layout.fold.width >= 80 && layout.fold.height >= 140;
        const bool unseen =
            layout.body.height == 0;  // while the tools are open no estimate is seen
        EXPECT_TRUE(heads || line || column || unseen) << width << " x " << height;
        EXPECT_TRUE(point.height == 0 || point.y + point.height <= layout.heads.y);
      }
    }
  }
}

TEST(Sheet, ActionsFromJson) {
  const auto parsed = [](const char* json) { return action_from_json(json).has_value(); };
  EXPECT_TRUE(parsed(R"({"type":"sheet-add"})"));
  EXPECT_TRUE(parsed(R"({"type":"sheet-add","layer":1,"filter":2})"));
  EXPECT_FALSE(parsed(R"({"type":"sheet-add","layer":1})"));
  EXPECT_TRUE(parsed(R"({"type":"sheet-columns","places":[[1,2],[0,3]]})"));
  EXPECT_FALSE(parsed(R"({"type":"sheet-columns","places":[[1]]})"));
  EXPECT_FALSE(parsed(R"({"type":"sheet-remove"})"));
  EXPECT_TRUE(parsed(R"({"type":"sheet-scroll","dy":40})"));
  EXPECT_TRUE(parsed(R"({"type":"sheet-point","image":1,"column":-1})"));
  EXPECT_TRUE(parsed(R"({"type":"sheet-tools","on":false})"));
  EXPECT_FALSE(parsed(R"({"type":"sheet-tools"})"));
}

}  // namespace
}  // namespace lesion::viewer
