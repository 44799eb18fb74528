#include "native/explain/runner.h"

#include <utility>

#include "core/onnx/reverse.h"

namespace lesion {

Result<const TorchExplainRunner::Graph*> TorchExplainRunner::graph_for(const Run& run) {
  std::string key = run.of + "\n" + std::to_string(static_cast<int>(run.relu));
  for (const auto& name : run.values) key += "\n" + name;
  key += "\n";
  for (const auto& name : run.gradients) key += "\n" + name;
  if (const auto at = graphs_.find(key); at != graphs_.end()) return &at->second;
  onnx::Model model;
  std::string seed;
  std::vector<std::string> outputs = run.values;
  if (run.gradients.empty()) {
    model = model_;
  } else {
    auto made = onnx::reverse(model_, run.of, run.gradients, {.relu = run.relu});
    if (!made) return tl::unexpected<Error>(made.error());
    model = std::move(made->model);
    seed = std::move(made->seed);
    outputs.insert(outputs.end(), made->gradients.begin(), made->gradients.end());
  }
  model.graph.outputs.clear();
  for (const auto& name : outputs) {
    model.graph.outputs.push_back({name, onnx::ElementType::kFloat, false, {}});
  }
  auto runtime = TorchRuntime::open_graph(std::move(model));
  if (!runtime) return tl::unexpected<Error>(runtime.error());
  const auto at = graphs_.emplace(key, Graph{std::move(*runtime), std::move(seed)}).first;
  return &at->second;
}

Result<ExplainAnswer> TorchExplainRunner::operator()(const Run& run) {
  const auto graph = graph_for(run);
  if (!graph) return tl::unexpected<Error>(graph.error());
  const std::int64_t h = input_.height;
  const std::int64_t w = input_.width;
  std::vector<Feed> feeds{{image_,
                           input_.layout == Layout::kNchw
                               ? std::vector<std::int64_t>{run.count, 3, h, w}
                               : std::vector<std::int64_t>{run.count, h, w, 3},
                           run.images}};
  if (!(*graph)->seed.empty()) {
    // The shape of what the gradient is taken of is the graph's own but for the images.
    std::vector<std::int64_t> shape{run.count};
    for (const auto& info : model_.graph.outputs) {
      if (info.name != run.of) continue;
      for (std::size_t i = 1; i < info.shape.size(); ++i) shape.push_back(info.shape[i].value);
    }
    feeds.push_back({(*graph)->seed, shape, run.seed});
  }
  auto outputs = (*graph)->runtime.run(feeds);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  ExplainAnswer answer;
  for (std::size_t i = 0; i < outputs->tensors.size(); ++i) {
    auto& to = i < run.values.size() ? answer.values : answer.gradients;
    to.push_back(std::move(outputs->tensors[i].values));
  }
  return answer;
}

}  // namespace lesion
