#include "wasm/viewer/dicom_words.h"

#include <cmath>

namespace lesion::viewer {

std::string frame_words(const Words& words, const DicomInfo& info) {
  return words.fill("dicom.frame", {{"frame", std::to_string(info.frame + 1)},
                                    {"frames", std::to_string(info.frames)}});
}

std::string dicom_words(const Words& words, const DicomInfo& info) {
  std::string parts;
  const auto add = [&](const std::string& part) {
    if (part.empty()) return;
    if (!parts.empty()) parts += ", ";
    parts += part;
  };
  const auto add_filled = [&](std::string_view key, std::string_view place,
                              const std::string& value) {
    if (!value.empty()) add(words.fill(key, {{place, value}}));
  };
  add(info.body_site);
  if (info.laterality == "L") add(words["dicom.left"]);
  if (info.laterality == "R") add(words["dicom.right"]);
  if (info.laterality == "B") add(words["dicom.both"]);
  add_filled("dicom.device", "device", info.device);
  add_filled("dicom.polarisation", "term", info.polarisation);
  add_filled("dicom.contact", "term", info.contact);
  add_filled("dicom.immersion", "term", info.immersion);
  if (info.magnification > 0) {
    add_filled("dicom.magnification", "factor", words.figure(info.magnification));
  }
  if (info.colour_temperature > 0) {
    add_filled("dicom.temperature", "kelvin", std::to_string(std::lround(info.colour_temperature)));
  }
  if (info.spacing) {
    const auto& [rows, columns] = *info.spacing;
    const std::string height = words.figure(rows);
    const std::string width = words.figure(columns);
    add_filled("dicom.spacing", "mm", height == width ? height : width + " x " + height);
  }
  return parts.empty() ? "" : words.fill("dicom.said", {{"parts", parts}});
}

}  // namespace lesion::viewer
