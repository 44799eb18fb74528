#include "wasm/viewer/gl/painter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lesion::viewer {
namespace {

void set_rect(const Program& program, const DeviceRect& rect, int width, int height) {
  glUniform4f(program.uniform("rect"), rect.x, rect.y, rect.width, rect.height);
  glUniform2f(program.uniform("canvas"), static_cast<float>(width), static_cast<float>(height));
}

void delete_texture(GLuint& texture) {
  if (texture != 0) glDeleteTextures(1, &texture);
  texture = 0;
}

}  // namespace

void Painter::context_lost() {
  shaders_->context_lost();
  image_.context_lost();
  map_textures_.clear();
}

void Painter::set_maps(int layer, MapValues values) {
  maps_[layer] = std::move(values);
  const auto found = map_textures_.find(layer);
  if (found != map_textures_.end()) {
    delete_texture(found->second);
    map_textures_.erase(found);
  }
}

void Painter::forget_maps() {
  maps_.clear();
  for (auto& [layer, texture] : map_textures_) delete_texture(texture);
  map_textures_.clear();
}

void Painter::forget_maps(int layer) {
  maps_.erase(layer);
  const auto found = map_textures_.find(layer);
  if (found == map_textures_.end()) return;
  delete_texture(found->second);
  map_textures_.erase(found);
}

const MapValues* Painter::maps(int layer) const {
  const auto found = maps_.find(layer);
  return found == maps_.end() ? nullptr : &found->second;
}

GLuint Painter::texture_of(int layer) {
  const auto found = map_textures_.find(layer);
  if (found != map_textures_.end()) return found->second;
  const MapValues* values = maps(layer);
  if (!values) return 0;
  std::vector<float> cells(values->count);
  values->read(0, cells);
  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D_ARRAY, texture);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glTexImage3D(GL_TEXTURE_2D_ARRAY, 0, GL_R32F, values->width, values->height, values->channels, 0,
               GL_RED, GL_FLOAT, cells.data());
  // Shaders read single cells; a float texture with any other filter would be incomplete.
  glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D_ARRAY, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  ++texture_uploads_;
  map_textures_[layer] = texture;
  return texture;
}

void Painter::set_canvas(int width, int height) {
  canvas_width_ = width;
  canvas_height_ = height;
}

void Painter::clear(float red, float green, float blue) {
  draw_calls_ = 0;
  glDisable(GL_SCISSOR_TEST);
  glViewport(0, 0, canvas_width_, canvas_height_);
  glClearColor(red, green, blue, 1);
  glClear(GL_COLOR_BUFFER_BIT);
}

void Painter::clip_to(const DeviceRect& clip) const {
  const int left = static_cast<int>(std::lround(clip.x));
  const int top = static_cast<int>(std::lround(clip.y));
  const int right = static_cast<int>(std::lround(clip.x + clip.width));
  const int bottom = static_cast<int>(std::lround(clip.y + clip.height));
  glEnable(GL_SCISSOR_TEST);
  glScissor(left, canvas_height_ - bottom, std::max(0, right - left), std::max(0, bottom - top));
  glViewport(0, 0, canvas_width_, canvas_height_);
  glDisable(GL_DEPTH_TEST);
  glDisable(GL_CULL_FACE);
}

void Painter::draw_image(const DeviceRect& rect, const DeviceRect& clip) {
  if (image_.empty() || !shaders_->image.valid()) return;
  glActiveTexture(GL_TEXTURE0);
  const GLuint texture = image_.texture(rect.width);
  glBindTexture(GL_TEXTURE_2D, texture);
  // A hair under 1 counts as 1:1, where nearest gives every pixel as it is.
  const bool enlarged =
      image_.finest() && rect.width >= static_cast<float>(image_.width()) * 0.9999f;
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, enlarged ? GL_NEAREST : GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER,
                  enlarged ? GL_NEAREST : GL_LINEAR_MIPMAP_LINEAR);
  clip_to(clip);
  glDisable(GL_BLEND);
  shaders_->image.use();
  glUniform1i(shaders_->image.uniform("image"), 0);
  set_rect(shaders_->image, rect, canvas_width_, canvas_height_);
  glBindVertexArray(shaders_->empty_array);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glBindVertexArray(0);
  ++draw_calls_;
}

void Painter::draw_overlay(int layer, const OverlayUniforms& uniforms, const DeviceRect& region,
                           const DeviceRect& clip) {
  if (!shaders_->overlay.valid()) return;
  glActiveTexture(GL_TEXTURE0);
  const GLuint texture = texture_of(layer);
  if (texture == 0) return;
  glBindTexture(GL_TEXTURE_2D_ARRAY, texture);
  clip_to(clip);
  glEnable(GL_BLEND);
  glBlendEquation(GL_FUNC_ADD);
  glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  shaders_->overlay.use();
  glUniform1i(shaders_->overlay.uniform("maps"), 0);
  glUniform1i(shaders_->overlay.uniform("filter_index"), uniforms.filter);
  glUniform2f(shaders_->overlay.uniform("scale"), uniforms.scale.low, uniforms.scale.high);
  glUniform1f(shaders_->overlay.uniform("opacity"), uniforms.opacity);
  glUniform1i(shaders_->overlay.uniform("exact"), uniforms.exact ? 1 : 0);
  glUniform1i(shaders_->overlay.uniform("palette"), uniforms.palette);
  glUniform1i(shaders_->overlay.uniform("fill"), uniforms.fill ? 1 : 0);
  glUniform4fv(shaders_->overlay.uniform("contours"), 1, uniforms.contours.data());
  glUniform2f(shaders_->overlay.uniform("contour_step"), uniforms.contour_width / region.width,
              uniforms.contour_width / region.height);
  set_rect(shaders_->overlay, region, canvas_width_, canvas_height_);
  glBindVertexArray(shaders_->empty_array);
  glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
  glBindVertexArray(0);
  ++draw_calls_;
}

void Painter::draw_thumbnails(int layer, int palette, std::span<const Thumbnail> thumbnails,
                              const DeviceRect& clip) {
  if (thumbnails.empty() || !shaders_->thumbnail.valid()) return;
  glActiveTexture(GL_TEXTURE0);
  const GLuint texture = texture_of(layer);
  if (texture == 0) return;
  glBindTexture(GL_TEXTURE_2D_ARRAY, texture);
  clip_to(clip);
  glDisable(GL_BLEND);
  shaders_->thumbnail.use();
  glUniform1i(shaders_->thumbnail.uniform("maps"), 0);
  glUniform1i(shaders_->thumbnail.uniform("palette"), palette);
  glUniform2f(shaders_->thumbnail.uniform("canvas"), static_cast<float>(canvas_width_),
              static_cast<float>(canvas_height_));
  glBindVertexArray(shaders_->thumbnail_array);
  glBindBuffer(GL_ARRAY_BUFFER, shaders_->thumbnail_buffer);
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(thumbnails.size_bytes()), thumbnails.data(),
               GL_STREAM_DRAW);
  glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(thumbnails.size()));
  glBindVertexArray(0);
  glBindBuffer(GL_ARRAY_BUFFER, 0);
  ++draw_calls_;
}

}  // namespace lesion::viewer
