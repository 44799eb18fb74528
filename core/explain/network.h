// A network made ready to be explained.
#pragma once

#include <string_view>

#include "core/error.h"
#include "core/explain/explain.h"
#include "core/model/card.h"
#include "core/onnx/graph.h"

namespace lesion {

struct ExplainNetwork {
  // The network with the card's input size stated, every layer's maps and the logits as outputs,
  // each with the shape that it has.
  // Runs without gradients are of this graph; those with gradients of
  // onnx::reverse(model, run.of, run.gradients, {.relu = run.relu}).
  onnx::Model model;
  NetworkFacts facts;
};

// Fails as onnx::tap() does, and with kNotFound where the card's input or output is not in the
// graph, kUnsupported where a layer's or the output's size is not known before the network runs.
Result<ExplainNetwork> explain_network(onnx::Model model, const ModelCard& card);

// What is explained, of an output of `card` with the network's `outputs` numbers:
//   "malignant"  of the positive class: its logit less the mean of the others' (for two classes
//                the difference of the logits), or the single logit
//   "benign"     the same with the other sign
//   a class's name, or an output's number from 0: that logit alone
// Fails with kInvalidArgument where there is no such class.
Result<ExplainTarget> explain_target(const ModelCard& card, int outputs, std::string_view name);

}  // namespace lesion
