// DICOM images as dermatology departments store them: VL Photographic, Dermoscopic Photography,
// Secondary Capture, one frame or several.
#pragma once

#include <cstdint>
#include <span>

#include "core/error.h"
#include "core/image/colour_profile.h"
#include "core/image/decode_limits.h"
#include "core/image/dicom_info.h"
#include "core/image/image.h"

namespace lesion {

// By content: the mark behind the preamble, or elements of group 0002 or 0008 from the first byte.
bool is_dicom(std::span<const std::uint8_t> file);

// Frame `frame` (from 0) of the file, as sRGB. Transfer syntaxes: implicit and explicit little
// endian, explicit big endian, deflated; uncompressed, RLE, and those of frame_codec.h. Photometric
// interpretations: RGB, YBR_FULL, YBR_FULL_422, YBR_ICT, YBR_RCT, PALETTE COLOR, MONOCHROME1 and 2
// (modality rescale, first window; PS3.3 C.11.2), of 1 to 16 bits stored in 8 or 16. More bits than
// eight are reduced to the eight highest, as those of a PNG. An ICC profile of the file, else of
// the JPEG in it, is applied; `colour` says so. `info` is what may be said of the image.
//
// Fails with kImageCutOff, kDicomDamaged, kDicomNoImage, kDicomSyntax (names the transfer syntax),
// kDicomForm (names what is not read), kImageFrame, kImageTooLarge; of a JPEG in it as
// decode_image().
Result<Image> decode_dicom(std::span<const std::uint8_t> file, const DecodeLimits& limits,
                           int frame, DicomInfo& info, ColourConversion& colour);

}  // namespace lesion
