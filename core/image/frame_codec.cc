#include "core/image/frame_codec.h"

namespace lesion {

Result<CodedFrame> decode_frame(std::span<const std::uint8_t>, FrameCoding coding,
                                const DecodeLimits&) {
  constexpr std::string_view kNames[] = {"JPEG", "JPEG-LS", "JPEG 2000"};
  return fail(ErrorCode::kDicomSyntax, {{"syntax", kNames[static_cast<std::size_t>(coding)]}});
}

}  // namespace lesion
