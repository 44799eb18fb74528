#include "native/masks/export.h"

#include <algorithm>
#include <cstdio>
#include <system_error>
#include <utility>

#include "native/data/files.h"
#include "native/data/metadata.h"
#include "native/masks/agreement.h"
#include "native/masks/evaluate.h"
#include "native/masks/finder.h"
#include "native/masks/graph.h"
#include "native/masks/plan.h"
#include "native/masks/topology.h"
#include "native/train/checkpoint.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

Result<void> write_model_file(const fs::path& file, const onnx::Model& graph,
                              const MaskCard& card) {
  onnx::Model model = graph;
  model.metadata = {{kMaskCardKey, to_json(card)}};
  const auto bytes = onnx::write_model(std::move(model));
  if (!bytes) return tl::unexpected(bytes.error());
  return write_file_atomic(file, *bytes);
}

Result<void> add_figures(const MaskFinder& finder, const fs::path& folder, const std::string& part,
                         const MaskExport& request, MaskCard& card) {
  auto dataset = read_dataset(folder);
  if (!dataset) return tl::unexpected(dataset.error());
  std::erase_if(dataset->records,
                [&](const Record& record) { return part != part_name(record.part); });
  std::error_code ignored;
  const bool attributes = fs::is_directory(folder / "masks_attributes", ignored);
  std::vector<int> masks{0};
  for (int k = 1; attributes && k < kMasks; ++k) masks.push_back(k);
  const MaskVerdict verdict = evaluate_masks(
      finder, dataset->records, {folder / "masks", folder / "masks_attributes"}, masks);
  for (const std::string& line : verdict.left_out) request.print(line);
  for (const MaskEvaluation& mask : verdict.masks) {
    const Agreement found = agreement(mask.shown);
    card.figures.push_back({dataset->name + " " + part, mask.mask, found.images, found.mean,
                            found.low, found.high, found.failed});
    char text[200];
    std::snprintf(text, sizeof text,
                  "%s %s, %s: Jaccard %.4f (%.4f-%.4f) over %d images, %.1f%% below 0.65",
                  dataset->name.c_str(), part.c_str(), mask.mask.c_str(), found.mean, found.low,
                  found.high, found.images, 100 * found.failed);
    request.print(text);
  }
  return {};
}

}  // namespace

Result<void> export_masks(const MaskExport& request) {
  std::error_code ignored;
  const bool best = fs::exists(request.run / "best.ckpt", ignored);
  const auto state = load_checkpoint(request.run / (best ? "best.ckpt" : "last.ckpt"));
  if (!state) return tl::unexpected(state.error());
  const auto plan = make_mask_plan(state->config.width);
  if (!plan) return tl::unexpected(plan.error());
  if (state->adam.average.size() != plan->parameter_floats ||
      state->average_buffers.size() != plan->buffer_floats) {
    return fail(ErrorKind::kCorrupt, request.run.string() + ": holds no mask network");
  }
  MaskCard card = request.card;
  const int reached = std::max(0, state->step > 0 ? state->epoch : state->epoch - 1);
  const int size = state->config.stage_of(std::min(reached, state->config.epochs() - 1)).size;
  card.input = state->config.rule(size);
  card.side = size / kMaskStride;
  card.masks.assign(kMaskNames.begin(), kMaskNames.end());
  card.parameters = static_cast<std::int64_t>(plan->parameter_count());
  card.data.clear();
  for (const fs::path& folder : request.data) {
    card.data += (card.data.empty() ? "" : ", ") + folder.filename().string() + " (part train)";
  }
  const auto graph = mask_graph(*plan, state->adam.average, state->average_buffers, size);
  if (!graph) return tl::unexpected(graph.error());
  if (const auto done = write_model_file(request.out, *graph, card); !done) return done;
  const auto finder = MaskFinder::open(request.out);
  if (!finder) return tl::unexpected(finder.error());
  for (const fs::path& folder : request.data) {
    for (const std::string& part : request.parts) {
      const auto added = add_figures(*finder, folder, part, request, card);
      if (!added) return added;
    }
  }
  if (const auto done = write_model_file(request.out, *graph, card); !done) return done;
  const std::string text = mask_card_text(card);
  fs::path beside = request.out;
  return write_file_atomic(
      beside.replace_extension(".md"),
      std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace lesion
