// lesionlens evaluate: a model's answers on labelled images, and what they are worth.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "core/image/decode.h"
#include "core/model/card.h"
#include "core/model/preprocess.h"
#include "core/model/region.h"
#include "core/model/spread.h"
#include "core/onnx/read.h"
#include "core/onnx/tap.h"
#include "native/cli/commands.h"
#include "native/cli/evaluation_summary.h"
#include "native/data/files.h"
#include "native/data/lesion_places.h"
#include "native/data/metadata.h"
#include "native/masks/places.h"
#include "native/novelty/described.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

struct Request {
  std::string model;
  std::string images;
  std::string metadata;
  std::string split = "all";
  std::string json;
  std::string classes;
  std::string against;
  std::string report;
  std::string maps_folder;
  std::string masks;
  int limit = 0;
  int threads = 0;
  double mask_area = 1;
  double mask_shift = 0;
  bool logits = false;
  bool tensor = false;
  bool spread = false;
};

// A model ready to answer, its maps in the order of its layers.
struct Network {
  ModelCard card;
  std::vector<std::string> layers;
  TorchRuntime runtime;
  std::shared_ptr<LesionPlaces> lesions;  // where the card's squares are fitted to the lesion
};

Error with_name(const std::string& name, const Error& error) { return about_file(name, error); }

Result<Network> open_network(const std::string& path, const std::string& masks) {
  const auto file = read_file(path);
  if (!file) return tl::unexpected<Error>(file.error());
  auto model = onnx::read_model(*file);
  if (!model) return tl::unexpected<Error>(with_name(path, model.error()));
  auto card = onnx::read_model_card(*file);
  if (!card) return tl::unexpected<Error>(with_name(path, card.error()));
  std::vector<std::string> layers;
  for (const auto& layer : card->layers) layers.push_back(layer.tensor);
  if (layers.empty()) {
    if (const auto found = onnx::tap(*model)) {
      for (const auto& layer : found->layers) layers.push_back(layer.tensor);
    }
  }
  auto runtime = TorchRuntime::open(std::move(*model));
  if (!runtime) return tl::unexpected<Error>(with_name(path, runtime.error()));
  Network network{std::move(*card), std::move(layers), std::move(*runtime), nullptr};
  if (network.card.input.crop.kind == CropKind::kLesion) {
    auto lesions = open_lesion_places(masks_file_for(masks, path));
    if (!lesions) return tl::unexpected<Error>(lesions.error());
    network.lesions = std::move(*lesions);
  }
  return network;
}

Result<std::vector<Record>> chosen_records(const Request& request, int& unlabelled) {
  const auto mapping = parse_class_mapping(request.classes);
  if (!mapping) return fail(mapping.error().kind, "--classes: " + mapping.error().message);
  auto dataset = read_dataset(fs::path(request.metadata), fs::path(request.images), *mapping);
  if (!dataset) return tl::unexpected<Error>(dataset.error());
  unlabelled = dataset->skipped;
  if (request.split != "all" && !dataset->has_split) {
    return fail(ErrorKind::kInvalidArgument, request.metadata +
                                                 ": has no column split, so --split " +
                                                 request.split + " cannot be chosen");
  }
  std::vector<Record> chosen;
  for (auto& record : dataset->records) {
    if (request.split != "all" && request.split != part_name(record.part)) continue;
    if (request.limit > 0 && chosen.size() == static_cast<std::size_t>(request.limit)) break;
    chosen.push_back(std::move(record));
  }
  if (chosen.empty()) {
    return fail(ErrorKind::kInvalidArgument, request.metadata + ": no labelled image to look at");
  }
  return chosen;
}

Result<void> dump(const fs::path& path, std::span<const float> values) {
  return write_file_atomic(
      path, std::span(reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()));
}

Result<void> dump_all(const Request& request, const Network& network, const std::string& id,
                      const InputTensor& input, const Outputs& outputs) {
  const fs::path folder = request.maps_folder;
  if (request.tensor) {
    if (auto done = dump(folder / (id + ".tensor.f32"), input.values); !done) return done;
  }
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const auto* maps = outputs.find(network.layers[k]);
    if (maps == nullptr) {
      return fail(ErrorKind::kCorrupt, "the model's card names the layer " + network.layers[k] +
                                           ", which is no output of its graph");
    }
    const auto path = folder / (id + ".layer" + std::to_string(k) + ".f32");
    if (auto done = dump(path, maps->values); !done) return done;
  }
  return {};
}

// The calibrated probability that `network` gives of an input.
Result<double> estimate(const Network& network, const InputTensor& input) {
  const auto outputs = network.runtime.run(input.values, input.shape);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  const auto* logits = outputs->find(network.card.logits_tensor);
  if (logits == nullptr) {
    return fail(ErrorKind::kCorrupt, "the model has no output " + network.card.logits_tensor);
  }
  const double found = probability(network.card, logits->values);
  if (!std::isfinite(found)) {
    return fail(ErrorKind::kCorrupt, "the network's answer is not a number");
  }
  return found;
}

// As a mask might be wrong: another area, and moved to the right by a part of the square's side.
void disturb(LesionSummary& lesion, const Request& request, const CropRule& crop) {
  lesion.area *= request.mask_area;
  lesion.x += request.mask_shift * std::sqrt(lesion.area / crop.share);
}

// What the card's rule sees of an image, and how that came about.
Result<SeenSquare> seen_square(const Request& request, const Network& network,
                               std::span<const std::uint8_t> file, const Image& image) {
  const InputRule& rule = network.card.input;
  std::optional<LesionSummary> lesion;
  if (network.lesions) {
    const auto found = network.lesions->of(file, image);
    if (!found) return tl::unexpected<Error>(found.error());
    lesion = *found;
    if (lesion) disturb(*lesion, request, rule.crop);
  }
  const Rect region = region_for(rule, image.width, image.height, lesion);
  return SeenSquare{region, region_kind(region, image.width, image.height, rule, lesion)};
}

// The image's answer, by the same steps as in the page.
Result<ImageScore> answer(const Request& request, const Network& network, const Record& record) {
  if (record.file.empty()) return fail(ErrorKind::kNotFound, "there is no such image");
  const auto file = read_file(record.file);
  if (!file) return tl::unexpected<Error>(file.error());
  const auto image = decode_image(*file);
  if (!image) return tl::unexpected<Error>(image.error());
  const auto seen = seen_square(request, network, *file, *image);
  if (!seen) return tl::unexpected<Error>(seen.error());
  const auto input = preprocess(*image, network.card.input, seen->region);
  if (!input) return tl::unexpected<Error>(input.error());
  const auto outputs = network.runtime.run(input->values, input->shape);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  const auto* logits = outputs->find(network.card.logits_tensor);
  if (logits == nullptr) {
    return fail(ErrorKind::kCorrupt, "the model has no output " + network.card.logits_tensor);
  }
  ImageScore score{record.id, record.label == kMalignant ? 1 : 0,
                   probability(network.card, logits->values), logits->values};
  if (network.lesions) score.square = *seen;
  const auto novelty = novelty_of_answer(network.card, *outputs, *image, seen->region);
  if (!novelty) return tl::unexpected<Error>(novelty.error());
  score.novelty = *novelty;
  if (request.spread) {
    const InputRule& rule = network.card.input;
    const auto spread = spread_of(*image, rule, seen->region,
                                  [&](const InputTensor& one) { return estimate(network, one); });
    if (!spread) return tl::unexpected<Error>(spread.error());
    score.spread = *spread;
  }
  if (!std::isfinite(score.probability)) {
    return fail(ErrorKind::kCorrupt, "the network's answer is not a number");
  }
  if (!request.maps_folder.empty()) {
    if (auto done = dump_all(request, network, record.id, *input, *outputs); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return score;
}

void print_logits(const ImageScore& score) {
  std::printf("%s", score.id.c_str());
  for (const float logit : score.logits) std::printf(" %.9g", static_cast<double>(logit));
  std::printf("\n");
}

void print_spread(const ImageScore& score) {
  std::printf("%s %.4f (%.4f to %.4f over %zu)\n", score.id.c_str(), score.probability,
              score.spread->lowest, score.spread->highest, score.spread->n);
}

// Every record's answer from `network`, in the records' order.
Result<Evaluation> answer_all(const Request& request, const Network& network,
                              const std::vector<Record>& records) {
  if (!request.maps_folder.empty()) {
    std::error_code error;
    fs::create_directories(request.maps_folder, error);
    if (error) {
      return fail(ErrorKind::kIo, request.maps_folder + ": cannot be made: " + error.message());
    }
  }
  std::vector<ImageScore> scores;
  std::vector<SkippedImage> skipped;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& record = records[i];
    auto score = answer(request, network, record);
    if (score) {
      if (request.logits) print_logits(*score);
      if (score->spread) print_spread(*score);
      scores.push_back(std::move(*score));
    } else if (score.error().kind == ErrorKind::kIo && !request.maps_folder.empty()) {
      return tl::unexpected<Error>(score.error());  // a full disk is no fault of the image's
    } else {
      skipped.push_back({record.id, score.error().message});
    }
    if ((i + 1) % 500 == 0) {
      std::fprintf(stderr, "%zu of %zu images\n", i + 1, records.size());
    }
  }
  return summarise(network.card, std::move(scores), std::move(skipped));
}

Result<void> compare_with(const Request& request, const std::vector<Record>& records,
                          Evaluation& result) {
  const auto other = open_network(request.against, request.masks);
  if (!other) return tl::unexpected<Error>(other.error());
  Request plain = request;
  plain.maps_folder.clear();
  plain.logits = false;
  plain.spread = false;
  auto answers = answer_all(plain, *other, records);
  if (!answers) return tl::unexpected<Error>(answers.error());
  if (answers->model.empty()) answers->model = fs::path(request.against).filename().string();
  auto compared = compare(result, *answers);
  if (!compared) {
    return fail(compared.error().kind, "no comparison: " + compared.error().message);
  }
  result.against = std::move(*compared);
  return {};
}

struct Evaluated {
  Evaluation evaluation;
  nlohmann::ordered_json subgroups;
  std::string html;  // where asked for
};

Result<Evaluated> evaluate(const Request& request) {
  TorchRuntime::set_threads(request.threads);
  const auto network = open_network(request.model, request.masks);
  if (!network) return tl::unexpected<Error>(network.error());
  int unlabelled = 0;
  const auto records = chosen_records(request, unlabelled);
  if (!records) return tl::unexpected<Error>(records.error());
  auto result = answer_all(request, *network, *records);
  if (!result) return tl::unexpected<Error>(result.error());
  result->unlabelled = unlabelled;
  if (!request.against.empty()) {
    if (auto done = compare_with(request, *records, *result); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  const fs::path table = request.metadata;
  std::string name = fs::weakly_canonical(table).parent_path().filename().string();
  if (request.split != "all") name += " " + request.split;
  auto set = summarise_evaluation(network->card, *result, *records,
                                  {.csv = table, .classes = request.classes, .name = name});
  if (!set) return tl::unexpected<Error>(set.error());
  Evaluated evaluated{.evaluation = std::move(*result), .subgroups = {}, .html = {}};
  evaluated.subgroups = subgroups_json(*set, evaluated.evaluation);
  if (!request.report.empty()) {
    evaluated.html =
        evaluation_html(network->card, evaluated.evaluation, std::move(*set), LESION_VERSION);
  }
  return evaluated;
}

Result<void> write_text(const std::string& path, const std::string& text) {
  return write_file_atomic(
      path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

int run(const Request& request) {
  const auto complain = [](const Error& error) {
    std::fprintf(stderr, "lesionlens evaluate: %s\n", error.message.c_str());
    return error.kind == ErrorKind::kIo ? 1 : 2;
  };
  const auto evaluated = evaluate(request);
  if (!evaluated) return complain(evaluated.error());
  const Evaluation& result = evaluated->evaluation;
  if (!request.json.empty()) {
    if (const auto done = write_text(request.json, to_json(result, evaluated->subgroups)); !done) {
      return complain(done.error());
    }
  }
  if (!request.report.empty()) {
    if (const auto done = write_text(request.report, evaluated->html); !done) {
      return complain(done.error());
    }
  }
  std::printf("%s\n%s", to_text(result).c_str(), subgroups_text(evaluated->subgroups).c_str());
  if (result.images.empty()) {
    std::fprintf(stderr, "lesionlens evaluate: not one image could be read\n");
    return 2;
  }
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("evaluate", "AUC, operating point and calibration on labelled images");
  auto request = std::make_shared<Request>();
  command->add_option("--model", request->model, "ONNX file with a LesionLens card")->required();
  command->add_option("--images", request->images, "Folder of the images")->required();
  command->add_option("--metadata", request->metadata, "Table with isic_id and benign_malignant")
      ->required();
  command->add_option("--split", request->split, "train, val, test, or all")
      ->check(CLI::IsMember({"train", "val", "test", "all"}))
      ->capture_default_str();
  command->add_option("--json", request->json, "File for the figures and every image's answer");
  command->add_option("--classes", request->classes,
                      "Diagnoses' classes other than usual, as for train");
  command->add_option("--against", request->against,
                      "Another model on the same images: paired DeLong test");
  command->add_option("--report", request->report,
                      "File for a page to read: curves, confusion, mistakes, groups (HTML)");
  command->add_option("--limit", request->limit, "Only the first N images")
      ->check(CLI::PositiveNumber);
  command->add_option("--threads", request->threads, "Of libtorch")->check(CLI::PositiveNumber);
  command->add_flag("--logits", request->logits, "Also print every image's logits");
  command->add_flag("--spread", request->spread,
                    "Also each image's lowest and highest estimate over small shifts of the square "
                    "and the eight turns and flips");
  command->add_option("--masks", request->masks,
                      "Mask network, for a model whose squares are fitted to the lesion; default: "
                      "masks.onnx beside the model, else models/masks.onnx");
  command
      ->add_option("--mask-area", request->mask_area,
                   "As if every lesion's mask were this many times as large, where squares are "
                   "fitted: what a wrong mask does")
      ->check(CLI::Range(0.01, 100.0));
  command
      ->add_option("--mask-shift", request->mask_shift,
                   "Likewise, as if it lay to the right by this part of the square's side")
      ->check(CLI::Range(-1.0, 1.0));
  auto* maps = command->add_option("--maps-dir", request->maps_folder,
                                   "Folder for every layer's maps: ID.layerK.f32, C,H,W, raw "
                                   "little-endian floats");
  command->add_flag("--tensor", request->tensor, "Also ID.tensor.f32, what the network was given")
      ->needs(maps);
  command->callback([request] { exit_code = run(*request); });
}

}  // namespace lesion
