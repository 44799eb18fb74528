#include "wasm/viewer/state/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/mirror.h"

namespace lesion::viewer {
namespace {

std::vector<int> ids(const ImageList& list) {
  std::vector<int> found;
  for (const SessionImage& one : list) found.push_back(one.id);
  return found;
}

TEST(Session, KeepsItsListsInOrderWhateverChanges) {
  std::mt19937 random(5);
  for (const ImageOrder order : {ImageOrder::kNewest, ImageOrder::kName, ImageOrder::kScore}) {
    Session session;
    session.sort(order);
    for (int id = 1; id <= 60; ++id) {
      session.open(id, "image " + std::to_string(random() % 40));
      session.estimate(static_cast<int>(1 + random() % 60), static_cast<double>(random() % 10),
                       true);
      session.open(static_cast<int>(1 + random() % static_cast<unsigned>(id)), "image again");
    }
    Session anew = session;
    anew.sort(order);  // by the library's sort, all at once
    EXPECT_EQ(ids(session.listed()), ids(anew.listed()));
    EXPECT_EQ(ids(session.estimated()), ids(anew.estimated()));
    EXPECT_EQ(session.listed().size(), 60u);
    for (std::size_t i = 0; i < session.listed().size(); ++i) {
      EXPECT_EQ(session.place_listed(session.listed()[i].id), i);
    }
    EXPECT_EQ(session.place_listed(61), std::nullopt);
  }
}

TEST(Session, AnEstimateThatIsNoNumberIsListedAsNone) {
  Session session;
  session.sort(ImageOrder::kScore);
  for (int id : {1, 2, 3}) session.open(id, "a");
  session.estimate(1, std::nan(""), true);
  session.estimate(3, 0.5, true);
  EXPECT_EQ(ids(session.listed()), (std::vector<int>{3, 1, 2}));
}

TEST(Session, SaysWhenTheListIsAnother) {
  Session session;
  session.open(1, "a");
  session.open(2, "b");
  const int before = session.listing();
  session.estimate(1, 0.5, true);
  session.crop(1, Rect{0, 0, 1, 1});
  EXPECT_EQ(session.listing(), before) << "the newest first: nothing has moved";
  session.sort(ImageOrder::kScore);
  const int sorted = session.listing();
  EXPECT_NE(sorted, before);
  session.estimate(2, 0.9, true);
  EXPECT_NE(session.listing(), sorted);
}

// How many images there are is not felt in a movement of the pointer: nothing is sorted, and what
// is said of the state is as long.
TEST(Session, AMovementOfThePointerSortsNothing) {
  for (const Screen screen : {Screen::kRead, Screen::kSheet, Screen::kCompare}) {
    std::vector<std::size_t> told;
    for (const int count : {50, 5000}) {
      ViewerState state = made_state();
      state = reduce(std::move(state), SetImageOrder{ImageOrder::kName});
      for (int id = 2; id <= count; ++id) {
        // Names as long as one another.
        const std::string name = "image " + std::to_string(10000 + id * 7919 % 50000);
        state = reduce(std::move(state), ImageScored{id, name.substr(0, 10), 0.5});
      }
      state = reduce(std::move(state), ShowScreen{screen});
      const std::size_t before = state.session.comparisons();
      state = reduce(std::move(state), PointAt{Point{400, 300}});
      told.push_back(mirror_json(state).size());
      // Finding an image's place is a few of them; sorting 5,000 is more than 50,000.
      EXPECT_LT(state.session.comparisons() - before, 200u) << count;
    }
    const auto [least, most] = std::minmax(told[0], told[1]);
    EXPECT_LT(most - least, 200u) << "numbers may be longer, lists may not";
  }
}

}  // namespace
}  // namespace lesion::viewer
