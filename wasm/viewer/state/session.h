// The images of the session: as they were opened, and as they are listed. The order of the list
// is kept, and put right where an image changes: a movement of the pointer sorts nothing, however
// many images there are.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {

// The newest first (the greatest id: files that came together have theirs by name, the first the
// greatest, in whatever order they are opened), by name, or the highest estimate first. By name:
// numbers in names by their value, so that "image 2" comes before "image 10". By estimate: images
// without one last. Ties as they were opened.
enum class ImageOrder { kNewest, kName, kScore };

// What makes the whole estimate of an image doubtful.
struct Doubts {
  // The model's square is fitted to the lesion, none was found, and nobody chose another.
  bool lesion_missed = false;
  bool unlike = false;  // the images that the model learned from (core/model/novelty.h)
  // Another square of the image whose estimate is known lies on the other side of the operating
  // point. That one may be moved: see doubts_of().
  bool crosses = false;
  bool any() const { return lesion_missed || unlike || crosses; }
  bool operator==(const Doubts&) const = default;
};

// An image that was opened in this session.
struct SessionImage {
  int id = 0;
  std::string name;
  std::optional<double> probability;   // of the model that is open; nothing until it was asked
  std::optional<Rect> crop = {};       // the square that a person chose; nothing: the model's own
  bool crop_follows = false;           // the outline that a person corrected (outline_edit.h)
  std::optional<double> by_rule = {};  // the estimate of the model's own square, where it was asked
  std::optional<double> central = {};  // that of its middle, of models whose square is fitted
  Doubts doubts = {};                  // of the estimate, but for `crosses`
};

// Images in an order that the session keeps. Good as long as the session is not changed.
class ImageList {
 public:
  class Iterator {
   public:
    Iterator(const SessionImage* images, const std::size_t* at) : images_(images), at_(at) {}
    const SessionImage& operator*() const { return images_[*at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const SessionImage* images_;
    const std::size_t* at_;
  };

  ImageList(const std::vector<SessionImage>& images, const std::vector<std::size_t>& places)
      : images_(images.data()), places_(&places) {}
  std::size_t size() const { return places_->size(); }
  bool empty() const { return places_->empty(); }
  const SessionImage& operator[](std::size_t index) const { return images_[(*places_)[index]]; }
  Iterator begin() const { return {images_, places_->data()}; }
  Iterator end() const { return {images_, places_->data() + places_->size()}; }

 private:
  const SessionImage* images_;
  const std::vector<std::size_t>* places_;
};

class Session {
 public:
  // In order of opening.
  std::size_t size() const { return images_.size(); }
  bool empty() const { return images_.empty(); }
  const SessionImage& at(std::size_t place) const { return images_.at(place); }
  auto begin() const { return images_.begin(); }
  auto end() const { return images_.end(); }
  // Nothing where there is no image of this id.
  const SessionImage* find(int id) const;

  ImageOrder order() const { return order_; }
  // All images in that order.
  ImageList listed() const { return {images_, listed_}; }
  // Those of them that have an estimate, in the same order.
  ImageList estimated() const { return {images_, estimated_}; }
  // Where an image stands in these; nothing where it does not.
  std::optional<std::size_t> place_listed(int id) const { return place_in(listed_, id); }
  std::optional<std::size_t> place_estimated(int id) const { return place_in(estimated_, id); }
  // Another number after every change of listed().
  int listing() const { return listing_; }
  // How often two images were compared for their order.
  std::size_t comparisons() const { return comparisons_; }

  // An image of a new id joins; of a known one only the name is taken.
  void open(int id, const std::string& name);
  // Nothing where there is no image of this id. `by_rule`: of the model's own square, the same
  // where that was seen; where it was not asked, what is known of it stays.
  // `central`: of its middle, of models whose own square is another.
  void estimate(int id, double probability, const std::optional<double>& by_rule,
                const Doubts& doubts = {}, const std::optional<double>& central = {});
  void crop(int id, const std::optional<Rect>& square, bool follows = false);
  // It leaves all lists. Nothing where there is no image of this id.
  void remove(int id);
  // Of all images: another model is open.
  void forget_estimates();
  void sort(ImageOrder order);

 private:
  using Places = std::vector<std::size_t>;

  bool before(std::size_t a, std::size_t b) const;
  Places::const_iterator find_in(const Places& list, std::size_t place) const;
  std::optional<std::size_t> place_in(const Places& list, int id) const;
  // `change` of one image, which may move it in the lists.
  void change(std::size_t place, const std::function<void(SessionImage&)>& change);

  std::vector<SessionImage> images_;
  std::unordered_map<int, std::size_t> places_;  // by id
  ImageOrder order_ = ImageOrder::kNewest;
  Places listed_;
  Places estimated_;
  int listing_ = 0;
  mutable std::size_t comparisons_ = 0;
};

}  // namespace lesion::viewer
