// lesionlens inspect: what is in a model, or in a folder of images.
#include <cstdint>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/model/card.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "core/onnx/tap.h"
#include "native/cli/commands.h"
#include "native/cli/inspect_images.h"
#include "native/data/files.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

struct Request {
  std::string model;
  ImagesRequest images;
  bool json = false;
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
  auto model = onnx::read_model(*file);
  if (!model) return fail(model.error().kind, path + ": " + model.error().message);
  // What is counted and shown is the network as it runs.
  const auto dequantised = onnx::dequantise_weights(*model);
  if (!dequantised)
    return fail(dequantised.error().kind, path + ": " + dequantised.error().message);
  const auto& graph = model->graph;
  ordered_json json{{"bytes", file->size()},
                    {"ir_version", model->ir_version},
                    {"opset", model->opset()},
                    {"producer", model->producer_name + " " + model->producer_version},
                    {"nodes", graph.nodes.size()},
                    {"parameters", parameter_count(graph)},
                    {"compressed_weights", *dequantised}};
  json["inputs"] = ordered_json::array();
  for (const auto& info : graph.inputs) json["inputs"].push_back(shape_json(info));
  json["outputs"] = ordered_json::array();
  for (const auto& info : graph.outputs) json["outputs"].push_back(shape_json(info));
  json["layers"] = ordered_json::array();
  const auto found = onnx::find_layers(*model);
  for (const auto& layer : found.layers) {
    json["layers"].push_back(layer_json(layer, graph.is_output(layer.tensor)));
  }
  json["left_out"] = ordered_json::array();
  for (const auto& left : found.left_out) {
    json["left_out"].push_back({{"name", left.name}, {"reason", left.reason}});
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
        std::printf("  %-16s %s: AUC %.4f (%.4f to %.4f), %s images, %s malignant\n", "metric",
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
  for (const auto* key :
       {"bytes", "ir_version", "opset", "producer", "nodes", "parameters", "compressed_weights"}) {
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
  if (!json["left_out"].empty()) std::printf("\nconvolutions that are no layers\n");
  for (const auto& left : json["left_out"]) {
    std::printf("  %s: %s\n", text_of(left["name"]).c_str(), text_of(left["reason"]).c_str());
  }
  if (json["card"].is_object()) {
    print_card(json["card"]);
  } else {
    std::printf("\nno card: %s\n", text_of(json["card_missing"]).c_str());
  }
}

int run(const Request& request) {
  const bool images = !request.images.images.empty();
  if (images != request.model.empty()) {
    std::fprintf(stderr,
                 "lesionlens inspect: name either a model or, with --images and --metadata, a "
                 "folder of images\n");
    return 2;
  }
  const auto json = images ? describe_images(request.images) : describe_model(request.model);
  if (!json) {
    std::fprintf(stderr, "lesionlens inspect: %s\n", json.error().message.c_str());
    return json.error().kind == ErrorKind::kIo ? 1 : 2;
  }
  if (request.json) {
    std::printf("%s\n", json->dump(1, ' ', false, ordered_json::error_handler_t::replace).c_str());
  } else if (images) {
    print_images(*json);
  } else {
    print_model(request.model, *json);
  }
  return 0;
}

}  // namespace

void add_inspect(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "inspect", "Layers, receptive fields and card of a model; or counts of a set of images");
  auto request = std::make_shared<Request>();
  command->add_option("model", request->model, "ONNX file");
  auto* images = command->add_option("--images", request->images.images, "Folder of images");
  auto* metadata = command->add_option("--metadata", request->images.metadata,
                                       "Table with isic_id and benign_malignant");
  images->needs(metadata);
  metadata->needs(images);
  command->add_option("--limit", request->images.limit, "Read only the first N images")
      ->check(CLI::PositiveNumber);
  command->add_option("--threads", request->images.threads, "That read images")
      ->check(CLI::PositiveNumber);
  command->add_option("--classes", request->images.classes,
                      "Diagnoses' classes other than usual, as for train");
  command
      ->add_option("--contact-sheet", request->images.sheet,
                   "File (PNG) for 48 images as the network receives them in training")
      ->needs(images);
  command->add_option("--recipe", request->images.recipe, "Of the contact sheet: paper or lens")
      ->check(CLI::IsMember({"paper", "lens"}))
      ->capture_default_str();
  command->add_option("--seed", request->images.seed, "Of the contact sheet");
  command->add_flag("--json", request->json, "Print JSON");
  command->callback([request] { exit_code = run(*request); });
}

}  // namespace lesion
