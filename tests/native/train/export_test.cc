#include "native/train/export.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/onnx/read.h"
#include "core/stats/calibration.h"
#include "native/data/files.h"
#include "native/runtime/torch_runtime.h"
#include "native/train/trainer.h"
#include "native/train/validation.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

// A short run of either network and its exported file.
class ExportTest : public testing::TestWithParam<Arch> {
 protected:
  ExportTest() {
    make_dataset(folder_.path() / "data", 64);
    TrainConfig config = GetParam() == Arch::kPaper ? paper_config() : compact_config();
    config.stages = {{32, 3}};
    config.batch = 8;
    TrainRequest run;
    run.config = config;
    run.data = {folder_.path() / "data"};
    run.run = folder_.path() / "run";
    const auto outcome = train(run);
    EXPECT_TRUE(outcome) << outcome.error().message;
    ExportRequest request;
    request.checkpoint = folder_.path() / "run" / "last.ckpt";
    request.data = run.data;
    request.out = folder_.path() / "small.onnx";
    request.licence = "CC0";
    request.tool_version = "1.2.3";
    request.faults = {"Knows drawings only."};
    make_elsewhere(folder_.path() / "clinic");
    request.also = {folder_.path() / "clinic"};
    card_ = export_model(request);
  }

  // Twelve images with ids of their own, some with hair.
  static void make_elsewhere(const std::filesystem::path& folder) {
    make_dataset(folder, 12);
    std::string table = "isic_id,benign_malignant,hair\n";
    for (int i = 0; i < 12; ++i) {
      const std::string id = "CLINIC_" + std::to_string(i);
      std::filesystem::rename(folder / "images" / ("MADE_" + std::to_string(i) + ".png"),
                              folder / "images" / (id + ".png"));
      table += id + (i % 2 == 1 ? ",malignant," : ",benign,") + (i % 3 == 0 ? "1\n" : "0\n");
    }
    write_text(folder / "metadata.csv", table);
  }

  TemporaryFolder folder_;
  Result<ModelCard> card_ = fail(ErrorKind::kIo, "not run");
};

TEST_P(ExportTest, FileAndNetworkGiveTheSameLogitsButForTheClassPriorInTheLastBias) {
  ASSERT_TRUE(card_) << card_.error().message;
  const auto runtime = TorchRuntime::open(*read_file(folder_.path() / "small.onnx"));
  ASSERT_TRUE(runtime) << runtime.error().message;
  Checkpoint state = *load_checkpoint(folder_.path() / "run" / "last.ckpt");
  const bool average = state.config.average > 0;
  const Plan plan = *make_plan(state.config.plan_options(0));
  const Dataset dataset = *read_dataset(folder_.path() / "data");
  const auto images = *PreparedImages::load(dataset, dataset.part(Part::kVal), card_->input, 1);
  Workers workers(1);
  const auto figures = validate(plan, average ? state.adam.average : state.adam.weights,
                                average ? state.average_buffers : state.buffers, workers, images);
  // The file's last bias has the calibration's offset in it.
  const auto fitted = fit_margins({figures.margins, images.labels()});
  const double offset = fitted ? fitted->offset : 0;
  double sum = 0;
  for (std::size_t i = 0; i < images.count(); ++i) {
    const auto outputs = runtime->run(images.image(i), 1);
    ASSERT_TRUE(outputs) << outputs.error().message;
    const NamedTensor* logits = outputs->find("logits");
    ASSERT_NE(logits, nullptr);
    EXPECT_NEAR(static_cast<double>(logits->values[1]) - logits->values[0],
                figures.margins[i] + offset, 1e-4);
    sum += probability(*card_, logits->values);
    for (int layer = 0; layer < 8; ++layer) {
      ASSERT_NE(outputs->find("layer" + std::to_string(layer)), nullptr);
    }
  }
  // What makes the offset the right one: over the validation images the probabilities sum to
  // Platt's targets (1999, section 2.2) for so many malignant and benign ones.
  const auto labels = images.labels();
  const auto malignant = static_cast<double>(std::count(labels.begin(), labels.end(), 1));
  const double benign = static_cast<double>(labels.size()) - malignant;
  EXPECT_NEAR(sum, malignant * (malignant + 1) / (malignant + 2) + benign / (benign + 2), 1e-3);
}

TEST_P(ExportTest, CardSaysWhatWasTrainedAndMeasured) {
  ASSERT_TRUE(card_) << card_.error().message;
  const auto in_file = onnx::read_model_card(*read_file(folder_.path() / "small.onnx"));
  ASSERT_TRUE(in_file) << in_file.error().message;
  EXPECT_EQ(to_json(*in_file), to_json(*card_));
  EXPECT_EQ(card_->name, "small");
  EXPECT_EQ(card_->licence, "CC0");
  EXPECT_EQ(card_->training->tool_version, "1.2.3");
  EXPECT_EQ(card_->training->command.find('/'), std::string::npos);
  ASSERT_EQ(card_->metrics.size(), 3u);
  EXPECT_EQ(card_->metrics[0].data, "data val");
  EXPECT_EQ(card_->metrics[1].data, "data test");
  EXPECT_EQ(card_->metrics[1].n, 8);
  EXPECT_EQ(card_->metrics[1].positives, 4);
  ASSERT_TRUE(card_->operating_point);
  EXPECT_EQ(card_->operating_point->chosen_on, "data val");
  EXPECT_EQ(card_->operating_point->measured_on, "data test");
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "small.md"));
  EXPECT_EQ(card_->faults, std::vector<std::string>{"Knows drawings only."});
}

TEST_P(ExportTest, MetricsHaveCurvesAndThoseNotFittedOnHaveGroups) {
  ASSERT_TRUE(card_) << card_.error().message;
  ASSERT_EQ(card_->metrics.size(), 3u);
  for (const Metric& metric : card_->metrics) {
    ASSERT_FALSE(metric.roc.empty()) << metric.data;
    EXPECT_EQ(metric.roc.front().sensitivity, 1);
    EXPECT_EQ(metric.roc.front().specificity, 0);
    int images = 0;
    for (const CalibrationBin& bin : metric.calibration) images += bin.n;
    EXPECT_EQ(images, metric.n) << metric.data;
    EXPECT_TRUE(metric.calibration_error) << metric.data;
    EXPECT_EQ(metric.groups.empty(), metric.data == "data val");
  }
  const RocPoint at = roc_at(card_->metrics[1].roc, card_->operating_point->threshold);
  EXPECT_EQ(at.sensitivity, card_->operating_point->sensitivity);
  EXPECT_EQ(at.specificity, card_->operating_point->specificity);
}

TEST_P(ExportTest, ImagesFromElsewhereAreJudgedByTheFileAsItIs) {
  ASSERT_TRUE(card_) << card_.error().message;
  const Metric& clinic = card_->metrics.back();
  EXPECT_EQ(clinic.data, "clinic");
  EXPECT_TRUE(clinic.elsewhere);
  EXPECT_EQ(clinic.n, 12);
  EXPECT_EQ(clinic.positives, 6);
  ASSERT_EQ(clinic.groups.size(), 1u);
  EXPECT_EQ(clinic.groups[0].title, "Hair");
  EXPECT_EQ(clinic.groups[0].rows[1].value, "present");
  EXPECT_EQ(clinic.groups[0].rows[1].n, 4);
  const auto runtime = TorchRuntime::open(*read_file(folder_.path() / "small.onnx"));
  ASSERT_TRUE(runtime) << runtime.error().message;
  const Dataset dataset = *read_dataset(folder_.path() / "clinic");
  std::vector<std::size_t> places(12);
  std::iota(places.begin(), places.end(), std::size_t{0});
  const auto images = *PreparedImages::load(dataset, places, card_->input, 1);
  int found = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    const auto outputs = runtime->run(images.image(i), 1);
    ASSERT_TRUE(outputs) << outputs.error().message;
    const double chance = probability(*card_, outputs->find("logits")->values);
    found += images.labels()[i] == 1 && chance >= card_->operating_point->threshold ? 1 : 0;
  }
  EXPECT_NEAR(*clinic.sensitivity, found / 6.0, 5.1e-5);
}

TEST_P(ExportTest, CompressedFileIsSmallAndItsCardIsOfWhatItHolds) {
  ASSERT_TRUE(card_) << card_.error().message;
  ExportRequest request;
  request.checkpoint = folder_.path() / "run" / "last.ckpt";
  request.data = {folder_.path() / "data"};
  request.out = folder_.path() / "compressed.onnx";
  request.compress = true;
  const auto card = export_model(request);
  ASSERT_TRUE(card) << card.error().message;
  const auto bytes = *read_file(request.out);
  if (GetParam() == Arch::kCompact) {
    EXPECT_FALSE(card->compression) << "it has no large weight";
    EXPECT_NEAR(static_cast<double>(bytes.size()),
                static_cast<double>(std::filesystem::file_size(folder_.path() / "small.onnx")),
                4000);
    return;
  }
  EXPECT_LT(bytes.size() * 3, std::filesystem::file_size(folder_.path() / "small.onnx"));
  ASSERT_TRUE(card->compression);
  EXPECT_EQ(card->compression->measured_on, "data val");
  const auto runtime = TorchRuntime::open(bytes);
  ASSERT_TRUE(runtime) << runtime.error().message;
  Checkpoint state = *load_checkpoint(request.checkpoint);
  const Plan plan = *make_plan(state.config.plan_options(0));
  const Dataset dataset = *read_dataset(request.data.front());
  const auto images = *PreparedImages::load(dataset, dataset.part(Part::kVal), card->input, 1);
  Workers workers(1);
  const auto exact = validate(plan, state.adam.weights, state.buffers, workers, images);
  const auto model = *onnx::read_model(bytes);
  const double offset = onnx::as_floats(*model.graph.constant("logits.bias"))[1] -
                        state.adam.weights[plan.find("logits.bias")->offset + 1];
  double greatest = 0;
  std::vector<double> chances;
  for (std::size_t i = 0; i < images.count(); ++i) {
    const auto outputs = runtime->run(images.image(i), 1);
    ASSERT_TRUE(outputs) << outputs.error().message;
    chances.push_back(probability(*card, outputs->find("logits")->values));
    const double before = 1 / (1 + std::exp(-(exact.margins[i] + offset) / card->temperature));
    greatest = std::max(greatest, std::abs(chances.back() - before));
  }
  EXPECT_GT(greatest, 0) << "rounding moves something";
  EXPECT_NEAR(card->compression->greatest_change, greatest, 1e-5);
  EXPECT_EQ(card->metrics[0].auc, auc({chances, images.labels()})->value);
}

TEST_P(ExportTest, ATableWithoutATrainingImageIsNamedBeforeAnythingIsMeasured) {
  ASSERT_TRUE(card_) << card_.error().message;
  make_dataset(folder_.path() / "other", 16);
  std::string table = "isic_id,benign_malignant,split\n";
  for (int i = 0; i < 16; ++i) {
    table += "MADE_" + std::to_string(i) + (i % 2 == 1 ? ",malignant," : ",benign,") +
             (i % 4 < 2 ? "val" : "test") + "\n";
  }
  std::filesystem::remove(folder_.path() / "other" / "metadata.csv");
  write_text(folder_.path() / "other" / "clinic.csv", table);
  ExportRequest request;
  request.checkpoint = folder_.path() / "run" / "last.ckpt";
  request.data = {folder_.path() / "other"};
  request.out = folder_.path() / "other.onnx";
  const auto card = export_model(request);
  ASSERT_FALSE(card);
  EXPECT_EQ(card.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(card.error().message.rfind("clinic.csv: no image in the part train", 0), 0u)
      << card.error().message;
  EXPECT_FALSE(std::filesystem::exists(request.out));
}

TEST_P(ExportTest, ASetThatSharesAnImageWithTheTrainingIsNotFromElsewhere) {
  ASSERT_TRUE(card_) << card_.error().message;
  ExportRequest request;
  request.checkpoint = folder_.path() / "run" / "last.ckpt";
  request.data = {folder_.path() / "data"};
  request.out = folder_.path() / "other.onnx";
  request.also = {folder_.path() / "data"};
  const auto card = export_model(request);
  ASSERT_FALSE(card);
  EXPECT_EQ(card.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(card.error().message.find("MADE_0"), std::string::npos) << card.error().message;
  EXPECT_FALSE(std::filesystem::exists(request.out));
}

TEST_P(ExportTest, LayersHaveThePapersGeometry) {
  ASSERT_TRUE(card_) << card_.error().message;
  // By hand: each 3x3 convolution adds two cells, each pooling one cell and then doubles the cell.
  const int fields[] = {3, 5, 10, 14, 24, 32, 52, 68};
  ASSERT_EQ(card_->layers.size(), 8u);
  for (std::size_t i = 0; i < 8; ++i) {
    const LayerCard& layer = card_->layers[i];
    EXPECT_EQ(layer.tensor, "layer" + std::to_string(i));
    EXPECT_EQ(layer.stride, 1 << (i / 2));
    EXPECT_EQ(layer.receptive_field, fields[i]);
    EXPECT_EQ(layer.receptive_field_start, 0.5 * (1 << (i / 2)));
    ASSERT_EQ(layer.filters.size(), static_cast<std::size_t>(layer.filter_count));
    for (const FilterCard& filter : layer.filters) {
      EXPECT_LE(filter.high, filter.max * 1.0001f);
      EXPECT_LE(filter.median, filter.max);
      EXPECT_EQ(filter.dead, !(filter.max > 0));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Both, ExportTest, testing::Values(Arch::kPaper, Arch::kCompact),
                         [](const auto& name) { return arch_name(name.param); });

}  // namespace
}  // namespace lesion
