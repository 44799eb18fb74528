// What is measured: our trainer and the loop that one would write first, on the same images.
#pragma once

#include <memory>

#include "native/train/group.h"
#include "native/train/plan.h"

namespace lesion::bench {

struct Options {
  Arch arch = Arch::kPaper;
  int threads = 2;
  int batch = 96;
  int size = 224;    // of the network's input
  int images = 192;  // synthetic, in memory
};

// One step after another over the images, over and over.
class Side {
 public:
  virtual ~Side() = default;
  // One batch, augmented, learnt from.
  virtual void step() = 0;
};

// The trainer as it is: loader, workers, fused Adam; call tune_process() first. With a group, which
// must outlive it, as one of several processes that learn from the same batches.
std::unique_ptr<Side> make_trainer(const Options& options, Group* group);

// libtorch as its tutorials use it: torch::nn modules, contiguous tensors, torch::optim::Adam, the
// default allocator, libtorch's own threads, augmentation in line with the same arithmetic.
std::unique_ptr<Side> make_plain_loop(const Options& options);

// Multiplications and additions a second, in 1e9: the machine's largest float matrix product, on
// `threads` threads; best of several.
double sgemm_gflops(int threads);

}  // namespace lesion::bench
