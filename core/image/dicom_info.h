// What a DICOM file says of its image, as far as it may be shown: nothing here, and nothing that is
// read of the file at all, identifies a person.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace lesion {

// Texts are UTF-8, printable, at most 64 letters; empty where the file says nothing.
struct DicomInfo {
  int frame = 0;  // that was read, from 0
  int frames = 1;
  // Millimetres between the centres of neighbouring rows, and of neighbouring columns.
  std::optional<std::array<double, 2>> spacing;
  std::string body_site;   // the anatomic region's meaning, else the body part as it stands there
  std::string laterality;  // "L", "R", "B" (both), "U" (unpaired) or ""
  std::string device;      // manufacturer and model
  // Dermoscopic Image Module (PS3.3): the terms as they stand there; numbers 0 where not given.
  std::string polarisation;
  std::string contact;
  std::string immersion;
  double magnification = 0;
  double colour_temperature = 0;  // kelvin
  bool burned_in = false;         // "text may stand in the pixels" (Burned In Annotation YES)
};

}  // namespace lesion
