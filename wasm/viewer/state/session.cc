#include "wasm/viewer/state/session.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string_view>

namespace lesion::viewer {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The run of digits at `at`, without leading zeros; `at` goes behind it.
std::string_view digits(std::string_view text, std::size_t& at) {
  while (at + 1 < text.size() && text[at] == '0' && is_digit(text[at + 1])) ++at;
  const std::size_t from = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return text.substr(from, at - from);
}

// Runs of digits are compared as numbers, of any length; all else byte by byte.
bool name_before(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const std::string_view first = digits(a, i);
      const std::string_view second = digits(b, j);
      if (first.size() != second.size()) return first.size() < second.size();
      if (first != second) return first < second;
    } else {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
    }
  }
  return a.size() - i < b.size() - j;
}

// What is no number is no estimate: the order would have no end.
double rank(const SessionImage& image) {
  return image.probability && std::isfinite(*image.probability) ? *image.probability : -1;
}

}  // namespace

const SessionImage* Session::find(int id) const {
  const auto found = places_.find(id);
  return found == places_.end() ? nullptr : &images_[found->second];
}

// Strict and total: every image has one place in a list.
bool Session::before(std::size_t a, std::size_t b) const {
  ++comparisons_;
  const SessionImage& first = images_[a];
  const SessionImage& second = images_[b];
  if (order_ == ImageOrder::kNewest) return first.id > second.id;
  if (order_ == ImageOrder::kName) {
    if (name_before(first.name, second.name)) return true;
    if (name_before(second.name, first.name)) return false;
  } else {
    const double mine = rank(first);
    const double other = rank(second);
    if (mine > other) return true;
    if (other > mine) return false;
  }
  return a < b;
}

Session::Places::const_iterator Session::find_in(const Places& list, std::size_t place) const {
  return std::lower_bound(list.begin(), list.end(), place,
                          [this](std::size_t a, std::size_t b) { return before(a, b); });
}

std::optional<std::size_t> Session::place_in(const Places& list, int id) const {
  const auto found = places_.find(id);
  if (found == places_.end()) return std::nullopt;
  const auto at = find_in(list, found->second);
  if (at == list.end() || *at != found->second) return std::nullopt;
  return static_cast<std::size_t>(at - list.begin());
}

void Session::change(std::size_t place, const std::function<void(SessionImage&)>& change) {
  SessionImage& image = images_[place];
  const auto listed_at = find_in(listed_, place) - listed_.begin();
  listed_.erase(listed_.begin() + listed_at);
  if (image.probability) estimated_.erase(find_in(estimated_, place));
  change(image);
  const auto to = find_in(listed_, place);
  if (to - listed_.begin() != listed_at) ++listing_;
  listed_.insert(to, place);
  if (image.probability) estimated_.insert(find_in(estimated_, place), place);
}

void Session::open(int id, const std::string& name) {
  if (const auto found = places_.find(id); found != places_.end()) {
    change(found->second, [&name](SessionImage& one) { one.name = name; });
    return;
  }
  const std::size_t place = images_.size();
  images_.push_back({id, name, std::nullopt});
  places_[id] = place;
  listed_.insert(find_in(listed_, place), place);
  ++listing_;
}

void Session::estimate(int id, double probability, const std::optional<double>& by_rule,
                       const Doubts& doubts, const std::optional<double>& central) {
  const auto found = places_.find(id);
  if (found == places_.end()) return;
  change(found->second, [&](SessionImage& one) {
    one.probability = probability;
    if (by_rule) one.by_rule = by_rule;
    one.central = central;
    one.doubts = doubts;
  });
}

void Session::crop(int id, const std::optional<Rect>& square, bool follows) {
  const auto found = places_.find(id);
  if (found == places_.end()) return;
  images_[found->second].crop = square;
  images_[found->second].crop_follows = square && follows;
}

void Session::remove(int id) {
  const auto found = places_.find(id);
  if (found == places_.end()) return;
  images_.erase(images_.begin() + static_cast<std::ptrdiff_t>(found->second));
  places_.clear();
  for (std::size_t place = 0; place < images_.size(); ++place) places_[images_[place].id] = place;
  sort(order_);
}

void Session::forget_estimates() {
  for (SessionImage& image : images_) {
    image.probability.reset();
    image.by_rule.reset();
    image.central.reset();
    image.doubts = {};
  }
  sort(order_);
}

void Session::sort(ImageOrder order) {
  order_ = order;
  listed_.resize(images_.size());
  std::iota(listed_.begin(), listed_.end(), 0);
  std::sort(listed_.begin(), listed_.end(),
            [this](std::size_t a, std::size_t b) { return before(a, b); });
  estimated_.clear();
  std::copy_if(listed_.begin(), listed_.end(), std::back_inserter(estimated_),
               [this](std::size_t place) { return images_[place].probability.has_value(); });
  ++listing_;
}

}  // namespace lesion::viewer
