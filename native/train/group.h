// The processes that learn together, over libtorch's own c10d.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/train/crew.h"
#include "native/train/launch.h"

namespace at {
class Tensor;
}

namespace lesion {

// Every function but the plain questions and leave() is for all ranks at once: each calls the same
// ones in the same order, and each waits for the slowest, however long, as long as all give signs
// of life. Fails with kIo, in words, where a rank died, fell silent for half a minute, or left:
// then the group can do nothing more, and threads of c10d may still wait for the dead: end the
// process by std::_Exit.
class Group {
 public:
  // Meets the other ranks at launch.address, for five minutes at most. Messages go over the network
  // interface that leads there, or over GLOO_SOCKET_IFNAME. Fails with kIo (port taken, a rank that
  // does not come).
  static Result<std::unique_ptr<Group>> join(const Launch& launch);
  ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  int rank() const { return rank_; }
  int ranks() const { return ranks_; }
  // Among the ranks on this machine.
  int local_rank() const { return local_rank_; }

  // `bytes` become rank 0's.
  Result<void> spread(std::vector<std::uint8_t>& bytes);
  // Everyone's bytes, in the order of the ranks; of equal length everywhere.
  Result<std::vector<std::uint8_t>> gather(std::span<const std::uint8_t> mine);
  // The same for values whose number differs from rank to rank.
  Result<std::vector<double>> gather(const std::vector<double>& mine);
  // All ranks' flags together.
  Result<unsigned> any(unsigned flags);

  // Values are cut in as many slices as there are ranks: that of rank k begins here.
  std::size_t slice_begin(int k, std::size_t count) const {
    return Crew{.all = ranks_}.begin(k, count);
  }
  // Hands slice k of `values` to rank k. Returns, one after another in the order of the ranks, this
  // rank's slice as each of them has it. Valid until the next call.
  Result<std::span<const float>> exchange(std::span<const float> values);
  // Slice k of `values` becomes rank k's.
  Result<void> share(std::span<float> values);
  // `values` become their sum over all ranks; on the device where they are.
  Result<void> sum(at::Tensor& values);

  // Calls `work` on rank 0, then on the first rank of every other machine, then on the rest: so no
  // two processes write the same files. Fails as `work` does.
  Result<void> in_turn(const std::function<Result<void>()>& work);

  // The end of a run that went well, on all ranks.
  Result<void> finish();
  // This rank gives up: the others end with `reason`.
  void leave(const std::string& reason);

 private:
  struct Links;
  explicit Group(const Launch& launch);
  Result<void> place_on_machine(int said);

  int rank_;
  int ranks_;
  int local_rank_ = 0;
  int turn_ = 0;
  std::vector<float> received_;
  std::unique_ptr<Links> links_;
};

}  // namespace lesion
