// lesionlens explain: where on each image of a folder a network's answer rests.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "core/explain/explain.h"
#include "native/cli/commands.h"
#include "native/explain/folder.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {
namespace {

void print_methods() {
  std::printf("%-24s %-8s %-10s %-6s %s\n", "method", "signed", "gradients", "layer", "many runs");
  const auto yes = [](bool is) { return is ? "yes" : "no"; };
  for (const auto* row : explain_methods()) {
    std::printf("%-24s %-8s %-10s %-6s %s\n", std::string(row->name).c_str(), yes(row->has_sign),
                yes(row->needs.gradients), yes(row->uses_layer), yes(row->needs.many_runs));
  }
}

void tell(const ExplainedImage& image) {
  if (!image.error.empty()) {
    std::fprintf(stderr, "%s: %s\n", image.file.c_str(), image.error.c_str());
    return;
  }
  std::printf("%s: score %.6g", image.file.c_str(), image.explanation.score);
  if (image.explanation.completeness_gap) {
    std::printf(", baseline %.6g, completeness gap %.3g", *image.explanation.baseline_score,
                *image.explanation.completeness_gap);
  }
  std::printf("\n");
}

int run(const ExplainRequest& request, int threads) {
  if (request.method == "list") {
    print_methods();
    return 0;
  }
  const auto complain = [](const std::string& sentence, int code) {
    std::fprintf(stderr, "lesionlens explain: %s\n", sentence.c_str());
    return code;
  };
  const std::pair<const char*, const std::string*> needed[] = {
      {"--model", &request.model}, {"--images", &request.images}, {"--out", &request.out}};
  for (const auto& [flag, value] : needed) {
    if (value->empty()) return complain(std::string(flag) + " is required", 2);
  }
  TorchRuntime::set_threads(threads);
  const auto all = explain_folder(request, tell);
  if (!all) {
    const bool hint = all.error().code == ErrorCode::kExplainMethod;
    return complain(all.error().message + (hint ? "; --method list prints them" : ""),
                    all.error().kind == ErrorKind::kIo ? 1 : 2);
  }
  const auto made = std::count_if(all->begin(), all->end(),
                                  [](const ExplainedImage& image) { return image.error.empty(); });
  if (made == 0) return complain("not one image could be read", 2);
  std::printf("%lld of %zu images explained into %s\n", static_cast<long long>(made), all->size(),
              request.out.c_str());
  return 0;
}

}  // namespace

void add_explain(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "explain",
      "Where on each image a network's answer rests. For NAME.jpg: NAME.METHOD.png, what the "
      "network sees of the image with the map laid over it, and NAME.METHOD.npy, the map as "
      "float32 [height, width] over the network's input (not over the whole image); explain.json "
      "says which part of the image that is");
  auto request = std::make_shared<ExplainRequest>();
  auto threads = std::make_shared<int>(0);
  auto& options = request->options;
  command->add_option("--model", request->model, "ONNX file with a LesionLens card");
  command->add_option("--method", request->method, "One of --method list, which prints the table")
      ->required();
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
  command
      ->add_option("--response", request->response,
                   "The filter's max (its strongest cell), sum, or one cell ROW,COLUMN")
      ->capture_default_str();
  command->add_option("--seed", options.seed, "Of what is random")->capture_default_str();
  command->add_option("--samples", options.samples,
                      "Noisy copies (smoothgrad: 25), steps (integrated_gradients: 32), masks "
                      "(rise: 1000)");
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
  command->add_option("--threads", *threads, "Of libtorch")->check(CLI::PositiveNumber);
  command->callback([request, threads] { exit_code = run(*request, *threads); });
}

}  // namespace lesion
