#include "wasm/engine/dequantise.h"

#include <utility>

#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"

namespace lesion::engine {

Result<std::vector<std::uint8_t>> dequantised_file(const std::string& name,
                                                   std::vector<std::uint8_t> bytes) {
  auto model = onnx::read_model(bytes);
  if (!model) return fail_about(name, model.error());
  // Whatever is done with is given back before more is taken: the model is large.
  std::vector<std::uint8_t>().swap(bytes);
  if (const auto dequantised = onnx::dequantise_weights(*model); !dequantised)
    return fail_about(name, dequantised.error());
  auto file = onnx::write_model(std::move(*model));
  if (!file) return fail_about(name, file.error());
  return std::move(*file);
}

}  // namespace lesion::engine
