#include "wasm/engine/widen.h"

#include <utility>

#include "core/onnx/read.h"
#include "core/onnx/widen.h"

namespace lesion::engine {

Result<std::vector<std::uint8_t>> widened_file(const std::string& name,
                                               std::vector<std::uint8_t> bytes) {
  const auto named = [&name](const Error& error) {
    return tl::unexpected(Error{error.kind, name + ": " + error.message});
  };
  auto model = onnx::read_model(bytes);
  if (!model) return named(model.error());
  // Whatever is done with is given back before more is taken: the model is large.
  std::vector<std::uint8_t>().swap(bytes);
  if (const auto widened = onnx::widen_weights(*model); !widened) return named(widened.error());
  auto file = onnx::write_model(std::move(*model));
  if (!file) return named(file.error());
  return std::move(*file);
}

}  // namespace lesion::engine
