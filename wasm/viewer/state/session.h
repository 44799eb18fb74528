// The pictures of the session: as they were opened, and as they are listed. The order of the list
// is kept, and put right where a picture changes: a movement of the pointer sorts nothing, however
// many pictures there are.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {

// The newest first, by name, or the highest estimate first. By name: numbers in names by their
// value, so that "image 2" comes before "image 10". By estimate: pictures without one last. Ties as
// they were opened.
enum class PictureOrder { kNewest, kName, kScore };

// A picture that was opened in this session.
struct SessionPicture {
  int id = 0;
  std::string name;
  std::optional<double> probability;  // of the model that is open; nothing until it was asked
  std::optional<Rect> crop = {};      // the square that a person chose; nothing: the model's own
};

// Pictures in an order that the session keeps. Good as long as the session is not changed.
class PictureList {
 public:
  class Iterator {
   public:
    Iterator(const SessionPicture* pictures, const std::size_t* at)
        : pictures_(pictures), at_(at) {}
    const SessionPicture& operator*() const { return pictures_[*at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const SessionPicture* pictures_;
    const std::size_t* at_;
  };

  PictureList(const std::vector<SessionPicture>& pictures, const std::vector<std::size_t>& places)
      : pictures_(pictures.data()), places_(&places) {}
  std::size_t size() const { return places_->size(); }
  bool empty() const { return places_->empty(); }
  const SessionPicture& operator[](std::size_t index) const { return pictures_[(*places_)[index]]; }
  Iterator begin() const { return {pictures_, places_->data()}; }
  Iterator end() const { return {pictures_, places_->data() + places_->size()}; }

 private:
  const SessionPicture* pictures_;
  const std::vector<std::size_t>* places_;
};

class Session {
 public:
  // In order of opening.
  std::size_t size() const { return pictures_.size(); }
  bool empty() const { return pictures_.empty(); }
  const SessionPicture& at(std::size_t place) const { return pictures_.at(place); }
  auto begin() const { return pictures_.begin(); }
  auto end() const { return pictures_.end(); }
  // Nothing where there is no picture of this id.
  const SessionPicture* find(int id) const;

  PictureOrder order() const { return order_; }
  // All pictures in that order.
  PictureList listed() const { return {pictures_, listed_}; }
  // Those of them that have an estimate, in the same order.
  PictureList estimated() const { return {pictures_, estimated_}; }
  // Where a picture stands in these; nothing where it does not.
  std::optional<std::size_t> place_listed(int id) const { return place_in(listed_, id); }
  std::optional<std::size_t> place_estimated(int id) const { return place_in(estimated_, id); }
  // Another number after every change of listed().
  int listing() const { return listing_; }
  // How often two pictures were compared for their order.
  std::size_t comparisons() const { return comparisons_; }

  // A picture of a new id joins; of a known one only the name is taken.
  void open(int id, const std::string& name);
  // Nothing where there is no picture of this id.
  void estimate(int id, double probability);
  void crop(int id, const std::optional<Rect>& square);
  // Of all pictures: another model is open.
  void forget_estimates();
  void sort(PictureOrder order);

 private:
  using Places = std::vector<std::size_t>;

  bool before(std::size_t a, std::size_t b) const;
  Places::const_iterator find_in(const Places& list, std::size_t place) const;
  std::optional<std::size_t> place_in(const Places& list, int id) const;
  // `change` of one picture, which may move it in the lists.
  void change(std::size_t place, const std::function<void(SessionPicture&)>& change);

  std::vector<SessionPicture> pictures_;
  std::unordered_map<int, std::size_t> places_;  // by id
  PictureOrder order_ = PictureOrder::kNewest;
  Places listed_;
  Places estimated_;
  int listing_ = 0;
  mutable std::size_t comparisons_ = 0;
};

}  // namespace lesion::viewer
