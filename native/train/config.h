// Everything that decides how a run goes: what the command line sets and the checkpoint keeps.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/model/preprocess.h"
#include "native/train/augment.h"
#include "native/train/plan.h"

namespace lesion {

// `epochs` passes over the training images at `size` x `size` pixels.
struct Stage {
  int size = 224;
  int epochs = 1;

  bool operator==(const Stage&) const = default;
};

enum class Balance { kNone, kLoss };  // kLoss: classes weigh alike whatever their numbers
enum class Rate { kConstant, kCosine };
enum class Device { kCpu, kCuda };
// kBfloat16: the convolutions; weights, sums and everything else stay float32.
enum class Precision { kFloat32, kBfloat16 };

struct TrainConfig {
  Arch arch = Arch::kCompact;
  int width = 1;
  int members = 1;  // PlanOptions::members; above 1 only in what join_members() made
  std::vector<Stage> stages;
  int batch = 64;  // images per step
  std::uint64_t seed = 1;
  int threads = 1;
  int ranks = 1;  // processes that learn together, each with `threads`
  Device device = Device::kCpu;
  Precision precision = Precision::kFloat32;

  double rate = 3e-3;  // peak learning rate
  Rate schedule = Rate::kCosine;
  double warm_up = 0.15;  // linear, part of all steps
  double beta1 = 0.9;
  double beta2 = 0.999;
  double decay = 0.05;
  double average = 0.998;  // of the weights, see AdamOptions; 0 = none
  double dropout = 0.2;
  double smoothing = 0.05;  // of the labels: the part spread over both classes
  Balance balance = Balance::kLoss;
  double diagnoses = 0;  // weight of the loss on the diagnoses; 0 = no such head

  // Runs whose best networks teach this one: see Teachers. Empty: it learns from labels alone.
  std::vector<std::string> teachers;
  std::uint64_t teachers_identity = 0;  // of their weights; 0: not yet known
  double teaching = 0.7;                // part of the loss that is theirs, the labels' the rest
  double temperature = 2;               // that softens their probabilities

  AugmentRanges augment = lens_augmentation();
  // Preprocessing apart from the size, which is the last stage's.
  double crop_fraction = 1.0;
  int constancy = 0;  // shades-of-grey colour constancy (Minkowski p): InputRule
  std::array<float, 3> mean{0.5f, 0.5f, 0.5f};
  std::array<float, 3> std{0.25f, 0.25f, 0.25f};
  // kCentral, or kLesion: a square fitted to the lesion, see use_lesion_square().
  CropKind square = CropKind::kCentral;
  double share = 0.30;      // as CropRule
  double cap = 1.5;         // as CropRule
  std::uint64_t masks = 0;  // identity of the network that finds the lesions; 0: not yet known
  // Side of the cached image, in parts of the input's side.
  double cache_scale = 8.0 / 7.0;

  double val_part = 0.1;  // of each class, where the table has no column `split`
  double test_part = 0.06;
  std::string classes;      // "akiec=benign,...": see parse_class_mapping; empty: the usual ones
  bool allow_leak = false;  // go on although find_leaks finds something

  int input_size() const { return stages.empty() ? 0 : stages.back().size; }
  int epochs() const;
  // Parts that a batch is learnt in, in one process: one a thread, on a graphics card one.
  int workers() const { return device == Device::kCpu ? threads : 1; }
  // Stage that `epoch` (from 0) belongs to.
  const Stage& stage_of(int epoch) const;
  InputRule rule(int size) const;
  int cache_side(int size) const;
  PlanOptions plan_options(int diagnosis_count) const;
};

// The paper's recipe: 224 pixels, 192 epochs, batch 96, Adam 1e-4 (0.9, 0.999), its augmentation;
// where it is silent: no class weights, no averaging, no decay.
TrainConfig paper_config();
// Ours for `compact`.
TrainConfig compact_config();

// --recipe lens: what measured best on validation.
TrainConfig lens_config(Arch arch);

// What `config` has of its own for squares fitted to the lesion: jitter of place and size in the
// place of the random crop, as a mask is never quite right, and a cached image with room for it.
void use_lesion_square(TrainConfig& config);

// "64:20,128:10,224:2" (size:epochs). Fails with kInvalidArgument.
Result<std::vector<Stage>> parse_stages(std::string_view text);
std::string stages_text(const std::vector<Stage>& stages);

// Fails with kInvalidArgument, naming the flag, where a value is out of range.
Result<void> check_config(const TrainConfig& config);

// As JSON, and back; fails with kCorrupt, naming the key.
std::string config_to_json(const TrainConfig& config);
Result<TrainConfig> config_from_json(std::string_view json);

// Learning rate of `step` (from 0) of `steps`.
double rate_at(const TrainConfig& config, long step, long steps);

}  // namespace lesion
