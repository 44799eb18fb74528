#include "core/concepts/mask_card.h"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace lesion {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kLargestInput = 1024;
constexpr std::size_t kMostMasks = 64;

}  // namespace

std::string to_json(const MaskCard& card) {
  Json json;
  json["format"] = 1;
  json["name"] = card.name;
  json["description"] = card.description;
  json["input"] = {{"size", card.input.width}, {"mean", card.input.mean}, {"std", card.input.std}};
  json["output"] = {{"tensor", card.output}, {"side", card.side}, {"masks", card.masks}};
  json["lesion"] = {{"threshold", card.lesion.threshold},
                    {"second_part", card.lesion.second_part},
                    {"smallest", card.lesion.smallest}};
  json["parameters"] = card.parameters;
  json["figures"] = Json::array();
  for (const MaskFigure& figure : card.figures) {
    json["figures"].push_back({{"data", figure.data},
                               {"mask", figure.mask},
                               {"images", figure.images},
                               {"jaccard", figure.jaccard},
                               {"interval", {figure.low, figure.high}},
                               {"below_0.65", figure.failed}});
  }
  json["faults"] = card.faults;
  json["data"] = card.data;
  json["licence"] = card.licence;
  json["command"] = card.command;
  return json.dump(1);
}

std::string mask_card_text(const MaskCard& card) {
  std::string text = "# " + card.name + "\n\n" + card.description + "\n\n";
  text += "Research and education only. Not a medical device; not for diagnosis.\n\n";
  const std::string size = std::to_string(card.input.width);
  text += "- Input: the whole image pressed into " + size + " x " + size + " pixels.\n";
  text += "- Output: logits on " + std::to_string(card.side) + " x " + std::to_string(card.side) +
          " places of";
  for (std::size_t k = 0; k < card.masks.size(); ++k) text += (k > 0 ? ", " : " ") + card.masks[k];
  text += ".\n- Parameters: " + std::to_string(card.parameters) + "\n";
  text += "- Learnt from: " + card.data + "\n- Licence: " + card.licence + "\n\n";
  text += "```sh\n" + card.command + "\n```\n\n";
  text +=
      "Jaccard index, mean over the images in which the truth marks something, with the 95% "
      "interval by bootstrap over images:\n\n";
  text +=
      "| data | mask | images | Jaccard index | below 0.65 |\n| --- | --- | --- | --- | --- |\n";
  for (const MaskFigure& figure : card.figures) {
    char row[200];
    std::snprintf(row, sizeof row, " | %d | %.3f (%.3f-%.3f) | %.1f%% |\n", figure.images,
                  figure.jaccard, figure.low, figure.high, 100 * figure.failed);
    text += "| " + figure.data + " | " + figure.mask + row;
  }
  if (!card.faults.empty()) text += "\nKnown faults\n\n";
  for (const std::string& fault : card.faults) text += "- " + fault + "\n";
  return text;
}

Result<MaskCard> mask_card_from_json(std::string_view json) {
  const auto wrong = [](const std::string& what) {
    return fail(ErrorKind::kCorrupt, "the mask network's card: " + what);
  };
  const auto root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object()) return wrong("is no JSON object");
  const auto number = [&](const char* part, const char* key, double low, double high, auto& out) {
    const auto at = root.find(part);
    if (at == root.end() || !at->is_object()) return false;
    const auto value = at->find(key);
    if (value == at->end() || !value->is_number()) return false;
    const auto given = value->template get<double>();
    if (!(given >= low && given <= high)) return false;
    out = static_cast<std::remove_reference_t<decltype(out)>>(given);
    return true;
  };
  const auto text = [&](const nlohmann::json& object, const char* key) {
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  MaskCard card;
  card.name = text(root, "name");
  card.description = text(root, "description");
  card.data = text(root, "data");
  card.licence = text(root, "licence");
  card.command = text(root, "command");
  if (!number("input", "size", 1, kLargestInput, card.input.width)) return wrong("input.size");
  card.input.height = card.input.width;
  for (const char* key : {"mean", "std"}) {
    const auto& input = root["input"];
    const auto at = input.find(key);
    if (at == input.end() || !at->is_array() || at->size() != 3)
      return wrong("input." + std::string(key));
    for (std::size_t c = 0; c < 3; ++c) {
      const auto& value = (*at)[c];
      if (!value.is_number() || (key[0] == 's' && !(value.get<double>() > 0))) {
        return wrong("input." + std::string(key));
      }
      (key[0] == 's' ? card.input.std : card.input.mean)[c] = value.get<float>();
    }
  }
  if (!number("output", "side", 1, kLargestInput, card.side)) return wrong("output.side");
  const auto& output = root["output"];
  card.output = text(output, "tensor");
  const auto masks = output.find("masks");
  if (card.output.empty()) return wrong("output.tensor");
  if (masks == output.end() || !masks->is_array() || masks->empty() || masks->size() > kMostMasks) {
    return wrong("output.masks");
  }
  for (const auto& name : *masks) {
    if (!name.is_string()) return wrong("output.masks");
    card.masks.push_back(name.get<std::string>());
  }
  if (!number("lesion", "threshold", -100, 100, card.lesion.threshold)) {
    return wrong("lesion.threshold");
  }
  if (!number("lesion", "second_part", 0, 10, card.lesion.second_part)) {
    return wrong("lesion.second_part");
  }
  if (!number("lesion", "smallest", 0, 1, card.lesion.smallest)) return wrong("lesion.smallest");
  // What follows is for people: what is odd there is passed over.
  if (const auto count = root.find("parameters");
      count != root.end() && count->is_number_integer()) {
    card.parameters = count->get<std::int64_t>();
  }
  if (const auto faults = root.find("faults"); faults != root.end() && faults->is_array()) {
    for (const auto& fault : *faults) {
      if (fault.is_string()) card.faults.push_back(fault.get<std::string>());
    }
  }
  if (const auto list = root.find("figures"); list != root.end() && list->is_array()) {
    for (const auto& entry : *list) {
      if (!entry.is_object()) continue;
      MaskFigure figure;
      figure.data = text(entry, "data");
      figure.mask = text(entry, "mask");
      const auto value = [&](const nlohmann::json& from) {
        return from.is_number() ? from.get<double>() : 0.0;
      };
      if (entry.contains("images") && entry["images"].is_number_integer()) {
        figure.images = entry["images"].get<int>();
      }
      if (entry.contains("jaccard")) figure.jaccard = value(entry["jaccard"]);
      if (entry.contains("below_0.65")) figure.failed = value(entry["below_0.65"]);
      if (entry.contains("interval") && entry["interval"].is_array() &&
          entry["interval"].size() == 2) {
        figure.low = value(entry["interval"][0]);
        figure.high = value(entry["interval"][1]);
      }
      card.figures.push_back(std::move(figure));
    }
  }
  return card;
}

}  // namespace lesion
