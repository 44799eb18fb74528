// What a DICOM file says of its image, from the engine to the page and into files.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/image/dicom_info.h"

namespace lesion {

// {frame, frames, spacing: [rows, columns] or null, bodySite, laterality, device, polarisation,
// contact, immersion, magnification, colourTemperature, burnedIn}, as DicomInfo has them.
nlohmann::ordered_json dicom_json(const DicomInfo& info);

// The other way; nothing where `json` is none such.
std::optional<DicomInfo> dicom_from_json(std::string_view json);

}  // namespace lesion
