#include "native/train/launch.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace lesion {
namespace {

constexpr int kMostRanks = 65536;
constexpr int kPort = 29500;  // torchrun's own

// One starter's names for the same things.
struct Names {
  const char* rank;
  const char* ranks;
  const char* local_rank;
  const char* local_ranks;
};

constexpr Names kTorchrun{"RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"};
constexpr Names kOpenMpi{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE",
                         "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"};
constexpr Names kPmi{"PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"};
// srun counts the step's tasks; what the job asked for may be more.
constexpr Names kSlurmStep{"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID", nullptr};
constexpr Names kSlurm{"SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID", nullptr};

class Reader {
 public:
  explicit Reader(const Environment& environment) : environment_(environment) {}

  std::string text(const char* name) const {
    const char* value = name != nullptr ? environment_(name) : nullptr;
    return value != nullptr ? value : "";
  }
  bool has(const char* name) const { return !text(name).empty(); }

  // Not set: `otherwise`.
  Result<int> number(const char* name, int low, int high, int otherwise) const {
    const std::string value = text(name);
    if (value.empty()) return otherwise;
    int out = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), out);
    if (error != std::errc() || end != value.data() + value.size() || out < low || out > high) {
      return fail(ErrorKind::kInvalidArgument, std::string(name) + " in the environment is \"" +
                                                   value + "\", not a number from " +
                                                   std::to_string(low) + " to " +
                                                   std::to_string(high));
    }
    return out;
  }

 private:
  const Environment& environment_;
};

std::optional<Names> starter(const Reader& in) {
  if (in.has(kTorchrun.rank) || in.has(kTorchrun.ranks)) return kTorchrun;
  if (in.has(kOpenMpi.rank)) return kOpenMpi;
  if (in.has(kPmi.rank)) return kPmi;
  if (!in.has(kSlurm.rank)) return std::nullopt;
  // In sbatch's own script the variables stand too, but no step has begun.
  if (in.has("SLURM_JOB_ID") && !in.has("SLURM_STEP_ID")) return std::nullopt;
  return in.has(kSlurmStep.ranks) ? kSlurmStep : kSlurm;
}

Result<std::string> address_of(const Reader& in, const Names& names, const Launch& launch) {
  if (in.has("MASTER_ADDR")) return in.text("MASTER_ADDR");
  const auto local = in.number(names.local_ranks, 1, kMostRanks, 0);
  if (!local) return tl::unexpected(local.error());
  if (*local == launch.ranks) return std::string("127.0.0.1");
  for (const char* list : {"SLURM_STEP_NODELIST", "SLURM_JOB_NODELIST"}) {
    if (in.has(list)) return first_host(in.text(list));
  }
  return fail(ErrorKind::kInvalidArgument,
              "one of " + std::to_string(launch.ranks) +
                  " processes: MASTER_ADDR must be the address of rank 0's machine "
                  "(127.0.0.1 when all are on one)");
}

Result<int> port_of(const Reader& in) {
  // Two jobs on one machine shall not meet.
  int usual = kPort;
  if (in.has("SLURM_JOB_ID")) {
    const auto job = in.number("SLURM_JOB_ID", 0, 2147483647, 0);
    if (job) usual = 20000 + *job % 10000;
  }
  return in.number("MASTER_PORT", 1, 65535, usual);
}

}  // namespace

std::string first_host(const std::string& list) {
  const std::size_t bracket = list.find_first_of("[,");
  if (bracket == std::string::npos || list[bracket] == ',') return list.substr(0, bracket);
  const std::size_t end = list.find_first_of("-,]", bracket + 1);
  const std::size_t close = list.find(']', bracket);
  if (end == std::string::npos || close == std::string::npos) return list.substr(0, bracket);
  const std::size_t comma = list.find(',', close);
  const std::size_t tail = comma == std::string::npos ? list.size() : comma;
  return list.substr(0, bracket) + list.substr(bracket + 1, end - bracket - 1) +
         list.substr(close + 1, tail - close - 1);
}

Result<Launch> launch_from(const Environment& environment) {
  const Reader in(environment);
  const auto names = starter(in);
  if (!names) return Launch{};
  for (const char* name : {names->rank, names->ranks}) {
    if (in.has(name)) continue;
    return fail(ErrorKind::kInvalidArgument,
                std::string(name) + " is missing in the environment: " + names->rank + " and " +
                    names->ranks + " together say which process this is of how many");
  }
  Launch launch;
  const auto ranks = in.number(names->ranks, 1, kMostRanks, 1);
  if (!ranks) return tl::unexpected(ranks.error());
  launch.ranks = *ranks;
  const auto rank = in.number(names->rank, 0, launch.ranks - 1, 0);
  if (!rank) return tl::unexpected(rank.error());
  launch.rank = *rank;
  const auto local = in.number(names->local_rank, 0, kMostRanks, -1);
  if (!local) return tl::unexpected(local.error());
  launch.local_rank = *local;
  if (launch.ranks == 1) return launch;
  auto address = address_of(in, *names, launch);
  if (!address) return tl::unexpected(address.error());
  launch.address = std::move(*address);
  const auto port = port_of(in);
  if (!port) return tl::unexpected(port.error());
  launch.port = *port;
  return launch;
}

}  // namespace lesion
