// A compressed model as the network runs it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/error.h"

namespace lesion::engine {

// The ONNX file `bytes` with the weights that it holds in bytes as floats; the same network
// otherwise, its card included. Fails, with `name` in front of the sentence, as onnx::read_model()
// and onnx::dequantise_weights() do.
Result<std::vector<std::uint8_t>> dequantised_file(const std::string& name,
                                                   std::vector<std::uint8_t> bytes);

}  // namespace lesion::engine
