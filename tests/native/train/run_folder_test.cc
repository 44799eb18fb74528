#include "native/train/run_folder.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "native/data/files.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

TEST(RunFolder, EpochsAreReadBackAndTheLaterOfTwoCounts) {
  const TemporaryFolder folder;
  const RunFolder run{folder.path()};
  for (const int epoch : {1, 2, 3, 2}) {
    ASSERT_TRUE(run.add({.epoch = epoch, .size = 64, .val_auc = 0.5 + 0.1 * epoch}));
  }
  const auto rows = run.epochs();
  ASSERT_TRUE(rows) << rows.error().message;
  // Epoch 2 was done again, so 3 is to come.
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ(rows->back().epoch, 2);
  EXPECT_NEAR(rows->back().val_auc, 0.7, 1e-9);
}

TEST(RunFolder, FullDiskLeavesTheLogWhole) {
  const TemporaryFolder folder;
  const RunFolder run{folder.path()};
  ASSERT_TRUE(run.add({.epoch = 1, .size = 64}));
  const auto before = *read_file(run.log());
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{before.size() + 10, limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto added = run.add({.epoch = 2, .size = 64});
  setrlimit(RLIMIT_FSIZE, &limit);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().kind, ErrorKind::kIo);
  EXPECT_EQ(*read_file(run.log()), before);
}

}  // namespace
}  // namespace lesion
