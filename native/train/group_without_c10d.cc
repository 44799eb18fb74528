// Where libtorch's c10d cannot be built against: one process learns, and --ranks says so.
#include "native/train/group.h"

namespace lesion {
namespace {

tl::unexpected<Error> unavailable() {
  return fail(ErrorKind::kUnsupported,
              "--ranks: this program was built with a libtorch whose c10d it cannot use; "
              "docs/training.md says which one it can, without --ranks one process learns");
}

}  // namespace

// No group is ever made, so nothing below join() is ever called.
struct Group::Links {};

Group::Group(const Launch& launch) : rank_(launch.rank), ranks_(launch.ranks) {}
Group::~Group() = default;

Result<std::unique_ptr<Group>> Group::join(const Launch&) { return unavailable(); }
Result<void> Group::place_on_machine(int) { return unavailable(); }
Result<void> Group::spread(std::vector<std::uint8_t>&) { return unavailable(); }
Result<std::vector<std::uint8_t>> Group::gather(std::span<const std::uint8_t>) {
  return unavailable();
}
Result<std::vector<double>> Group::gather(const std::vector<double>&) { return unavailable(); }
Result<unsigned> Group::any(unsigned) { return unavailable(); }
Result<std::span<const float>> Group::exchange(std::span<const float>) { return unavailable(); }
Result<void> Group::share(std::span<float>) { return unavailable(); }
Result<void> Group::sum(at::Tensor&) { return unavailable(); }
Result<void> Group::in_turn(const std::function<Result<void>()>&) { return unavailable(); }
Result<void> Group::finish() { return unavailable(); }
void Group::leave(const std::string&) {}

}  // namespace lesion
