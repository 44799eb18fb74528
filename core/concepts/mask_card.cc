#include "core/concepts/mask_card.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace lesion {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kLargestInput = 1024;
constexpr std::size_t kMostMasks = 64;
constexpr double kMostColour = 1e6;  // of a mean or a standard deviation; a byte scaled by 1 is 255

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

namespace {

using nlohmann::json;

std::string text_in(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// Reads the parts that the finder computes with: the first that is wrong is named.
class PartsReader {
 public:
  explicit PartsReader(const json& root) : root_(root) {}

  const std::string& wrong() const { return wrong_; }

  // A number low..high under root[part][key].
  template <typename T>
  void number(const char* part, const char* key, double low, double high, T& out) {
    const json* value = member(part, key);
    if (!value || !value->is_number()) return refuse(part, key);
    const auto given = value->get<double>();
    if (!(given >= low && given <= high)) return refuse(part, key);
    out = static_cast<T>(given);
  }

  void colours(const char* key, bool positive, std::array<float, 3>& out) {
    const json* list = member("input", key);
    if (!list || !list->is_array() || list->size() != out.size()) return refuse("input", key);
    for (std::size_t c = 0; c < out.size(); ++c) {
      const auto& value = (*list)[c];
      const double given = value.is_number() ? value.get<double>() : kMostColour * 2;
      if (!(std::abs(given) <= kMostColour)) return refuse("input", key);
      out[c] = static_cast<float>(given);
      if (positive && !(out[c] > 0)) return refuse("input", key);
    }
  }

  void masks(std::string& tensor, std::vector<std::string>& names) {
    const json* given = member("output", "tensor");
    tensor = given && given->is_string() ? given->get<std::string>() : std::string();
    if (tensor.empty()) return refuse("output", "tensor");
    const json* list = member("output", "masks");
    if (!list || !list->is_array() || list->empty() || list->size() > kMostMasks) {
      return refuse("output", "masks");
    }
    for (const auto& name : *list) {
      if (!name.is_string()) return refuse("output", "masks");
      names.push_back(name.get<std::string>());
    }
  }

 private:
  const json* member(const char* part, const char* key) const {
    const auto at = root_.find(part);
    if (at == root_.end() || !at->is_object()) return nullptr;
    const auto value = at->find(key);
    return value == at->end() ? nullptr : &*value;
  }
  void refuse(const char* part, const char* key) {
    if (wrong_.empty()) wrong_ = std::string(part) + "." + key;
  }

  const json& root_;
  std::string wrong_;
};

double number_or_0(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number() ? at->get<double>() : 0.0;
}

MaskFigure figure_from(const json& entry) {
  MaskFigure figure;
  figure.data = text_in(entry, "data");
  figure.mask = text_in(entry, "mask");
  if (const auto images = entry.find("images");
      images != entry.end() && images->is_number_integer()) {
    figure.images = images->get<int>();
  }
  figure.jaccard = number_or_0(entry, "jaccard");
  figure.failed = number_or_0(entry, "below_0.65");
  if (const auto interval = entry.find("interval");
      interval != entry.end() && interval->is_array() && interval->size() == 2) {
    const auto end = [&](std::size_t i) {
      return (*interval)[i].is_number() ? (*interval)[i].get<double>() : 0.0;
    };
    figure.low = end(0);
    figure.high = end(1);
  }
  return figure;
}

// What is for people: what is odd there is passed over.
void read_for_people(const json& root, MaskCard& card) {
  card.name = text_in(root, "name");
  card.description = text_in(root, "description");
  card.data = text_in(root, "data");
  card.licence = text_in(root, "licence");
  card.command = text_in(root, "command");
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
      if (entry.is_object()) card.figures.push_back(figure_from(entry));
    }
  }
}

}  // namespace

Result<MaskCard> mask_card_from_json(std::string_view text) {
  const auto root = json::parse(text, nullptr, false);
  if (!root.is_object()) return fail(ErrorCode::kMasksNotJson);
  MaskCard card;
  PartsReader in(root);
  in.number("input", "size", 1, kLargestInput, card.input.width);
  card.input.height = card.input.width;
  in.colours("mean", false, card.input.mean);
  in.colours("std", true, card.input.std);
  in.number("output", "side", 1, kLargestInput, card.side);
  in.masks(card.output, card.masks);
  in.number("lesion", "threshold", -100, 100, card.lesion.threshold);
  in.number("lesion", "second_part", 0, 10, card.lesion.second_part);
  in.number("lesion", "smallest", 0, 1, card.lesion.smallest);
  if (!in.wrong().empty()) return fail(ErrorCode::kMasksMember, {{"member", in.wrong()}});
  read_for_people(root, card);
  return card;
}

}  // namespace lesion
