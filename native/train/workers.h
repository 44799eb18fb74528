// The threads that learn: each with its part of the batch, its own gradients and statistics.
#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace lesion {

// A fixed crew; every member runs one thread of libtorch and OpenBLAS. Two members with half a
// batch each beat one with two threads: no barrier inside an operator, and each keeps its caches.
class Workers {
 public:
  explicit Workers(int count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int count() const;
  // Runs work(k) on member k, for all k, and returns when all are done. The first exception (by k)
  // is thrown on.
  void run(const std::function<void(int)>& work);

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

// Once, before any tensor is made: keeps freed memory instead of handing it back to the system page
// by page (glibc's mallopt; measured 1.5 times as fast with the paper's batch), and tells OpenBLAS
// to use one thread.
void tune_process();

}  // namespace lesion
