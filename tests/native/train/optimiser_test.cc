#include "native/train/optimiser.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lesion {
namespace {

AdamState state_of(std::size_t count, float weight) {
  AdamState state;
  state.weights.assign(count, weight);
  state.first.assign(count, 0.0f);
  state.second.assign(count, 0.0f);
  state.average.assign(count, weight);
  return state;
}

Plan plan_of(std::size_t count, bool decay) {
  Plan plan;
  plan.parameters = {{.name = "w", .shape = {}, .offset = 0, .size = count, .decay = decay}};
  plan.parameter_floats = count;
  return plan;
}

void step(const Plan& plan, const AdamOptions& options, long number,
          std::vector<std::vector<float>> gradients, AdamState& state) {
  std::vector<const float*> pointers;
  for (const auto& gradient : gradients) pointers.push_back(gradient.data());
  adam_step(plan, options, number, pointers, state, 0, plan.parameter_floats);
}

TEST(Adam, TwoStepsByHand) {
  // Rate 0.1, gradients 2 then 1. Step 1: the corrected moments are 2 and 4, so it moves by 0.1.
  // Step 2: m = 0.9 * 0.2 + 0.1 = 0.28, / (1 - 0.81) = 1.473684;
  // v = 0.999 * 0.004 + 0.001 = 0.004996, / (1 - 0.998001) = 2.499250; its root 1.580902;
  // the move is 0.1 * 1.473684 / 1.580902 = 0.0932180.
  AdamState state = state_of(1, 5.0f);
  const Plan plan = plan_of(1, false);
  const AdamOptions options{.rate = 0.1};
  step(plan, options, 1, {{2.0f}}, state);
  EXPECT_NEAR(state.weights[0], 4.9, 1e-6);
  step(plan, options, 2, {{1.0f}}, state);
  EXPECT_NEAR(state.weights[0], 4.9 - 0.0932180, 4e-6);  // float near 5 has steps of 5e-7
}

TEST(Adam, GradientsOfSeveralWorkersAreSummed) {
  AdamState one = state_of(1, 5.0f);
  AdamState several = state_of(1, 5.0f);
  const Plan plan = plan_of(1, false);
  step(plan, {.rate = 0.1}, 1, {{6.0f}}, one);
  step(plan, {.rate = 0.1}, 1, {{1.0f}, {2.0f}, {3.0f}}, several);
  EXPECT_EQ(one.first, several.first);
  EXPECT_EQ(one.weights, several.weights);
}

TEST(Adam, DecayShrinksWeightsByRateTimesDecay) {
  AdamState state = state_of(1, 5.0f);
  step(plan_of(1, true), {.rate = 0.1, .decay = 0.5}, 1, {{0.0f}}, state);
  EXPECT_NEAR(state.weights[0], 5.0 * (1 - 0.05), 1e-6);
  AdamState bias = state_of(1, 5.0f);
  step(plan_of(1, false), {.rate = 0.1, .decay = 0.5}, 1, {{0.0f}}, bias);
  EXPECT_EQ(bias.weights[0], 5.0f);
}

TEST(Adam, AverageKeepsItsPartOnceItIsOldEnough) {
  AdamState state = state_of(1, 1.0f);
  state.average[0] = 3.0f;
  step(plan_of(1, false), {.rate = 0.1, .average = 0.9}, 100000, {{0.0f}}, state);
  EXPECT_NEAR(state.average[0], 0.9 * 3 + 0.1 * 1, 1e-6);
}

TEST(Adam, CuttingTheRangeChangesNothing) {
  const Plan plan = plan_of(37, true);
  AdamState whole = state_of(37, 0.5f);
  AdamState parts = state_of(37, 0.5f);
  std::vector<float> gradient(37);
  for (std::size_t i = 0; i < 37; ++i) gradient[i] = std::sin(static_cast<float>(i));
  const float* pointer[] = {gradient.data()};
  const AdamOptions options{.rate = 0.01, .decay = 0.1, .average = 0.9};
  adam_step(plan, options, 1, pointer, whole, 0, 37);
  adam_step(plan, options, 1, pointer, parts, 0, 11);
  const float* behind[] = {gradient.data() + 11};
  adam_step(plan, options, 1, behind, parts, 11, 37);
  EXPECT_EQ(whole.weights, parts.weights);
  EXPECT_EQ(whole.average, parts.average);
}

TEST(SumInPairs, AddsNeighboursFirst) {
  // 2^24 + 1 is no float: each 1 alone is lost beside it, two of them together are not.
  const float big = 16777216.0f;
  const float one = 1.0f;
  const float* in_turn[] = {&big, &one, &one, &one};
  float sum = 0;
  sum_in_pairs(in_turn, {&sum, 1});
  EXPECT_EQ(sum, 16777218.0f);  // (2^24 + 1 -> 2^24) + 2; one by one it would stay 2^24
  const float* three[] = {&one, &one, &big};
  sum_in_pairs(three, {&sum, 1});
  EXPECT_EQ(sum, 16777218.0f);
}

TEST(SumInPairs, GroupsOfTwoAndFourSummedAgainAreTheSameBits) {
  constexpr std::size_t kLength = 2500;  // more than two blocks
  for (const std::size_t groups : {1u, 2u, 3u, 5u, 7u}) {
    for (const std::size_t of : {1u, 2u, 4u}) {
      std::vector<std::vector<float>> parts(groups * of, std::vector<float>(kLength));
      std::vector<const float*> all;
      for (std::size_t p = 0; p < parts.size(); ++p) {
        for (std::size_t i = 0; i < kLength; ++i) {
          parts[p][i] = std::sin(static_cast<float>(p * kLength + i)) * 1e3f;
        }
        all.push_back(parts[p].data());
      }
      std::vector<float> at_once(kLength);
      sum_in_pairs(all, at_once);
      std::vector<std::vector<float>> sums(groups, std::vector<float>(kLength));
      std::vector<const float*> pointers;
      for (std::size_t g = 0; g < groups; ++g) {
        sum_in_pairs(std::span(all).subspan(g * of, of), sums[g]);
        pointers.push_back(sums[g].data());
      }
      std::vector<float> again(kLength);
      sum_in_pairs(pointers, again);
      EXPECT_EQ(at_once, again) << groups << " groups of " << of;
    }
  }
}

}  // namespace
}  // namespace lesion
