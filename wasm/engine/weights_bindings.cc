// The kernels as JavaScript sees them.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <string>

#include "core/model/card.h"
#include "wasm/engine/weights.h"

namespace {

using emscripten::val;

// layerKernels(bytes, card) -> [{filters, inputs, shown, height, width, channels: Int32Array,
// values: Float32Array}], one entry a layer; empty where the file cannot be read.
val layer_kernels(const val& bytes, const std::string& card_json) {
  const val none = val::array();
  const auto card = lesion::card_from_json(card_json);
  if (!card) return none;
  const auto file = emscripten::convertJSArrayToNumberVector<std::uint8_t>(bytes);
  const auto layers = lesion::engine::layer_kernels(file, *card);
  if (!layers) return none;
  val list = val::array();
  for (const lesion::engine::LayerKernels& layer : *layers) {
    val entry = val::object();
    entry.set("filters", layer.filters);
    entry.set("inputs", layer.inputs);
    entry.set("shown", layer.shown);
    entry.set("height", layer.height);
    entry.set("width", layer.width);
    entry.set("channels", val::global("Int32Array")
                              .new_(emscripten::typed_memory_view(layer.channels.size(),
                                                                  layer.channels.data())));
    entry.set("values",
              val::global("Float32Array")
                  .new_(emscripten::typed_memory_view(layer.values.size(), layer.values.data())));
    list.call<void>("push", entry);
  }
  return list;
}

}  // namespace

EMSCRIPTEN_BINDINGS(lesion_engine_weights) { emscripten::function("layerKernels", &layer_kernels); }
