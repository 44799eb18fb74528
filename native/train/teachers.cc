#include "native/train/teachers.h"

#include <utility>

#include "native/data/files.h"
#include "native/train/checkpoint.h"
#include "native/train/run_folder.h"

namespace lesion {
namespace {

std::span<const std::uint8_t> bytes_of(const std::vector<float>& values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size() * sizeof(float)};
}

torch::Tensor there(std::vector<float>& values, torch::Device device) {
  return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}).to(device);
}

// What a network's images are before its size comes into it.
bool sees_alike(const TrainConfig& a, const TrainConfig& b) {
  constexpr int kAnySize = 64;
  return a.rule(kAnySize) == b.rule(kAnySize) &&
         (a.square != CropKind::kLesion || a.masks == b.masks);
}

}  // namespace

Result<std::unique_ptr<Teachers>> Teachers::open(const TrainConfig& config, torch::Device device) {
  auto teachers = std::make_unique<Teachers>();
  for (const std::string& run : config.teachers) {
    auto state = load_checkpoint(RunFolder{run}.best());
    if (!state) {
      return fail(state.error().kind, "--teacher " + run + ": " + state.error().message);
    }
    if (!sees_alike(config, state->config)) {
      return fail(ErrorKind::kInvalidArgument,
                  "--teacher " + run +
                      ": learnt on other squares or colours than this run's; a teacher must see "
                      "what its student sees");
    }
    const auto plan =
        make_plan(state->config.plan_options(static_cast<int>(state->diagnoses.size())));
    if (!plan) return tl::unexpected(plan.error());
    const bool averaged = state->config.average > 0;
    auto teacher = std::make_unique<Teacher>();
    teacher->weights = std::move(averaged ? state->adam.average : state->adam.weights);
    teacher->buffers = std::move(averaged ? state->average_buffers : state->buffers);
    if (teacher->weights.size() != plan->parameter_floats ||
        teacher->buffers.size() != plan->buffer_floats) {
      return fail(ErrorKind::kCorrupt, "--teacher " + run + ": best.ckpt does not fit its network");
    }
    teacher->size = state->config.input_size();
    for (const auto* values : {&teacher->weights, &teacher->buffers}) {
      teachers->identity_ = content_hash(bytes_of(*values), teachers->identity_);
    }
    teacher->network = std::make_unique<Network>(*plan, there(teacher->weights, device),
                                                 there(teacher->buffers, device), torch::Tensor{});
    teachers->teachers_.push_back(std::move(teacher));
  }
  return teachers;
}

torch::Tensor Teachers::probabilities(const torch::Tensor& images, double temperature) const {
  const torch::NoGradGuard no_gradients;
  torch::Tensor sum;
  for (const auto& teacher : teachers_) {
    torch::Tensor seen = images;
    if (images.size(2) != teacher->size) {
      seen = torch::upsample_bilinear2d(images, {teacher->size, teacher->size}, false);
    }
    const torch::Tensor logits = teacher->network->forward(seen, false).logits;
    const torch::Tensor one = torch::softmax(logits / temperature, 1);
    sum = sum.defined() ? sum + one : one;
  }
  return sum / static_cast<double>(teachers_.size());
}

Result<std::unique_ptr<Teachers>> teachers_for(TrainConfig& config, torch::Device device) {
  if (config.teachers.empty()) return std::unique_ptr<Teachers>{};
  auto teachers = Teachers::open(config, device);
  if (!teachers) return teachers;
  const std::uint64_t identity = (*teachers)->identity();
  if (config.teachers_identity == 0) config.teachers_identity = identity;
  if (config.teachers_identity == identity) return teachers;
  return fail(ErrorKind::kInvalidArgument,
              "--teacher: a run that taught this one has another best network by now; a student "
              "keeps its teachers as they were");
}

torch::Tensor distillation_sum(const torch::Tensor& logits, const torch::Tensor& probabilities,
                               const torch::Tensor& weights, double temperature) {
  const torch::Tensor each = (probabilities * torch::log_softmax(logits / temperature, 1)).sum(1);
  return -(each * weights).sum() * (temperature * temperature);
}

}  // namespace lesion
