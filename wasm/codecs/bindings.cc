// decode_frame() of core/image/frame_codec.h and decode_tiff() of core/image/tiff.h as JavaScript
// sees it (web/worker/codecs.js).
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <vector>

#include "core/image/frame_codec.h"
#include "core/image/tiff.h"
#include "wasm/problem_js.h"

namespace {

using emscripten::val;

val bytes_to_js(const std::vector<std::uint8_t>& bytes) {
  return val::global("Uint8Array").new_(emscripten::typed_memory_view(bytes.size(), bytes.data()));
}

// decodeFrame(coding, bytes) -> {error, width, height, samples, bits, isSigned, values}: coding as
// FrameCoding counts; values: Uint8Array, a copy.
val decode_frame(int coding, const val& bytes) {
  const auto coded = emscripten::convertJSArrayToNumberVector<std::uint8_t>(bytes);
  const auto frame =
      lesion::decode_frame(coded, static_cast<lesion::FrameCoding>(coding), lesion::DecodeLimits{});
  val result = val::object();
  if (!frame) {
    result.set("error", lesion::problem_to_js(frame.error()));
    return result;
  }
  result.set("error", val::null());
  result.set("width", frame->width);
  result.set("height", frame->height);
  result.set("samples", frame->samples);
  result.set("bits", frame->bits);
  result.set("isSigned", frame->is_signed);
  result.set("values", bytes_to_js(frame->values));
  return result;
}

// decodeTiff(bytes) -> {error, width, height, pixels, orientation, several, icc}: pixels: R, G, B;
// icc: the profile, null without one.
val decode_tiff(const val& bytes) {
  const auto file = emscripten::convertJSArrayToNumberVector<std::uint8_t>(bytes);
  const auto read = lesion::decode_tiff(file, lesion::DecodeLimits{});
  val result = val::object();
  if (!read) {
    result.set("error", lesion::problem_to_js(read.error()));
    return result;
  }
  result.set("error", val::null());
  result.set("width", read->image.width);
  result.set("height", read->image.height);
  result.set("pixels", bytes_to_js(read->image.rgb));
  result.set("orientation", read->orientation);
  result.set("several", read->several);
  result.set("icc", read->icc ? bytes_to_js(*read->icc) : val::null());
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(codecs) {
  emscripten::function("decodeFrame", &decode_frame);
  emscripten::function("decodeTiff", &decode_tiff);
}
