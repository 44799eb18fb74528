// Learning a mask network from a few synthetic images with exact masks.
#include "native/masks/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/image/png.h"
#include "native/masks/evaluate.h"
#include "native/masks/export.h"
#include "native/masks/finder.h"
#include "native/synth/synth.h"
#include "native/train/checkpoint.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

// 24 images to learn from and 4 for validation.
void make_source(const fs::path& folder) {
  fs::create_directories(folder / "images");
  fs::create_directories(folder / "masks");
  std::string table = "isic_id,benign_malignant,split\n";
  for (int i = 0; i < 28; ++i) {
    synth::SynthOptions options;
    options.width = options.height = 96;
    options.seed = static_cast<std::uint64_t>(100 + i);
    options.irregular = options.several_colours = i % 2 == 0;
    const auto image = synth::render(options);
    const std::string id = "S" + std::to_string(i);
    write_bytes(folder / "images" / (id + ".png"), *encode_png(image.image));
    write_bytes(folder / "masks" / (id + ".png"),
                *encode_png_grey(image.mask(synth::Concept::kLesion), 96, 96));
    table += id + "," + (image.malignant ? "malignant" : "benign") + "," +
             (i < 24 ? "train" : "val") + "\n";
  }
  write_text(folder / "metadata.csv", table);
}

class MaskTraining : public ::testing::Test {
 protected:
  void SetUp() override {
    make_source(data());
    request_.config = mask_config();
    request_.config.width = 8;
    request_.config.batch = 8;
    request_.config.average = 0.9;
    request_.config.rate = 1e-2;
    request_.data = {data()};
    request_.epoch_images = 48;
    request_.print = [this](const std::string& line) { said_ += line + "\n"; };
  }
  fs::path data() const { return folder_.path() / "made"; }
  Checkpoint learn(const char* run, std::vector<Stage> stages, bool resume = false) {
    request_.run = folder_.path() / run;
    request_.cache = folder_.path() / "cache";
    request_.config.stages = std::move(stages);
    request_.resume = request_.change_stages = resume;
    const auto done = train_masks(request_);
    EXPECT_TRUE(done.has_value() && *done) << (done ? said_ : done.error().message);
    auto state = load_checkpoint(request_.run / "last.ckpt");
    EXPECT_TRUE(state.has_value());
    return state ? *state : Checkpoint{};
  }

  TemporaryFolder folder_;
  MaskTrainRequest request_;
  std::string said_;
};

TEST_F(MaskTraining, FindsSyntheticLesionsAndTheFileDoesSoToo) {
  const Checkpoint state = learn("run", {{32, 16}, {64, 2}});
  EXPECT_GT(state.best_auc, 0.7) << said_;
  MaskExport request;
  request.run = folder_.path() / "run";
  request.out = folder_.path() / "masks.onnx";
  request.data = {data()};
  request.parts = {"val"};
  request.card.name = "made";
  request.print = request_.print;
  const auto done = export_masks(request);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  const auto finder = MaskFinder::open(request.out);
  ASSERT_TRUE(finder.has_value()) << finder.error().message;
  EXPECT_EQ(finder->card().input.width, 64);
  ASSERT_EQ(finder->card().figures.size(), 1u);
  EXPECT_EQ(finder->card().figures[0].images, 4);
  EXPECT_GT(finder->card().figures[0].jaccard, 0.7) << said_;
  EXPECT_TRUE(fs::exists(folder_.path() / "masks.md"));
}

TEST_F(MaskTraining, StoppedAndGoneOnWithIsTheSameAsInOnePiece) {
  const Checkpoint whole = learn("whole", {{32, 2}});
  std::atomic<int> stop{1};
  request_.interrupt = &stop;
  request_.run = folder_.path() / "parts";
  request_.config.stages = {{32, 2}};
  request_.resume = request_.change_stages = false;
  const auto stopped = train_masks(request_);
  ASSERT_TRUE(stopped.has_value());
  EXPECT_FALSE(*stopped);
  request_.interrupt = nullptr;
  const Checkpoint parts = learn("parts", {{32, 2}}, true);
  EXPECT_EQ(whole.adam.weights, parts.adam.weights);
  EXPECT_EQ(whole.adam.average, parts.adam.average);
  EXPECT_EQ(whole.average_buffers, parts.average_buffers);
}

TEST_F(MaskTraining, StoppedInAnEpochsLastStepItIsValidatedAndGoesOn) {
  request_.epoch_images = 8;  // one step
  const Checkpoint whole = learn("whole", {{32, 2}});
  std::atomic<int> stop{1};
  request_.interrupt = &stop;
  request_.run = folder_.path() / "parts";
  request_.config.stages = {{32, 2}};
  request_.resume = request_.change_stages = false;
  const auto stopped = train_masks(request_);
  ASSERT_TRUE(stopped.has_value());
  EXPECT_FALSE(*stopped);
  const auto state = load_checkpoint(request_.run / "last.ckpt");
  ASSERT_TRUE(state.has_value());
  EXPECT_EQ(state->step, 1);
  EXPECT_EQ(state->epoch, 0);
  request_.interrupt = nullptr;
  const Checkpoint parts = learn("parts", {{32, 2}}, true);
  EXPECT_EQ(whole.adam.weights, parts.adam.weights);
}

TEST_F(MaskTraining, WhatCannotBeLearntFromIsNamed) {
  request_.run = folder_.path() / "run";
  request_.cache = folder_.path() / "cache";
  request_.config.stages = {{40, 1}};
  auto done = train_masks(request_);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().message.find("multiples of 32"), std::string::npos);
  request_.config.stages = {{32, 1}};
  write_text(data() / "masks" / "S3.png", "no image");
  done = train_masks(request_);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().message.find("S3.png"), std::string::npos) << done.error().message;
  fs::remove_all(data() / "masks");
  done = train_masks(request_);
  ASSERT_FALSE(done.has_value());
  EXPECT_NE(done.error().message.find("no image with a mask"), std::string::npos);
}

}  // namespace
}  // namespace lesion
