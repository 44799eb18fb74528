// lesionlens train as a person runs it: exit codes, sentences, Ctrl-C, a full disk.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "native/data/files.h"
#include "native/train/checkpoint.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

class ProgramTest : public testing::Test {
 protected:
  ProgramTest() { make_dataset(folder_.path() / "data", 64); }

  // Runs the program with `arguments` (the folder is the shell's working directory) behind
  // `before`, shell commands; its exit code. What it said is in `said_`.
  int run(const std::string& arguments, const std::string& before = "") {
    const std::string out = (folder_.path() / "said.txt").string();
    const int status = std::system(("cd '" + folder_.path().string() + "' && " + before +
                                    " OMP_NUM_THREADS=1 '" LESION_PROGRAM "' train " + arguments +
                                    " > '" + out + "' 2>&1")
                                       .c_str());
    const auto bytes = read_file(out);
    said_ = bytes ? std::string(bytes->begin(), bytes->end()) : "";
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }
  bool says(const std::string& words) const { return said_.find(words) != std::string::npos; }
  Result<Checkpoint> last() const { return load_checkpoint(folder_.path() / "run/last.ckpt"); }

  TemporaryFolder folder_;
  std::string said_;
};

TEST_F(ProgramTest, TrainsExportsAndExportsAgain) {
  EXPECT_EQ(run("--data data --run run --stages 32:2 --batch 8 --out a.onnx --licence CC0"), 0)
      << said_;
  EXPECT_TRUE(says("epoch 2/2 (32 px) done: loss ")) << said_;
  EXPECT_TRUE(says("images/s"));
  EXPECT_EQ(run("--export-only --resume run --out b.onnx --name a --licence CC0"), 0) << said_;
  EXPECT_EQ(*read_file(folder_.path() / "a.onnx"), *read_file(folder_.path() / "b.onnx"));
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "b.md"));
  write_text(folder_.path() / "faults.txt", "  Ink misleads it.\n\nSees a square only.\r\n");
  EXPECT_EQ(run("--export-only --resume run --out c.onnx --fault 'Knows drawings only.' "
                "--faults faults.txt"),
            0)
      << said_;
  EXPECT_EQ(run("--export-only --resume run --out d.onnx --compress"), 0) << said_;
  EXPECT_TRUE(says("compressed nothing: no weight of this network is large")) << said_;
  const auto page = read_file(folder_.path() / "c.md");
  ASSERT_TRUE(page);
  EXPECT_NE(std::string(page->begin(), page->end())
                .find("- Knows drawings only.\n- Ink misleads it.\n- Sees a square only.\n"),
            std::string::npos);
}

TEST_F(ProgramTest, RunsOfOneRecipeBecomeOneModelAndOthersAreRefused) {
  const std::string recipe = "--data data --cache cache --stages 32:1 --batch 8 ";
  ASSERT_EQ(run(recipe + "--run a --seed 1"), 0) << said_;
  ASSERT_EQ(run(recipe + "--run b --seed 2"), 0) << said_;
  ASSERT_EQ(run(recipe + "--run c --seed 2 --dropout 0.5"), 0) << said_;
  EXPECT_EQ(run("--export-only --resume a --join b --out ab.onnx"), 0) << said_;
  const auto page = read_file(folder_.path() / "ab.md");
  ASSERT_TRUE(page);
  const std::string text(page->begin(), page->end());
  EXPECT_NE(text.find("compact, 2 members"), std::string::npos) << text;
  EXPECT_NE(text.find("--seed 2"), std::string::npos) << text;
  EXPECT_EQ(run("--export-only --resume a --join c --out ac.onnx"), 2) << said_;
  EXPECT_TRUE(says("the runs differ in more than their seed")) << said_;
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "ac.onnx"));
  EXPECT_EQ(run(recipe + "--run d --join b"), 2) << said_;
  EXPECT_TRUE(says("--join goes with --export-only")) << said_;
}

TEST_F(ProgramTest, TheSameSeedAndThreadsGiveTheSameFileByteForByte) {
  const std::string how = " --stages 32:2 --batch 8 --threads 2 --name a --licence CC0";
  // The second run takes longer on the clock: its cache lies ready, and it writes more often.
  ASSERT_EQ(run("--data data --run first --out first.onnx" + how), 0) << said_;
  ASSERT_EQ(run("--data data --run second --out second.onnx --save-minutes 0" + how), 0) << said_;
  const auto first = read_file(folder_.path() / "first.onnx");
  ASSERT_TRUE(first);
  EXPECT_EQ(*first, *read_file(folder_.path() / "second.onnx"));
  const auto page = *read_file(folder_.path() / "first.md");
  EXPECT_NE(std::string(page.begin(), page.end()).find("\n- hours: 0."), std::string::npos);
  ASSERT_EQ(run("--data data --run third --out third.onnx --seed 2" + how), 0) << said_;
  EXPECT_NE(*first, *read_file(folder_.path() / "third.onnx"));
}

TEST_F(ProgramTest, KilledAnywhereEvenWhileSavingItEndsInTheSameFile) {
  const std::string how =
      " --cache cache --out a.onnx --name a --save-minutes 0 --log-seconds 1000000";
  const std::string start = "--data data --run run --stages 32:2 --batch 24" + how;
  ASSERT_EQ(run("--data data --run whole --stages 32:2 --batch 24 --cache cache --out whole.onnx "
                "--name a"),
            0)
      << said_;
  // A save has seven moments: checkpoint's write, its flush, rename, the folder's flush, and an
  // epoch's end two saves. Every run dies one moment later than the one before, so each kind of
  // moment comes, with an older checkpoint, a newer one, or none at all behind it.
  int deaths = 0;
  for (int code = -1; code != 0; ++deaths) {
    ASSERT_LT(deaths, 40);
    const bool begun = std::filesystem::exists(folder_.path() / "run/last.ckpt");
    code = run(begun ? "--resume run" + how : start,
               "LD_PRELOAD='" LESION_DIE_AT "' DIE_AT=" + std::to_string(deaths));
    // 137: the shell's word for a program that was killed.
    ASSERT_TRUE(code == 0 || code == 137 || code == 1000 + SIGKILL) << code << '\n' << said_;
    if (begun) {
      ASSERT_TRUE(last()) << last().error().message;
    }
  }
  EXPECT_GT(deaths, 10);
  EXPECT_EQ(*read_file(folder_.path() / "a.onnx"), *read_file(folder_.path() / "whole.onnx"));
}

TEST_F(ProgramTest, FinishedRunHasCurvesAndAReportThatStandsAlone) {
  ASSERT_EQ(run("--data data --run run --stages 32:2 --batch 8"), 0) << said_;
  EXPECT_TRUE(says("written: run/report.html")) << said_;
  for (const char* name : {"loss.svg", "auc.svg", "rate.svg"}) {
    const auto bytes = read_file(folder_.path() / "run" / name);
    ASSERT_TRUE(bytes) << name;
    EXPECT_EQ(std::string(bytes->begin(), bytes->begin() + 4), "<svg") << name;
  }
  const auto bytes = read_file(folder_.path() / "run" / "report.html");
  ASSERT_TRUE(bytes);
  const std::string page(bytes->begin(), bytes->end());
  EXPECT_EQ(page.rfind("<!doctype html>", 0), 0u);
  for (const char* reach : {"src=", "href=", "<script", "url("}) {
    EXPECT_EQ(page.find(reach), std::string::npos) << reach;
  }
  for (const char* words :
       {"data val", "data test", "lesionlens train --data data", "By diagnosis"}) {
    EXPECT_NE(page.find(words), std::string::npos) << words;
  }
}

TEST_F(ProgramTest, RecipeGivesTheValuesAndFlagsPrevail) {
  ASSERT_EQ(run("--data data --run run --recipe paper --arch compact --stages 32:1 --batch 8 "
                "--balance loss"),
            0)
      << said_;
  const TrainConfig config = last()->config;
  EXPECT_EQ(config.arch, Arch::kCompact);
  EXPECT_EQ(config.rate, 1e-4);
  EXPECT_EQ(config.decay, 0);
  EXPECT_EQ(config.balance, Balance::kLoss);
  EXPECT_EQ(config.augment.crop_high, paper_augmentation().crop_high);
  EXPECT_EQ(run("--data data --run other --recipe lens --stages 32:1 --batch 8"), 0) << said_;
  const auto lens = load_checkpoint(folder_.path() / "other/last.ckpt");
  EXPECT_EQ(lens->config.average, 0.99);
  EXPECT_EQ(lens->config.diagnoses, 0.5);
}

TEST_F(ProgramTest, LeakEndsWithCodeTwoAndNamesThePair) {
  // MADE_0 is of train, MADE_12 of val.
  std::filesystem::copy_file(folder_.path() / "data/images/MADE_0.png",
                             folder_.path() / "data/images/MADE_12.png",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(run("--data data --run run --stages 32:1 --batch 8"), 2);
  EXPECT_TRUE(says("same file: MADE_0 (train, line 2) and MADE_12 (val, line 14)")) << said_;
  EXPECT_EQ(run("--data data --run run --stages 32:1 --batch 8 --allow-leak"), 0) << said_;
}

TEST_F(ProgramTest, WrongDataEndsWithCodeTwoAndTheLine) {
  write_text(folder_.path() / "data/images/MADE_3.png", "no image");
  EXPECT_EQ(run("--data data --run run --stages 32:1 --batch 8"), 2);
  EXPECT_TRUE(says("metadata.csv line 5: MADE_3.png: ")) << said_;
}

TEST_F(ProgramTest, WrongCommandLineEndsWithCodeTwo) {
  EXPECT_EQ(run("--data data"), 2);
  EXPECT_TRUE(says("--run"));
  EXPECT_EQ(run("--data data --run run --stages 33:1"), 2);
  EXPECT_TRUE(says("--stages: the size 33"));
  EXPECT_EQ(run("--data data --run run --no-such-flag"), 2);
  EXPECT_EQ(run("--data nowhere --run run"), 2);
  EXPECT_TRUE(says("nowhere: no such folder"));
}

TEST_F(ProgramTest, TerminalShowsABarAndALogFileDoesNot) {
  ASSERT_EQ(run("--data data --run run --stages 32:4 --batch 8"), 0) << said_;
  EXPECT_EQ(said_.find('\r'), std::string::npos);
  EXPECT_EQ(said_.find('\033'), std::string::npos);
  int status = 0;
  std::string shown;
  int terminal = -1;
  winsize size{.ws_row = 24, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
  const std::string folder = folder_.path().string();
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    ::setenv("TERM", "xterm", 1);
    if (::chdir(folder.c_str()) != 0) std::_Exit(98);
    ::execl(LESION_PROGRAM, "lesionlens", "train", "--data", "data", "--run", "other", "--cache",
            "run/cache", "--stages", "32:4", "--batch", "8", nullptr);
    std::_Exit(99);
  }
  char buffer[4096];
  for (ssize_t n; (n = ::read(terminal, buffer, sizeof buffer)) > 0;) {
    shown.append(buffer, static_cast<std::size_t>(n));
  }
  ::waitpid(child, &status, 0);
  ::close(terminal);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << shown;
  EXPECT_NE(shown.find("\r\033[Kepoch "), std::string::npos) << shown;
  EXPECT_NE(shown.find("#"), std::string::npos);
  EXPECT_NE(shown.find("\r\033[Kepoch 4/4 (32 px) done: "), std::string::npos) << shown;
}

TEST_F(ProgramTest, DeviceThatIsNotThereEndsBeforeAnythingIsRead) {
  // Not even that there is no data is found out before.
  const int code = run("--data nowhere --run run --device cuda", "CUDA_VISIBLE_DEVICES=");
  EXPECT_EQ(code, 2);
  EXPECT_EQ(said_.rfind("lesionlens train: --device cuda: ", 0), 0u) << said_;
  EXPECT_TRUE(says("--device cpu")) << said_;
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "run"));
  EXPECT_EQ(run("--data data --run run --device tpu"), 2);
  EXPECT_EQ(run("--data data --run run --precision bfloat16"), 2);
  EXPECT_TRUE(says("--precision bfloat16 is for --device cuda")) << said_;
  EXPECT_EQ(run("--data data --run run --device cpu --stages 32:1 --batch 8"), 0) << said_;
}

TEST_F(ProgramTest, RunOfAnotherDeviceGoesOnHere) {
  ASSERT_EQ(run("--data data --run run --stages 32:1 --batch 8"), 0) << said_;
  Checkpoint state = *last();
  state.config.device = Device::kCuda;
  state.config.precision = Precision::kBfloat16;
  ASSERT_TRUE(save_checkpoint(folder_.path() / "run/last.ckpt", state));
  EXPECT_EQ(run("--resume run --stages 32:2", "CUDA_VISIBLE_DEVICES="), 2);
  EXPECT_TRUE(says("--device cpu")) << said_;
  EXPECT_EQ(run("--resume run --stages 32:2 --device cpu --precision float32"), 0) << said_;
  EXPECT_EQ(last()->epoch, 2);
  EXPECT_NE(last()->history.at(0).find("--device cuda --precision bfloat16"), std::string::npos);
}

TEST_F(ProgramTest, ControlCSavesAndTheRunGoesOn) {
  const std::string data = (folder_.path() / "data").string();
  const std::string run_folder = (folder_.path() / "run").string();
  const pid_t child = ::fork();
  if (child == 0) {
    if (std::freopen((folder_.path() / "said.txt").c_str(), "w", stdout) == nullptr) std::_Exit(98);
    // Far more epochs than the test waits for.
    ::execl(LESION_PROGRAM, "lesionlens", "train", "--data", data.c_str(), "--run",
            run_folder.c_str(), "--stages", "32:100000", "--batch", "8", nullptr);
    std::_Exit(99);
  }
  for (int i = 0; i < 1200; ++i) {
    if (std::filesystem::exists(folder_.path() / "run/log.csv")) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  ::kill(child, SIGINT);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130);
  const auto stopped = last();
  ASSERT_TRUE(stopped) << stopped.error().message;
  EXPECT_GT(stopped->steps_done, 0);
  EXPECT_EQ(run("--resume run --stages 32:" + std::to_string(stopped->epoch + 1)), 0) << said_;
  EXPECT_EQ(last()->epoch, stopped->epoch + 1);
}

TEST_F(ProgramTest, FullDiskEndsInASentenceWithTheLastCheckpointWhole) {
  ASSERT_EQ(run("--data data --run run --cache cache --stages 32:1 --batch 8"), 0) << said_;
  const long steps = last()->steps_done;
  // Files of more than 500 KB cannot be written; the checkpoint has more, the cache has less.
  EXPECT_EQ(run("--resume run --cache cache --stages 32:2", "ulimit -f 976 &&"), 1);
  EXPECT_TRUE(says("last.ckpt: cannot be written (")) << said_;
  ASSERT_TRUE(last());
  EXPECT_EQ(last()->steps_done, steps);
}

}  // namespace
}  // namespace lesion
