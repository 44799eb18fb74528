// lesionlens train as several processes on one machine, as torchrun, mpirun and srun start them.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "native/data/files.h"
#include "native/train/checkpoint.h"
#include "tests/native/free_port.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

using std::chrono::seconds;

class RanksTest : public testing::Test {
 protected:
  struct Variable {
    std::string name;
    std::string value;
  };

  RanksTest() : port_(std::to_string(free_port())) { make_dataset(path("data"), 64); }
  ~RanksTest() override {
    for (const pid_t child : children_) {
      ::kill(child, SIGKILL);
      ::waitpid(child, nullptr, 0);
    }
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  static std::vector<Variable> torchrun(int rank, int ranks) {
    return {{"RANK", std::to_string(rank)},
            {"WORLD_SIZE", std::to_string(ranks)},
            {"LOCAL_RANK", std::to_string(rank)},
            {"MASTER_ADDR", "127.0.0.1"}};
  }

  // Starts the program in the test's folder; what it says goes to `name`.txt.
  pid_t start(const std::string& name, const std::vector<std::string>& arguments,
              const std::vector<Variable>& variables) {
    const pid_t child = ::fork();
    if (child != 0) {
      children_.push_back(child);
      return child;
    }
    for (const Variable& variable : variables) {
      ::setenv(variable.name.c_str(), variable.value.c_str(), 1);
    }
    ::setenv("MASTER_PORT", port_.c_str(), 1);
    if (::chdir(path("").c_str()) != 0 ||
        std::freopen((name + ".txt").c_str(), "w", stdout) == nullptr ||
        ::dup2(::fileno(stdout), 2) < 0) {
      std::_Exit(98);
    }
    std::vector<const char*> words{"lesionlens", "train"};
    for (const std::string& argument : arguments) words.push_back(argument.c_str());
    words.push_back(nullptr);
    ::execv(LESION_PROGRAM, const_cast<char* const*>(words.data()));
    std::_Exit(99);
  }

  // The exit code, or 1000 + signal; -1 where it has not ended in time.
  int end_of(pid_t child, seconds limit = seconds(120)) {
    const auto last = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < last) {
      int status = 0;
      if (::waitpid(child, &status, WNOHANG) == child) {
        std::erase(children_, child);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return -1;
  }

  std::string said(const std::string& name) const {
    const auto bytes = read_file(folder_.path() / (name + ".txt"));
    return bytes ? std::string(bytes->begin(), bytes->end()) : "";
  }
  bool says(const std::string& name, const std::string& words) const {
    return said(name).find(words) != std::string::npos;
  }
  Checkpoint last(const std::string& run) const {
    const auto state = load_checkpoint(folder_.path() / run / "last.ckpt");
    EXPECT_TRUE(state) << state.error().message;
    return state.value_or(Checkpoint{});
  }
  // Waits until a file of the run is there.
  void await(const std::string& file) const {
    for (int i = 0; i < 2400 && !std::filesystem::exists(folder_.path() / file); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    ASSERT_TRUE(std::filesystem::exists(folder_.path() / file)) << file;
  }

  TemporaryFolder folder_;
  std::string port_;
  std::vector<pid_t> children_;
};

std::vector<std::string> arguments(const std::string& run, const std::string& stages,
                                   const std::string& threads,
                                   const std::vector<std::string>& more = {}) {
  std::vector<std::string> all{"--data",  "data", "--run",     run,     "--stages", stages,
                               "--batch", "8",    "--threads", threads, "--cache",  "cache"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

void expect_same(const Checkpoint& a, const Checkpoint& b) {
  EXPECT_EQ(a.adam.weights, b.adam.weights);
  EXPECT_EQ(a.adam.first, b.adam.first);
  EXPECT_EQ(a.adam.second, b.adam.second);
  EXPECT_EQ(a.adam.average, b.adam.average);
  EXPECT_EQ(a.buffers, b.buffers);
  EXPECT_EQ(a.average_buffers, b.average_buffers);
  EXPECT_EQ(a.best_auc, b.best_auc);
  EXPECT_EQ(a.steps_done, b.steps_done);
}

class BothArchitectures : public RanksTest, public testing::WithParamInterface<const char*> {};

TEST_P(BothArchitectures, TwoProcessesGiveTheWeightsOfOneBitForBit) {
  const std::string stages = std::string(GetParam()) == "paper" ? "32:2" : "32:1,48:1";
  const std::vector<std::string> arch{"--arch", GetParam()};
  EXPECT_EQ(end_of(start("one", arguments("one", stages, "2", arch), {})), 0) << said("one");
  const auto two = arguments("two", stages, "1", arch);
  const pid_t first = start("first", two, torchrun(0, 2));
  const pid_t second = start("second", two, torchrun(1, 2));
  EXPECT_EQ(end_of(first), 0) << said("first");
  EXPECT_EQ(end_of(second), 0) << said("second");
  expect_same(last("one"), last("two"));
  EXPECT_EQ(last("two").config.ranks, 2);
  // Rank 0 alone speaks.
  EXPECT_TRUE(says("first", "epoch 2/2"));
  EXPECT_EQ(said("second"), "");
}

INSTANTIATE_TEST_SUITE_P(Both, BothArchitectures, testing::Values("paper", "compact"),
                         [](const auto& name) { return std::string(name.param); });

TEST_F(RanksTest, MpirunsAndSlurmsVariablesDoAsWell) {
  const auto run = arguments("mpi", "32:1", "1");
  const auto mpi = [](const char* rank) {
    return std::vector<Variable>{{"OMPI_COMM_WORLD_RANK", rank},
                                 {"OMPI_COMM_WORLD_SIZE", "2"},
                                 {"OMPI_COMM_WORLD_LOCAL_RANK", rank},
                                 {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}};
  };
  pid_t first = start("first", run, mpi("0"));
  pid_t second = start("second", run, mpi("1"));
  EXPECT_EQ(end_of(first), 0) << said("first");
  EXPECT_EQ(end_of(second), 0) << said("second");
  const auto step = [](const char* rank) {
    return std::vector<Variable>{{"SLURM_JOB_ID", "7"},
                                 {"SLURM_STEP_ID", "0"},
                                 {"SLURM_PROCID", rank},
                                 {"SLURM_NTASKS", "2"},
                                 {"SLURM_LOCALID", rank},
                                 {"SLURM_STEP_NUM_TASKS", "2"},
                                 {"SLURM_STEP_NODELIST", "localhost"}};
  };
  const auto other = arguments("slurm", "32:1", "1");
  first = start("first", other, step("0"));
  second = start("second", other, step("1"));
  EXPECT_EQ(end_of(first), 0) << said("first");
  EXPECT_EQ(end_of(second), 0) << said("second");
  expect_same(last("mpi"), last("slurm"));
}

TEST_F(RanksTest, KilledRankEndsTheOtherWithinAMinuteAndOneProcessGoesOn) {
  const std::vector<std::string> often{"--save-minutes", "0"};
  const auto run = arguments("run", "32:100000", "1", often);
  const pid_t first = start("first", run, torchrun(0, 2));
  const pid_t second = start("second", run, torchrun(1, 2));
  await("run/log.csv");
  ::kill(second, SIGKILL);
  EXPECT_EQ(end_of(second), 1000 + SIGKILL);
  EXPECT_EQ(end_of(first, seconds(60)), 1) << said("first");
  EXPECT_TRUE(says("first", "rank 0: rank 1 does not answer any more")) << said("first");
  EXPECT_TRUE(says("first", "--resume")) << said("first");
  const int epochs = last("run").epoch + 1;
  const std::string stages = "32:" + std::to_string(epochs);
  EXPECT_EQ(end_of(start("alone", {"--resume", "run", "--cache", "cache", "--stages", stages}, {})),
            0)
      << said("alone");
  EXPECT_EQ(last("run").epoch, epochs);
  EXPECT_EQ(last("run").config.ranks, 1);
  EXPECT_EQ(last("run").history.at(0).rfind("WORLD_SIZE=2 lesionlens train", 0), 0u);
}

TEST_F(RanksTest, KilledRunOfTwoGoesOnAsOneProcessToTheSameBits) {
  EXPECT_EQ(end_of(start("whole", arguments("whole", "32:12", "2"), {})), 0) << said("whole");
  const std::vector<std::string> often{"--save-minutes", "0"};
  const auto run = arguments("run", "32:12", "1", often);
  const pid_t first = start("first", run, torchrun(0, 2));
  const pid_t second = start("second", run, torchrun(1, 2));
  await("run/log.csv");
  ::kill(first, SIGKILL);
  ::kill(second, SIGKILL);
  EXPECT_EQ(end_of(first), 1000 + SIGKILL);
  EXPECT_EQ(end_of(second), 1000 + SIGKILL);
  const long steps = last("run").steps_done;
  EXPECT_LT(steps, last("whole").steps_done);
  EXPECT_EQ(end_of(start("alone", {"--resume", "run", "--cache", "cache", "--threads", "2"}, {})),
            0)
      << said("alone");
  expect_same(last("whole"), last("run"));
}

TEST_F(RanksTest, RunOfOneProcessGoesOnWithTwoToTheSameBits) {
  EXPECT_EQ(end_of(start("whole", arguments("whole", "32:4", "2"), {})), 0) << said("whole");
  // Stopped by Ctrl-C, at whatever step that comes.
  const std::vector<std::string> often{"--log-seconds", "0"};
  const pid_t alone = start("alone", arguments("run", "32:4", "2", often), {});
  await("run/log.csv");
  ::kill(alone, SIGINT);
  const int code = end_of(alone);
  EXPECT_TRUE(code == 130 || code == 0) << said("alone");
  const std::vector<std::string> on{"--resume", "run",   "--data",    "data",
                                    "--cache",  "cache", "--threads", "1"};
  const pid_t first = start("first", on, torchrun(0, 2));
  const pid_t second = start("second", on, torchrun(1, 2));
  EXPECT_EQ(end_of(first), 0) << said("first");
  EXPECT_EQ(end_of(second), 0) << said("second");
  expect_same(last("whole"), last("run"));
}

TEST_F(RanksTest, DeathOfRankZeroEndsTheOthers) {
  const auto run = arguments("run", "32:100000", "1");
  std::vector<pid_t> ranks;
  for (int k = 0; k < 3; ++k) {
    ranks.push_back(start("rank" + std::to_string(k), run, torchrun(k, 3)));
  }
  await("run/log.csv");
  ::kill(ranks[0], SIGKILL);
  EXPECT_EQ(end_of(ranks[0]), 1000 + SIGKILL);
  for (int k = 1; k < 3; ++k) {
    const std::string name = "rank" + std::to_string(k);
    EXPECT_EQ(end_of(ranks[static_cast<std::size_t>(k)], seconds(60)), 1) << said(name);
    EXPECT_TRUE(says(
        name, name.substr(0, 4) + " " + std::to_string(k) + ": rank 0 does not answer any more"))
        << said(name);
  }
}

TEST_F(RanksTest, RankThatHangsEndsTheOtherWithinAMinute) {
  const auto run = arguments("run", "32:100000", "1");
  const pid_t first = start("first", run, torchrun(0, 2));
  const pid_t second = start("second", run, torchrun(1, 2));
  await("run/log.csv");
  // Its connections stay open: as a machine that lost its power.
  ::kill(second, SIGSTOP);
  EXPECT_EQ(end_of(first, seconds(60)), 1) << said("first");
  EXPECT_TRUE(says("first", "rank 0: rank 1 does not answer any more")) << said("first");
}

TEST_F(RanksTest, ControlCOnOneRankSavesAndStopsBoth) {
  const auto run = arguments("run", "32:100000", "1");
  const pid_t first = start("first", run, torchrun(0, 2));
  const pid_t second = start("second", run, torchrun(1, 2));
  await("run/log.csv");
  ::kill(second, SIGINT);
  EXPECT_EQ(end_of(first, seconds(60)), 130) << said("first");
  EXPECT_EQ(end_of(second, seconds(60)), 130) << said("second");
  EXPECT_TRUE(says("first", "stopped; go on with --resume run")) << said("first");
  EXPECT_GT(last("run").steps_done, 0);
}

TEST_F(RanksTest, OtherImagesOnOneRankAreFoundBeforeTraining) {
  std::filesystem::copy(folder_.path() / "data", folder_.path() / "other",
                        std::filesystem::copy_options::recursive);
  write_image(folder_.path() / "other/images/MADE_3.png", made_image(true, 777));
  auto run = arguments("run", "32:1", "1");
  const pid_t first = start("first", run, torchrun(0, 2));
  run[1] = "other";
  run.back() = "other_cache";
  const pid_t second = start("second", run, torchrun(1, 2));
  EXPECT_EQ(end_of(first), 2) << said("first");
  EXPECT_EQ(end_of(second), 2) << said("second");
  for (const char* name : {"first", "second"}) {
    EXPECT_TRUE(says(name, "rank 1 reads another table or other images than rank 0")) << said(name);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "run/last.ckpt"));
}

TEST_F(RanksTest, TroubleOfOneRankIsToldByTheOther) {
  auto run = arguments("run", "32:1", "1");
  const pid_t first = start("first", run, torchrun(0, 2));
  run[1] = "nowhere";
  const pid_t second = start("second", run, torchrun(1, 2));
  EXPECT_EQ(end_of(second), 2) << said("second");
  EXPECT_EQ(end_of(first), 1) << said("first");
  EXPECT_TRUE(says("first", "rank 0: rank 1 ended: nowhere: no such folder")) << said("first");
}

TEST_F(RanksTest, WorldWithoutARankEndsWithCodeTwo) {
  EXPECT_EQ(end_of(start("one", arguments("run", "32:1", "1"), {{"WORLD_SIZE", "2"}})), 2);
  EXPECT_TRUE(says("one", "RANK is missing in the environment")) << said("one");
}

}  // namespace
}  // namespace lesion
