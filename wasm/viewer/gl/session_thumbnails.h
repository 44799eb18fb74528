// Small copies of the images of this session, for the filmstrip. Of many hundred only those that
// are looked at lie on the graphics card. So does the atlas of a filter's strongest places.
#pragma once

#include <GLES3/gl3.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "wasm/viewer/state/filter_place.h"

namespace lesion::viewer {

// Pixels R,G,B,A, rows from the top.
struct SmallImage {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;

  bool whole() const {
    return width > 0 && height > 0 &&
           rgba.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4;
  }
};

struct SessionThumbnail {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;  // kept: a lost context takes the texture with it
  GLuint texture = 0;             // from when it is first shown
  long shown = 0;                 // the frame that showed it last
};

// Strips of the atlas lie among them: below 0, where no image of the session is.
inline int atlas_id(const FilterPlace& place) { return -1 - (place.layer * 65536 + place.filter); }

class SessionThumbnails {
 public:
  // Keeps the first of each id.
  void add(int id, const SmallImage& image);
  void remove(int id);
  // With its texture uploaded, which stays until this frame has ended; nothing for an unknown id.
  const SessionThumbnail* get(int id);
  // Textures that have not been shown for longest are given back where there are many.
  void end_frame();
  void context_lost();

 private:
  std::map<int, SessionThumbnail> thumbnails_;
  long frame_ = 0;
  std::size_t textures_ = 0;
};

}  // namespace lesion::viewer
