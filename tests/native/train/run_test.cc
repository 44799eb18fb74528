#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/model/region.h"
#include "core/table/csv.h"
#include "native/data/files.h"
#include "native/train/run_folder.h"
#include "native/train/trainer.h"
#include "native/train/validation.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

TrainConfig small_config() {
  TrainConfig config = compact_config();
  config.stages = {{32, 2}, {48, 2}};
  config.batch = 8;
  config.rate = 1e-3;
  return config;
}

class RunTest : public testing::Test {
 protected:
  RunTest() { make_dataset(data(), 64); }

  std::filesystem::path data() const { return folder_.path() / "data"; }
  TrainRequest request(const std::string& run, const TrainConfig& config) const {
    TrainRequest request;
    request.config = config;
    request.data = {data()};
    request.run = folder_.path() / run;
    request.log_seconds = 0;
    return request;
  }
  Checkpoint last(const std::string& run) const {
    return *load_checkpoint(folder_.path() / run / "last.ckpt");
  }
  std::string trouble(const TrainRequest& request) const {
    const auto outcome = train(request);
    return outcome ? "none" : outcome.error().message;
  }

  TemporaryFolder folder_;
};

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

class ResumeTest : public RunTest, public testing::WithParamInterface<int> {};

TEST_P(ResumeTest, InterruptedRunGoesOnBitForBit) {
  TrainConfig config = small_config();
  config.threads = GetParam();
  config.diagnoses = 0.5;
  ASSERT_EQ(trouble(request("whole", config)), "none");
  // Interrupted three times, in the middle of an epoch, then taken up again.
  TrainRequest parts = request("parts", config);
  std::atomic<int> interrupt{0};
  int steps = 0;
  parts.interrupt = &interrupt;
  parts.print = [&](const std::string& line) {
    if (line.find(" step ") != std::string::npos && ++steps % 5 == 0) interrupt = 1;
  };
  int starts = 0;
  for (bool finished = false; !finished; ++starts) {
    ASSERT_LT(starts, 20);
    interrupt = 0;
    const auto outcome = train(parts);
    ASSERT_TRUE(outcome) << outcome.error().message;
    finished = outcome->finished;
    parts.resume = true;
  }
  EXPECT_GT(starts, 2);
  expect_same(last("whole"), last("parts"));
}

TEST_F(RunTest, GoesOnOnlyWithTheDataThatItBeganWith) {
  TrainConfig config = small_config();
  config.stages = {{32, 1}};
  ASSERT_EQ(trouble(request("run", config)), "none");
  TrainRequest again = request("run", config);
  again.resume = true;
  EXPECT_EQ(trouble(again), "none");
  // The last eight rows are gone: two of them in val and test.
  const auto bytes = *read_file(data() / "metadata.csv");
  std::string table(bytes.begin(), bytes.end());
  for (int i = 0; i < 8; ++i) table.erase(table.rfind('\n', table.size() - 2) + 1);
  write_text(data() / "metadata.csv", table);
  const std::string fewer = trouble(again);
  EXPECT_NE(
      fewer.find("--resume: the data changed since the run began (train benign: 24 images, now 22"),
      std::string::npos)
      << fewer;
  // As many as at first, and one image another.
  write_bytes(data() / "metadata.csv", bytes);
  const auto images = data() / "images";
  const auto first = std::filesystem::directory_iterator(images)->path();
  write_image(first, made_image(false, 999, 64));
  const std::string other = trouble(again);
  EXPECT_NE(other.find("--resume: as many images as when the run began, but others"),
            std::string::npos)
      << other;
}

INSTANTIATE_TEST_SUITE_P(Threads, ResumeTest, testing::Values(1, 2));

TEST_F(RunTest, TheSameSeedGivesTheSameWeightsAndAnotherSeedOthers) {
  TrainConfig config = small_config();
  config.stages = {{32, 2}};
  ASSERT_EQ(trouble(request("first", config)), "none");
  ASSERT_EQ(trouble(request("second", config)), "none");
  expect_same(last("first"), last("second"));
  config.seed = 2;
  ASSERT_EQ(trouble(request("other", config)), "none");
  EXPECT_NE(last("other").adam.weights, last("first").adam.weights);
}

TEST_F(RunTest, ARunMayBeMadeLongerAndRemembersItsFirstCommand) {
  TrainConfig config = small_config();
  config.stages = {{32, 1}};
  ASSERT_EQ(trouble(request("run", config)), "none");
  TrainRequest more = request("run", {});
  more.resume = true;
  more.stages = {{32, 3}};
  ASSERT_EQ(trouble(more), "none");
  EXPECT_EQ(last("run").epoch, 3);
  ASSERT_EQ(last("run").history.size(), 1u);
  EXPECT_NE(last("run").history[0].find("--stages 32:1"), std::string::npos);
}

TEST_F(RunTest, TinyNetworkOverfitsThirtyTwoImages) {
  // Noise with labels that nothing in it explains: only learning by heart brings the loss down.
  Random random({8});
  const auto folder = folder_.path() / "noise";
  std::filesystem::create_directories(folder);
  std::string table = "isic_id,benign_malignant,split\n";
  for (int i = 0; i < 36; ++i) {
    Image image{32, 32, std::vector<std::uint8_t>(32 * 32 * 3)};
    for (std::uint8_t& byte : image.rgb) byte = static_cast<std::uint8_t>(random.below(256));
    write_image(folder / (std::to_string(i) + ".png"), image);
    table += std::to_string(i) +
             (random.coin() != (i >= 34) || i == 35 ? ",benign," : ",malignant,") +
             (i < 32 ? "train\n" : "val\n");
  }
  write_text(folder / "metadata.csv", table);
  TrainConfig config = small_config();
  config.stages = {{32, 60}};
  config.batch = 32;
  config.rate = 5e-3;
  config.decay = 0;
  config.dropout = 0;
  config.smoothing = 0;
  config.cache_scale = 1;
  config.augment = {};
  TrainRequest heart = request("heart", config);
  heart.data = {folder};
  ASSERT_EQ(trouble(heart), "none");
  const auto bytes = *read_file(folder_.path() / "heart" / "log.csv");
  const auto log = *parse_csv({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  ASSERT_EQ(log.rows.size(), 60u);
  EXPECT_GT(std::stod(log.rows.front().fields[3]), 0.4);
  EXPECT_LT(std::stod(log.rows.back().fields[3]), 0.02);
}

TEST_F(RunTest, BadImageEndsBeforeTrainingWithFileAndLine) {
  write_text(data() / "images" / "MADE_9.png", "");
  const std::string words = trouble(request("run", small_config()));
  EXPECT_EQ(words.rfind("1 of 64 images cannot be read, which is more than 1%", 0), 0u) << words;
  EXPECT_NE(words.find("metadata.csv line 11: MADE_9.png: "), std::string::npos) << words;
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "run" / "last.ckpt"));
}

TEST_F(RunTest, AnImageThatCannotBeScoredIsNamedByItsOwnTableOrFolder) {
  const InputRule rule = square_input(8);
  const std::vector<std::size_t> places{0};
  std::filesystem::rename(data() / "metadata.csv", data() / "lesions.csv");
  write_text(data() / "images" / "MADE_0.png", "no image");
  const auto with_table = *read_dataset(data());
  const auto by_table = PreparedImages::load(with_table, places, rule, 1);
  ASSERT_FALSE(by_table);
  EXPECT_EQ(by_table.error().message.rfind("lesions.csv line 2: MADE_0.png: ", 0), 0u)
      << by_table.error().message;
  const auto folder = folder_.path() / "folders";
  for (const char* name : {"benign", "malignant"}) {
    std::filesystem::create_directories(folder / name);
    write_text(folder / name / (std::string(name) + ".png"), "no image");
  }
  const auto by_folder = PreparedImages::load(*read_dataset(folder), places, rule, 1);
  ASSERT_FALSE(by_folder);
  EXPECT_EQ(by_folder.error().message.rfind("benign.png: ", 0), 0u) << by_folder.error().message;
}

TEST_F(RunTest, MissingImageEndsBeforeTrainingWithFileAndLine) {
  std::filesystem::remove(data() / "images" / "MADE_9.png");
  const std::string words = trouble(request("run", small_config()));
  EXPECT_NE(words.find("metadata.csv line 11: MADE_9: there is no such image"), std::string::npos)
      << words;
}

TEST_F(RunTest, OneUnreadableImageOfAHundredIsListedAndLeftOut) {
  make_dataset(data(), 128);
  write_text(data() / "images" / "MADE_9.png", "no image");
  TrainConfig config = small_config();
  config.stages = {{32, 1}};
  ASSERT_EQ(trouble(request("run", config)), "none");
  const auto left_out = RunFolder{folder_.path() / "run"}.left_out();
  ASSERT_TRUE(left_out);
  ASSERT_EQ(left_out->size(), 1u);
  EXPECT_EQ(left_out->front().id, "MADE_9");
  EXPECT_EQ(left_out->front().reason.rfind("MADE_9.png: ", 0), 0u);
  Dataset dataset = *dataset_for({data()}, config);
  drop_left_out(dataset, *left_out);
  EXPECT_EQ(dataset.records.size(), 127u);
  EXPECT_EQ(dataset.records[9].id, "MADE_10");
}

TEST_F(RunTest, SameImageOnTwoSidesStopsBeforeTrainingUnlessAllowed) {
  // MADE_0 is of train, MADE_12 of val.
  write_image(data() / "images" / "MADE_12.png", made_image(false, 0));
  TrainConfig config = small_config();
  config.stages = {{32, 1}};
  const std::string words = trouble(request("run", config));
  EXPECT_NE(words.find("MADE_0"), std::string::npos) << words;
  EXPECT_NE(words.find("MADE_12"), std::string::npos) << words;
  EXPECT_NE(words.find("--allow-leak"), std::string::npos) << words;
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "run" / "last.ckpt"));
  config.allow_leak = true;
  EXPECT_EQ(trouble(request("run", config)), "none");
  EXPECT_TRUE(last("run").config.allow_leak);
}

TEST_F(RunTest, MappingOfClassesGoesWithTheRun) {
  std::string table = "image_id,dx,split\n";
  for (int i = 0; i < 64; ++i) {
    table += "MADE_" + std::to_string(i) + (i % 2 == 1 ? ",odd," : ",even,") +
             (i / 2 % 8 < 6 ? "train\n" : "val\n");
  }
  write_text(data() / "metadata.csv", table);
  TrainConfig config = small_config();
  config.stages = {{32, 1}};
  EXPECT_NE(trouble(request("run", config)), "none");
  config.classes = "odd=malignant,even=benign";
  ASSERT_EQ(trouble(request("run", config)), "none");
  EXPECT_EQ(last("run").config.classes, config.classes);
  EXPECT_EQ(dataset_for({data()}, last("run").config)->count(Part::kVal, kMalignant), 8);
}

TEST_F(RunTest, ClassMissingFromAPartEndsBeforeTraining) {
  std::string table = "isic_id,benign_malignant,split\n";
  for (int i = 0; i < 16; ++i) {
    table += "MADE_" + std::to_string(i) + (i % 2 == 1 ? ",malignant," : ",benign,") +
             (i < 15 ? "train\n" : "val\n");
  }
  write_text(data() / "metadata.csv", table);
  EXPECT_NE(trouble(request("run", small_config())).find("no benign image in the part val"),
            std::string::npos);
}

TEST_F(RunTest, ARunIsNeverOverwritten) {
  TrainConfig config = small_config();
  config.stages = {{32, 1}};
  ASSERT_EQ(trouble(request("run", config)), "none");
  EXPECT_NE(trouble(request("run", config)).find("holds a run already"), std::string::npos);
}

TEST_F(RunTest, LossThatIsNoNumberStopsTheRunInWordsAndKeepsTheCheckpoint) {
  TrainConfig config = small_config();
  config.stages = {{32, 1}};
  ASSERT_EQ(trouble(request("run", config)), "none");
  Checkpoint broken = last("run");
  broken.adam.weights[0] = std::numeric_limits<float>::quiet_NaN();
  const auto file = folder_.path() / "run" / "last.ckpt";
  ASSERT_TRUE(save_checkpoint(file, broken));
  const auto before = *read_file(file);
  TrainRequest more = request("run", {});
  more.resume = true;
  more.stages = {{32, 2}};
  EXPECT_NE(trouble(more).find("the loss is not a number any more"), std::string::npos);
  EXPECT_EQ(*read_file(file), before);
}

TEST_F(RunTest, TableWithoutASplitIsDealtOutBySeed) {
  std::string table = "image,benign_malignant\n";
  for (int i = 0; i < 64; ++i) {
    table += "MADE_" + std::to_string(i) + (i % 2 == 1 ? ",malignant\n" : ",benign\n");
  }
  write_text(data() / "metadata.csv", table);
  TrainConfig config = small_config();
  config.stages = {{32, 1}};
  config.val_part = 0.25;
  EXPECT_EQ(trouble(request("run", config)), "none");
  const Dataset dataset = *dataset_for({data()}, config);
  EXPECT_EQ(dataset.count(Part::kVal, kMalignant), 8);
}

// Two folders, and the lesion found where the made image is darker than its skin.
class FittedRunTest : public RunTest {
 protected:
  FittedRunTest() {
    make_dataset(other(), 32);
    for (int i = 0; i < 32; ++i) {
      // Of its own, that no image of the first folder is a near duplicate of.
      write_image(other() / "images" / ("MADE_" + std::to_string(i) + ".png"),
                  made_image(i % 2 == 1, 1000 + i));
    }
  }
  std::filesystem::path other() const { return folder_.path() / "other"; }

  static Result<std::optional<LesionSummary>> dark(const Image& image) {
    LesionSummary sum;
    for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
      if (image.rgb[i] >= 185) continue;
      const auto place = i / 3;
      sum.area += 1;
      sum.x += static_cast<double>(place % static_cast<std::size_t>(image.width)) + 0.5;
      sum.y += static_cast<double>(place / static_cast<std::size_t>(image.width)) + 0.5;
    }
    if (sum.area == 0) return std::optional<LesionSummary>{};
    return std::optional(LesionSummary{sum.area, sum.x / sum.area, sum.y / sum.area});
  }
  TrainRequest fitted(const std::string& run, std::uint64_t identity = 7) const {
    TrainConfig config = small_config();
    use_lesion_square(config);
    TrainRequest made = request(run, config);
    made.data = {data(), other()};
    made.lesions = [identity]() -> Result<std::shared_ptr<LesionPlaces>> {
      return std::make_shared<LesionPlaces>(dark, identity);
    };
    return made;
  }
};

TEST_F(FittedRunTest, LearnsFromTwoSourcesOnSquaresAboutTheLesion) {
  TrainRequest request = fitted("run");
  std::string said;
  request.print = [&](const std::string& line) { said += line + "\n"; };
  ASSERT_EQ(trouble(request), "none");
  const Checkpoint run = last("run");
  EXPECT_EQ(run.data, "data + other");
  EXPECT_EQ(run.config.square, CropKind::kLesion);
  EXPECT_EQ(run.config.masks, 7u);
  EXPECT_NE(said.find("other train: 12 benign, 12 malignant"), std::string::npos) << said;
  EXPECT_NE(said.find("  data: val AUC "), std::string::npos) << said;
  EXPECT_NE(said.find("  other: val AUC "), std::string::npos) << said;
  const auto folders = RunFolder{folder_.path() / "run"}.data();
  ASSERT_TRUE(folders);
  EXPECT_EQ(*folders, (std::vector<std::filesystem::path>{data(), other()}));
}

TEST_F(FittedRunTest, InterruptedItGoesOnBitForBit) {
  ASSERT_EQ(trouble(fitted("whole")), "none");
  TrainRequest parts = fitted("parts");
  std::atomic<int> interrupt{0};
  int steps = 0;
  parts.interrupt = &interrupt;
  parts.print = [&](const std::string& line) {
    if (line.find(" step ") != std::string::npos && ++steps == 7) interrupt = 1;
  };
  const auto first = train(parts);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_FALSE(first->finished);
  interrupt = 0;
  parts.resume = true;
  ASSERT_EQ(trouble(parts), "none");
  expect_same(last("whole"), last("parts"));
}

TEST_F(FittedRunTest, ARunKeepsItsSquaresAndItsMaskNetwork) {
  ASSERT_EQ(trouble(fitted("run")), "none");
  TrainRequest more = fitted("run", 8);
  more.resume = true;
  more.stages = {{32, 2}, {48, 3}};
  EXPECT_EQ(trouble(more).rfind("--masks: another network found the lesions", 0), 0u);
  more.lesions = fitted("run").lesions;
  more.square = CropKind::kCentral;
  EXPECT_EQ(trouble(more).rfind("--square: this run learns on other squares", 0), 0u);
  more.square = CropKind::kLesion;
  EXPECT_EQ(trouble(more), "none");
}

TEST_F(FittedRunTest, WithoutAMaskNetworkItDoesNotBegin) {
  TrainRequest request = fitted("run");
  request.lesions = {};
  EXPECT_NE(trouble(request).find("--masks"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "run" / "last.ckpt"));
}

TEST_F(FittedRunTest, ASourceWithoutAClassIsNamed) {
  write_text(other() / "metadata.csv",
             "isic_id,benign_malignant,diagnosis,split\nMADE_0,benign,nv,train\n"
             "MADE_1,malignant,mel,train\nMADE_2,benign,nv,val\n");
  const std::string words = trouble(fitted("run"));
  EXPECT_NE(words.find("no malignant image in the part val"), std::string::npos) << words;
}

TEST_F(FittedRunTest, WhatIsScoredIsTheRulesSquareOfTheImage) {
  TrainConfig config = small_config();
  use_lesion_square(config);
  const InputRule rule = config.rule(32);
  const Dataset dataset = *dataset_for({data()}, config);
  const std::vector<std::size_t> places{1};
  LesionPlaces lesions(dark, 7);
  const auto images = PreparedImages::load(dataset, places, rule, 1, &lesions);
  ASSERT_TRUE(images) << images.error().message;
  const Image image = made_image(true, 1);
  const auto lesion = *dark(image);
  ASSERT_TRUE(lesion);
  const Rect region = region_for(rule, image.width, image.height, lesion);
  EXPECT_EQ(region_kind(region, image.width, image.height, rule, lesion), RegionKind::kLesion);
  const auto tensor = preprocess(image, rule, region);
  const auto row = images->image(0);
  EXPECT_EQ(std::vector<float>(row.begin(), row.end()), tensor->values);
  EXPECT_FALSE(PreparedImages::load(dataset, places, rule, 1));
}

}  // namespace
}  // namespace lesion
