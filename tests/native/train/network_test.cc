#include "native/train/network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "native/train/batch_loss.h"
#include "native/train/members.h"
#include "native/train/source_sets.h"
#include "native/train/step.h"
#include "native/train/validation.h"

namespace lesion {
namespace {

torch::Tensor doubles(std::vector<double> values, std::vector<std::int64_t> shape) {
  return torch::tensor(values, torch::kFloat64).reshape(shape);
}

TEST(Loss, HandWorkedValues) {
  // Logits (0, ln 3): probabilities 1/4 and 3/4.
  const torch::Tensor logits = doubles({0, std::log(3.0), 0, std::log(3.0)}, {2, 2});
  const torch::Tensor labels = torch::tensor({1, 0}, torch::kInt64);
  const torch::Tensor weights = doubles({2, 5}, {2});
  const double right = -std::log(0.75);
  const double wrong = -std::log(0.25);
  EXPECT_NEAR(cross_entropy_sum(logits, labels, weights, 0).item<double>(), 5 * right + 2 * wrong,
              1e-12);
  // Smoothed by 0.2: 0.9 of the label, 0.1 of the other.
  EXPECT_NEAR(cross_entropy_sum(logits, labels, weights, 0.2).item<double>(),
              5 * (0.9 * right + 0.1 * wrong) + 2 * (0.9 * wrong + 0.1 * right), 1e-12);
}

TEST(Loss, GradientAgreesWithFiniteDifferences) {
  torch::manual_seed(5);
  const torch::Tensor logits = torch::randn({6, 7}, torch::kFloat64).requires_grad_(true);
  const torch::Tensor labels = torch::tensor({0, 1, 2, 3, 6, 6}, torch::kInt64);
  const torch::Tensor weights = torch::rand({7}, torch::kFloat64) + 0.5;
  cross_entropy_sum(logits, labels, weights, 0.1).backward();
  const torch::NoGradGuard no_gradients;
  constexpr double kStep = 1e-5;
  for (std::int64_t i = 0; i < logits.numel(); ++i) {
    torch::Tensor moved = logits.detach().clone();
    moved.view(-1)[i] += kStep;
    const double up = cross_entropy_sum(moved, labels, weights, 0.1).item<double>();
    moved.view(-1)[i] -= 2 * kStep;
    const double down = cross_entropy_sum(moved, labels, weights, 0.1).item<double>();
    EXPECT_NEAR(logits.grad().view(-1)[i].item<double>(), (up - down) / (2 * kStep), 1e-8);
  }
}

struct Made {
  Plan plan;
  std::vector<float> weights, buffers, gradients;

  explicit Made(PlanOptions options) : plan(*make_plan(options)) {
    weights.resize(plan.parameter_floats);
    buffers.resize(plan.buffer_floats);
    gradients.resize(plan.parameter_floats);
    initialise(plan, 11, weights, buffers);
  }
};

class NetworkGradient : public testing::TestWithParam<Arch> {};

// Along random directions of all weights at once: single weights are lost in float's rounding.
TEST_P(NetworkGradient, AgreesWithFiniteDifferencesOfTheLoss) {
  torch::manual_seed(3);
  Made made({.arch = GetParam(), .input_size = 32, .aux_classes = 3});
  Network network(made.plan, made.weights.data(), made.buffers.data(), made.gradients.data());
  const torch::Tensor images =
      torch::rand({8, 3, 32, 32}).contiguous(torch::MemoryFormat::ChannelsLast);
  const torch::Tensor labels = torch::tensor({0, 1, 0, 1, 1, 0, 1, 1}, torch::kInt64);
  const torch::Tensor two = torch::ones({2});
  const torch::Tensor three = torch::ones({3});
  const auto loss = [&] {
    const NetworkOutput out = network.forward(images, true);
    return cross_entropy_sum(out.logits, labels, two, 0) +
           cross_entropy_sum(out.diagnoses, labels, three, 0);
  };
  loss().backward();
  Random random({9});
  for (int trial = 0; trial < 4; ++trial) {
    const TensorPlan& tensor = *made.plan.find(trial % 2 == 0 ? "logits.weight" : "conv5.weight");
    const std::vector<float> before = made.weights;
    std::vector<double> direction(tensor.size);
    double expected = 0;
    for (std::size_t i = 0; i < tensor.size; ++i) {
      direction[i] = random.normal();
      // Uphill, mostly, so that the slope is far above the rounding.
      if (direction[i] * made.gradients[tensor.offset + i] < 0) direction[i] *= -1;
      expected += direction[i] * made.gradients[tensor.offset + i];
    }
    const double step = 1e-3 * tensor.init_std;
    const auto loss_at = [&](double distance) {
      for (std::size_t i = 0; i < tensor.size; ++i) {
        made.weights[tensor.offset + i] =
            static_cast<float>(before[tensor.offset + i] + distance * direction[i]);
      }
      const double value = loss().item<double>();
      made.weights = before;
      return value;
    };
    const double slope = (loss_at(step) - loss_at(-step)) / (2 * step);
    EXPECT_NEAR(slope, expected, 0.03 * std::abs(expected)) << tensor.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Both, NetworkGradient, testing::Values(Arch::kPaper, Arch::kCompact),
                         [](const auto& name) { return arch_name(name.param); });

TEST(Network, MapsHaveThePapersSizes) {
  Made made({.arch = Arch::kPaper, .input_size = 64});
  Network network(made.plan, made.weights.data(), made.buffers.data(), nullptr);
  const torch::NoGradGuard no_gradients;
  std::vector<torch::Tensor> taps;
  const auto out = network.forward(torch::rand({2, 3, 64, 64}), false, {}, &taps);
  EXPECT_EQ(out.logits.sizes(), (std::vector<std::int64_t>{2, 2}));
  ASSERT_EQ(taps.size(), 8u);
  EXPECT_EQ(taps[1].sizes(), (std::vector<std::int64_t>{2, 8, 64, 64}));
  EXPECT_EQ(taps[7].sizes(), (std::vector<std::int64_t>{2, 64, 8, 8}));
  EXPECT_GE(taps[7].min().item<float>(), 0.0f);
}

// A network without normalisation sees each image alone: parts of the batch must add up.
TEST(Learner, TwoWorkersTakeTheStepOfOne) {
  TrainConfig config = paper_config();
  config.stages = {{32, 1}};
  config.augment = {};
  const Plan plan = *make_plan(config.plan_options(0));
  Batch batch;
  batch.count = 7;
  batch.whole = 7;
  batch.size = 32;
  Random random({4});
  batch.images.resize(7 * 32 * 32 * 3);
  for (float& value : batch.images) value = static_cast<float>(random.uniform());
  batch.labels = {0, 1, 0, 1, 1, 0, 1};
  batch.diagnoses.assign(7, 0);
  std::vector<float> moments[2];
  double losses[2];
  for (const int crew : {1, 2}) {
    AdamState state;
    std::vector<float> buffers(plan.buffer_floats);
    std::vector<float> average = buffers;
    state.weights.resize(plan.parameter_floats);
    initialise(plan, 2, state.weights, buffers);
    state.first.assign(plan.parameter_floats, 0.0f);
    state.second = state.first;
    state.average = state.weights;
    Workers workers(crew);
    LossOptions loss;
    loss.class_weights = {0.5f, 2.0f};
    ThreadLearner learner({.plan = plan,
                           .config = config,
                           .loss = loss,
                           .adam = state,
                           .buffers = buffers,
                           .average_buffers = average},
                          workers);
    losses[crew - 1] = *learner.step(batch, 1e-3, 0);
    moments[crew - 1] = state.first;
  }
  EXPECT_NEAR(losses[0], losses[1], 1e-6);
  double largest = 0;
  double difference = 0;
  for (std::size_t i = 0; i < moments[0].size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(moments[0][i])));
    difference = std::max(difference, std::abs(static_cast<double>(moments[0][i]) - moments[1][i]));
  }
  EXPECT_LT(difference, 1e-5 * largest);
}

// A run that has learnt something, as far as its numbers are concerned.
Checkpoint made_run(std::uint64_t seed, double average) {
  Checkpoint run;
  run.config = lens_config(Arch::kCompact);
  run.config.stages = {{32, 1}};
  run.config.seed = seed;
  run.config.average = average;
  run.diagnoses = {"nv", "mel", "bcc"};
  run.data = "made";
  const Plan plan = *make_plan(run.config.plan_options(3));
  run.adam.weights.resize(plan.parameter_floats);
  run.buffers.resize(plan.buffer_floats);
  initialise(plan, seed, run.adam.weights, run.buffers);
  for (const TensorPlan& tensor : plan.buffers) {
    for (std::size_t i = 0; i < tensor.size; ++i) {
      run.buffers[tensor.offset + i] += 0.01f * static_cast<float>(i % 7 + seed);
    }
  }
  run.adam.average = run.adam.weights;
  run.average_buffers = run.buffers;
  return run;
}

torch::Tensor logits_of(Checkpoint run, const torch::Tensor& images,
                        std::vector<torch::Tensor>* maps = nullptr) {
  use_average(run);
  const Plan plan = *make_plan(run.config.plan_options(static_cast<int>(run.diagnoses.size())));
  const torch::NoGradGuard no_gradients;
  Network network(plan, run.adam.weights.data(), run.buffers.data(), nullptr);
  return network.forward(images, false, {}, maps).logits;
}

TEST(Members, JoinedAnswerIsTheMeanOfTheirsAndTheirMapsLieSideBySide) {
  torch::manual_seed(9);
  const torch::Tensor images =
      torch::rand({4, 3, 32, 32}).contiguous(torch::MemoryFormat::ChannelsLast);
  const std::vector<Checkpoint> runs{made_run(1, 0.9), made_run(2, 0.9), made_run(3, 0.9)};
  const auto joined = join_members(runs);
  ASSERT_TRUE(joined) << joined.error().message;
  torch::Tensor mean = torch::zeros({4, 2});
  std::vector<torch::Tensor> maps;
  const torch::Tensor answer = logits_of(*joined, images, &maps);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::vector<torch::Tensor> own;
    mean += logits_of(runs[i], images, &own) / 3;
    for (std::size_t layer = 0; layer < own.size(); ++layer) {
      const std::int64_t filters = own[layer].size(1);
      const auto at = static_cast<std::int64_t>(i) * filters;
      EXPECT_LT((maps[layer].narrow(1, at, filters) - own[layer]).abs().max().item<double>(), 1e-4)
          << layer;
    }
  }
  EXPECT_GT(mean.std().item<double>(), 1e-3);
  EXPECT_LT((answer - mean).abs().max().item<double>(), 1e-5);
}

TEST(Members, RunsOfOtherRecipesAreRefused) {
  std::vector<Checkpoint> runs{made_run(1, 0.9), made_run(2, 0.99)};
  EXPECT_FALSE(join_members(runs));
  EXPECT_FALSE(join_members({}));
  runs[1] = *join_members(std::vector<Checkpoint>{made_run(1, 0.9), made_run(2, 0.9)});
  EXPECT_FALSE(join_members(runs));
}

// Three benign and one malignant of one source, one and three of another: each class of a source
// has half of its source's weight.
TEST(Loss, ClassesWeighAlikeWithinEachSource) {
  TrainConfig config = compact_config();
  TrainingSet set;
  set.labels = {0, 0, 0, 1, 0, 1, 1, 1};
  set.groups = {0, 0, 0, 1, 2, 3, 3, 3};
  const LossOptions loss = loss_options(config, set, 0);
  ASSERT_EQ(loss.class_weights.size(), 4u);
  EXPECT_FLOAT_EQ(loss.class_weights[0], 2.0f / 3);
  EXPECT_FLOAT_EQ(loss.class_weights[1], 2);
  EXPECT_FLOAT_EQ(loss.class_weights[2], 2);
  EXPECT_FLOAT_EQ(loss.class_weights[3], 2.0f / 3);
  config.balance = Balance::kNone;
  EXPECT_EQ(loss_options(config, set, 0).class_weights, (std::vector<float>{1, 1, 1, 1}));
}

TEST(Loss, ABatchsGroupsChooseItsWeights) {
  TrainConfig config = paper_config();
  config.stages = {{32, 1}};
  const Plan plan = *make_plan(config.plan_options(0));
  std::vector<float> weights(plan.parameter_floats);
  std::vector<float> buffers(plan.buffer_floats);
  initialise(plan, 2, weights, buffers);
  Network network(plan, weights.data(), buffers.data(), nullptr);
  Batch batch;
  batch.count = batch.whole = 2;
  batch.size = 32;
  batch.images.assign(2 * 32 * 32 * 3, 0.5f);
  batch.labels = {1, 1};
  batch.diagnoses = {0, 0};
  LossOptions loss;
  const auto value = [&] {
    return part_of_loss(network, config, loss, batch, images_of(batch, 0, 2), 0, 2, 0)
        .item<double>();
  };
  const double plain = value();
  batch.groups = {1, 3};
  loss.class_weights = {9, 1, 9, 4};
  EXPECT_NEAR(value(), plain * 2.5, 1e-6);
}

TEST(Validation, OfSeveralSourcesTheMeanOfTheirAucsCounts) {
  // The first source is told apart wholly, the second not at all: 1 of 2 pairs, ties none.
  const std::vector<std::uint8_t> labels{0, 1, 0, 1, 1};
  const std::vector<int> sources{0, 0, 1, 1, 1};
  const ValidationFigures figures = figures_of({-1, 1, 5, 4, 6}, labels, sources);
  ASSERT_EQ(figures.sources.size(), 2u);
  EXPECT_EQ(figures.sources[0], 1);
  EXPECT_EQ(figures.sources[1], 0.5);
  EXPECT_EQ(merit(figures), 0.75);
  const ValidationFigures one = figures_of({-1, 1}, std::vector<std::uint8_t>{0, 1});
  EXPECT_EQ(merit(one), one.auc.value);
}

// Ten malignant images a set, all of a margin of their own; nine of ten are found from the second
// lowest on.
TEST(SourceSets, TheThresholdFindsItsShareOfEverySet) {
  const auto set = [](const std::string& name, double lowest) {
    ReportSet made;
    made.name = name;
    for (int i = 0; i < 10; ++i) {
      made.margins.push_back(lowest + i);
      made.labels.push_back(1);
    }
    made.margins.push_back(lowest - 5);
    made.labels.push_back(0);
    return made;
  };
  const std::vector<ReportSet> sets{set("a val", -2), set("b val", -4)};
  const auto chance = [](double margin) { return 1 / (1 + std::exp(-margin / 2)); };
  const auto first = threshold_for_each(std::span(sets).first(1), 2, 0.9);
  const auto both = threshold_for_each(sets, 2, 0.9);
  ASSERT_TRUE(first && both);
  EXPECT_NEAR(*first, chance(-1), 1e-12);
  EXPECT_NEAR(*both, chance(-3), 1e-12);
  const ReportSet all = together(sets);
  EXPECT_EQ(all.name, "a val + b val");
  EXPECT_EQ(all.margins.size(), 22u);
  EXPECT_EQ(all.labels[21], 0);
}

}  // namespace
}  // namespace lesion
