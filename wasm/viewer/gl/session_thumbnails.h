// Small copies of the pictures of this session, for the filmstrip.
#pragma once

#include <GLES3/gl3.h>

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace lesion::viewer {

struct SessionThumbnail {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;  // kept: a lost context takes the texture with it
  GLuint texture = 0;
};

class SessionThumbnails {
 public:
  // Keeps a copy of the picture, at most 320 pixels a side; once per id.
  void add(int id, int width, int height, std::span<const std::uint8_t> rgba);
  // With its texture uploaded; nothing for an unknown id.
  const SessionThumbnail* get(int id);
  void context_lost();

 private:
  std::map<int, SessionThumbnail> thumbnails_;
};

}  // namespace lesion::viewer
