// The engine as JavaScript sees it (web/worker.js). Every function returns a plain object; `error`
// is a sentence, empty where all went well, and then the other members are there. Arrays handed out
// are copies on JavaScript's side: the heap may grow under a view.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <optional>
#include <string>

#include "core/image/decode.h"
#include "core/model/card.h"
#include "wasm/engine/js.h"
#include "wasm/engine/widen.h"

namespace {

using emscripten::val;
using lesion::engine::bytes_to_js;
using lesion::engine::failed;
using lesion::engine::floats_to_js;
using lesion::engine::from_js;
using lesion::engine::session;
using lesion::engine::succeeded;

// readModel(name, bytes) -> {error, card}: card as JSON text. keepModel() makes it the current one.
val read_model(const std::string& name, const val& bytes) {
  const auto card = session().read_model(name, from_js<std::uint8_t>(bytes));
  if (!card) return failed(card.error());
  val result = succeeded();
  result.set("card", lesion::to_json(*card));
  return result;
}

// widenModel(name, bytes) -> {error, bytes}: the file as it is to be run.
val widen_model(const std::string& name, const val& bytes) {
  const auto file = lesion::engine::widened_file(name, from_js<std::uint8_t>(bytes));
  if (!file) return failed(file.error());
  val result = succeeded();
  result.set("bytes", bytes_to_js(*file));
  return result;
}

bool keep_model() { return session().keep_model(); }

// useCard(name, card) -> {error}: the current model, from the card that readModel gave.
val use_card(const std::string& name, const std::string& json) {
  const auto card = session().use_card(name, json);
  return card ? succeeded() : failed(card.error());
}

val open_as(const std::string& name, const val& bytes, int side) {
  // Refused here, before a file of any size is copied into this heap.
  const lesion::DecodeLimits limits;
  const auto size = bytes["length"].as<double>();
  if (size > static_cast<double>(limits.max_bytes)) {
    return failed({lesion::ErrorKind::kTooLarge, name + ": the file is larger than " +
                                                     std::to_string(limits.max_bytes >> 20) +
                                                     " MB; save the picture smaller"});
  }
  const auto copy = session().open_image(name, from_js<std::uint8_t>(bytes), side);
  if (!copy) return failed(copy.error());
  val result = succeeded();
  result.set("width", session().width());
  result.set("height", session().height());
  result.set("displayWidth", copy->width);
  result.set("displayHeight", copy->height);
  result.set("rgba", bytes_to_js(copy->rgba));
  return result;
}

// openImage(name, bytes) -> {error, width, height, displayWidth, displayHeight, rgba}
val open_image(const std::string& name, const val& bytes) {
  return open_as(name, bytes, lesion::engine::kDisplaySide);
}

// openSmall(name, bytes): the same with a copy as small as the filmstrip shows it.
val open_small(const std::string& name, const val& bytes) {
  return open_as(name, bytes, lesion::engine::kThumbnailSide);
}

// prepareOpenImage(wanted) -> {error, size, tensor (Float32Array, 3 x size x size), region}
// wanted: the square to look at, {x, y, width}; null: the model's own rule.
val prepare_open_image(const val& wanted) {
  std::optional<lesion::Rect> square;
  if (!wanted.isNull() && !wanted.isUndefined()) {
    const auto side = wanted["width"].as<double>();
    square = lesion::Rect{wanted["x"].as<double>(), wanted["y"].as<double>(), side, side};
  }
  const auto region = session().region(square);
  const auto tensor = session().tensor(square);
  if (!region) return failed(region.error());
  if (!tensor) return failed(tensor.error());
  val rect = val::object();
  rect.set("x", region->x);
  rect.set("y", region->y);
  rect.set("width", region->width);
  rect.set("height", region->height);
  val result = succeeded();
  result.set("region", rect);
  result.set("size", tensor->width);
  result.set("tensor", floats_to_js(tensor->values));
  return result;
}

// prepareImage(): the same by the model's own rule, and closes the picture.
val prepare_image() {
  val result = prepare_open_image(val::null());
  session().close_image();
  return result;
}

void close_image() { session().close_image(); }

// layerFigures(index, channels, height, width, values) -> {error, figures (Float32Array, C x 6)}
val layer_figures(int index, int channels, int height, int width, const val& values) {
  const auto figures = session().figures(index, {channels, height, width, from_js<float>(values)});
  if (!figures) return failed(figures.error());
  val result = succeeded();
  result.set("figures", floats_to_js(*figures));
  return result;
}

// probability(logits) -> {error, probability}
val probability(const val& logits) {
  const auto value = session().probability(from_js<float>(logits));
  if (!value) return failed(value.error());
  val result = succeeded();
  result.set("probability", *value);
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(lesion_engine) {
  emscripten::function("readModel", &read_model);
  emscripten::function("widenModel", &widen_model);
  emscripten::function("keepModel", &keep_model);
  emscripten::function("useCard", &use_card);
  emscripten::function("openImage", &open_image);
  emscripten::function("openSmall", &open_small);
  emscripten::function("prepareImage", &prepare_image);
  emscripten::function("prepareOpenImage", &prepare_open_image);
  emscripten::function("closeImage", &close_image);
  emscripten::function("layerFigures", &layer_figures);
  emscripten::function("probability", &probability);
}
