// The viewer as a whole: owns the state, what lies beside it (pixels, maps, fonts), and decides
// when a frame is drawn.
#pragma once

#include <emscripten/html5.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/viewer/gl/painter.h"
#include "wasm/viewer/gl/session_thumbnails.h"
#include "wasm/viewer/gl/ui_renderer.h"
#include "wasm/viewer/pressable.h"
#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/answers.h"
#include "wasm/viewer/theme.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

struct Counters {
  int frames_drawn = 0;
  int draw_calls = 0;        // of our own shaders, in the last frame
  double last_frame_ms = 0;  // our own work for a frame; the GPU's is not in it
  double last_step_ms = 0;   // from a change of layer or filter to the end of its frame's work
  double greatest_step_ms = 0;
};

class App {
 public:
  // Makes the context on the canvas and the first frame. False where the browser can't draw it;
  // error() then is "no_webgl" or "no_shaders" (its driver refuses ours), which the page has a
  // sentence for.
  bool start(const std::string& canvas_selector, std::string_view words,
             std::vector<std::uint8_t> regular, std::vector<std::uint8_t> bold, double dpr);
  const std::string& error() const { return error_; }

  const ViewerState& state() const { return state_; }
  void dispatch(const Action& action);

  // What is too large for the state. Sizes are checked; false, and no change, where they disagree.
  // levels: copies of the image, the finest first.
  bool set_image(const ImageInfo& image, std::vector<ImageLevel> levels,
                 const SmallImage& thumbnail);
  // An image that is not shown: its copy for the filmstrip, its estimate, and how notable each
  // filter's response is.
  bool add_scored(ImageScored scored, const SmallImage& thumbnail);
  // What the network said of image `id`, which is the one that is shown.
  bool set_result(int id, Verdict verdict, std::vector<LayerAnswer> layers);
  // What was found on image `id`, which is the one that is shown; covers: those that the concepts
  // name, of the masks' size.
  bool set_masks(int id, ImageMasks masks, MapValues covers);
  // Of the image that is shown; null where there are none.
  const MapValues* covers() const;
  // A filter's strip of the atlas. False where it has no pixels, or they are not as many as its
  // size says.
  bool set_atlas(AtlasStrip strip, const SmallImage& pixels);
  bool set_words(std::string_view json);
  const Words& words() const { return words_; }

  const std::string& mirror() const { return mirror_; }
  void on_change(std::function<void()> call) { on_change_ = std::move(call); }
  void on_command(std::function<void(const std::string&)> call) { on_command_ = std::move(call); }
  void command(const std::string& json) const {
    if (on_command_) on_command_(json);
  }

  Counters counters() const { return counters_; }
  int texture_uploads() const;
  // No frame is wanted, and no finer copy of the image on its way to the graphics card.
  bool resting() const { return !frame_asked_ && !uploading(); }
  // RGBA of a rectangle of the canvas in device pixels, rows from the top, from a frame drawn now.
  std::vector<std::uint8_t> read_pixels(int x, int y, int width, int height);

  // Input from the platform layer. Positions in CSS pixels of the canvas.
  void touch_used(bool touch) { touch_ = touch; }
  void drag_panel(double css_dy);
  // By keys, in parts of the panel's height.
  void scroll_panel(double parts);
  // A finger rests on the canvas, or has rested there last: hints are shown as under a pointer.
  void hold(bool held);
  // The words that are shown beside the pointer; empty: none.
  const std::string& hint() const { return hint_; }
  // The focus of the keys among what the last frame drew; see focus_keys.h. walk(): false where it
  // leaves the canvas, or, on its way back, where there was none.
  bool walk(FocusMove move);
  bool walking() const { return focus_.id != 0; }
  void press_focused();
  void end_walk();
  // Frames are needed: two, so that ImGui settles in the second; more where input waits in its
  // queue.
  void wake(int frames = 2);

  void context_lost();
  void context_restored();

 private:
  void draw();
  // What of the last frame's items keys can go to: over the list of keys, its own.
  std::vector<FocusItem> walkable() const;
  // Its own painter, and those of the screens.
  std::vector<const Painter*> painters() const;
  std::vector<Painter*> painters();
  bool uploading() const;
  // Tells the state what concepts are called in the words' language.
  void call_concepts();
  // Reduces; nobody is told.
  void apply(const Action& action);
  void tell();
  // Goes on bringing the image to the graphics card, in turns that hold nobody up.
  void upload_later();
  static void upload_entry(void* self);
  void resize_canvas() const;
  void bake();
  static EM_BOOL frame_entry(double time, void* self);

  ViewerState state_;
  std::string mirror_;
  Words words_;
  Fonts fonts_;
  Painter painter_;
  SessionThumbnails thumbnails_;
  std::vector<FilterPlace> atlas_;  // whose strips lie among them
  UiRenderer renderer_;
  std::vector<std::uint8_t> regular_;
  std::vector<std::uint8_t> bold_;
  std::string canvas_;
  std::string error_;
  std::function<void()> on_change_;
  std::function<void(const std::string&)> on_command_;
  Counters counters_;
  bool step_waiting_ = false;  // a layer or filter was chosen and not drawn yet
  double step_work_ = 0;       // ms that choosing it took
  float baked_unit_ = 0;
  float drag_scroll_ = 0;
  float key_scroll_ = 0;
  bool held_ = false;
  KeyFocus focus_;
  std::string hint_;
  int frames_wanted_ = 0;
  bool frame_asked_ = false;
  bool upload_asked_ = false;
  bool running_ = false;
  bool lost_ = false;
  bool touch_ = false;
};

}  // namespace lesion::viewer
