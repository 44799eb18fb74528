// The engine's decode_frame() (core/image/frame_codec.h) decodes nothing: it keeps the frame for
// the worker to have it decoded (wasm/codecs), and fails with kDicomCodec; once it was given, it is
// handed out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/image/frame_codec.h"

namespace lesion::engine {

struct WantedFrame {
  FrameCoding coding = FrameCoding::kJpeg;
  std::vector<std::uint8_t> coded;
};

// What decode_frame() was asked for last and could not give; nothing afterwards.
std::optional<WantedFrame> take_wanted_frame();

// What it will give the next time.
void give_frame(CodedFrame frame);

}  // namespace lesion::engine
