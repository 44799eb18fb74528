// The same work for every index, on several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"

namespace lesion {

// Calls work(i) for i in 0 .. count-1 on `threads` threads. Stops early at a failure and returns
// the one with the smallest index among those met.
inline Result<void> for_all(std::size_t count, int threads,
                            const std::function<Result<void>(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::size_t failed_at = count;
  std::optional<Error> error;
  const auto run = [&] {
    for (std::size_t i = next++; i < count && !stop; i = next++) {
      const auto done = work(i);
      if (done) continue;
      const std::lock_guard lock(mutex);
      stop = true;
      if (i < failed_at) {
        failed_at = i;
        error = done.error();
      }
    }
  };
  std::vector<std::thread> pool;
  for (int t = 1; t < threads; ++t) pool.emplace_back(run);
  run();
  for (std::thread& thread : pool) thread.join();
  if (error) return tl::unexpected<Error>(*std::move(error));
  return {};
}

}  // namespace lesion
