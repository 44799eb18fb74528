// lesionlens explain: where on each image of a folder a network's answer rests.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "core/explain/explain.h"
#include "core/explain/made.h"
#include "native/cli/card_file.h"
#include "native/cli/commands.h"
#include "native/data/files.h"
#include "native/explain/folder.h"
#include "native/explain/judge.h"
#include "native/masks/places.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {
namespace {

void print_methods() {
  std::printf("%-24s %-8s %-10s %-6s %-10s %s\n", "method", "signed", "gradients", "layer",
              "many runs", "makes an image");
  const auto yes = [](bool is) { return is ? "yes" : "no"; };
  for (const auto* row : explain_methods()) {
    std::printf("%-24s %-8s %-10s %-6s %-10s %s\n", std::string(row->name).c_str(),
                yes(row->has_sign), yes(row->needs.gradients), yes(row->uses_layer),
                yes(row->needs.many_runs), yes(row->makes_image));
  }
}

void tell(const ExplainedImage& image) {
  if (!image.error.empty()) {
    std::fprintf(stderr, "%s: %s\n", image.file.c_str(), image.error.c_str());
    return;
  }
  if (image.explanation.made_score) {
    std::printf("%s: score %.6g at the start, %.6g of the image that was made\n",
                image.file.c_str(), *image.explanation.baseline_score,
                *image.explanation.made_score);
    if (made_nothing(image.explanation)) {
      std::printf(
          "Nothing that was tried raises what is explained, on the even image and under noise "
          "over it: the image stays grey.\n");
    }
    return;
  }
  std::printf("%s: score %.6g", image.file.c_str(), image.explanation.score);
  if (image.explanation.completeness_gap) {
    std::printf(", baseline %.6g, completeness gap %.3g", *image.explanation.baseline_score,
                *image.explanation.completeness_gap);
  }
  std::printf("\n");
}

int complain(const std::string& sentence, int code) {
  std::fprintf(stderr, "lesionlens explain: %s\n", sentence.c_str());
  return code;
}

int code_of(const Error& error) { return error.kind == ErrorKind::kIo ? 1 : 2; }

struct Judging {
  bool wanted = false;
  JudgeRequest request;
  std::string json;
  std::string card;
};

int run_judge(Judging judging, const ExplainRequest& request, int threads) {
  JudgeRequest& wanted = judging.request;
  wanted.model = request.model;
  wanted.masks = masks_file_for(request.masks, request.model);
  wanted.seed = request.options.seed;
  if (request.model.empty()) return complain("--model is required", 2);
  if (wanted.data.empty()) return complain("--judge needs --data", 2);
  TorchRuntime::set_threads(threads);
  const bool terminal = isatty(fileno(stderr)) != 0;
  const auto progress = [&](const char* what, std::size_t done, std::size_t all) {
    if (terminal || done % 20 == 0) {
      std::fprintf(stderr, "%s%s: %zu of %zu%s", terminal ? "\r" : "", what, done, all,
                   terminal ? "   " : "\n");
    }
  };
  const auto result = judge(wanted, progress);
  if (terminal) std::fputc('\n', stderr);
  if (!result) return complain(result.error().message, code_of(result.error()));
  if (!judging.json.empty()) {
    const std::string text = to_json(*result).dump(1) + "\n";
    const auto done = write_file_atomic(
        judging.json, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
    if (!done) return complain(done.error().message, code_of(done.error()));
  }
  if (!judging.card.empty()) {
    const auto done = change_card(wanted.model, judging.card, [&](ModelCard& card) {
      put_into(card, *result);
      return Result<void>();
    });
    if (!done) return complain(done.error().message, code_of(done.error()));
  }
  std::printf("%s", judgement_table(*result).c_str());
  return 0;
}

int run(const ExplainRequest& request, int threads) {
  if (request.method == "list") {
    print_methods();
    return 0;
  }
  if (request.method.empty()) return complain("--method is required", 2);
  const auto* method = find_method(request.method);
  const bool makes = method != nullptr && method->makes_image;
  const std::pair<const char*, const std::string*> needed[] = {
      {"--model", &request.model}, {"--images", &request.images}, {"--out", &request.out}};
  for (const auto& [flag, value] : needed) {
    if (value == &request.images && makes) continue;
    if (value->empty()) return complain(std::string(flag) + " is required", 2);
  }
  TorchRuntime::set_threads(threads);
  const auto all = explain_folder(request, tell);
  if (!all) {
    const bool hint = all.error().code == ErrorCode::kExplainMethod;
    return complain(all.error().message + (hint ? "; --method list prints them" : ""),
                    code_of(all.error()));
  }
  if (makes) return 0;
  const auto made = std::count_if(all->begin(), all->end(),
                                  [](const ExplainedImage& image) { return image.error.empty(); });
  if (made == 0) return complain("not one image could be read", 2);
  std::printf("%lld of %zu images explained into %s\n", static_cast<long long>(made), all->size(),
              request.out.c_str());
  return 0;
}

void add_judging(CLI::App& command, Judging& judging) {
  JudgeRequest& request = judging.request;
  auto* wanted = command.add_flag(
      "--judge", judging.wanted,
      "Measure instead which method to trust on this model, over the images of --data: against the "
      "lesion's mask, by deletion and insertion, and by making the weights random; beside a random "
      "map, a Gaussian in the middle and untrained weights");
  command.add_option("--data", request.data, "--judge: folder with images and metadata.csv")
      ->needs(wanted);
  command.add_option("--split", request.split, "--judge: train, val, test or all")
      ->check(CLI::IsMember({"train", "val", "test", "all"}))
      ->needs(wanted)
      ->capture_default_str();
  command.add_option("--limit", request.limit, "--judge: at most N images, evenly over the table")
      ->check(CLI::PositiveNumber)
      ->needs(wanted)
      ->capture_default_str();
  command
      .add_option("--randomise", request.randomised,
                  "--judge: images of which weights are made random layer by layer")
      ->check(CLI::NonNegativeNumber)
      ->needs(wanted)
      ->capture_default_str();
  command
      .add_option("--methods", request.methods, "--judge: only these, with commas; default: all")
      ->delimiter(',')
      ->needs(wanted);
  command
      .add_option("--truth", request.truth,
                  "--judge: folder of true masks, ID.png; default: the mask network's")
      ->needs(wanted);
  command.add_option("--json", judging.json, "--judge: file for every figure")->needs(wanted);
  command
      .add_option(
          "--card", judging.card,
          "--judge: file for the model with the figures in its card; may be the model itself")
      ->needs(wanted);
}

}  // namespace

void add_explain(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "explain",
      "Where on each image a network's answer rests. For NAME.jpg: NAME.METHOD.png, what the "
      "network sees of the image with the map laid over it, and NAME.METHOD.npy, the map as "
      "float32 [height, width] over the network's input (not over the whole image); explain.json "
      "says which part of the image that is. class_image and filter_image make an image instead, "
      "look at none of --images and write METHOD.png (grey: nothing moved) and METHOD.npy, float32 "
      "[height, width, 3], red, green, blue of the network's input as it reads them");
  auto request = std::make_shared<ExplainRequest>();
  auto threads = std::make_shared<int>(0);
  auto judging = std::make_shared<Judging>();
  auto& options = request->options;
  command->add_option("--model", request->model, "ONNX file with a LesionLens card");
  command->add_option("--method", request->method, "One of --method list, which prints the table");
  command->add_option("--images", request->images, "Folder of the images");
  command->add_option("--out", request->out, "Folder for PNG, NPY and explain.json");
  command
      ->add_option("--target", request->target,
                   "malignant or benign (the difference of the logits), a class's name, or an "
                   "output's number from 0 (its logit alone)")
      ->capture_default_str();
  command->add_option("--layer", request->layer,
                      "Layer from 0: of the class activation maps, or the filter's; default: the "
                      "last");
  command
      ->add_option("--filter", request->filter,
                   "Explain this filter of --layer, from 0, instead of the target")
      ->check(CLI::NonNegativeNumber);
  command->add_option(
      "--response", request->response,
      "The filter's max (its strongest cell; default), sum (default of filter_image, "
      "where max is the cell in the middle), or one cell ROW,COLUMN");
  command->add_option("--seed", options.seed, "Of what is random")->capture_default_str();
  command->add_option("--samples", options.samples,
                      "Noisy copies (smoothgrad: 25), steps (integrated_gradients: 32), masks "
                      "(rise: 1000), steps of an image that is made (40)");
  command->add_flag("--smooth", options.smooth,
                    "class_image, filter_image: blur what each step follows, for less speckle");
  command
      ->add_option("--penalty", options.penalty,
                   "class_image, filter_image: the L2 penalty, as a multiple of the usual one, by "
                   "which each step's goal keeps to a quarter of the colours' range")
      ->capture_default_str();
  command->add_option("--noise", options.noise, "smoothgrad: deviation, as a part of the range")
      ->capture_default_str();
  command->add_option("--patch", options.patch,
                      "occlusion: side in pixels of the input; default: an eighth of its side");
  command->add_option("--stride", options.stride,
                      "occlusion: pixels from patch to patch; default: half a patch");
  command->add_option("--fill", request->fill,
                      "What covers, or where a path begins: skin (default of occlusion and "
                      "integrated_gradients), grey (of rise), black, white, mean, blur");
  command->add_option("--batch", options.batch, "Images of one run")->capture_default_str();
  command->add_option("--masks", request->masks,
                      "Mask network, for a model whose squares are fitted to the lesion; default: "
                      "masks.onnx beside the model, else models/masks.onnx");
  command->add_flag("--untrained", request->untrained,
                    "Control: the same network with weights drawn anew from --seed");
  add_judging(*command, *judging);
  command->add_option("--threads", *threads, "Of libtorch")->check(CLI::PositiveNumber);
  command->callback([request, threads, judging] {
    exit_code = judging->wanted ? run_judge(*judging, *request, *threads) : run(*request, *threads);
  });
}

}  // namespace lesion
