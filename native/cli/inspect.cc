// lesionlens inspect: what is in a model, or in a folder of pictures.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/image/decode.h"
#include "core/model/card.h"
#include "core/onnx/read.h"
#include "core/onnx/tap.h"
#include "native/cli/commands.h"
#include "native/data/files.h"
#include "native/data/metadata.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

struct Request {
  std::string model;
  std::string images;
  std::string metadata;
  bool json = false;
  int limit = 0;
};

ordered_json shape_json(const onnx::ValueInfo& info) {
  ordered_json shape = ordered_json::array();
  for (const auto& side : info.shape) {
    if (side.value >= 0) {
      shape.push_back(side.value);
    } else {
      shape.push_back(side.symbol.empty() ? "?" : side.symbol);
    }
  }
  return {{"name", info.name}, {"shape", std::move(shape)}};
}

ordered_json layer_json(const onnx::LayerInfo& layer, bool is_output) {
  return {{"tensor", layer.tensor},
          {"activation", layer.activation},
          {"filters", layer.filters},
          {"input_channels", layer.input_channels},
          {"kernel", {layer.kernel_height, layer.kernel_width}},
          {"stride", layer.stride},
          {"receptive_field", layer.receptive_field},
          {"receptive_field_start", layer.receptive_field_start},
          {"is_output", is_output}};
}

std::size_t parameter_count(const onnx::Graph& graph) {
  std::size_t count = 0;
  for (const auto& tensor : graph.initializers) {
    if (tensor.type != onnx::ElementType::kInt64) count += tensor.count();
  }
  return count;
}

Result<ordered_json> describe_model(const std::string& path) {
  const auto file = read_file(path);
  if (!file) return tl::unexpected<Error>(file.error());
  const auto model = onnx::read_model(*file);
  if (!model) return fail(model.error().kind, path + ": " + model.error().message);
  const auto& graph = model->graph;
  ordered_json json{{"bytes", file->size()},
                    {"ir_version", model->ir_version},
                    {"opset", model->opset()},
                    {"producer", model->producer_name + " " + model->producer_version},
                    {"nodes", graph.nodes.size()},
                    {"parameters", parameter_count(graph)}};
  json["inputs"] = ordered_json::array();
  for (const auto& info : graph.inputs) json["inputs"].push_back(shape_json(info));
  json["outputs"] = ordered_json::array();
  for (const auto& info : graph.outputs) json["outputs"].push_back(shape_json(info));
  json["layers"] = ordered_json::array();
  for (const auto& layer : onnx::find_layers(*model)) {
    json["layers"].push_back(layer_json(layer, graph.is_output(layer.tensor)));
  }
  const auto card = onnx::read_model_card(*file);
  json["card"] = card ? ordered_json::parse(to_json(*card), nullptr, false) : ordered_json(nullptr);
  if (!card) json["card_missing"] = card.error().message;
  return json;
}

std::string text_of(const ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void print_pair(const char* name, const ordered_json& value) {
  std::printf("%-18s %s\n", name, text_of(value).c_str());
}

void print_tensors(const char* name, const ordered_json& tensors) {
  for (const auto& tensor : tensors) {
    std::string shape;
    for (const auto& side : tensor["shape"]) {
      if (!shape.empty()) shape += ',';
      shape += text_of(side);
    }
    std::printf("%-18s %s [%s]\n", name, text_of(tensor["name"]).c_str(), shape.c_str());
  }
}

void print_card(const ordered_json& card) {
  std::printf("\ncard\n");
  for (const auto& [key, value] : card.items()) {
    if (key == "layers") {
      std::size_t measured = 0;
      std::size_t dead = 0;
      for (const auto& layer : value) {
        for (const auto& filter : layer["filters"]) {
          ++measured;
          dead += filter["dead"].get<bool>() ? 1u : 0u;
        }
      }
      std::printf("  %-16s %zu layers; %zu filters measured, %zu of them dead\n", "layers",
                  value.size(), measured, dead);
    } else if (value.is_object()) {
      std::printf("  %s\n", key.c_str());
      for (const auto& [inner, entry] : value.items()) {
        std::printf("    %-14s %s\n", inner.c_str(), text_of(entry).c_str());
      }
    } else if (key == "metrics") {
      for (const auto& metric : value) {
        std::printf("  %-16s %s: AUC %.4f (%.4f to %.4f), %s pictures, %s malignant\n", "metric",
                    text_of(metric["data"]).c_str(), metric["auc"].get<double>(),
                    metric["auc_low"].get<double>(), metric["auc_high"].get<double>(),
                    text_of(metric["n"]).c_str(), text_of(metric["positives"]).c_str());
      }
    } else {
      std::printf("  %-16s %s\n", key.c_str(), text_of(value).c_str());
    }
  }
}

void print_model(const std::string& path, const ordered_json& json) {
  print_pair("model", path);
  for (const auto* key : {"bytes", "ir_version", "opset", "producer", "nodes", "parameters"}) {
    print_pair(key, json[key]);
  }
  print_tensors("input", json["inputs"]);
  print_tensors("output", json["outputs"]);
  std::printf("\nlayer  filters  kernel  stride  receptive field  first centre  tensor\n");
  std::size_t index = 0;
  for (const auto& layer : json["layers"]) {
    std::string kernel = text_of(layer["kernel"][0]);
    kernel.append("x").append(text_of(layer["kernel"][1]));
    std::printf("%5zu  %7d  %6s  %6d  %15d  %12g  %s%s\n", index++, layer["filters"].get<int>(),
                kernel.c_str(), layer["stride"].get<int>(), layer["receptive_field"].get<int>(),
                layer["receptive_field_start"].get<double>(), text_of(layer["tensor"]).c_str(),
                layer["is_output"].get<bool>() ? "" : " (not an output yet)");
  }
  if (json["card"].is_object()) {
    print_card(json["card"]);
  } else {
    std::printf("\nno card: %s\n", text_of(json["card_missing"]).c_str());
  }
}

// Sizes and damage, from reading every picture.
void look_at_pictures(const Dataset& dataset, int limit, ordered_json& json) {
  std::map<std::pair<int, int>, int> sizes;
  ordered_json unreadable = ordered_json::array();
  int looked_at = 0;
  for (const auto& record : dataset.records) {
    if (limit > 0 && looked_at == limit) break;
    ++looked_at;
    const auto refuse = [&](const std::string& reason) {
      unreadable.push_back({{"isic_id", record.id}, {"line", record.line}, {"reason", reason}});
    };
    if (record.file.empty()) {
      refuse("there is no such picture");
      continue;
    }
    const auto file = read_file(record.file);
    if (!file) {
      refuse(file.error().message);
      continue;
    }
    const auto image = decode_image(*file);
    if (!image) {
      refuse(image.error().message);
      continue;
    }
    ++sizes[{image->width, image->height}];
  }
  std::vector<std::pair<int, std::pair<int, int>>> by_count;
  for (const auto& [size, count] : sizes) by_count.push_back({count, size});
  std::sort(by_count.rbegin(), by_count.rend());
  json["pictures_read"] = looked_at;
  json["sizes"] = ordered_json::array();
  for (const auto& [count, size] : by_count) {
    json["sizes"].push_back({{"width", size.first}, {"height", size.second}, {"count", count}});
  }
  json["unreadable"] = std::move(unreadable);
}

Result<ordered_json> describe_pictures(const Request& request) {
  const auto dataset =
      read_dataset(std::filesystem::path(request.metadata), std::filesystem::path(request.images));
  if (!dataset) return tl::unexpected<Error>(dataset.error());
  ordered_json json{{"labelled", dataset->records.size()},
                    {"unlabelled_rows", dataset->skipped},
                    {"has_split", dataset->has_split},
                    {"splits", ordered_json::object()}};
  for (const Part part : {Part::kTrain, Part::kVal, Part::kTest}) {
    const int benign = dataset->count(part, kBenign);
    const int malignant = dataset->count(part, kMalignant);
    const auto* name = dataset->has_split ? part_name(part) : "all";
    if (benign + malignant == 0) continue;
    json["splits"][name] = {
        {"n", benign + malignant}, {"benign", benign}, {"malignant", malignant}};
  }
  std::map<std::string, int> diagnoses;
  for (const auto& record : dataset->records) {
    if (!record.diagnosis.empty()) ++diagnoses[record.diagnosis];
  }
  json["diagnoses"] = diagnoses;
  look_at_pictures(*dataset, request.limit, json);
  return json;
}

void print_pictures(const ordered_json& json) {
  std::printf("labelled pictures  %s", text_of(json["labelled"]).c_str());
  std::printf(" (%s rows labelled neither benign nor malignant left out)\n",
              text_of(json["unlabelled_rows"]).c_str());
  std::printf("\n%-8s %8s %8s %10s\n", "split", "n", "benign", "malignant");
  for (const auto& [name, split] : json["splits"].items()) {
    std::printf("%-8s %8d %8d %10d\n", name.c_str(), split["n"].get<int>(),
                split["benign"].get<int>(), split["malignant"].get<int>());
  }
  if (!json["diagnoses"].empty()) std::printf("\ndiagnosis\n");
  for (const auto& [name, count] : json["diagnoses"].items()) {
    std::printf("  %-24s %8d\n", name.c_str(), count.get<int>());
  }
  std::printf("\nsize (of %s pictures read)\n", text_of(json["pictures_read"]).c_str());
  constexpr std::size_t kShown = 20;
  std::size_t shown = 0;
  for (const auto& size : json["sizes"]) {
    if (shown++ == kShown) break;
    std::printf("  %5d x %-5d %8d\n", size["width"].get<int>(), size["height"].get<int>(),
                size["count"].get<int>());
  }
  if (json["sizes"].size() > kShown) {
    std::printf("  and %zu more sizes\n", json["sizes"].size() - kShown);
  }
  std::printf("\nunreadable  %zu\n", json["unreadable"].size());
  for (const auto& picture : json["unreadable"]) {
    std::printf("  line %d, %s: %s\n", picture["line"].get<int>(),
                text_of(picture["isic_id"]).c_str(), text_of(picture["reason"]).c_str());
  }
}

int run(const Request& request) {
  const bool pictures = !request.images.empty();
  if (pictures != request.model.empty()) {
    std::fprintf(stderr,
                 "lesionlens inspect: name either a model or, with --images and --metadata, a "
                 "folder of pictures\n");
    return 2;
  }
  const auto json = pictures ? describe_pictures(request) : describe_model(request.model);
  if (!json) {
    std::fprintf(stderr, "lesionlens inspect: %s\n", json.error().message.c_str());
    return json.error().kind == ErrorKind::kIo ? 1 : 2;
  }
  if (request.json) {
    std::printf("%s\n", json->dump(1, ' ', false, ordered_json::error_handler_t::replace).c_str());
  } else if (pictures) {
    print_pictures(*json);
  } else {
    print_model(request.model, *json);
  }
  return 0;
}

}  // namespace

void add_inspect(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "inspect", "Layers, receptive fields and card of a model; or counts of a set of pictures");
  auto request = std::make_shared<Request>();
  command->add_option("model", request->model, "ONNX file");
  auto* images = command->add_option("--images", request->images, "Folder of pictures");
  auto* metadata = command->add_option("--metadata", request->metadata,
                                       "Table with isic_id and benign_malignant");
  images->needs(metadata);
  metadata->needs(images);
  command->add_option("--limit", request->limit, "Read only the first N pictures")
      ->check(CLI::PositiveNumber);
  command->add_flag("--json", request->json, "Print JSON");
  command->callback([request] { exit_code = run(*request); });
}

}  // namespace lesion
