// How this process was started: alone, or as one of several that learn together.
#pragma once

#include <functional>
#include <string>

#include "core/error.h"

namespace lesion {

struct Launch {
  int rank = 0;
  int ranks = 1;
  int local_rank = -1;  // among the ranks of this machine; -1: not said
  std::string address;  // of rank 0's machine; empty when alone
  int port = 0;         // where rank 0 listens
};

// Value of an environment variable, or null.
using Environment = std::function<const char*(const char* name)>;

// Reads what torchrun (RANK, WORLD_SIZE, LOCAL_RANK), mpirun (OMPI_COMM_WORLD_*, PMI_*) or srun
// (SLURM_*) leave in the environment, in this order. MASTER_ADDR and MASTER_PORT prevail for all of
// them; without them the address is this machine's own where all ranks are on it, with SLURM the
// first of the job's machines, and the port 29500, with SLURM one made from the job's number. A
// script of sbatch itself, outside srun, is alone. Fails with kInvalidArgument, naming the variable
// that is missing or no number in its range.
Result<Launch> launch_from(const Environment& environment);

// First name of SLURM's short list: "gpu[07-09,12],login" is gpu07.
std::string first_host(const std::string& list);

}  // namespace lesion
