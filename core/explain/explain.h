// Explanations: which part of an image a network's answer, or a filter's, rests on.
//
// A method asks for runs of the network and makes a map of their answers, step by step; who runs
// the network stands outside (libtorch natively, ONNX Runtime in the page), so that a run may be
// awaited, a partial map shown and the rest given up at any step:
//
//   auto work = Explainer::start(*find_method("smoothgrad"), facts, target, options, image);
//   while (const Run* run = work->wanted()) work->take(my_runner(*run));
//   show(work->explanation());
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/model/input_rule.h"
#include "core/onnx/reverse.h"

namespace lesion {

// A layer's maps: a tensor [N, filters, height, width] of the graph.
struct ExplainLayer {
  std::string tensor;
  int filters = 0;
  int height = 0;
  int width = 0;
};

// What a method may know of a network; core/explain/network.h finds it.
struct NetworkFacts {
  InputRule input;     // width, height, layout, order, range, mean, deviation
  std::string image;   // the input's tensor
  std::string output;  // [N, outputs]; the logits, also of a network that ends in a Softmax
  int outputs = 0;
  std::vector<ExplainLayer> layers;
  bool one_at_a_time = false;  // the file says that a run takes one image

  std::size_t image_size() const {
    return 3 * static_cast<std::size_t>(input.width) * static_cast<std::size_t>(input.height);
  }
};

// Which of a filter's responses is meant: all cells together, its greatest one (the cell stays that
// of the image as it is, however a method changes the image), or one.
enum class FilterResponse { kSum, kMaximum, kCell };

struct FilterTarget {
  int layer = 0;
  int filter = 0;
  FilterResponse response = FilterResponse::kMaximum;
  int row = 0;  // of kCell
  int column = 0;
};

// The number that is explained: the sum of weights[i] * output[i], or a filter's response.
struct ExplainTarget {
  std::vector<float> weights;  // one for each output
  std::optional<FilterTarget> filter;
};

// Colour that a part of the image is covered with, or that a path begins from. kSkin: the median of
// the image's rim, an eighth of its sides wide, each channel by itself. kMean: what the network
// sees as 0 after its mean and deviation. kBlur: the image itself, blurred with a Gaussian whose
// standard deviation is an eighth of its shorter side.
enum class ExplainFill { kSkin, kGrey, kBlack, kWhite, kMean, kBlur };
inline constexpr const char* kFillNames[] = {"skin", "grey", "black", "white", "mean", "blur"};

struct ExplainOptions {
  std::uint64_t seed = 1;
  int layer = -1;                   // of the CAMs; -1: the last, or the one before the target's
  int samples = 0;                  // noisy copies, steps of a path, masks; 0: the method's own
  double noise = 0.15;              // SmoothGrad: deviation, as a part of the image's range
  int patch = 0;                    // occlusion: side in pixels; 0: an eighth of the shorter side
  int stride = 0;                   // occlusion: pixels from patch to patch; 0: half a patch
  std::optional<ExplainFill> fill;  // nothing: the method's own
  int batch = 8;  // images of one run, at most; 1 where the network takes only one
  // Of the methods that make an image: what each step follows is blurred, for less speckle than the
  // L2 penalty alone leaves; and the penalty's weight, as a multiple of the usual one.
  bool smooth = false;
  double penalty = 1;
};

// A run of the network that a method needs: `count` images one behind the other as the network
// reads them.
struct Run {
  int count = 0;
  std::vector<float> images;
  std::vector<std::string> values;     // tensors whose values are needed
  std::vector<std::string> gradients;  // tensors whose gradient is needed; empty: no reverse graph
  std::string of;                      // gradients of sum(seed * of), image by image,
  std::vector<float> seed;             // of the size of `of` for `count` images;
  onnx::ReluRule relu = onnx::ReluRule::kGradient;  // by onnx::reverse() with this rule
};

// What came of it, in the run's order, each tensor for all images one behind the other.
struct ExplainAnswer {
  std::vector<std::vector<float>> values;
  std::vector<std::vector<float>> gradients;
};

// A map over what the network sees of the image: row by row, a value a pixel of its input. Signed:
// above 0 what speaks for the target, below 0 what speaks against it; 0 is no part either way. In
// the method's own unit, on no common scale.
struct Explanation {
  int width = 0;
  int height = 0;
  std::vector<float> values;
  bool has_sign = false;
  double score = 0;  // the number that was explained, on the image as it is
  // Integrated gradients: the map's sum less the difference of the scores that it must add up to.
  std::optional<double> completeness_gap;
  // Of a made image: the score of the image that the way to it begins with.
  std::optional<double> baseline_score;
  // A method that makes an image: [height, width, 3], red, green, blue, as the network reads them;
  // 0 is the colour that it reads as 0. `values` then is how far each pixel lies from that colour
  // (the greatest amount over its channels), made_score the made image's score.
  std::vector<float> made{};
  std::optional<double> made_score{};
};

// What a method asks of whoever runs the network, for lists and to tell the cost.
struct ExplainNeeds {
  bool gradients = false;  // the operators' reverse rules (core/onnx/reverse_table.cc)
  bool maps = false;       // a layer's maps
  bool many_runs = false;  // more than a handful of images: shows partial maps
};

struct ExplainStep {
  std::optional<Run> run;  // nothing: the map is done
  double progress = 1;     // 0..1
};

struct ExplainSetting;

// One explanation being made. A method overrides step() alone.
class ExplainMethod {
 public:
  explicit ExplainMethod(const ExplainSetting& setting) : setting(setting) {}
  virtual ~ExplainMethod() = default;
  ExplainMethod(const ExplainMethod&) = delete;
  ExplainMethod& operator=(const ExplainMethod&) = delete;

  // What the run asked for in the step before has answered (empty in the first) becomes part of
  // `map`, which at any time is the best that there is; gives the next run. The answer has the
  // sizes that were asked for and is finite.
  virtual Result<ExplainStep> step(const ExplainAnswer& answer) = 0;

  Explanation map;

 protected:
  const ExplainSetting& setting;
};

// A row of the table of methods.
struct ExplainMethodRow {
  std::string_view name;
  ExplainNeeds needs{};
  bool has_sign = false;
  bool uses_layer = false;  // ExplainOptions::layer
  // It makes an image, whatever the image that is looked at: Explanation::made. The strongest cell
  // of a filter's map is then the one in its middle.
  bool makes_image = false;
  std::unique_ptr<ExplainMethod> (*make)(const ExplainSetting&);
};

// All methods, in the order of core/explain/methods.def.
std::span<const ExplainMethodRow* const> explain_methods();
// Null where there is none of that name.
const ExplainMethodRow* find_method(std::string_view name);

class Explainer {
 public:
  // `image`: one image as the network reads it. Fails with kInvalidArgument where the target, a
  // layer or an option is out of range, or the image has another size than the input.
  static Result<Explainer> start(const ExplainMethodRow& method, NetworkFacts facts,
                                 ExplainTarget target, ExplainOptions options,
                                 std::vector<float> image);
  Explainer(Explainer&&) noexcept;
  Explainer& operator=(Explainer&&) noexcept;
  ~Explainer();

  // The run that is needed next; null when all is done.
  const Run* wanted() const;
  // Its answer. Fails with kCorrupt where the answer is not what was asked for or holds what is no
  // number; the explainer is then done for.
  Result<void> take(const ExplainAnswer& answer);
  double progress() const;
  // Partial while a run is wanted.
  const Explanation& explanation() const;

 private:
  struct State;
  explicit Explainer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Runs to the end. Fails as start(), take() and the runner do.
using ExplainRunner = std::function<Result<ExplainAnswer>(const Run&)>;
Result<Explanation> explain(const ExplainMethodRow& method, const NetworkFacts& facts,
                            const ExplainTarget& target, const ExplainOptions& options,
                            std::span<const float> image, const ExplainRunner& runner);

}  // namespace lesion
