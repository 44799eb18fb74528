#include "wasm/engine/frame_stash.h"

#include <utility>

namespace lesion {
namespace {

std::optional<engine::WantedFrame> wanted;
std::optional<CodedFrame> given;

}  // namespace

Result<CodedFrame> decode_frame(std::span<const std::uint8_t> coded, FrameCoding coding,
                                const DecodeLimits&) {
  if (given) return *std::exchange(given, std::nullopt);
  wanted = engine::WantedFrame{coding, {coded.begin(), coded.end()}};
  return fail(ErrorCode::kDicomCodec);
}

namespace engine {

std::optional<WantedFrame> take_wanted_frame() { return std::exchange(wanted, std::nullopt); }

void give_frame(CodedFrame frame) { given = std::move(frame); }

}  // namespace engine
}  // namespace lesion
