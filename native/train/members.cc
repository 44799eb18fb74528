#include "native/train/members.h"

#include <algorithm>
#include <string>
#include <utility>

#include "native/train/command.h"
#include "native/train/plan.h"

namespace lesion {
namespace {

std::string words_of(TrainConfig config) {
  config.seed = 0;
  config.threads = 1;
  return config_to_json(config);
}

Result<void> check(std::span<const Checkpoint> runs) {
  if (runs.empty() || runs.size() > 8) {
    return fail(ErrorKind::kInvalidArgument, "one to eight runs can be joined");
  }
  for (const Checkpoint& run : runs) {
    if (run.config.arch != Arch::kCompact || run.config.members != 1) {
      return fail(ErrorKind::kInvalidArgument,
                  "only runs of the compact network can be joined, and each of them once");
    }
    if (words_of(run.config) != words_of(runs[0].config) || run.data != runs[0].data) {
      return fail(ErrorKind::kInvalidArgument,
                  "the runs differ in more than their seed; only runs of one recipe on the same "
                  "images can be joined");
    }
  }
  return {};
}

// Puts `part`, member `index`'s tensor, where it belongs in the joined one.
class Joiner {
 public:
  Joiner(std::size_t index, std::size_t count) : index_(index), count_(count) {}

  // Along the first axis: filters, and what belongs to one of them.
  void stack(std::span<const float> part, std::span<float> whole) const {
    std::copy(part.begin(), part.end(),
              whole.begin() + static_cast<std::ptrdiff_t>(index_ * part.size()));
  }

  // [2, means and maxima of the last layer]: the columns follow the joined filters, and each
  // member's answer counts for its part of the mean.
  void head(std::span<const float> part, std::span<float> whole) const {
    const std::size_t half = part.size() / 4;
    for (std::size_t block = 0; block < 4; ++block) {
      for (std::size_t i = 0; i < half; ++i) {
        whole[(block * count_ + index_) * half + i] = share(part[block * half + i]);
      }
    }
  }

  void add(std::span<const float> part, std::span<float> whole) const {
    for (std::size_t i = 0; i < part.size(); ++i) whole[i] += share(part[i]);
  }

 private:
  float share(float value) const { return value / static_cast<float>(count_); }

  std::size_t index_;
  std::size_t count_;
};

void place(const std::vector<TensorPlan>& from_plan, std::span<const float> from,
           const Plan& to_plan, std::span<float> to, const Joiner& joiner) {
  for (const TensorPlan& tensor : from_plan) {
    const TensorPlan* target = to_plan.find(tensor.name);
    if (target == nullptr) continue;  // the head of diagnoses
    const auto part = from.subspan(tensor.offset, tensor.size);
    const auto whole = to.subspan(target->offset, target->size);
    if (tensor.name == "logits.weight") {
      joiner.head(part, whole);
    } else if (tensor.name == "logits.bias") {
      joiner.add(part, whole);
    } else {
      joiner.stack(part, whole);
    }
  }
}

}  // namespace

void use_average(Checkpoint& checkpoint) {
  if (!(checkpoint.config.average > 0)) return;
  checkpoint.adam.weights = checkpoint.adam.average;
  checkpoint.buffers = checkpoint.average_buffers;
}

Result<Checkpoint> join_members(std::span<const Checkpoint> runs) {
  if (const auto checked = check(runs); !checked) return tl::unexpected(checked.error());
  Checkpoint joined = runs[0];
  joined.config.members = static_cast<int>(runs.size());
  joined.config.diagnoses = 0;
  joined.config.average = 0;
  joined.diagnoses.clear();
  joined.history.clear();
  joined.seconds = 0;
  const auto plan = make_plan(joined.config.plan_options(0));
  if (!plan) return tl::unexpected(plan.error());
  joined.adam = {};
  joined.adam.weights.assign(plan->parameter_floats, 0.0f);
  joined.average_buffers.clear();
  joined.buffers.assign(plan->buffer_floats, 0.0f);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Checkpoint run = runs[i];
    use_average(run);
    const auto own = make_plan(run.config.plan_options(static_cast<int>(run.diagnoses.size())));
    if (!own) return tl::unexpected(own.error());
    if (run.adam.weights.size() != own->parameter_floats ||
        run.buffers.size() != own->buffer_floats) {
      return fail(ErrorKind::kCorrupt, "a checkpoint's weights do not fit its network");
    }
    const Joiner joiner(i, runs.size());
    place(own->parameters, run.adam.weights, *plan, joined.adam.weights, joiner);
    place(own->buffers, run.buffers, *plan, joined.buffers, joiner);
    joined.seconds += run.seconds;
    for (std::string& command : commands_of(run)) joined.history.push_back(std::move(command));
  }
  return joined;
}

}  // namespace lesion
