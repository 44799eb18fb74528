// What the worker hands in where openFrame() fails with the code image.decoder: an image that the
// codecs' program or the browser decoded (js.h).
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <utility>

#include "wasm/engine/foreign_stash.h"
#include "wasm/engine/js.h"

namespace {

using emscripten::val;
using lesion::engine::failed;
using lesion::engine::from_js;
using lesion::engine::succeeded;

// beginImage(width, height) -> {error}
val begin_image(double width, double height) {
  const auto begun = lesion::engine::begin_image(width, height);
  return begun ? succeeded() : failed(begun.error());
}

// addPixels(values (Uint8Array), channels): the next ones, row after row, 3 or 4 values each.
void add_pixels(const val& values, int channels) {
  if (channels != 3 && channels != 4) return;
  lesion::engine::add_pixels(from_js<std::uint8_t>(values), channels);
}

// giveImage({orientation, icc (Uint8Array) or null, several, byBrowser}) -> whether all its pixels
// were there; the next openFrame() uses it.
bool give_image(const val& about) {
  lesion::ForeignImage image;
  image.orientation = about["orientation"].as<int>();
  const val icc = about["icc"];
  if (!icc.isNull()) image.icc = from_js<std::uint8_t>(icc);
  image.several = about["several"].as<bool>();
  image.by_browser = about["byBrowser"].as<bool>();
  return lesion::engine::give_image(std::move(image));
}

}  // namespace

EMSCRIPTEN_BINDINGS(lesion_foreign) {
  emscripten::function("beginImage", &begin_image);
  emscripten::function("addPixels", &add_pixels);
  emscripten::function("giveImage", &give_image);
}
