#include "native/train/step.h"

#include <algorithm>
#include <cstring>

namespace lesion {
namespace {

// `count` pictures of a batch, rows x columns x R,G,B in memory, as [N, 3, S, S]: channels last.
torch::Tensor images_of(const Batch& batch, int begin, int end) {
  const std::int64_t size = batch.size;
  const auto floats = static_cast<std::size_t>(size * size * 3);
  // Read only: from_blob has no form for constant memory.
  auto* data = const_cast<float*>(batch.images.data()) + static_cast<std::size_t>(begin) * floats;
  return torch::from_blob(data, {end - begin, 3, size, size}, {size * size * 3, 1, size * 3, 3},
                          torch::kFloat32);
}

torch::Tensor numbers_of(const std::vector<std::int64_t>& values, int begin, int end) {
  return torch::from_blob(const_cast<std::int64_t*>(values.data()) + begin, {end - begin},
                          torch::kInt64);
}

torch::Tensor tensor_of(std::span<const float> values) {
  return torch::from_blob(const_cast<float*>(values.data()),
                          {static_cast<std::int64_t>(values.size())}, torch::kFloat32);
}

// Where part k of n begins, of `total` things.
int part_begin(int k, int n, int total) {
  return static_cast<int>(static_cast<long>(k) * total / n);
}

}  // namespace

torch::Tensor cross_entropy_sum(const torch::Tensor& logits, const torch::Tensor& labels,
                                const torch::Tensor& weights, double smoothing) {
  const torch::Tensor log_probabilities = torch::log_softmax(logits, 1);
  const torch::Tensor hit = log_probabilities.gather(1, labels.unsqueeze(1)).squeeze(1);
  const torch::Tensor spread = log_probabilities.mean(1);
  const torch::Tensor each = hit * (1 - smoothing) + spread * smoothing;
  return -(each * weights.index_select(0, labels)).sum();
}

Learner::Learner(const Plan& plan, const TrainConfig& config, const LossOptions& loss,
                 Workers& workers, AdamState& state, std::vector<float>& buffers,
                 std::vector<float>& average_buffers)
    : plan_(plan),
      config_(config),
      loss_(loss),
      workers_(workers),
      state_(state),
      buffers_(buffers),
      average_buffers_(average_buffers),
      members_(static_cast<std::size_t>(workers.count())) {
  for (Member& member : members_) {
    member.gradients.assign(plan.parameter_floats, 0.0f);
    member.buffers = buffers;
    member.network = std::make_unique<Network>(plan, state.weights.data(), member.buffers.data(),
                                               member.gradients.data());
  }
}

torch::Tensor Learner::dropout_mask(const Network& network, int begin, int end, long step) const {
  if (!(config_.dropout > 0)) return {};
  const std::int64_t features = network.head_features();
  torch::Tensor mask = torch::empty({end - begin, features});
  float* values = mask.data_ptr<float>();
  const auto kept = static_cast<float>(1 / (1 - config_.dropout));
  for (int i = begin; i < end; ++i) {
    Random random(
        {config_.seed, 0xD80u, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(i)});
    for (std::int64_t f = 0; f < features; ++f) {
      *values++ = random.uniform() < config_.dropout ? 0.0f : kept;
    }
  }
  return mask;
}

void Learner::part(Member& member, const Batch& batch, int begin, int end, long step) {
  std::fill(member.gradients.begin(), member.gradients.end(), 0.0f);
  member.loss = 0;
  if (begin >= end) return;
  const NetworkOutput out = member.network->forward(
      images_of(batch, begin, end), true, dropout_mask(*member.network, begin, end, step));
  torch::Tensor loss = cross_entropy_sum(out.logits, numbers_of(batch.labels, begin, end),
                                         tensor_of(loss_.class_weights), loss_.smoothing);
  if (out.diagnoses.defined()) {
    loss = loss + loss_.diagnoses *
                      cross_entropy_sum(out.diagnoses, numbers_of(batch.diagnoses, begin, end),
                                        tensor_of(loss_.diagnosis_weights), loss_.smoothing);
  }
  loss = loss / batch.count;
  loss.backward();
  member.loss = loss.item<double>();
}

double Learner::step(const Batch& batch, double rate, long step) {
  const int crew = workers_.count();
  for (Member& member : members_) member.buffers = buffers_;
  workers_.run([&](int k) {
    part(members_[static_cast<std::size_t>(k)], batch, part_begin(k, crew, batch.count),
         part_begin(k + 1, crew, batch.count), step);
  });
  double loss = 0;
  std::vector<const float*> gradients;
  for (const Member& member : members_) {
    loss += member.loss;
    gradients.push_back(member.gradients.data());
  }
  const AdamOptions options{.rate = rate,
                            .beta1 = config_.beta1,
                            .beta2 = config_.beta2,
                            .decay = config_.decay,
                            .average = config_.average};
  workers_.run([&](int k) {
    const std::size_t all = plan_.parameter_floats;
    const auto at = static_cast<std::size_t>(k);
    const auto of = static_cast<std::size_t>(crew);
    adam_step(plan_, options, step + 1, gradients, state_, all * at / of, all * (at + 1) / of);
  });
  const auto kept = static_cast<float>(std::min(
      config_.average, (2.0 + static_cast<double>(step)) / (11.0 + static_cast<double>(step))));
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    float sum = 0;
    for (const Member& member : members_) sum += member.buffers[i];
    buffers_[i] = sum / static_cast<float>(crew);
    average_buffers_[i] += (1 - kept) * (buffers_[i] - average_buffers_[i]);
  }
  return loss;
}

std::vector<float> score(const Plan& plan, std::vector<float>& weights, std::vector<float>& buffers,
                         Workers& workers, const Pictures& pictures, std::size_t count, int size) {
  std::vector<float> logits(count * 2);
  const auto floats = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
  const auto crew = static_cast<std::size_t>(workers.count());
  workers.run([&](int k) {
    const torch::NoGradGuard no_gradients;
    Network network(plan, weights.data(), buffers.data(), nullptr);
    const std::size_t begin = count * static_cast<std::size_t>(k) / crew;
    const std::size_t end = count * (static_cast<std::size_t>(k) + 1) / crew;
    constexpr std::size_t kBatch = 32;
    for (std::size_t i = begin; i < end; i += kBatch) {
      const std::size_t n = std::min(kBatch, end - i);
      torch::Tensor images = torch::empty({static_cast<std::int64_t>(n), 3, size, size});
      for (std::size_t j = 0; j < n; ++j) {
        std::memcpy(images.data_ptr<float>() + j * floats, pictures(i + j).data(),
                    floats * sizeof(float));
      }
      const torch::Tensor out =
          network.forward(images.contiguous(torch::MemoryFormat::ChannelsLast), false)
              .logits.contiguous();
      std::memcpy(logits.data() + i * 2, out.data_ptr<float>(), n * 2 * sizeof(float));
    }
  });
  return logits;
}

}  // namespace lesion
