// What a network consists of, before any tensor exists: every parameter's name, shape and place in
// one flat array. Knows no libtorch, so that checkpoints, the export and the tests can read it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace lesion {

enum class Arch {
  kPaper,    // Van Molle et al. 2018, section 3.2: eight convolutions, three hidden layers
  kCompact,  // the same convolutions with batch normalisation, then global mean and max pooling
};

inline constexpr int kConvolutions = 8;

struct PlanOptions {
  Arch arch = Arch::kCompact;
  int width = 1;         // multiplies the filters 8, 8, 16, 16, 32, 32, 64, 64
  int members = 1;       // kCompact: networks side by side, see join_members(); multiplies as well
  int input_size = 224;  // pixels; fixes the fully connected layers of kPaper, a multiple of 16
  int aux_classes = 0;   // diagnoses learnt beside the two classes; 0 = no such head
};

struct TensorPlan {
  std::string name;
  std::vector<std::int64_t> shape;
  std::size_t offset = 0;  // in floats, into the flat array; a multiple of 16
  std::size_t size = 0;    // in floats
  bool decay = false;      // weight decay applies (weights, not biases or normalisation)
  double init_std = 0;     // of the normal distribution it starts from; 0 = the constant below
  float init_constant = 0;
};

struct Plan {
  PlanOptions options;
  std::vector<int> filters;            // of the eight convolutions
  std::vector<TensorPlan> parameters;  // learnt
  std::vector<TensorPlan> buffers;     // running means and variances
  std::size_t parameter_floats = 0;    // length of the flat array, gaps included
  std::size_t buffer_floats = 0;

  // Number of learnt values, gaps left out.
  std::size_t parameter_count() const;
  const TensorPlan* find(std::string_view name) const;
};

// Fails with kInvalidArgument: width or members outside 1..8, members of kPaper; input size not a
// multiple of 16 in 32..512.
Result<Plan> make_plan(const PlanOptions& options);

// Starting values: convolutions and hidden layers normal with variance 2 / fan-in (He et al. 2015),
// the last layer 1 / fan-in, biases 0, normalisation 1 and 0. The same seed gives the same values.
void initialise(const Plan& plan, std::uint64_t seed, std::span<float> parameters,
                std::span<float> buffers);

const char* arch_name(Arch arch);

}  // namespace lesion
