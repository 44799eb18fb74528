#include "native/train/workers.h"

#include <dlfcn.h>
#include <torch/torch.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace lesion {

struct Workers::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  const std::function<void(int)>* work = nullptr;
  long round = 0;
  int busy = 0;
  bool stop = false;
  std::vector<std::exception_ptr> errors;
  std::vector<std::thread> threads;

  void loop(int index) {
    at::set_num_threads(1);
    long seen = 0;
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return stop || round != seen; });
      if (stop) return;
      seen = round;
      const auto* job = work;
      lock.unlock();
      std::exception_ptr error;
      try {
        (*job)(index);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      errors[static_cast<std::size_t>(index)] = error;
      if (--busy == 0) changed.notify_all();
    }
  }
};

Workers::Workers(int count) : shared_(std::make_unique<Shared>()) {
  shared_->errors.resize(static_cast<std::size_t>(count));
  for (int k = 0; k < count; ++k) {
    shared_->threads.emplace_back([shared = shared_.get(), k] { shared->loop(k); });
  }
}

Workers::~Workers() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stop = true;
  }
  shared_->changed.notify_all();
  for (std::thread& thread : shared_->threads) thread.join();
}

int Workers::count() const { return static_cast<int>(shared_->threads.size()); }

void Workers::run(const std::function<void(int)>& work) {
  std::unique_lock lock(shared_->mutex);
  shared_->work = &work;
  shared_->busy = count();
  ++shared_->round;
  shared_->changed.notify_all();
  shared_->changed.wait(lock, [&] { return shared_->busy == 0; });
  for (const std::exception_ptr& error : shared_->errors) {
    if (error) std::rethrow_exception(error);
  }
}

void tune_process() {
#ifdef __GLIBC__
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_ARENA_MAX, 1);
#endif
  // at::set_num_threads does not reach OpenBLAS; another BLAS has no such function.
  using SetThreads = void (*)(int);
  if (void* found = ::dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) {
    reinterpret_cast<SetThreads>(found)(1);
  }
  at::set_num_threads(1);
}

}  // namespace lesion
