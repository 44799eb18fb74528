#include "native/explain/folder.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "core/explain/made.h"
#include "core/explain/network.h"
#include "core/image/decode.h"
#include "core/image/png.h"
#include "core/model/preprocess.h"
#include "core/model/region.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "core/onnx/untrained.h"
#include "native/data/files.h"
#include "native/data/image_files.h"
#include "native/explain/overlay.h"
#include "native/explain/runner.h"
#include "native/masks/places.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

tl::unexpected<Error> wrong(std::string sentence) {
  return fail(ErrorKind::kInvalidArgument, std::move(sentence));
}

struct Work {
  ModelCard card;
  ExplainNetwork network;
  ExplainTarget target;
  ExplainOptions options;
  const ExplainMethodRow* method = nullptr;
  std::shared_ptr<LesionPlaces> lesions;
};

std::optional<int> whole(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<FilterTarget> filter_target(const ExplainRequest& request, int layers) {
  FilterTarget target;
  target.layer = request.layer == -1 ? layers - 1 : request.layer;
  target.filter = request.filter;
  const bool makes = find_method(request.method)->makes_image;
  if (request.response == "max" || (request.response.empty() && !makes)) return target;
  if (request.response == "sum" || request.response.empty()) {
    target.response = FilterResponse::kSum;
    return target;
  }
  const auto comma = request.response.find(',');
  const auto row = whole(std::string_view(request.response).substr(0, comma));
  const auto column = comma == std::string::npos
                          ? std::nullopt
                          : whole(std::string_view(request.response).substr(comma + 1));
  if (!row || !column) return wrong("--response must be max, sum or ROW,COLUMN");
  target.response = FilterResponse::kCell;
  target.row = *row;
  target.column = *column;
  return target;
}

Result<void> choose(const ExplainRequest& request, Work& work) {
  work.method = find_method(request.method);
  if (work.method == nullptr) {
    return fail(ErrorCode::kExplainMethod, {{"method", request.method}});
  }
  work.options = request.options;
  if (!request.fill.empty()) {
    const auto at = std::find(std::begin(kFillNames), std::end(kFillNames), request.fill);
    if (at == std::end(kFillNames)) {
      return wrong("--fill must be skin, grey, black, white, mean or blur");
    }
    work.options.fill = static_cast<ExplainFill>(at - std::begin(kFillNames));
  }
  const auto& facts = work.network.facts;
  if (work.method->makes_image && !request.images.empty()) {
    return wrong(request.method + " makes an image and looks at none: leave out --images");
  }
  if (request.method == "filter_image" && request.filter == -1) {
    return wrong("filter_image needs --filter");
  }
  if (request.method == "class_image" && request.filter != -1) {
    return wrong("--filter has no part in class_image; the method for it is filter_image");
  }
  if (request.filter != -1) {
    auto filter = filter_target(request, static_cast<int>(facts.layers.size()));
    if (!filter) return tl::unexpected<Error>(filter.error());
    work.target.filter = *filter;
    return {};
  }
  if (request.layer != -1 && !work.method->uses_layer) {
    return wrong("--layer has no part in " + request.method +
                 ", unless --filter names a filter of it to be explained");
  }
  work.options.layer = request.layer;
  auto target = explain_target(work.card, facts.outputs, request.target);
  if (!target) return tl::unexpected<Error>(target.error());
  work.target = std::move(*target);
  return {};
}

Result<Work> open(const ExplainRequest& request) {
  const auto file = read_file(request.model);
  if (!file) return tl::unexpected<Error>(file.error());
  const auto about = [&](const Error& error) { return fail_about(request.model, error); };
  Work work;
  auto card = onnx::read_model_card(*file);
  if (!card) return about(card.error());
  work.card = std::move(*card);
  auto model = onnx::read_model(*file);
  if (!model) return about(model.error());
  if (request.untrained) {
    auto anew = with_untrained_weights(std::move(*model), request.options.seed);
    if (!anew) return about(anew.error());
    *model = std::move(*anew);
  }
  if (auto done = onnx::dequantise_weights(*model); !done) return about(done.error());
  auto network = explain_network(std::move(*model), work.card);
  if (!network) return about(network.error());
  work.network = std::move(*network);
  if (auto done = choose(request, work); !done) return tl::unexpected<Error>(done.error());
  if (work.card.input.crop.kind == CropKind::kLesion && !work.method->makes_image) {
    auto lesions = open_lesion_places(masks_file_for(request.masks, request.model));
    if (!lesions) return tl::unexpected<Error>(lesions.error());
    work.lesions = std::move(*lesions);
  }
  return work;
}

Result<std::vector<fs::path>> images_of(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return wrong(folder + ": is no folder");
  std::vector<fs::path> images;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (is_image_file(entry.path())) images.push_back(entry.path());
  }
  if (error) return fail(ErrorKind::kIo, folder + ": cannot be read: " + error.message());
  if (images.empty()) return wrong(folder + ": holds no image");
  std::sort(images.begin(), images.end());
  return images;
}

struct Seen {
  Image image;
  Rect region;
  InputTensor input;
};

Result<Seen> see(const Work& work, const fs::path& path) {
  const auto file = read_file(path);
  if (!file) return tl::unexpected<Error>(file.error());
  auto image = decode_image(*file);
  if (!image) return tl::unexpected<Error>(image.error());
  std::optional<LesionSummary> lesion;
  if (work.lesions) {
    const auto found = work.lesions->of(*file, *image);
    if (!found) return tl::unexpected<Error>(found.error());
    lesion = *found;
  }
  const Rect region = region_for(work.card.input, image->width, image->height, lesion);
  auto input = preprocess(*image, work.card.input, region);
  if (!input) return tl::unexpected<Error>(input.error());
  return Seen{std::move(*image), region, std::move(*input)};
}

Result<void> write_both(const fs::path& stem, const Seen& seen, const Explanation& explanation) {
  const auto png = encode_png(explanation_overlay(seen.image, seen.region, explanation));
  if (!png) return tl::unexpected<Error>(png.error());
  if (auto done = write_file_atomic(stem.string() + ".png", *png); !done) return done;
  return write_file_atomic(stem.string() + ".npy", explanation_npy(explanation));
}

Json row(const std::string& file, const std::string& name, const Seen& seen,
         const Explanation& explanation) {
  Json json{{"image", file},
            {"files", {name + ".png", name + ".npy"}},
            {"region", {seen.region.x, seen.region.y, seen.region.width, seen.region.height}},
            {"score", explanation.score},
            {"full_colour", explanation_scale(explanation)}};
  if (explanation.baseline_score) json["baseline_score"] = *explanation.baseline_score;
  if (explanation.completeness_gap) json["completeness_gap"] = *explanation.completeness_gap;
  return json;
}

Json head(const ExplainRequest& request, const Work& work) {
  Json json{{"method", request.method},
            {"model", work.card.name},
            {"untrained", request.untrained},
            {"seed", request.options.seed},
            {"width", work.network.facts.input.width},
            {"height", work.network.facts.input.height},
            {"signed", work.method->has_sign}};
  if (work.target.filter) {
    json["layer"] = work.target.filter->layer;
    json["filter"] = work.target.filter->filter;
    json["response"] = request.response;
    if (request.response.empty()) json["response"] = work.method->makes_image ? "sum" : "max";
  } else {
    json["target"] = request.target;
    if (work.method->uses_layer) {
      const int last = static_cast<int>(work.network.facts.layers.size()) - 1;
      json["layer"] = request.layer == -1 ? last : request.layer;
    }
  }
  json["notice"] = kNotice;
  return json;
}

Result<void> write_about(const std::string& folder, const Json& json) {
  const std::string text = json.dump(2) + "\n";
  return write_file_atomic(
      fs::path(folder) / "explain.json",
      std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Result<void> make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(ErrorKind::kIo, folder + ": cannot be made: " + error.message());
  return {};
}

// Of a method that looks at no image.
Result<std::vector<ExplainedImage>> make_image(
    const ExplainRequest& request, const Work& work,
    const std::function<void(const ExplainedImage&)>& told) {
  const auto& facts = work.network.facts;
  TorchExplainRunner runner(work.network.model, facts);
  auto made = explain(*work.method, facts, work.target, work.options,
                      std::vector<float>(facts.image_size(), 0.0f),
                      [&](const Run& run) { return runner(run); });
  if (!made) return tl::unexpected<Error>(made.error());
  if (auto done = make_folder(request.out); !done) return tl::unexpected<Error>(done.error());
  const auto png = encode_png(enlarged_picture(made_picture(*made, facts.input)));
  if (!png) return tl::unexpected<Error>(png.error());
  const fs::path stem = fs::path(request.out) / request.method;
  if (auto done = write_file_atomic(stem.string() + ".png", *png); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (auto done = write_file_atomic(stem.string() + ".npy", explanation_npy(*made)); !done) {
    return tl::unexpected<Error>(done.error());
  }
  Json json = head(request, work);
  json["smooth"] = work.options.smooth;
  json["penalty"] = work.options.penalty;
  json["made"] = {
      {"files", {request.method + ".png", request.method + ".npy"}},
      {"shape", {made->height, made->width, 3}},
      {"values", "red, green, blue as the network reads them; 0 is the colour that it reads as 0"},
      {"score_at_start", *made->baseline_score},
      {"score", *made->made_score},
      {"nothing_answered", made_nothing(*made)},
      {"full_colour", made_scale(*made, facts.input)}};
  if (auto done = write_about(request.out, json); !done) return tl::unexpected<Error>(done.error());
  std::vector<ExplainedImage> all{{request.method, std::move(*made), {}}};
  told(all.front());
  return all;
}

}  // namespace

Result<std::vector<ExplainedImage>> explain_folder(
    const ExplainRequest& request, const std::function<void(const ExplainedImage&)>& told) {
  auto work = open(request);
  if (!work) return tl::unexpected<Error>(work.error());
  if (work->method->makes_image) return make_image(request, *work, told);
  const auto images = images_of(request.images);
  if (!images) return tl::unexpected<Error>(images.error());
  std::map<std::string, int> stems;
  for (const auto& path : *images) ++stems[path.stem().string()];
  TorchExplainRunner runner(work->network.model, work->network.facts);
  Json json = head(request, *work);
  json["images"] = Json::array();
  std::vector<ExplainedImage> all;
  for (const auto& path : *images) {
    const std::string file = path.filename().string();
    ExplainedImage one{file, {}, {}};
    const auto seen = see(*work, path);
    if (!seen) {
      one.error = seen.error().message;
    } else {
      auto made = explain(*work->method, work->network.facts, work->target, work->options,
                          seen->input.values, [&](const Run& run) { return runner(run); });
      // What is wrong with network or options is so for every image.
      if (!made) return tl::unexpected<Error>(made.error());
      one.explanation = std::move(*made);
      // Not before: where an option is wrong, no folder is left behind.
      if (auto done = make_folder(request.out); !done) return tl::unexpected<Error>(done.error());
      const std::string stem = path.stem().string();
      const std::string name = (stems[stem] > 1 ? file : stem) + "." + request.method;
      if (auto done = write_both(fs::path(request.out) / name, *seen, one.explanation); !done) {
        return tl::unexpected<Error>(done.error());
      }
      json["images"].push_back(row(file, name, *seen, one.explanation));
    }
    told(one);
    all.push_back(std::move(one));
  }
  if (json["images"].empty()) return all;
  if (auto done = write_about(request.out, json); !done) return tl::unexpected<Error>(done.error());
  return all;
}

}  // namespace lesion
