// Ranks as threads of one process: each has its own group, over the loopback interface.
#include "native/train/group.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <functional>
#include <mutex>
#include <thread>

#include "native/train/device_learner.h"
#include "tests/native/free_port.h"

namespace lesion {
namespace {

// Calls work(group) on `ranks` threads and waits for all.
void as_ranks(int ranks, const std::function<void(Group&)>& work) {
  const int port = free_port();
  std::vector<std::thread> threads;
  for (int k = 0; k < ranks; ++k) {
    threads.emplace_back([&, k] {
      const auto group =
          Group::join({.rank = k, .ranks = ranks, .address = "127.0.0.1", .port = port});
      ASSERT_TRUE(group) << group.error().message;
      work(**group);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Group, MessagesArriveInTheOrderOfTheRanks) {
  as_ranks(3, [](Group& group) {
    const auto mine = static_cast<std::uint8_t>(10 + group.rank());
    const auto all = group.gather({&mine, 1});
    ASSERT_TRUE(all);
    EXPECT_EQ(*all, (std::vector<std::uint8_t>{10, 11, 12}));
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(group.rank()), 9);
    if (group.rank() == 0) bytes = {1, 2, 3, 4};
    ASSERT_TRUE(group.spread(bytes));
    EXPECT_EQ(bytes, (std::vector<std::uint8_t>{1, 2, 3, 4}));
    // Rank k has k values.
    const std::vector<double> values(static_cast<std::size_t>(group.rank()), group.rank());
    EXPECT_EQ(*group.gather(values), (std::vector<double>{1, 2, 2}));
    EXPECT_EQ(*group.any(1u << group.rank()), 7u);
    EXPECT_EQ(group.local_rank(), group.rank());
    EXPECT_TRUE(group.finish());
  });
}

TEST(Group, SlicesGoToTheirRankAndComeBack) {
  as_ranks(3, [](Group& group) {
    std::vector<float> values(10);  // slices of 3, 3 and 4
    for (std::size_t i = 0; i < 10; ++i) {
      values[i] = static_cast<float>(i) + 100.0f * static_cast<float>(group.rank());
    }
    const std::size_t begin = group.slice_begin(group.rank(), 10);
    const std::size_t own = group.slice_begin(group.rank() + 1, 10) - begin;
    const auto received = group.exchange(values);
    ASSERT_TRUE(received);
    ASSERT_EQ(received->size(), 3 * own);
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t i = 0; i < own; ++i) {
        EXPECT_EQ((*received)[k * own + i], static_cast<float>(begin + i + 100 * k));
      }
    }
    ASSERT_TRUE(group.share(values));
    for (std::size_t i = 0; i < 10; ++i) {
      const float owner = i < 3 ? 0 : i < 6 ? 1 : 2;
      EXPECT_EQ(values[i], static_cast<float>(i) + 100 * owner);
    }
    EXPECT_TRUE(group.finish());
  });
}

TEST(Group, FirstRankOfAMachineGoesFirst) {
  std::mutex mutex;
  std::vector<int> order;
  as_ranks(3, [&](Group& group) {
    EXPECT_TRUE(group.in_turn([&]() -> Result<void> {
      // The later it is not, the more it would overtake.
      std::this_thread::sleep_for(std::chrono::milliseconds(group.rank() == 0 ? 200 : 0));
      const std::lock_guard lock(mutex);
      order.push_back(group.rank());
      return {};
    }));
    EXPECT_TRUE(group.finish());
  });
  ASSERT_EQ(order.size(), 3u);
  EXPECT_EQ(order[0], 0);
}

TEST(Group, RankThatGivesUpTellsTheOthersWhy) {
  as_ranks(3, [](Group& group) {
    if (group.rank() == 1) {
      group.leave("no such image");
      return;
    }
    const auto start = std::chrono::steady_clock::now();
    const auto met = group.any(0);
    ASSERT_FALSE(met);
    EXPECT_EQ(met.error().kind, ErrorKind::kIo);
    EXPECT_EQ(met.error().message.rfind("rank 1 ended: no such image", 0), 0u)
        << met.error().message;
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
    EXPECT_FALSE(group.any(0));
    group.leave(met.error().message);
  });
}

TEST(Group, TakenPortIsSaidInWords) {
  const int file = ::socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 name{};
  name.sin6_family = AF_INET6;
  name.sin6_addr = in6addr_any;
  socklen_t length = sizeof name;
  ASSERT_EQ(::bind(file, reinterpret_cast<sockaddr*>(&name), length), 0);
  ASSERT_EQ(::listen(file, 1), 0);
  ASSERT_EQ(::getsockname(file, reinterpret_cast<sockaddr*>(&name), &length), 0);
  const auto group =
      Group::join({.rank = 0, .ranks = 2, .address = "127.0.0.1", .port = ntohs(name.sin6_port)});
  ::close(file);
  ASSERT_FALSE(group);
  EXPECT_NE(group.error().message.find("MASTER_PORT"), std::string::npos) << group.error().message;
}

// What DeviceLearner and ThreadLearner are given, alike.
struct Made {
  explicit Made(Arch arch) : config(arch == Arch::kPaper ? paper_config() : compact_config()) {
    config.stages = {{32, 1}};
    config.average = 0.9;
    config.decay = 0.05;
    plan = *make_plan(config.plan_options(0));
    adam.weights.resize(plan.parameter_floats);
    buffers.resize(plan.buffer_floats);
    initialise(plan, 3, adam.weights, buffers);
    adam.first.assign(plan.parameter_floats, 0.0f);
    adam.second = adam.first;
    adam.average = adam.weights;
    average_buffers = buffers;
  }
  Learning learning(Group* group = nullptr) {
    return {.plan = plan,
            .config = config,
            .loss = loss,
            .adam = adam,
            .buffers = buffers,
            .average_buffers = average_buffers,
            .group = group};
  }

  TrainConfig config;
  Plan plan;
  LossOptions loss;
  AdamState adam;
  std::vector<float> buffers;
  std::vector<float> average_buffers;
};

// Part of `crew` of a batch of eight random images, another one every step.
Batch batch_of(int step, const Crew& crew) {
  Batch batch;
  batch.size = 32;
  batch.whole = 8;
  batch.first = crew.begin(crew.first, 8);
  batch.count = crew.begin(crew.first + crew.here, 8) - batch.first;
  for (int i = batch.first; i < batch.first + batch.count; ++i) {
    Random random({7, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(i)});
    for (int v = 0; v < 32 * 32 * 3; ++v) {
      batch.images.push_back(static_cast<float>(random.uniform() + i % 2));
    }
    batch.labels.push_back(i % 2);
    batch.diagnoses.push_back(0);
  }
  return batch;
}

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - b[i]));
  }
  return largest;
}

constexpr int kSteps = 5;
constexpr double kRate = 1e-3;

void learn(Learner& learner, const Crew& crew) {
  for (int step = 0; step < kSteps; ++step) {
    const auto loss = learner.step(batch_of(step, crew), kRate, step);
    ASSERT_TRUE(loss) << loss.error().message;
    ASSERT_TRUE(std::isfinite(*loss));
  }
  ASSERT_TRUE(learner.complete());
}

class LearnersTest : public testing::TestWithParam<Arch> {};

TEST_P(LearnersTest, DeviceTakesTheStepsOfThreads) {
  Made threads(GetParam());
  Made device(GetParam());
  Workers workers(1);
  ThreadLearner by_threads(threads.learning(), workers);
  DeviceLearner by_device(device.learning(), torch::kCPU, torch::kFloat32);
  learn(by_threads, {});
  learn(by_device, {});
  EXPECT_GT(largest_difference(threads.adam.weights, Made(GetParam()).adam.weights), 1e-3);
  // A step moves a weight by the rate at most; rounding may turn the sign of a gradient near 0.
  EXPECT_LT(largest_difference(threads.adam.weights, device.adam.weights), 0.5 * kRate);
  EXPECT_LT(largest_difference(threads.adam.average, device.adam.average), 0.5 * kRate);
  EXPECT_LT(largest_difference(threads.adam.first, device.adam.first), 1e-3);
  EXPECT_LT(largest_difference(threads.buffers, device.buffers), 1e-3);
  EXPECT_LT(largest_difference(threads.average_buffers, device.average_buffers), 1e-3);
}

TEST_P(LearnersTest, LowerPrecisionStaysNear) {
  Made whole(GetParam());
  Made half(GetParam());
  DeviceLearner in_float(whole.learning(), torch::kCPU, torch::kFloat32);
  DeviceLearner in_bfloat(half.learning(), torch::kCPU, torch::kBFloat16);
  const auto a = in_float.step(batch_of(0, {}), kRate, 0);
  const auto b = in_bfloat.step(batch_of(0, {}), kRate, 0);
  ASSERT_TRUE(a && b);
  // bfloat16 has eight bits of significand.
  EXPECT_NE(*a, *b);
  EXPECT_NEAR(*a, *b, 0.05 * *a);
}

TEST_P(LearnersTest, TwoRanksAreOneProcessOfTwoWorkersBitForBit) {
  Made alone(GetParam());
  Workers two(2);
  ThreadLearner learner(alone.learning(), two);
  learn(learner, crew_of(0, 1, 2));
  as_ranks(2, [&](Group& group) {
    Made ranked(GetParam());
    Workers one(1);
    ThreadLearner by_ranks(ranked.learning(&group), one);
    learn(by_ranks, crew_of(group.rank(), 2, 1));
    EXPECT_EQ(ranked.adam.weights, alone.adam.weights);
    EXPECT_EQ(ranked.adam.first, alone.adam.first);
    EXPECT_EQ(ranked.adam.second, alone.adam.second);
    EXPECT_EQ(ranked.adam.average, alone.adam.average);
    EXPECT_EQ(ranked.buffers, alone.buffers);
    EXPECT_EQ(ranked.average_buffers, alone.average_buffers);
    EXPECT_TRUE(group.finish());
  });
}

TEST_P(LearnersTest, TwoRanksOfTwoWorkersAreOneProcessOfFour) {
  Made alone(GetParam());
  Workers four(4);
  ThreadLearner learner(alone.learning(), four);
  learn(learner, crew_of(0, 1, 4));
  as_ranks(2, [&](Group& group) {
    Made ranked(GetParam());
    Workers two(2);
    ThreadLearner by_ranks(ranked.learning(&group), two);
    learn(by_ranks, crew_of(group.rank(), 2, 2));
    EXPECT_EQ(ranked.adam.weights, alone.adam.weights);
    EXPECT_EQ(ranked.buffers, alone.buffers);
    EXPECT_TRUE(group.finish());
  });
}

// c10d sums in its own order: the same but for rounding.
TEST_P(LearnersTest, DevicesOfTwoRanksStayNearOneProcessOfTwoWorkers) {
  Made alone(GetParam());
  Workers two(2);
  ThreadLearner learner(alone.learning(), two);
  learn(learner, crew_of(0, 1, 2));
  as_ranks(2, [&](Group& group) {
    Made ranked(GetParam());
    DeviceLearner by_ranks(ranked.learning(&group), torch::kCPU, torch::kFloat32);
    learn(by_ranks, crew_of(group.rank(), 2, 1));
    EXPECT_LT(largest_difference(ranked.adam.weights, alone.adam.weights), 0.5 * kRate);
    EXPECT_LT(largest_difference(ranked.buffers, alone.buffers), 1e-3);
    EXPECT_TRUE(group.finish());
  });
}

INSTANTIATE_TEST_SUITE_P(Both, LearnersTest, testing::Values(Arch::kPaper, Arch::kCompact),
                         [](const auto& name) { return arch_name(name.param); });

}  // namespace
}  // namespace lesion
