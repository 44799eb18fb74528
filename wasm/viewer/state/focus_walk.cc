#include "wasm/viewer/state/focus_walk.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace lesion::viewer {
namespace {

Point middle(const Rect& rect) { return {rect.x + rect.width / 2, rect.y + rect.height / 2}; }

double distance(const Rect& a, const Rect& b) {
  const Point from = middle(a);
  const Point to = middle(b);
  return std::hypot(to.x - from.x, to.y - from.y);
}

bool same_stop(const FocusItem& a, const FocusItem& b) {
  return a.panel == b.panel && !a.group.empty() && a.group == b.group;
}

// Into the stop that `found` is of: to its chosen item, else to its first.
std::size_t entered(std::span<const FocusItem> items, std::size_t found) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i != found && !same_stop(items[i], items[found])) continue;
    if (items[i].chosen) return i;
    if (!first) first = i;
  }
  return first.value_or(found);
}

// How far `to` lies in the direction of `move`, with what lies aside counted double; nothing where
// it lies on another side.
std::optional<double> cost(const Rect& from, const Rect& to, FocusMove move) {
  const Point a = middle(from);
  const Point b = middle(to);
  const bool level = move == FocusMove::kLeft || move == FocusMove::kRight;
  const bool back = move == FocusMove::kLeft || move == FocusMove::kUp;
  const double along = (level ? b.x - a.x : b.y - a.y) * (back ? -1 : 1);
  const double aside = std::fabs(level ? b.y - a.y : b.x - a.x);
  if (along < 1) return std::nullopt;
  // Beside is what overlaps in the other direction; a row below is not.
  const double reach = level ? (from.height + to.height) / 2 : 0;
  if (level && aside >= reach) return std::nullopt;
  return along + 2 * aside;
}

std::size_t beside(std::span<const FocusItem> items, std::size_t at, FocusMove move) {
  std::size_t best = at;
  double least = INFINITY;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i == at || items[i].panel != items[at].panel) continue;
    const std::optional<double> far = cost(items[at].box, items[i].box, move);
    if (far && *far < least) {
      least = *far;
      best = i;
    }
  }
  return best;
}

}  // namespace

std::vector<FocusItem> in_reading_order(std::vector<FocusItem> items) {
  const auto key = [](const FocusItem& item) {
    return std::tuple(item.place.y, item.place.x, item.panel);
  };
  std::stable_sort(items.begin(), items.end(),
                   [&](const FocusItem& a, const FocusItem& b) { return key(a) < key(b); });
  return items;
}

std::optional<std::size_t> focus_moved(std::span<const FocusItem> items,
                                       std::optional<std::size_t> at, FocusMove move) {
  if (items.empty()) return std::nullopt;
  if (move != FocusMove::kNext && move != FocusMove::kBack) {
    return at ? beside(items, *at, move) : entered(items, 0);
  }
  const bool on = move == FocusMove::kNext;
  if (!at) return entered(items, on ? 0 : items.size() - 1);
  const auto count = static_cast<std::ptrdiff_t>(items.size());
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(*at) + (on ? 1 : -1); i >= 0 && i < count;
       i += on ? 1 : -1) {
    const auto found = static_cast<std::size_t>(i);
    if (same_stop(items[found], items[*at])) continue;
    const std::size_t stop = entered(items, found);
    // A group whose items lie apart is one stop: the one that was come from on this side.
    if ((stop > *at) == on) return stop;
  }
  return std::nullopt;
}

std::optional<std::size_t> nearest_item(std::span<const FocusItem> items, const FocusItem& gone) {
  std::optional<std::size_t> best;
  const auto far = [&](std::size_t i) {
    return std::pair(items[i].panel != gone.panel, distance(items[i].box, gone.box));
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!best || far(i) < far(*best)) best = i;
  }
  return best;
}

}  // namespace lesion::viewer
