// TIFF 6.0 and BigTIFF, by LibTIFF.
#pragma once

#include <cstdint>
#include <span>

#include "core/image/foreign.h"

namespace lesion {

// The first page that is neither a reduced copy nor a mask. Strips and tiles, planes together or
// apart; grey, palette (up to 8 bits), RGB and, coded as JPEG, YCbCr; 8 or 16 bits a sample, grey
// of 1, 2 and 4 too, unsigned; uncompressed, LZW, Deflate, PackBits, JPEG. Of 16 bits the eight
// highest are taken. Other extra samples than alpha are passed over.
//
// Nothing is shown in part: fails with kCorrupt where a strip or tile is missing, short or damaged
// (of JPEG every block is walked, of Deflate the check sum is looked at), with kTooLarge beyond
// `limits`, with kUnsupported by name for CMYK, camera raw files and other kinds.
Result<ForeignImage> decode_tiff(std::span<const std::uint8_t> file, const DecodeLimits& limits);

}  // namespace lesion
