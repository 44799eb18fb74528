#include "native/train/watch.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace lesion {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr auto kBeat = seconds(1);
// Without a sign for so long a rank counts as gone: half the minute within which all must end.
constexpr auto kSilence = seconds(30);
// The same once a message has failed, when somebody surely is.
constexpr auto kSilenceInDoubt = seconds(4);
constexpr auto kSearch = seconds(15);

std::string beat_key(int rank) { return "alive/" + std::to_string(rank); }
std::string gone(int rank) { return "rank " + std::to_string(rank) + " does not answer any more"; }

}  // namespace

struct Watch::Shared {
  c10::intrusive_ptr<c10d::Store> store;
  int rank = 0;
  int ranks = 1;
  std::atomic<bool> doubt{false};
  mutable std::mutex mutex;
  std::condition_variable changed;
  bool stopped = false;
  std::string found;
  Clock::time_point last_round = Clock::now();
  std::thread thread;

  void look(std::vector<std::int64_t>& beats, std::vector<Clock::time_point>& seen) {
    store->add(beat_key(rank), 1);
    if (store->check({"ended"})) {
      const auto text = store->get("ended");
      find({text.begin(), text.end()});
      return;
    }
    if (rank != 0) return;
    for (int k = 1; k < ranks; ++k) {
      const auto at = static_cast<std::size_t>(k);
      const std::int64_t beat = store->add(beat_key(k), 0);
      if (beat != beats[at]) {
        beats[at] = beat;
        seen[at] = Clock::now();
      } else if (Clock::now() - seen[at] > (doubt ? kSilenceInDoubt : kSilence)) {
        announce(gone(k));
        find(gone(k));
        return;
      }
    }
  }

  void announce(const std::string& text) {
    store->compareSet("ended", {}, {text.begin(), text.end()});
  }

  void find(const std::string& text) {
    const std::lock_guard lock(mutex);
    if (found.empty()) found = text;
  }

  void run() {
    std::vector<std::int64_t> beats(static_cast<std::size_t>(ranks), -1);
    std::vector<Clock::time_point> seen(static_cast<std::size_t>(ranks), Clock::now());
    std::unique_lock lock(mutex);
    while (!stopped && found.empty()) {
      lock.unlock();
      try {
        look(beats, seen);
      } catch (const std::exception&) {
        find(gone(0));
      }
      lock.lock();
      last_round = Clock::now();
      changed.notify_all();
      changed.wait_for(lock, kBeat, [&] { return stopped; });
    }
  }
};

Watch::Watch(c10::intrusive_ptr<c10d::Store> store, int rank, int ranks)
    : shared_(std::make_unique<Shared>()) {
  shared_->store = std::move(store);
  shared_->rank = rank;
  shared_->ranks = ranks;
  shared_->thread = std::thread([shared = shared_.get()] { shared->run(); });
}

Watch::~Watch() { stop(); }

void Watch::stop() {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->stopped = true;
  }
  shared_->changed.notify_all();
  if (shared_->thread.joinable()) shared_->thread.join();
}

std::string Watch::trouble() const {
  const std::lock_guard lock(shared_->mutex);
  if (!shared_->found.empty()) return shared_->found;
  // The thread itself waits for an answer of the store, which is with rank 0.
  if (!shared_->stopped && Clock::now() - shared_->last_round > kSilence) return gone(0);
  return {};
}

std::string Watch::find_trouble() {
  shared_->doubt = true;
  std::unique_lock lock(shared_->mutex);
  shared_->changed.wait_for(lock, kSearch, [&] { return !shared_->found.empty(); });
  return shared_->found.empty() ? "another rank does not answer any more" : shared_->found;
}

void Watch::leave(const std::string& reason) {
  if (trouble() == gone(0)) return;
  try {
    shared_->announce("rank " + std::to_string(shared_->rank) + " ended: " + reason);
    // The store goes with rank 0: the others must have looked before.
    if (shared_->rank == 0) std::this_thread::sleep_for(3 * kBeat);
  } catch (const std::exception&) {
    // Rank 0 is gone, and with it whom one could tell.
  }
}

}  // namespace lesion
