// Adam with decoupled weight decay (Kingma, Ba 2015; Loshchilov, Hutter 2019) and the average of
// the weights, in one sweep over flat arrays: every value is read and written once a step.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "native/train/plan.h"

namespace lesion {

struct AdamOptions {
  double rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double decay = 0;    // a weight shrinks by rate * decay a step, where its TensorPlan says so
  double average = 0;  // of the weights' running average: the part kept each step; 0 = none
};

// Flat arrays of equal length.
struct AdamState {
  std::vector<float> weights;
  std::vector<float> first;    // moment
  std::vector<float> second;   // moment
  std::vector<float> average;  // of the weights
};

// Sums `parts`, each values.size() long, into `values` by pairs of neighbours: (0 + 1) + (2 + 3)
// and so on, where 2^k neighbours that begin at a multiple of 2^k are summed before others join
// them. So sums of such groups, summed again, are the same bits as all at once.
void sum_in_pairs(std::span<const float* const> parts, std::span<float> values);

// Steps the values [begin, end) with the sum, in pairs, of `gradients`, which each point at the
// gradient of the value `begin`. `step` counts from 1. Different ranges may be stepped at the same
// time by different threads; the result does not depend on where the ranges are cut.
void adam_step(const Plan& plan, const AdamOptions& options, long step,
               std::span<const float* const> gradients, AdamState& state, std::size_t begin,
               std::size_t end);

}  // namespace lesion
