#include "native/train/group.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <torch/torch.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef LESION_NCCL
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include "native/data/files.h"
#include "native/train/network_address.h"
#include "native/train/watch.h"

namespace lesion {
namespace {

constexpr auto kJoin = std::chrono::minutes(5);
// c10d's own patience has no end here: the watch decides who is dead.
constexpr auto kPatience = std::chrono::hours(24 * 30);

c10::intrusive_ptr<c10d::Store> open_store(const Launch& launch, bool server) {
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(launch.port);
  options.isServer = server;
  options.waitWorkers = false;
  options.timeout = kJoin;
  return c10::make_intrusive<c10d::TCPStore>(launch.address, options);
}

c10::intrusive_ptr<c10d::ProcessGroupGloo::Options> gloo_options(const Launch& launch) {
  auto options = c10d::ProcessGroupGloo::Options::create(kPatience);
  const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
  if (interface != nullptr && *interface != '\0') {
    options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(interface));
    return options;
  }
  const std::string own = own_address_towards(launch.address, launch.port);
  options->devices.push_back(own.empty() ? c10d::ProcessGroupGloo::createDefaultDevice()
                                         : c10d::ProcessGroupGloo::createDeviceForHostname(own));
  return options;
}

// Waits until every rank has said that it is here. Throws where one is missing after kJoin.
void meet(c10d::Store& store, int ranks) {
  std::int64_t here = store.add("here", 1);
  const auto end = std::chrono::steady_clock::now() + kJoin;
  while (here < ranks) {
    if (std::chrono::steady_clock::now() > end) {
      throw std::runtime_error("only " + std::to_string(here) + " came within 5 minutes");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    here = store.add("here", 0);
  }
}

// The first line of a message of libtorch's: the rest are addresses in its own code.
std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

// The same for all processes of one machine between two starts of it, and for no other.
std::uint64_t machine_id() {
  std::string text;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), text);
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  text += name.data();
  return content_hash({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

torch::Tensor bytes_of(std::span<const std::uint8_t> bytes) {
  return torch::from_blob(const_cast<std::uint8_t*>(bytes.data()),
                          {static_cast<std::int64_t>(bytes.size())}, torch::kUInt8);
}

torch::Tensor floats_of(std::span<const float> values) {
  return torch::from_blob(const_cast<float*>(values.data()),
                          {static_cast<std::int64_t>(values.size())}, torch::kFloat32);
}

template <typename Value>
std::span<const std::uint8_t> raw(const Value& value) {
  return {reinterpret_cast<const std::uint8_t*>(&value), sizeof value};
}

}  // namespace

struct Group::Links {
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
#ifdef LESION_NCCL
  c10::intrusive_ptr<c10d::ProcessGroupNCCL> nccl;
#endif
  std::unique_ptr<Watch> watch;
  bool broken = false;

  tl::unexpected<Error> lost(const std::string& who) {
    broken = true;
    return fail(ErrorKind::kIo,
                who +
                    "; the run is whole up to its last checkpoint and goes on with --resume, "
                    "with any number of ranks");
  }

  // Starts c10d's work and waits for it, for as long as nobody is missing.
  template <typename Start>
  Result<void> done(const Start& start) {
    if (broken) return lost("the other ranks are gone");
    try {
      const auto work = start();
      while (!finished(*work)) {
        if (const std::string trouble = watch->trouble(); !trouble.empty()) return lost(trouble);
      }
      work->wait();
      return {};
    } catch (const std::exception&) {
      return lost(watch->find_trouble());
    }
  }

  // Waits for a second; what went wrong comes out of the next wait().
  static bool finished(c10d::Work& work) {
    try {
      work.wait(std::chrono::seconds(1));
    } catch (const std::exception&) {
      return work.isCompleted();
    }
    return work.isCompleted();
  }
};

Group::Group(const Launch& launch)
    : rank_(launch.rank), ranks_(launch.ranks), links_(std::make_unique<Links>()) {}

Group::~Group() {
  // What still waits for a dead rank would be waited for.
  if (links_->broken) static_cast<void>(links_.release());
}

Result<std::unique_ptr<Group>> Group::join(const Launch& launch) {
  std::unique_ptr<Group> group(new Group(launch));
  try {
    Links& links = *group->links_;
    links.store = open_store(launch, launch.rank == 0);
    meet(*links.store, launch.ranks);
    links.gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(links.store, launch.rank, launch.ranks,
                                                             gloo_options(launch));
#ifdef LESION_NCCL
    if (torch::cuda::is_available()) {
      links.nccl = c10::make_intrusive<c10d::ProcessGroupNCCL>(
          c10::make_intrusive<c10d::PrefixStore>("nccl", links.store), launch.rank, launch.ranks);
    }
#endif
    links.watch = std::make_unique<Watch>(open_store(launch, false), launch.rank, launch.ranks);
  } catch (const std::exception& error) {
    return fail(ErrorKind::kIo, "rank " + std::to_string(launch.rank) + " of " +
                                    std::to_string(launch.ranks) + " does not meet the others at " +
                                    launch.address + " port " + std::to_string(launch.port) + " (" +
                                    first_line(error) +
                                    "); MASTER_ADDR and MASTER_PORT say where rank 0 is");
  }
  if (const auto placed = group->place_on_machine(launch.local_rank); !placed) {
    return tl::unexpected(placed.error());
  }
  return group;
}

Result<void> Group::place_on_machine(int said) {
  const std::uint64_t mine = machine_id();
  const auto all = gather(raw(mine));
  if (!all) return tl::unexpected(all.error());
  std::vector<std::uint64_t> machines(static_cast<std::size_t>(ranks_));
  std::memcpy(machines.data(), all->data(), all->size());
  const auto before = std::count(machines.begin(), machines.begin() + rank_, mine);
  local_rank_ = said >= 0 ? said : static_cast<int>(before);
  turn_ = rank_ == 0 ? 0 : before == 0 ? 1 : 2;
  return {};
}

Result<void> Group::spread(std::vector<std::uint8_t>& bytes) {
  const std::uint64_t mine = bytes.size();
  const auto sizes = gather(raw(mine));
  if (!sizes) return tl::unexpected(sizes.error());
  std::uint64_t size = 0;
  std::memcpy(&size, sizes->data(), sizeof size);
  bytes.resize(size);
  if (size == 0) return {};
  return links_->done([&] {
    std::vector<at::Tensor> tensors{bytes_of(bytes)};
    return links_->gloo->broadcast(tensors);
  });
}

Result<std::vector<std::uint8_t>> Group::gather(std::span<const std::uint8_t> mine) {
  std::vector<std::uint8_t> all(mine.size() * static_cast<std::size_t>(ranks_));
  if (mine.empty()) return all;
  std::vector<std::vector<at::Tensor>> out(1);
  for (std::size_t k = 0; k < static_cast<std::size_t>(ranks_); ++k) {
    out[0].push_back(bytes_of(std::span(all).subspan(k * mine.size(), mine.size())));
  }
  std::vector<at::Tensor> in{bytes_of(mine)};
  if (const auto done = links_->done([&] { return links_->gloo->allgather(out, in); }); !done) {
    return tl::unexpected(done.error());
  }
  return all;
}

Result<std::vector<double>> Group::gather(const std::vector<double>& mine) {
  const std::uint64_t count = mine.size();
  const auto counts = gather(raw(count));
  if (!counts) return tl::unexpected(counts.error());
  std::vector<std::uint64_t> each(static_cast<std::size_t>(ranks_));
  std::memcpy(each.data(), counts->data(), counts->size());
  const std::size_t most = *std::max_element(each.begin(), each.end());
  std::vector<double> padded = mine;
  padded.resize(most);
  const auto all =
      gather({reinterpret_cast<const std::uint8_t*>(padded.data()), most * sizeof(double)});
  if (!all) return tl::unexpected(all.error());
  std::vector<double> out;
  for (std::size_t k = 0; k < each.size(); ++k) {
    std::vector<double> part(each[k]);
    if (!part.empty()) {
      std::memcpy(part.data(), all->data() + k * most * sizeof(double), each[k] * sizeof(double));
    }
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

Result<unsigned> Group::any(unsigned flags) {
  const auto all = gather(raw(flags));
  if (!all) return tl::unexpected(all.error());
  unsigned out = 0;
  for (std::size_t k = 0; k < static_cast<std::size_t>(ranks_); ++k) {
    unsigned one = 0;
    std::memcpy(&one, all->data() + k * sizeof one, sizeof one);
    out |= one;
  }
  return out;
}

Result<std::span<const float>> Group::exchange(std::span<const float> values) {
  std::vector<std::int64_t> given;
  for (int k = 0; k < ranks_; ++k) {
    given.push_back(static_cast<std::int64_t>(slice_begin(k + 1, values.size()) -
                                              slice_begin(k, values.size())));
  }
  const std::int64_t own = given[static_cast<std::size_t>(rank_)];
  std::vector<std::int64_t> taken(static_cast<std::size_t>(ranks_), own);
  received_.resize(static_cast<std::size_t>(own) * static_cast<std::size_t>(ranks_));
  at::Tensor in = floats_of(values);
  at::Tensor out = floats_of(received_);
  const auto done =
      links_->done([&] { return links_->gloo->alltoall_base(out, in, taken, given); });
  if (!done) return tl::unexpected(done.error());
  return std::span<const float>(received_);
}

Result<void> Group::share(std::span<float> values) {
  for (int k = 0; k < ranks_; ++k) {
    const std::size_t begin = slice_begin(k, values.size());
    std::vector<at::Tensor> slice{
        floats_of(values.subspan(begin, slice_begin(k + 1, values.size()) - begin))};
    if (slice[0].numel() == 0) continue;
    c10d::BroadcastOptions from;
    from.rootRank = k;
    const auto done = links_->done([&] { return links_->gloo->broadcast(slice, from); });
    if (!done) return done;
  }
  return {};
}

Result<void> Group::sum(at::Tensor& values) {
#ifdef LESION_NCCL
  if (values.is_cuda() && links_->nccl) {
    std::vector<at::Tensor> there{values};
    return links_->done([&] { return links_->nccl->allreduce(there); });
  }
#endif
  std::vector<at::Tensor> here{values.to(torch::kCPU)};
  const auto done = links_->done([&] { return links_->gloo->allreduce(here); });
  if (done && !values.is_cpu()) values.copy_(here[0]);
  return done;
}

Result<void> Group::in_turn(const std::function<Result<void>()>& work) {
  for (int turn = 0; turn < 3; ++turn) {
    if (turn == turn_) {
      if (const auto done = work(); !done) return done;
    }
    if (const auto met = any(0); !met) return tl::unexpected(met.error());
  }
  return {};
}

Result<void> Group::finish() {
  const auto met = any(0);
  links_->watch->stop();
  if (!met) return tl::unexpected(met.error());
  return {};
}

void Group::leave(const std::string& reason) {
  links_->watch->leave(reason);
  links_->broken = true;
}

}  // namespace lesion
