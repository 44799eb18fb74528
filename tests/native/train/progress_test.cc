#include "native/train/progress.h"

#include <gtest/gtest.h>

namespace lesion {
namespace {

const Progress kHalfway{.epoch = 3,
                        .epochs = 40,
                        .size = 64,
                        .step = 50,
                        .steps = 100,
                        .speed = 61.6,
                        .loss = 0.43216,
                        .seconds_left = 125,
                        .best_auc = 0.8456};

TEST(Progress, LineSaysAllOfIt) {
  EXPECT_EQ(progress_line(kHalfway),
            "epoch 3/40 (64 px) step 50/100  62 images/s  loss 0.4322  2 min 05 s left in this "
            "epoch");
}

TEST(Progress, BarIsHalfFullHalfway) {
  EXPECT_EQ(progress_bar(kHalfway, 99),
            "epoch 3/40 [##############--------------] 62 images/s, loss 0.4322, best AUC 0.846, "
            "2 min 05 s left");
}

TEST(Progress, BarNeverWrapsAround) {
  for (int columns = 0; columns < 200; ++columns) {
    EXPECT_LE(progress_bar(kHalfway, columns).size(), static_cast<std::size_t>(columns));
  }
  Progress done = kHalfway;
  done.step = 100;
  done.best_auc = -1;
  EXPECT_EQ(progress_bar(done, 300).find('-'), std::string::npos);
  EXPECT_EQ(progress_bar(done, 300).find("AUC"), std::string::npos);
}

TEST(Progress, DurationsInWords) {
  EXPECT_EQ(duration_text(59.6), "1 min 00 s");
  EXPECT_EQ(duration_text(3599), "59 min 59 s");
  EXPECT_EQ(duration_text(7500), "2 h 05 min");
}

}  // namespace
}  // namespace lesion
