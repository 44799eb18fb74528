// What the files of the runtime share about an open model. Only for this folder.
#pragma once

#include <ATen/ATen.h>

#include <exception>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "native/runtime/torch_runtime.h"

namespace lesion {

using TorchValues = std::unordered_map<std::string, at::Tensor>;

struct TorchRuntime::State {
  onnx::Model model;
  TorchValues constants;
  std::vector<const onnx::ValueInfo*> inputs;  // without the constants among them

  // That every input is fed once, with as many values as its shape says.
  Result<void> check(std::span<const Feed> feeds) const;
  // Constants and feeds, whose memory is not copied unless made `precise`: doubles.
  TorchValues values(std::span<const Feed> feeds, bool precise) const;
  // Runs every node. Throws what libtorch throws, and torch_operator::Refusal; `current` then says
  // where it was.
  void compute(TorchValues& values, bool precise, std::string& current) const;

  static NamedTensor named(const std::string& name, const at::Tensor& value);
  static tl::unexpected<Error> broken(const std::string& at, const std::exception& error);
};

}  // namespace lesion
