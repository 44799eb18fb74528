// Any bytes as an ONNX file: read, tapped, written and read again, which must give the same model;
// a text set in it and found again; a card guessed for it, and written with it; then dequantised.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <utility>

#include "core/onnx/dequantise.h"
#include "core/onnx/guess_card.h"
#include "core/onnx/metadata.h"
#include "core/onnx/read.h"
#include "core/onnx/tap.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion;
  const std::span<const std::uint8_t> file(data, size);
  (void)onnx::read_model_card(file);
  if (const auto told = onnx::set_metadata(file, "key", "value")) {
    const auto found = onnx::find_metadata(*told, "key");
    if (!found || *found != "value") std::abort();
  }
  auto model = onnx::read_model(file, {.max_bytes = 1 << 20, .max_parts = 20'000});
  if (!model) return 0;
  for (const auto& tensor : model->graph.initializers) (void)onnx::as_floats(tensor);
  (void)onnx::tap(*model);
  const auto written = onnx::write_model(*model);
  if (!written) return 0;
  const auto again = onnx::read_model(*written);
  // Written twice and not compared in memory: a NaN does not equal itself.
  if (!again || onnx::write_model(*again).value() != *written) std::abort();
  // Opened by a page that guesses a card: one that is taken is read with it.
  if (auto guess = onnx::guess_card(*model, "any.onnx")) {
    auto copy = *model;
    const auto carded = onnx::with_card(std::move(copy), std::move(guess->card));
    if (carded && !onnx::read_model_card(*carded)) std::abort();
  }
  // Opened as a page does it: weights dequantised, written and read again.
  auto dequantised = onnx::dequantise_weights(*model, {.max_bytes = 1 << 22});
  if (!dequantised) return 0;
  const auto wide = onnx::write_model(std::move(*model));
  if (!wide || !onnx::read_model(*wide)) std::abort();
  return 0;
}
