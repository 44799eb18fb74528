// From the bytes of a file to an upright image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/image/colour_profile.h"
#include "core/image/decode_limits.h"
#include "core/image/dicom_info.h"
#include "core/image/image.h"
#include "core/image/image_source.h"

namespace lesion {

// What was done to a file's pixels on the way.
struct DecodeNotes {
  int orientation = 1;  // EXIF's, as it stood in the file
  ImageSource source;
  ColourConversion colour;
  std::optional<DicomInfo> dicom;  // what a DICOM file says of the image
};

// Decodes JPEG, PNG, BMP, GIF (first frame), TGA, PSD, DICOM (dicom.h), TIFF (tiff.h) and, where
// somebody is there who does, WebP, AVIF and HEIC (foreign.h), told apart by their content.
// Sixteen-bit samples are reduced to eight, grey becomes RGB, transparency is laid over white, the
// orientations 1-8 of EXIF and TIFF are applied, and the colours that a profile describes brought
// to sRGB (see colour_profile.h). `notes`, where given, says what of that was done. `frame`, from
// 0, of a DICOM file of several; any other file has one. Fails with kUnsupported (HEIC, AVIF, PNM
// by name; anything else unknown; a DICOM or TIFF file without an image, or coded in a way that is
// not read), kInvalidArgument (no such frame), kTooLarge (beyond `limits`, judged from the header),
// kCorrupt (truncated or damaged: of a JPEG every block is walked, see jpeg_scan.h).
Result<Image> decode_image(std::span<const std::uint8_t> file, const DecodeLimits& limits = {},
                           DecodeNotes* notes = nullptr, int frame = 0);

// Whether a file whose first bytes (132, or all) these are is an image that has a mark of its own:
// JPEG, PNG, GIF, PSD, DICOM, TIFF, WebP, AVIF, HEIC. Files lose their endings.
bool begins_as_image(std::span<const std::uint8_t> head);

// EXIF orientation (1-8) stated in a JPEG's APP1, a PNG's eXIf or a WebP's EXIF; 1 where there is
// none or it is out of range. Never fails: damaged EXIF counts as absent.
int exif_orientation(std::span<const std::uint8_t> file);

// `image` turned upright from EXIF `orientation` (1-8; others leave it as it is).
Image apply_orientation(Image image, int orientation);

}  // namespace lesion
