#include "wasm/viewer/app.h"

#include <emscripten/emscripten.h>
#include <emscripten/html5.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/concepts/concepts.h"
#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/focus_keys.h"
#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/platform.h"
#include "wasm/viewer/state/mirror.h"
#include "wasm/viewer/state/outline_edit.h"
#include "wasm/viewer/state/screens.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

bool makes_step(const Action& action) {
  return std::holds_alternative<Select>(action) || std::holds_alternative<StepFilter>(action) ||
         std::holds_alternative<StepLayer>(action);
}

}  // namespace

bool App::start(const std::string& canvas_selector, std::string_view words,
                std::vector<std::uint8_t> regular, std::vector<std::uint8_t> bold, double dpr) {
  canvas_ = canvas_selector;
  words_.set(words);
  call_concepts();
  regular_ = std::move(regular);
  bold_ = std::move(bold);
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.majorVersion = 2;
  attributes.alpha = false;
  attributes.depth = false;
  attributes.stencil = false;
  attributes.antialias = false;
  const EMSCRIPTEN_WEBGL_CONTEXT_HANDLE context =
      emscripten_webgl_create_context(canvas_.c_str(), &attributes);
  if (context <= 0 || emscripten_webgl_make_context_current(context) != EMSCRIPTEN_RESULT_SUCCESS) {
    error_ = "no_webgl";
    return false;
  }
  ImGui::CreateContext();
  ImGui::GetIO().IniFilename = nullptr;
  ImGui::GetIO().LogFilename = nullptr;
  for (Painter* one : screen_painters()) one->share_shaders(painter_);
  if (!painter_.start() || !renderer_.start()) {
    error_ = "no_shaders";
    return false;
  }
  running_ = true;
  state_.canvas.dpr = dpr > 0 ? dpr : 1;
  touch_ = finger_first();
  connect_platform(*this, canvas_);
  connect_focus_keys(*this, canvas_);
  mirror_ = mirror_json(state_);
  wake();
  return true;
}

void App::call_concepts() {
  ConceptsCalled called;
  for (const ConceptInfo& one : kConcepts) {
    called.words.emplace(one.name, concept_words(words_, one.name));
  }
  state_ = reduce(std::move(state_), called);
}

bool App::set_words(std::string_view json) {
  if (!words_.set(json)) return false;
  call_concepts();
  wake();
  return true;
}

void App::apply(const Action& action) {
  const Canvas before = state_.canvas;
  state_ = reduce(std::move(state_), action);
  if (!(state_.canvas == before)) resize_canvas();
  if (const auto* gone = std::get_if<RemoveImage>(&action)) thumbnails_.remove(gone->id);
  // What was forgotten by the state is forgotten beside it.
  std::erase_if(atlas_, [this](const FilterPlace& place) {
    const bool there = std::any_of(state_.atlas.begin(), state_.atlas.end(),
                                   [&](const AtlasStrip& one) { return one.place == place; });
    if (!there) thumbnails_.remove(atlas_id(place));
    return !there;
  });
  if (state_.layers.empty()) painter_.forget_maps();
  for (const ScreenView* view : all_views()) {
    if (view->keep) view->keep(state_);
  }
  wake();
}

std::vector<Painter*> App::painters() {
  std::vector<Painter*> all = screen_painters();
  all.push_back(&painter_);
  return all;
}

std::vector<const Painter*> App::painters() const {
  std::vector<const Painter*> all(screen_painters().begin(), screen_painters().end());
  all.push_back(&painter_);
  return all;
}

bool App::uploading() const {
  const auto all = painters();
  return std::any_of(all.begin(), all.end(),
                     [](const Painter* one) { return one->image().pending(); });
}

int App::texture_uploads() const {
  int uploads = 0;
  for (const Painter* one : painters()) uploads += one->texture_uploads();
  return uploads;
}

void App::tell() {
  std::string next = mirror_json(state_);
  const bool changed = next != mirror_;
  mirror_ = std::move(next);
  if (changed && on_change_) on_change_();
}

void App::dispatch(const Action& action) {
  const double started = emscripten_get_now();
  apply(action);
  if (makes_step(action)) {
    step_waiting_ = true;
    step_work_ = emscripten_get_now() - started;
  }
  tell();
}

bool App::set_image(const ImageInfo& image, std::vector<ImageLevel> levels,
                    const SmallImage& thumbnail) {
  const bool good = image.width > 0 && image.height > 0 && !levels.empty() &&
                    std::all_of(levels.begin(), levels.end(),
                                [](const ImageLevel& level) { return level.whole(); }) &&
                    thumbnail.whole();
  if (!good) return false;
  thumbnails_.add(image.id, thumbnail);
  painter_.image().set(std::move(levels));
  dispatch(ImageOpened{image});
  return true;
}

bool App::add_scored(ImageScored scored, const SmallImage& thumbnail) {
  if (!thumbnail.whole() || !std::isfinite(scored.probability)) return false;
  thumbnails_.add(scored.id, thumbnail);
  dispatch(std::move(scored));
  return true;
}

bool App::set_result(int id, Verdict verdict, std::vector<LayerAnswer> layers) {
  if (!state_.image || state_.image->id != id) return false;
  if (!std::isfinite(verdict.probability)) return false;
  if (!std::all_of(layers.begin(), layers.end(), whole)) return false;
  ResultCame result{id, std::move(verdict), {}};
  int number = 0;
  for (LayerAnswer& layer : layers) {
    result.layers.push_back(std::make_shared<const Layer>(layer_of(layer)));
    painter_.set_maps(number++, std::move(layer.maps));
  }
  dispatch(result);
  return true;
}

bool App::set_masks(int id, ImageMasks masks, MapValues covers) {
  if (!state_.image || state_.image->id != id || !state_.verdict || !agrees(masks) ||
      masks.revision != outline_revision(state_)) {
    return false;
  }
  painter_.set_maps(kCovers, std::move(covers));
  dispatch(MasksCame{id, std::move(masks)});
  return true;
}

bool App::set_atlas(AtlasStrip strip, const SmallImage& pixels) {
  if (!pixels.whole()) return false;
  const int id = atlas_id(strip.place);
  thumbnails_.remove(id);
  thumbnails_.add(id, pixels);
  if (std::find(atlas_.begin(), atlas_.end(), strip.place) == atlas_.end()) {
    atlas_.push_back(strip.place);
  }
  dispatch(AtlasCame{std::move(strip)});
  return true;
}

const MapValues* App::covers() const { return painter_.maps(kCovers); }

void App::drag_panel(double css_dy) {
  drag_scroll_ += static_cast<float>(css_dy * state_.canvas.dpr);
  wake();
}

void App::scroll_panel(double parts) {
  key_scroll_ += static_cast<float>(parts);
  wake();
}

void App::hold(bool held) {
  held_ = held;
  wake();
}

std::vector<FocusItem> App::walkable() const {
  std::vector<FocusItem> items = focus_.items;
  if (state_.keys_shown) {
    std::erase_if(items, [](const FocusItem& one) { return !one.in_front; });
  }
  return in_reading_order(std::move(items));
}

bool App::walk(FocusMove move) {
  const std::vector<FocusItem> items = walkable();
  std::optional<std::size_t> at;
  if (walking()) {
    const auto found = std::find_if(items.begin(), items.end(),
                                    [&](const FocusItem& one) { return one.id == focus_.id; });
    at = found != items.end() ? static_cast<std::size_t>(found - items.begin())
                              : nearest_item(items, focus_.last);
  } else if (move == FocusMove::kBack) {
    return false;  // the canvas itself is before its first item
  }
  const std::optional<std::size_t> next = focus_moved(items, at, move);
  if (!next) {
    const bool from_first = walking() && move == FocusMove::kBack;
    end_walk();
    return from_first;
  }
  focus_.last = items[*next];
  focus_.id = focus_.last.id;
  focus_.moved = focus_.hints = true;
  wake();
  command(nlohmann::json{{"type", "focused"}, {"name", focus_.last.name}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace));
  return true;
}

void App::press_focused() {
  focus_.pressed = true;
  wake();
}

void App::end_walk() {
  if (!walking()) return;
  focus_.id = 0;
  focus_.moved = focus_.pressed = false;
  wake();
}

void App::resize_canvas() const {
  const Canvas& canvas = state_.canvas;
  emscripten_set_canvas_element_size(canvas_.c_str(),
                                     static_cast<int>(std::lround(canvas.width * canvas.dpr)),
                                     static_cast<int>(std::lround(canvas.height * canvas.dpr)));
}

void App::bake() {
  const auto unit = static_cast<float>(state_.canvas.dpr);
  if (unit == baked_unit_) return;
  baked_unit_ = unit;
  fonts_ = bake_fonts(regular_, bold_, unit);
  apply_theme(unit);
  renderer_.upload_fonts();
}

void App::wake(int frames) {
  frames_wanted_ = std::max(frames_wanted_, frames);
  if (frame_asked_ || !running_ || lost_) return;
  frame_asked_ = true;
  emscripten_request_animation_frame(&App::frame_entry, this);
}

EM_BOOL App::frame_entry(double, void* self) {
  App& app = *static_cast<App*>(self);
  app.frame_asked_ = false;
  if (app.lost_) return EM_FALSE;
  app.draw();
  if (--app.frames_wanted_ > 0 && !app.frame_asked_) {
    app.frame_asked_ = true;
    emscripten_request_animation_frame(&App::frame_entry, &app);
  }
  // One at a time: the next is asked for only when there is something to draw.
  return EM_FALSE;
}

void App::draw() {
  if (!running_ || lost_ || !(state_.canvas.width > 0)) return;
  const double started = emscripten_get_now();
  const auto width = static_cast<int>(std::lround(state_.canvas.width * state_.canvas.dpr));
  const auto height = static_cast<int>(std::lround(state_.canvas.height * state_.canvas.dpr));
  bake();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(static_cast<float>(width), static_cast<float>(height));
  io.DeltaTime = 1.0f / 60;
  ImGui::NewFrame();
  for (Painter* one : painters()) one->set_canvas(width, height);

  // A press by hand is where the person is now.
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) end_walk();
  if (io.MouseDelta.x != 0 || io.MouseDelta.y != 0) focus_.hints = false;
  focus_.items.clear();
  Ui ui{state_, layout_of(state_), words_, fonts_, painter_, thumbnails_, baked_unit_, touch_,
        focus_, drag_scroll_,      {},     {},     false,    {}};
  ui.held = held_;
  ui.key_scroll = key_scroll_;
  drag_scroll_ = key_scroll_ = 0;
  const ImVec4 ground = ImGui::ColorConvertU32ToFloat4(colour::kGround);
  painter_.clear(ground.x, ground.y, ground.z);
  if (shows(state_, state_.screen)) {
    view_of(state_.screen).draw(ui);
  } else if (state_.image || !state_.session.empty()) {
    view_of(first_screen()).draw(ui);
  } else {
    draw_empty_state(ui);
  }
  draw_top_bar(ui);
  draw_notice(ui);
  draw_error_toast(ui);
  draw_jump(ui);
  draw_keys(ui);
  draw_focus_ring(ui);
  focus_.moved = focus_.pressed = false;
  ImGui::Render();
  renderer_.draw(*ImGui::GetDrawData(), width, height);
  show_cursor(canvas_);

  const double ended = emscripten_get_now();
  ++counters_.frames_drawn;
  counters_.draw_calls = painter_.draw_calls();
  counters_.last_frame_ms = ended - started;
  if (step_waiting_) {
    counters_.last_step_ms = ended - started + step_work_;
    counters_.greatest_step_ms = std::max(counters_.greatest_step_ms, counters_.last_step_ms);
    step_waiting_ = false;
  }
  hint_ = ui.hint;
  thumbnails_.end_frame();
  if (uploading()) upload_later();
  if (ui.unsettled) wake(3);
  for (const Action& action : ui.actions) dispatch(action);
  for (const std::string& json : ui.commands) command(json);
}

void App::upload_later() {
  if (upload_asked_) return;
  upload_asked_ = true;
  emscripten_async_call(&App::upload_entry, this, 0);
}

void App::upload_entry(void* self) {
  App& app = *static_cast<App*>(self);
  app.upload_asked_ = false;
  if (app.lost_) return;
  // The frame that shows what is whole asks for more, where more is needed.
  bool whole = false;
  for (Painter* one : app.painters()) whole = one->image().upload() || whole;
  if (whole) {
    app.wake();
  } else if (app.uploading()) {
    app.upload_later();
  }
}

std::vector<std::uint8_t> App::read_pixels(int x, int y, int width, int height) {
  draw();
  if (uploading()) {
    for (Painter* one : painters()) one->image().upload_rest();
    draw();
  }
  const int canvas_width = painter_.canvas_width();
  const int canvas_height = painter_.canvas_height();
  if (x < 0 || y < 0 || width <= 0 || height <= 0 || width > canvas_width - x ||
      height > canvas_height - y) {
    return {};
  }
  const auto row = static_cast<std::size_t>(width) * 4;
  std::vector<std::uint8_t> pixels(row * static_cast<std::size_t>(height));
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  // GL counts rows from the bottom.
  glReadPixels(x, canvas_height - y - height, width, height, GL_RGBA, GL_UNSIGNED_BYTE,
               pixels.data());
  for (int top = 0, bottom = height - 1; top < bottom; ++top, --bottom) {
    std::swap_ranges(pixels.begin() + static_cast<std::ptrdiff_t>(row) * top,
                     pixels.begin() + static_cast<std::ptrdiff_t>(row) * (top + 1),
                     pixels.begin() + static_cast<std::ptrdiff_t>(row) * bottom);
  }
  return pixels;
}

void App::context_lost() {
  lost_ = true;
  for (Painter* one : painters()) one->context_lost();
  thumbnails_.context_lost();
  renderer_.context_lost();
}

void App::context_restored() {
  lost_ = false;
  painter_.start();
  renderer_.start();
  baked_unit_ = 0;
  frame_asked_ = false;
  wake();
}

}  // namespace lesion::viewer
