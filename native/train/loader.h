// Augmented batches, made ahead by threads of their own while the last one is learnt from.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "native/data/pixel_cache.h"
#include "native/train/config.h"
#include "native/train/crew.h"

namespace lesion {

// This process's part of a batch.
struct Batch {
  int count = 0;
  int first = 0;                    // place of the first one in the whole batch
  int whole = 0;                    // images of the whole batch
  int size = 0;                     // side of the images
  std::vector<float> images;        // count x size x size x R,G,B; empty where they are only drawn
  std::vector<std::size_t> places;  // of these images in TrainingSet::images
  std::vector<Augmentation> changes;  // what was drawn for each
  std::vector<std::int64_t> labels;
  std::vector<std::int64_t> diagnoses;  // all 0 where the table has none
  std::vector<std::int64_t> groups;     // as TrainingSet's, of these images
};

// What is learnt from: the training images and what is known about each.
struct TrainingSet {
  std::vector<std::size_t> images;  // places in the cache
  std::vector<std::int64_t> labels;
  std::vector<std::int64_t> diagnoses;
  // Of several sources: 2 * the image's source + its label. Empty where there is one source only.
  std::vector<std::int64_t> groups;
};

// One epoch's batches in order. Which images come when and how each is changed follows from seed,
// epoch and image alone, whatever the number of threads: so a run can go on from any step.
class Loader {
 public:
  // Starts with batch `first`. Only the images of this process's workers are made; with
  // `draw_only` none, but how each is to be changed. `set` and `cache` must outlive the loader.
  Loader(const TrainConfig& config, const TrainingSet& set, const PixelCache& cache, int size,
         int epoch, int first, int threads, const Crew& crew = {}, bool draw_only = false);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // The next batch, valid until the next call. Call at most steps(...) - first times.
  const Batch& next();

  // Batches of an epoch: whole ones only, at least one.
  static int steps(const TrainConfig& config, std::size_t images);

 private:
  static constexpr int kAhead = 3;
  struct Slot {
    Batch batch;
    int index = -1;  // of the batch that is ready
  };

  void work();
  void make(int index, Batch& batch) const;

  const TrainConfig config_;
  const TrainingSet& set_;
  const PixelCache& cache_;
  const int size_;
  const int epoch_;
  const int steps_;
  const Crew crew_;
  const bool draw_only_;
  std::vector<std::size_t> order_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Slot> slots_;
  int claimed_;   // next batch that a thread will make
  int consumed_;  // batch that the caller asks for next
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace lesion
