#include "core/image/dicom_json.h"

#include <array>
#include <string>
#include <utility>

namespace lesion {
namespace {

struct TextMember {
  const char* name;
  std::string DicomInfo::*value;
};
constexpr std::array kTexts = {
    TextMember{"bodySite", &DicomInfo::body_site},
    TextMember{"laterality", &DicomInfo::laterality},
    TextMember{"device", &DicomInfo::device},
    TextMember{"polarisation", &DicomInfo::polarisation},
    TextMember{"contact", &DicomInfo::contact},
    TextMember{"immersion", &DicomInfo::immersion},
};

}  // namespace

nlohmann::ordered_json dicom_json(const DicomInfo& info) {
  nlohmann::ordered_json json = {
      {"frame", info.frame}, {"frames", info.frames}, {"spacing", nullptr}};
  if (info.spacing) json["spacing"] = *info.spacing;
  for (const TextMember& text : kTexts) json[text.name] = info.*text.value;
  json["magnification"] = info.magnification;
  json["colourTemperature"] = info.colour_temperature;
  json["burnedIn"] = info.burned_in;
  return json;
}

std::optional<DicomInfo> dicom_from_json(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto number = [&](const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_number() ? found->get<double>() : 0.0;
  };
  DicomInfo info;
  info.frame = static_cast<int>(number("frame"));
  info.frames = static_cast<int>(number("frames"));
  if (info.frames < 1 || info.frame < 0 || info.frame >= info.frames) return std::nullopt;
  const auto spacing = json.find("spacing");
  if (spacing != json.end() && spacing->is_array() && spacing->size() == 2 &&
      (*spacing)[0].is_number() && (*spacing)[1].is_number()) {
    info.spacing = {(*spacing)[0].get<double>(), (*spacing)[1].get<double>()};
  }
  for (const TextMember& one : kTexts) {
    const auto found = json.find(one.name);
    if (found != json.end() && found->is_string()) {
      info.*one.value = *found->get_ptr<const std::string*>();
    }
  }
  info.magnification = number("magnification");
  info.colour_temperature = number("colourTemperature");
  const auto burned = json.find("burnedIn");
  info.burned_in = burned != json.end() && burned->is_boolean() && burned->get<bool>();
  return info;
}

}  // namespace lesion
