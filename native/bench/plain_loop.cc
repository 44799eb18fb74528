#include <torch/torch.h>

#include <numeric>

#include "native/bench/images.h"
#include "native/bench/sides.h"

namespace lesion::bench {
namespace {

namespace nn = torch::nn;

nn::Sequential paper_network(int size) {
  nn::Sequential network;
  int channels = 3;
  for (const int filters : {8, 16, 32, 64}) {
    for (int i = 0; i < 2; ++i) {
      network->push_back(nn::Conv2d(nn::Conv2dOptions(channels, filters, 3).padding(1)));
      network->push_back(nn::ReLU());
      channels = filters;
    }
    network->push_back(nn::MaxPool2d(2));
  }
  network->push_back(nn::Flatten());
  int features = 64 * (size / 16) * (size / 16);
  for (const int hidden : {2056, 1024, 64}) {
    network->push_back(nn::Linear(features, hidden));
    network->push_back(nn::ReLU());
    features = hidden;
  }
  network->push_back(nn::Linear(features, 2));
  return network;
}

class PlainLoop final : public Side {
 public:
  explicit PlainLoop(const Options& options)
      : options_(options),
        images_(options),
        network_(paper_network(options.size)),
        optimiser_(network_->parameters(),
                   torch::optim::AdamOptions(1e-4).betas(std::make_tuple(0.9, 0.999))),
        config_(paper_config()) {
    at::set_num_threads(options.threads);
  }

  void step() override {
    const std::int64_t size = options_.size;
    torch::Tensor images = torch::empty({options_.batch, 3, size, size});
    std::vector<std::int64_t> labels;
    std::vector<float> one(static_cast<std::size_t>(size * size * 3));
    const std::size_t all = images_.set().images.size();
    for (std::int64_t i = 0; i < options_.batch; ++i) {
      const std::size_t at = next_++ % all;
      Random random({1, next_});
      augment(images_.cache().image(images_.set().images[at]), images_.cache().side(),
              draw(config_.augment, random), config_.augment.fill,
              config_.rule(static_cast<int>(options_.size)), one);
      images[i].copy_(
          torch::from_blob(one.data(), {size, size, 3}, torch::kFloat32).permute({2, 0, 1}));
      labels.push_back(images_.set().labels[at]);
    }
    optimiser_.zero_grad();
    const torch::Tensor loss = nn::functional::cross_entropy(network_->forward(images),
                                                             torch::tensor(labels, torch::kInt64));
    loss.backward();
    optimiser_.step();
    if (!std::isfinite(loss.item<double>())) throw std::runtime_error("the loss is no number");
  }

 private:
  Options options_;
  Images images_;
  nn::Sequential network_;
  torch::optim::Adam optimiser_;
  TrainConfig config_;
  std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<Side> make_plain_loop(const Options& options) {
  return std::make_unique<PlainLoop>(options);
}

}  // namespace lesion::bench
