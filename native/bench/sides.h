// What is measured: our trainer and the loop that one would write first, on the same pictures.
#pragma once

#include <memory>

namespace lesion::bench {

struct Options {
  int threads = 2;
  int batch = 96;
  int size = 224;      // of the paper's network
  int pictures = 192;  // synthetic, in memory
};

// One step after another over the pictures, over and over.
class Side {
 public:
  virtual ~Side() = default;
  // One batch, augmented, learnt from.
  virtual void step() = 0;
};

// The trainer as it is: loader, workers, fused Adam; call tune_process() first.
std::unique_ptr<Side> make_trainer(const Options& options);

// libtorch as its tutorials use it: torch::nn modules, contiguous tensors, torch::optim::Adam, the
// default allocator, libtorch's own threads, augmentation in line with the same arithmetic.
std::unique_ptr<Side> make_plain_loop(const Options& options);

// Multiplications and additions a second, in 1e9: the machine's largest float matrix product, on
// `threads` threads; best of several.
double sgemm_gflops(int threads);

}  // namespace lesion::bench
