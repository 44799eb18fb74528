// Whether the other processes of a run still live.
#pragma once

#include <memory>
#include <string>

#include <torch/csrc/distributed/c10d/Store.hpp>

namespace lesion {

// A thread that gives a sign of life every second and looks for the others': rank 0 for everyone's,
// the others for rank 0's, which holds the store. A message that fails says at once that somebody
// died, but not who; a machine without power says nothing at all: both are for this to find out.
class Watch {
 public:
  // A connection of its own: calls on a store wait for one another.
  Watch(c10::intrusive_ptr<c10d::Store> store, int rank, int ranks);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Empty while everyone lives; else who is gone, or what a rank said as it left.
  std::string trouble() const;
  // After a message that failed: looks for who is gone for a quarter of a minute at most.
  std::string find_trouble();
  // Tells the others that this rank gives up and why; the first one's reason is kept.
  void leave(const std::string& reason);
  // No more signs are given or looked for.
  void stop();

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace lesion
