#include "native/train/checkpoint.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "native/data/files.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

Checkpoint made_checkpoint(std::size_t floats, float value) {
  Checkpoint checkpoint;
  checkpoint.config = compact_config();
  checkpoint.diagnoses = {"mel", "nv"};
  checkpoint.data = "made";
  checkpoint.history = {"lesionlens train --data made"};
  checkpoint.epoch = 3;
  checkpoint.step = 17;
  checkpoint.steps_done = 417;
  checkpoint.loss_sum = 1.0 / 3;
  checkpoint.seconds = 12.5;
  checkpoint.best_auc = 0.7;
  checkpoint.best_epoch = 2;
  for (auto* array : {&checkpoint.adam.weights, &checkpoint.adam.first, &checkpoint.adam.second,
                      &checkpoint.adam.average, &checkpoint.buffers, &checkpoint.average_buffers}) {
    array->assign(floats, value++);
  }
  return checkpoint;
}

TEST(Checkpoint, EverythingIsReadBackAsItWas) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "last.ckpt";
  const Checkpoint is = made_checkpoint(33, 0.1f);
  ASSERT_TRUE(save_checkpoint(file, is));
  const auto read = load_checkpoint(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(config_to_json(read->config), config_to_json(is.config));
  EXPECT_EQ(read->diagnoses, is.diagnoses);
  EXPECT_EQ(read->data, is.data);
  EXPECT_EQ(read->history, is.history);
  EXPECT_EQ(read->epoch, 3);
  EXPECT_EQ(read->step, 17);
  EXPECT_EQ(read->steps_done, 417);
  EXPECT_EQ(read->loss_sum, is.loss_sum);
  EXPECT_EQ(read->best_auc, is.best_auc);
  EXPECT_EQ(read->adam.weights, is.adam.weights);
  EXPECT_EQ(read->adam.second, is.adam.second);
  EXPECT_EQ(read->average_buffers, is.average_buffers);
}

TEST(Checkpoint, DamageAnywhereIsNoticed) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "last.ckpt";
  ASSERT_TRUE(save_checkpoint(file, made_checkpoint(5, 1)));
  const auto bytes = *read_file(file);
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    auto damaged = bytes;
    damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ 0x10);
    write_bytes(file, damaged);
    EXPECT_FALSE(load_checkpoint(file)) << i;
    write_bytes(file, {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(i)});
    EXPECT_FALSE(load_checkpoint(file)) << i;
  }
}

TEST(Checkpoint, FullDiskLeavesTheLastGoodOneWhole) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "last.ckpt";
  ASSERT_TRUE(save_checkpoint(file, made_checkpoint(1000, 1)));
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{10'000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto saved = save_checkpoint(file, made_checkpoint(1000, 50));
  setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().kind, ErrorKind::kIo);
  const auto read = load_checkpoint(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->adam.weights[0], 1.0f);
}

TEST(Config, JsonKeepsEveryValue) {
  TrainConfig config = paper_config();
  config.stages = {{64, 3}, {64, 4}};
  config.rate = 1.0 / 3;
  config.augment.fill = Fill::kBlack;
  config.threads = 3;
  config.ranks = 4;
  config.device = Device::kCuda;
  config.precision = Precision::kBfloat16;
  config.seed = 18'446'744'073'709'551'615u;
  const auto read = config_from_json(config_to_json(config));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(config_to_json(*read), config_to_json(config));
  EXPECT_EQ(read->seed, config.seed);
  EXPECT_EQ(read->rate, config.rate);
  EXPECT_EQ(read->augment, config.augment);
}

// Found by fuzzing: nlohmann's get() of a number beyond the type's range is undefined.
TEST(Config, NumbersOutsideTheirTypesRangeAreRefused) {
  const std::string json = config_to_json(compact_config());
  const auto with = [&](const std::string& key, const std::string& value) {
    std::string changed = json;
    const auto at = changed.find("\"" + key + "\": ");
    EXPECT_NE(at, std::string::npos) << key;
    const auto from = at + key.size() + 4;
    changed.replace(from, changed.find('\n', from) - from - 1, value);
    return config_from_json(changed);
  };
  EXPECT_TRUE(with("batch", "32"));
  for (const auto& [key, value] :
       std::vector<std::pair<std::string, std::string>>{{"batch", "1e+23"},
                                                        {"batch", "18446744073709551615"},
                                                        {"batch", "-2147483649"},
                                                        {"threads", "true"},
                                                        {"seed", "-1"},
                                                        {"rate", "null"},
                                                        {"flip", "1"},
                                                        {"width", "1.5"}}) {
    const auto read = with(key, value);
    ASSERT_FALSE(read) << key << " " << value;
    EXPECT_EQ(read.error().kind, ErrorKind::kCorrupt);
    EXPECT_EQ(read.error().message, "the configuration's \"" + key + "\" cannot be read");
  }
}

TEST(Config, RunsFromBeforeRanksAndDevicesAreRead) {
  std::string json = config_to_json(compact_config());
  for (const std::string line :
       {"  \"device\": \"cpu\",\n", "  \"precision\": \"float32\",\n", "  \"ranks\": 1,\n"}) {
    const auto at = json.find(line);
    ASSERT_NE(at, std::string::npos) << line;
    json.erase(at, line.size());
  }
  const auto read = config_from_json(json);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->ranks, 1);
}

TEST(Config, BatchMustGiveEveryWorkerOfEveryRankTwoImages) {
  TrainConfig config = compact_config();
  config.batch = 16;
  config.threads = 2;
  config.ranks = 4;
  EXPECT_TRUE(check_config(config));
  config.ranks = 5;
  const auto checked = check_config(config);
  ASSERT_FALSE(checked);
  EXPECT_NE(checked.error().message.find("ranks"), std::string::npos);
  config.device = Device::kCuda;  // one worker a process
  EXPECT_TRUE(check_config(config));
}

TEST(Config, DamagedJsonIsRefused) {
  EXPECT_FALSE(config_from_json(""));
  EXPECT_FALSE(config_from_json("{}"));
  EXPECT_FALSE(config_from_json("{\"arch\": 3}"));
}

TEST(Config, StagesAreReadAsWritten) {
  const auto stages = parse_stages("64:20,128:10,224:2");
  ASSERT_TRUE(stages);
  EXPECT_EQ(*stages, (std::vector<Stage>{{64, 20}, {128, 10}, {224, 2}}));
  for (const char* wrong : {"", "64", "64:", "64:0", "64:1,", "x:1", "64:1;128:2"}) {
    const auto result = parse_stages(wrong);
    EXPECT_TRUE(!result || std::string(wrong) == "64:1,") << wrong;
  }
}

TEST(Config, ThePapersValuesAreTheDefaultsOfItsArchitecture) {
  const TrainConfig config = paper_config();
  EXPECT_EQ(config.epochs(), 192);
  EXPECT_EQ(config.batch, 96);
  EXPECT_EQ(config.rate, 1e-4);
  EXPECT_EQ(config.input_size(), 224);
  EXPECT_EQ(config.cache_side(224), 300);
}

TEST(Config, RateRisesThenFallsAlongHalfACosine) {
  TrainConfig config = compact_config();
  config.rate = 1;
  config.warm_up = 0.2;
  double highest = 0;
  for (long step = 0; step < 1000; ++step) highest = std::max(highest, rate_at(config, step, 1000));
  EXPECT_NEAR(highest, 1, 1e-2);
  EXPECT_LT(rate_at(config, 0, 1000), 0.05);
  EXPECT_NEAR(rate_at(config, 600, 1000), 0.505, 0.005);  // halfway down
  EXPECT_NEAR(rate_at(config, 999, 1000), 0.01, 1e-4);
}

}  // namespace
}  // namespace lesion
