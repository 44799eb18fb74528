// What must hold of every screen's row in the table, whichever screens there are.
#include "wasm/viewer/state/screens.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/mirror.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/probe.h"

namespace lesion::viewer {
namespace {

ViewerState pressed(const ViewerState& state, std::string_view key) {
  const std::optional<Action> action = key_action(state, key, false);
  return action ? reduce(state, *action) : state;
}

TEST(Screens, EachIsCalledByOneName) {
  std::set<std::string> names;
  for (const Screen screen : all_screens()) {
    const std::string name = name_of(screen);
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(by_name<Screen>(kScreenNames, name), screen);
    const auto action = action_from_json(R"({"type":"screen","screen":")" + name + "\"}");
    ASSERT_TRUE(action) << name;
    EXPECT_EQ(std::get<ShowScreen>(*action).screen, screen);
  }
  EXPECT_TRUE(names.contains("read") && names.contains("sheet") && names.contains("model"));
}

// Red too where the key means something else already: on all screens, on one of them, or where a
// crop can be moved.
TEST(Screens, AKeyLeadsThereFromEveryScreenAndBack) {
  std::set<std::string> keys;
  for (const Screen screen : all_screens()) {
    const ScreenRules& rules = rules_of(screen);
    if (!rules.key) continue;
    const std::string key = rules.key;
    EXPECT_TRUE(keys.insert(key).second) << key;
    ASSERT_EQ(key.size(), 1u);
    EXPECT_TRUE(key[0] >= 'a' && key[0] <= 'z') << key;
    EXPECT_EQ(kKeysElsewhere.find(key), std::string_view::npos) << key;
    const std::string capital(1, static_cast<char>(key[0] - 'a' + 'A'));
    for (const Screen from : all_screens()) {
      if (from == screen) continue;
      const ViewerState state = reduce(made_state(), ShowScreen{from});
      const ViewerState there = pressed(state, key);
      EXPECT_EQ(there.screen, screen) << key << " from " << name_of(from);
      EXPECT_EQ(pressed(there, key).screen, rules.back) << key;
      EXPECT_EQ(pressed(state, capital).screen, screen) << capital << " from " << name_of(from);
    }
  }
  for (const char* key : {"e", "h", "m", "u"}) EXPECT_TRUE(keys.contains(key)) << key;
}

TEST(Screens, WithoutAnImageThereIsNothingToGoTo) {
  const ViewerState empty;
  for (const Screen screen : all_screens()) {
    EXPECT_FALSE(rules_of(screen).there(empty)) << name_of(screen);
  }
  const ViewerState state = made_state();
  for (const Screen screen : all_screens()) {
    EXPECT_TRUE(rules_of(screen).there(state)) << name_of(screen);
    EXPECT_EQ(shows(state, screen), screen == Screen::kRead);
  }
}

TEST(Screens, EachWritesItsPartOfTheMirrorOnlyWhileItIsShown) {
  const auto mirrored = [](Screen screen) {
    return nlohmann::json::parse(mirror_json(reduce(made_state(), ShowScreen{screen})));
  };
  int with_a_part = 0;
  for (const Screen screen : all_screens()) {
    const auto json = mirrored(screen);
    EXPECT_EQ(json["screen"], name_of(screen));
    // What address and save dialog ask for is there always.
    EXPECT_EQ(json["paneCount"], 2);
    EXPECT_EQ(json["sheet"]["byHand"], false);
    const ScreenRules& rules = rules_of(screen);
    if (!rules.mirror_shown) continue;
    ++with_a_part;
    const Screen elsewhere = screen == Screen::kRead ? Screen::kExplore : Screen::kRead;
    auto part = nlohmann::ordered_json::parse(mirrored(elsewhere).dump());
    rules.mirror_shown(part, reduce(made_state(), ShowScreen{screen}));
    const auto written =
        nlohmann::json::diff(mirrored(elsewhere), nlohmann::json::parse(part.dump()));
    EXPECT_FALSE(written.empty()) << name_of(screen);
    for (const Screen other : all_screens()) {
      const auto there = mirrored(other);
      for (const auto& step : written) {
        const nlohmann::json::json_pointer at(step["path"].get<std::string>());
        const bool has = there.contains(at) && !there[at].is_null();
        EXPECT_EQ(has, other == screen)
            << name_of(screen) << "'s " << at.to_string() << " on " << name_of(other);
      }
    }
  }
  EXPECT_GE(with_a_part, 5);
}

TEST(Screens, OnlyWhereOneImageIsShownIsThereACellUnderThePointer) {
  const Rect frame = layout_of(made_state()).frame;
  const Point middle{frame.x + frame.width / 2, frame.y + frame.height / 2};
  for (const Screen screen : all_screens()) {
    const ViewerState state = reduce(reduce(made_state(), ShowScreen{screen}), PointAt{middle});
    const bool one = screen == Screen::kRead || screen == Screen::kExplore;
    EXPECT_EQ(pointed_cell(state).has_value(), one) << name_of(screen);
  }
}

}  // namespace
}  // namespace lesion::viewer
