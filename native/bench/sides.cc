#include "native/bench/sides.h"

#include <dlfcn.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

#include "native/bench/images.h"
#include "native/train/step.h"

namespace lesion::bench {
namespace {

class Trainer final : public Side {
 public:
  Trainer(const Options& options, Group* group)
      : config_(config_of(options)),
        crew_(group != nullptr ? crew_of(group->rank(), group->ranks(), options.threads)
                               : crew_of(0, 1, options.threads)),
        plan_(*make_plan(config_.plan_options(0))),
        images_(options),
        workers_(options.threads) {
    state_.weights.resize(plan_.parameter_floats);
    buffers_.resize(plan_.buffer_floats);
    initialise(plan_, 1, state_.weights, buffers_);
    state_.first.assign(plan_.parameter_floats, 0.0f);
    state_.second = state_.first;
    state_.average = state_.weights;
    average_buffers_ = buffers_;
    learner_ = std::make_unique<ThreadLearner>(Learning{.plan = plan_,
                                                        .config = config_,
                                                        .loss = loss_,
                                                        .adam = state_,
                                                        .buffers = buffers_,
                                                        .average_buffers = average_buffers_,
                                                        .group = group},
                                               workers_);
  }

  void step() override {
    if (left_ == 0) {
      loader_.reset();
      loader_ = std::make_unique<Loader>(config_, images_.set(), images_.cache(),
                                         config_.input_size(), epoch_++, 0, 1, crew_);
      left_ = Loader::steps(config_, images_.set().images.size());
    }
    --left_;
    const auto loss = learner_->step(loader_->next(), config_.rate, step_++);
    if (!loss) throw std::runtime_error(loss.error().message);
  }

 private:
  static TrainConfig config_of(const Options& options) {
    TrainConfig config = options.arch == Arch::kPaper ? paper_config() : compact_config();
    config.stages = {{options.size, 1}};
    config.batch = options.batch;
    config.threads = options.threads;
    return config;
  }

  TrainConfig config_;
  Crew crew_;
  Plan plan_;
  LossOptions loss_;
  Images images_;
  Workers workers_;
  AdamState state_;
  std::vector<float> buffers_;
  std::vector<float> average_buffers_;
  std::unique_ptr<Learner> learner_;
  std::unique_ptr<Loader> loader_;
  int left_ = 0;
  int epoch_ = 0;
  long step_ = 0;
};

}  // namespace

std::unique_ptr<Side> make_trainer(const Options& options, Group* group) {
  return std::make_unique<Trainer>(options, group);
}

double sgemm_gflops(int threads) {
  at::set_num_threads(threads);
  using SetThreads = void (*)(int);
  if (void* found = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) {
    reinterpret_cast<SetThreads>(found)(threads);
  }
  constexpr std::int64_t kSide = 2048;
  const torch::Tensor a = torch::rand({kSide, kSide});
  const torch::Tensor b = torch::rand({kSide, kSide});
  double best = 0;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const torch::Tensor c = torch::mm(a, b);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = std::max(best, 2e-9 * kSide * kSide * kSide / took.count());
  }
  return best;
}

}  // namespace lesion::bench
