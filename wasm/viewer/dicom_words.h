// What a DICOM file says of its image, in a line.
#pragma once

#include <string>

#include "core/image/dicom_info.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

// "From the DICOM file: back, left side, immersion oil, ..."; "" where it says nothing. The same as
// web/page/dicom.js has it.
std::string dicom_words(const Words& words, const DicomInfo& info);

// "frame 2 of 5".
std::string frame_words(const Words& words, const DicomInfo& info);

}  // namespace lesion::viewer
