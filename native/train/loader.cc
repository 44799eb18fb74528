#include "native/train/loader.h"

#include <algorithm>
#include <numeric>

namespace lesion {

int Loader::steps(const TrainConfig& config, std::size_t images) {
  return std::max(1, static_cast<int>(images / static_cast<std::size_t>(config.batch)));
}

Loader::Loader(const TrainConfig& config, const TrainingSet& set, const PixelCache& cache, int size,
               int epoch, int first, int threads, const Crew& crew, bool draw_only)
    : config_(config),
      set_(set),
      cache_(cache),
      size_(size),
      epoch_(epoch),
      steps_(steps(config, set.images.size())),
      crew_(crew),
      draw_only_(draw_only),
      order_(set.images.size()),
      slots_(kAhead + 1),
      claimed_(first),
      consumed_(first) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  Random random({config.seed, 0x0EDEu, static_cast<std::uint64_t>(epoch)});
  random.shuffle(order_);
  for (int t = 0; t < std::max(1, threads); ++t) threads_.emplace_back([this] { work(); });
}

Loader::~Loader() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Loader::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    // The slot of batch `consumed_ - 1` is still read by the caller: never more than kAhead.
    changed_.wait(lock,
                  [&] { return stop_ || claimed_ >= steps_ || claimed_ < consumed_ + kAhead; });
    if (stop_ || claimed_ >= steps_) return;
    const int index = claimed_++;
    Slot& slot = slots_[static_cast<std::size_t>(index) % slots_.size()];
    lock.unlock();
    make(index, slot.batch);
    lock.lock();
    slot.index = index;
    changed_.notify_all();
  }
}

const Batch& Loader::next() {
  std::unique_lock lock(mutex_);
  Slot& slot = slots_[static_cast<std::size_t>(consumed_) % slots_.size()];
  changed_.wait(lock, [&] { return slot.index == consumed_; });
  ++consumed_;
  changed_.notify_all();
  return slot.batch;
}

void Loader::make(int index, Batch& batch) const {
  const auto size = static_cast<std::size_t>(size_);
  const std::size_t floats = size * size * 3;
  const std::size_t start =
      static_cast<std::size_t>(index) * static_cast<std::size_t>(config_.batch);
  const std::size_t whole =
      std::min(start + static_cast<std::size_t>(config_.batch), order_.size()) - start;
  const std::size_t begin = start + crew_.begin(crew_.first, whole);
  const std::size_t end = start + crew_.begin(crew_.first + crew_.here, whole);
  batch.count = static_cast<int>(end - begin);
  batch.first = static_cast<int>(begin - start);
  batch.whole = static_cast<int>(whole);
  batch.size = size_;
  batch.images.resize(draw_only_ ? 0 : (end - begin) * floats);
  batch.places.resize(end - begin);
  batch.changes.resize(end - begin);
  batch.labels.resize(end - begin);
  batch.diagnoses.resize(end - begin);
  batch.groups.resize(set_.groups.empty() ? 0 : end - begin);
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t at = order_[i];
    Random random({config_.seed, 0xA06u, static_cast<std::uint64_t>(epoch_), at});
    const Augmentation how = draw(config_.augment, random);
    batch.places[i - begin] = at;
    batch.changes[i - begin] = how;
    if (!draw_only_) {
      augment(cache_.image(set_.images[at]), cache_.side(), how, config_.augment.fill,
              config_.rule(size_), std::span(batch.images).subspan((i - begin) * floats, floats));
    }
    batch.labels[i - begin] = set_.labels[at];
    batch.diagnoses[i - begin] = set_.diagnoses[at];
    if (!set_.groups.empty()) batch.groups[i - begin] = set_.groups[at];
  }
}

}  // namespace lesion
