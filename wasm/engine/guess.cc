#include "wasm/engine/guess.h"

#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/model/card_edit.h"
#include "core/onnx/guess_card.h"
#include "core/onnx/read.h"

namespace lesion::engine {
namespace {

using nlohmann::ordered_json;

// With no byte that is not UTF-8: names come from the file.
std::string text_of(const ordered_json& json) {
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string json_of(const onnx::GuessedCard& guess) {
  ordered_json json;
  json["card"] = ordered_json::parse(to_json(guess.card), nullptr, false);
  json["assumed"] = ordered_json::array();
  for (const onnx::Assumed what : guess.assumed) {
    json["assumed"].push_back(onnx::kAssumedNames[static_cast<std::size_t>(what)]);
  }
  json["outputs"] = ordered_json::array();
  for (const onnx::AnswerOutput& output : guess.outputs) {
    json["outputs"].push_back({{"tensor", output.tensor},
                               {"count", output.count},
                               {"kind", kOutputKindNames[static_cast<std::size_t>(output.kind)]}});
  }
  int filters = 0;
  for (const onnx::LayerInfo& layer : guess.layers.layers) filters += layer.filters;
  json["layers"] = guess.layers.layers.size();
  json["filters"] = filters;
  json["left_out"] = ordered_json::array();
  for (const onnx::LayerLeftOut& left : guess.layers.left_out) {
    json["left_out"].push_back({{"name", left.name}, {"reason", left.reason}});
  }
  return text_of(json);
}

struct Stated {
  std::vector<CardChange> changes;
  std::vector<std::string> classes;
};

// What is not as it should be is left out: the card that comes of it is checked.
Stated stated_in(std::string_view text) {
  Stated stated;
  const auto json = ordered_json::parse(text, nullptr, false);
  if (!json.is_object()) return stated;
  const auto changes = json.find("changes");
  if (changes != json.end() && changes->is_array()) {
    for (const auto& change : *changes) {
      if (!change.is_array() || change.size() != 2) continue;
      if (!change[0].is_string() || !change[1].is_string()) continue;
      stated.changes.emplace_back(change[0].get<std::string>(), change[1].get<std::string>());
    }
  }
  const auto classes = json.find("classes");
  if (classes != json.end() && classes->is_array()) {
    for (const auto& name : *classes) {
      if (name.is_string()) stated.classes.push_back(name.get<std::string>());
    }
  }
  return stated;
}

}  // namespace

Result<std::string> guessed_card(const std::string& name, std::vector<std::uint8_t> bytes) {
  auto model = onnx::read_model(bytes);
  if (!model) return fail_about(name, model.error());
  std::vector<std::uint8_t>().swap(bytes);
  const auto guess = onnx::guess_card(*model, name);
  if (!guess) return fail_about(name, guess.error());
  return json_of(*guess);
}

Result<std::vector<std::uint8_t>> carded_file(const std::string& name,
                                              std::vector<std::uint8_t> bytes,
                                              std::string_view stated) {
  auto model = onnx::read_model(bytes);
  if (!model) return fail_about(name, model.error());
  // Whatever is done with is given back before more is taken: the model may be large.
  std::vector<std::uint8_t>().swap(bytes);
  const auto guess = onnx::guess_card(*model, name);
  if (!guess) return fail_about(name, guess.error());
  const auto [changes, classes] = stated_in(stated);
  const auto json = edited_card(to_json(guess->card), changes, classes);
  if (!json) return fail_about(name, json.error());
  const auto card = card_from_json(*json);
  if (!card) return fail_about(name, card.error());
  auto file = onnx::with_card(std::move(*model), *card);
  if (!file) return fail_about(name, file.error());
  return file;
}

}  // namespace lesion::engine
