// decode_frame() of core/image/frame_codec.h as JavaScript sees it (web/worker/codecs.js).
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <vector>

#include "core/image/frame_codec.h"
#include "wasm/problem_js.h"

namespace {

using emscripten::val;

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
  result.set("values",
             val::global("Uint8Array")
                 .new_(emscripten::typed_memory_view(frame->values.size(), frame->values.data())));
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(codecs) { emscripten::function("decodeFrame", &decode_frame); }
