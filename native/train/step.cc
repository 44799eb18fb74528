#include "native/train/step.h"

#include <algorithm>
#include <cstring>

namespace lesion {

ThreadLearner::ThreadLearner(const Learning& learning, Workers& workers)
    : on_(learning),
      workers_(workers),
      crew_(on_.group != nullptr ? crew_of(on_.group->rank(), on_.group->ranks(), workers.count())
                                 : crew_of(0, 1, workers.count())),
      begin_(0),
      end_(on_.plan.parameter_floats),
      members_(static_cast<std::size_t>(workers.count())) {
  if (on_.group != nullptr) {
    begin_ = on_.group->slice_begin(on_.group->rank(), on_.plan.parameter_floats);
    end_ = on_.group->slice_begin(on_.group->rank() + 1, on_.plan.parameter_floats);
    if (members_.size() > 1) sum_.resize(on_.plan.parameter_floats);
  }
  for (Member& member : members_) {
    member.gradients.assign(on_.plan.parameter_floats, 0.0f);
    member.buffers = on_.buffers;
    member.network = std::make_unique<Network>(on_.plan, on_.adam.weights.data(),
                                               member.buffers.data(), member.gradients.data());
  }
}

void ThreadLearner::learn(Member& member, const Batch& batch, int begin, int end, long step) {
  std::fill(member.gradients.begin(), member.gradients.end(), 0.0f);
  member.loss = 0;
  if (begin >= end) return;
  const torch::Tensor loss =
      part_of_loss(*member.network, on_.config, on_.loss, batch, images_of(batch, begin, end),
                   begin, end, step, on_.teachers);
  loss.backward();
  member.loss = loss.item<double>();
}

// What adam_step sums: each worker's gradients or, among ranks, each rank's sum of them for the
// slice that is this rank's.
Result<std::vector<const float*>> ThreadLearner::slice_gradients() {
  std::vector<const float*> gradients;
  for (const Member& member : members_) gradients.push_back(member.gradients.data());
  if (on_.group == nullptr) return gradients;
  std::span<const float> own = members_[0].gradients;
  if (members_.size() > 1) {
    workers_.run([&](int k) {
      const Crew here = crew_of(0, 1, workers_.count());
      const std::size_t begin = here.begin(k, sum_.size());
      const std::size_t end = here.begin(k + 1, sum_.size());
      std::vector<const float*> parts;
      for (const float* gradient : gradients) parts.push_back(gradient + begin);
      sum_in_pairs(parts, std::span(sum_).subspan(begin, end - begin));
    });
    own = sum_;
  }
  const auto received = on_.group->exchange(own);
  if (!received) return tl::unexpected(received.error());
  gradients.clear();
  for (int k = 0; k < on_.group->ranks(); ++k) {
    gradients.push_back(received->data() + static_cast<std::size_t>(k) * (end_ - begin_));
  }
  return gradients;
}

// Loss and running statistics of all workers of all ranks, in their order. Returns the loss.
Result<double> ThreadLearner::merge_reports(long step) {
  const std::size_t floats = on_.buffers.size();
  const std::size_t bytes = sizeof(double) + floats * sizeof(float);
  std::vector<std::uint8_t> reports;
  for (const Member& member : members_) {
    const auto* loss = reinterpret_cast<const std::uint8_t*>(&member.loss);
    const auto* buffers = reinterpret_cast<const std::uint8_t*>(member.buffers.data());
    reports.insert(reports.end(), loss, loss + sizeof(double));
    reports.insert(reports.end(), buffers, buffers + floats * sizeof(float));
  }
  if (on_.group != nullptr) {
    auto all = on_.group->gather(reports);
    if (!all) return tl::unexpected(all.error());
    reports = std::move(*all);
  }
  double loss = 0;
  std::vector<float> sums(floats, 0.0f);
  for (std::size_t at = 0; at < reports.size(); at += bytes) {
    double one = 0;
    std::memcpy(&one, reports.data() + at, sizeof one);
    loss += one;
    for (std::size_t i = 0; i < floats; ++i) {
      float value = 0;
      std::memcpy(&value, reports.data() + at + sizeof one + i * sizeof value, sizeof value);
      sums[i] += value;
    }
  }
  const auto kept = static_cast<float>(std::min(
      on_.config.average, (2.0 + static_cast<double>(step)) / (11.0 + static_cast<double>(step))));
  for (std::size_t i = 0; i < floats; ++i) {
    on_.buffers[i] = sums[i] / static_cast<float>(crew_.all);
    on_.average_buffers[i] += (1 - kept) * (on_.buffers[i] - on_.average_buffers[i]);
  }
  return loss;
}

Result<double> ThreadLearner::step(const Batch& batch, double rate, long step) {
  for (Member& member : members_) member.buffers = on_.buffers;
  workers_.run([&](int k) {
    const int number = crew_.first + k;
    learn(members_[static_cast<std::size_t>(k)], batch, crew_.begin(number, batch.whole),
          crew_.begin(number + 1, batch.whole), step);
  });
  const auto loss = merge_reports(step);
  if (!loss) return loss;
  const auto gradients = slice_gradients();
  if (!gradients) return tl::unexpected(gradients.error());
  const AdamOptions options{.rate = rate,
                            .beta1 = on_.config.beta1,
                            .beta2 = on_.config.beta2,
                            .decay = on_.config.decay,
                            .average = on_.config.average};
  workers_.run([&](int k) {
    const Crew here = crew_of(0, 1, workers_.count());
    const std::size_t from = here.begin(k, end_ - begin_);
    const std::size_t to = here.begin(k + 1, end_ - begin_);
    std::vector<const float*> parts;
    for (const float* gradient : *gradients) parts.push_back(gradient + from);
    adam_step(on_.plan, options, step + 1, parts, on_.adam, begin_ + from, begin_ + to);
  });
  if (on_.group != nullptr) {
    if (const auto shared = on_.group->share(on_.adam.weights); !shared) {
      return tl::unexpected(shared.error());
    }
  }
  return loss;
}

Result<void> ThreadLearner::complete() {
  if (on_.group == nullptr) return {};
  for (std::vector<float>* values : {&on_.adam.first, &on_.adam.second, &on_.adam.average}) {
    if (const auto shared = on_.group->share(*values); !shared) return shared;
  }
  return {};
}

std::vector<float> score(const Plan& plan, std::vector<float>& weights, std::vector<float>& buffers,
                         Workers& workers, const Crew& crew, const Images& images,
                         std::size_t count, int size, torch::Device device) {
  const std::size_t first = crew.begin(crew.first, count);
  std::vector<float> logits((crew.begin(crew.first + crew.here, count) - first) * 2);
  const auto floats = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
  const auto there = [&](std::vector<float>& values) {
    return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())}).to(device);
  };
  workers.run([&](int k) {
    const torch::NoGradGuard no_gradients;
    Network network(plan, there(weights), there(buffers), {});
    const std::size_t begin = crew.begin(crew.first + k, count);
    const std::size_t end = crew.begin(crew.first + k + 1, count);
    constexpr std::size_t kBatch = 32;
    for (std::size_t i = begin; i < end; i += kBatch) {
      const std::size_t n = std::min(kBatch, end - i);
      torch::Tensor batch = torch::empty({static_cast<std::int64_t>(n), 3, size, size});
      for (std::size_t j = 0; j < n; ++j) {
        std::memcpy(batch.data_ptr<float>() + j * floats, images(i + j).data(),
                    floats * sizeof(float));
      }
      batch = batch.contiguous(torch::MemoryFormat::ChannelsLast).to(device);
      const torch::Tensor out = network.forward(batch, false).logits.to(torch::kCPU).contiguous();
      std::memcpy(logits.data() + (i - first) * 2, out.data_ptr<float>(), n * 2 * sizeof(float));
    }
  });
  return logits;
}

}  // namespace lesion
