// The engine as JavaScript sees it (web/worker/worker.js). Every function returns a plain object;
// `error` is {kind, code, values}, null where all went well, and then the other members are there.
// Arrays handed out are copies on JavaScript's side: the heap may grow under a view.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "core/image/dicom_json.h"
#include "core/model/card.h"
#include "core/model/fingerprint.h"
#include "core/onnx/guess_card.h"
#include "core/onnx/metadata.h"
#include "wasm/engine/dequantise.h"
#include "wasm/engine/frame_stash.h"
#include "wasm/engine/guess.h"
#include "wasm/engine/js.h"

namespace {

using emscripten::val;
using lesion::engine::bytes_to_js;
using lesion::engine::failed;
using lesion::engine::floats_to_js;
using lesion::engine::from_js;
using lesion::engine::rect_to_js;
using lesion::engine::session;
using lesion::engine::set_input;
using lesion::engine::succeeded;
using lesion::engine::wanted_part;

// readModel(name, bytes) -> {error, card}: card as JSON text. keepModel() makes it the current one.
val read_model(const std::string& name, const val& bytes) {
  const auto card = session().read_model(name, from_js<std::uint8_t>(bytes));
  if (!card) return failed(card.error());
  val result = succeeded();
  result.set("card", lesion::to_json(*card));
  return result;
}

// dequantiseModel(name, bytes) -> {error, bytes}: the file as it is to be run.
val dequantise_model(const std::string& name, const val& bytes) {
  const auto file = lesion::engine::dequantised_file(name, from_js<std::uint8_t>(bytes));
  if (!file) return failed(file.error());
  val result = succeeded();
  result.set("bytes", bytes_to_js(*file));
  return result;
}

// guessedCard(name, bytes) -> {error, guess}: JSON of wasm/engine/guess.h, of a file without a
// card.
val guessed_card(const std::string& name, const val& bytes) {
  const auto guess = lesion::engine::guessed_card(name, from_js<std::uint8_t>(bytes));
  if (!guess) return failed(guess.error());
  val result = succeeded();
  result.set("guess", *guess);
  return result;
}

// cardedModel(name, bytes, stated) -> {error, bytes}: that file with the card that was stated.
val carded_model(const std::string& name, const val& bytes, const std::string& stated) {
  const auto file = lesion::engine::carded_file(name, from_js<std::uint8_t>(bytes), stated);
  if (!file) return failed(file.error());
  val result = succeeded();
  result.set("bytes", bytes_to_js(*file));
  return result;
}

// sumsToOne(output): whether numbers that are called logits look like probabilities.
bool sums_to_one(const val& output) { return lesion::onnx::sums_to_one(from_js<float>(output)); }

// setMetadata(name, bytes, key, value) -> {error, bytes}: the file with that text, all else as it
// is.
val set_metadata(const std::string& name, const val& bytes, const std::string& key,
                 const std::string& value) {
  const auto file = lesion::onnx::set_metadata(from_js<std::uint8_t>(bytes), key, value);
  if (!file) return failed(lesion::about_file(name, file.error()));
  val result = succeeded();
  result.set("bytes", bytes_to_js(*file));
  return result;
}

// fingerprint(bytes) -> SHA-256 of a model's file, 64 hexadecimal digits.
std::string fingerprint(const val& bytes) { return lesion::sha256(from_js<std::uint8_t>(bytes)); }

bool keep_model() { return session().keep_model(); }

// useCard(name, card) -> {error}: the current model, from the card that readModel gave.
val use_card(const std::string& name, const std::string& json) {
  const auto card = session().use_card(name, json);
  return card ? succeeded() : failed(card.error());
}

val copy_to_js(const lesion::engine::DisplayCopy& copy) {
  val result = val::object();
  result.set("width", copy.width);
  result.set("height", copy.height);
  result.set("rgba", bytes_to_js(copy.rgba));
  return result;
}

// openFrame(name, bytes, frame) -> {error, width, height, colour: {use, name}, dicom, source:
// {format, browser, several}}: of the upright original; colour as core/image/colour_profile.h has
// it, source as core/image/image_source.h; dicom: JSON text of core/image/dicom_json.h, "" of other
// files. frame: of a DICOM file, from 0.
val open_frame(const std::string& name, const val& bytes, int frame) {
  // Refused here, before a file of any size is copied into this heap.
  const lesion::DecodeLimits limits;
  const auto size = bytes["length"].as<double>();
  if (size > static_cast<double>(limits.max_bytes)) {
    return failed(about_file(name, lesion::Error(lesion::ErrorCode::kFileTooLarge,
                                                 {{"size", std::floor(size / (1 << 20))},
                                                  {"most", limits.max_bytes >> 20}})));
  }
  const auto opened = session().open_image(name, from_js<std::uint8_t>(bytes), frame);
  if (!opened) return failed(opened.error());
  val result = succeeded();
  result.set("width", session().width());
  result.set("height", session().height());
  val colour = val::object();
  colour.set("use", std::string(lesion::name_of(session().colour().use)));
  colour.set("name", session().colour().name);
  result.set("colour", colour);
  const auto& dicom = session().dicom();
  result.set("dicom", dicom ? lesion::dicom_json(*dicom).dump() : std::string());
  val source = val::object();
  source.set("format", session().source().format);
  source.set("browser", session().source().by_browser);
  source.set("several", session().source().several);
  result.set("source", source);
  return result;
}

// Where openFrame() fails with the code dicom.codec: wantedFrame() -> {coding, bytes} or null, for
// decodeFrame() of wasm/codecs, whose answer giveFrame(answer) takes; the next openFrame() uses it.
val wanted_frame() {
  const auto wanted = lesion::engine::take_wanted_frame();
  if (!wanted) return val::null();
  val result = val::object();
  result.set("coding", static_cast<int>(wanted->coding));
  result.set("bytes", bytes_to_js(wanted->coded));
  return result;
}

void give_frame(const val& answer) {
  lesion::CodedFrame frame;
  frame.width = answer["width"].as<int>();
  frame.height = answer["height"].as<int>();
  frame.samples = answer["samples"].as<int>();
  frame.bits = answer["bits"].as<int>();
  frame.is_signed = answer["isSigned"].as<bool>();
  frame.values = from_js<std::uint8_t>(answer["values"]);
  const auto values = static_cast<std::size_t>(frame.width) *
                      static_cast<std::size_t>(frame.height) *
                      static_cast<std::size_t>(frame.samples) * 2;
  if (frame.values.size() == values) lesion::engine::give_frame(std::move(frame));
}

// openImage(name, bytes): of a file of several frames the first.
val open_image(const std::string& name, const val& bytes) { return open_frame(name, bytes, 0); }

// thumbnail() -> {error, thumbnail: copy}
val thumbnail() {
  val result = succeeded();
  result.set("thumbnail", copy_to_js(lesion::engine::thumbnail(session().image())));
  return result;
}

// The same of an image of any size. Strip by strip, so that it is in this heap only once.
val image_to_js(const lesion::Image& image) {
  constexpr std::size_t kStrip = 65'536;  // pixels
  std::vector<std::uint8_t> strip(kStrip * 4);
  const std::span<const std::uint8_t> rgb = image.rgb;
  const std::size_t pixels = rgb.size() / 3;
  val rgba = val::global("Uint8Array").new_(static_cast<double>(pixels * 4));
  for (std::size_t at = 0; at < pixels; at += kStrip) {
    const std::size_t count = std::min(kStrip, pixels - at);
    lesion::engine::with_alpha(rgb.subspan(at * 3, count * 3), strip.data());
    rgba.call<void>("set", val(emscripten::typed_memory_view(count * 4, strip.data())),
                    static_cast<double>(at * 4));
  }
  val result = val::object();
  result.set("width", image.width);
  result.set("height", image.height);
  result.set("rgba", rgba);
  return result;
}

// Of the image that is open, for showing; a copy is {width, height, rgba (Uint8Array)}.
// displayCopies() -> {error, levels: copies as for_each_level has them, thumbnail: copy}
val display_copies() {
  val levels = val::array();
  lesion::engine::for_each_level(session().image(), [&levels](const lesion::Image& level) {
    levels.call<void>("push", image_to_js(level));
  });
  val result = thumbnail();
  result.set("levels", levels);
  return result;
}

// comparedCopies() -> {error, levels}: those of them that a pane of the Compare screen shows.
val compared_copies() {
  val levels = val::array();
  lesion::engine::for_each_level(session().image(), [&levels](const lesion::Image& level) {
    if (std::max(level.width, level.height) > lesion::engine::kCompareSide) return;
    levels.call<void>("push", image_to_js(level));
  });
  val result = succeeded();
  result.set("levels", levels);
  return result;
}

// prepareOpenImage(wanted) -> {error, shape, tensor, region, lesion}: InputTensor of wanted_part(),
// and where the lesion is (lesion_to_js).
val prepare_open_image(const val& wanted) {
  const std::optional<lesion::Rect> part = wanted_part(wanted);
  const auto region = session().region(part);
  const auto tensor = session().tensor(part);
  if (!region) return failed(region.error());
  if (!tensor) return failed(tensor.error());
  val result = succeeded();
  result.set("region", rect_to_js(*region));
  // Found for the masks of an image as well, where no square follows it.
  const bool fitted = session().model()->input.crop.kind == lesion::CropKind::kLesion;
  result.set("lesion", fitted ? lesion::engine::lesion_to_js(session().lesion()) : val::null());
  set_input(result, *tensor);
  return result;
}

// prepareVariation(wanted, index) -> {error, count, shape, tensor}: of the ways of looking about
// wanted_part() (core/model/spread.h), how many there are and the input of one of them.
val prepare_variation(const val& wanted, int index) {
  const auto all = session().variations(wanted_part(wanted));
  if (!all) return failed(all.error());
  const int last = static_cast<int>(all->size()) - 1;
  const auto input = session().varied((*all)[static_cast<std::size_t>(std::clamp(index, 0, last))]);
  if (!input) return failed(input.error());
  val result = succeeded();
  result.set("count", last + 1);
  set_input(result, *input);
  return result;
}

void close_image() { session().close_image(); }

// layerFigures(index, channels, height, width, values) -> {error, statistics (Float32Array, C x 6),
// places (Uint8Array, C), notability (Float32Array, C)}
val layer_figures(int index, int channels, int height, int width, const val& values) {
  const auto figures = session().figures(index, {channels, height, width, from_js<float>(values)});
  if (!figures) return failed(figures.error());
  val result = succeeded();
  result.set("statistics", floats_to_js(figures->statistics));
  result.set("places", bytes_to_js(figures->places));
  result.set("notability", floats_to_js(figures->notability));
  return result;
}

// layerGreatest(index, channels, height, width, values) -> {error, greatest}: of what counts
val layer_greatest(int index, int channels, int height, int width, const val& values) {
  const auto figures = session().figures(index, {channels, height, width, from_js<float>(values)});
  if (!figures) return failed(figures.error());
  float greatest = 0;
  for (std::size_t i = 1; i < figures->statistics.size(); i += lesion::engine::kFiguresPerFilter) {
    greatest = std::max(greatest, figures->statistics[i]);
  }
  val result = succeeded();
  result.set("greatest", greatest);
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

// novelty() -> {error, novelty: {responses, light} or null}: parts of the thresholds, of the image
// whose layerFigures were asked for last.
val novelty() {
  val result = succeeded();
  result.set("novelty", val::null());
  if (const auto found = session().novelty()) {
    val distances = val::object();
    distances.set("responses", found->responses);
    distances.set("light", found->light);
    result.set("novelty", distances);
  }
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(lesion_engine) {
  emscripten::function("readModel", &read_model);
  emscripten::function("guessedCard", &guessed_card);
  emscripten::function("cardedModel", &carded_model);
  emscripten::function("sumsToOne", &sums_to_one);
  emscripten::function("dequantiseModel", &dequantise_model);
  emscripten::function("setMetadata", &set_metadata);
  emscripten::function("fingerprint", &fingerprint);
  emscripten::function("keepModel", &keep_model);
  emscripten::function("useCard", &use_card);
  emscripten::function("openImage", &open_image);
  emscripten::function("openFrame", &open_frame);
  emscripten::function("wantedFrame", &wanted_frame);
  emscripten::function("giveFrame", &give_frame);
  emscripten::function("displayCopies", &display_copies);
  emscripten::function("comparedCopies", &compared_copies);
  emscripten::function("thumbnail", &thumbnail);
  emscripten::function("prepareOpenImage", &prepare_open_image);
  emscripten::function("prepareVariation", &prepare_variation);
  emscripten::function("closeImage", &close_image);
  emscripten::function("layerFigures", &layer_figures);
  emscripten::function("layerGreatest", &layer_greatest);
  emscripten::function("probability", &probability);
  emscripten::function("novelty", &novelty);
}
