// Where the lesion is, for models whose square is fitted to it: the engine prepares the mask
// network's input and reads its answer (core/concepts/lesion.h), ONNX Runtime runs it.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <string>
#include <vector>

#include "core/concepts/mask_card.h"
#include "wasm/engine/js.h"

namespace {

using emscripten::val;
using lesion::engine::failed;
using lesion::engine::from_js;
using lesion::engine::session;
using lesion::engine::succeeded;

bool lesion_wanted() { return session().lesion_wanted(); }

// readMaskCard(name, bytes) -> {error, card, output}: card as JSON text for useMaskCard(), output
// the tensor's name.
val read_mask_card(const std::string& name, const val& bytes) {
  const auto card = session().read_mask_card(name, from_js<std::uint8_t>(bytes));
  if (!card) return failed(card.error());
  val result = succeeded();
  result.set("card", lesion::to_json(*card));
  result.set("output", card->output);
  return result;
}

// useMaskCard(card) -> {error}
val use_mask_card(const std::string& json) {
  const auto used = session().use_mask_card(json);
  return used ? succeeded() : failed(used.error());
}

// lesionInput() -> {error, shape, tensor}: of the image that is open
val lesion_input() {
  const auto input = session().lesion_input();
  if (!input) return failed(input.error());
  val result = succeeded();
  lesion::engine::set_input(result, *input);
  return result;
}

// findLesion(values) -> {error, lesion}: lesion_to_js()
val find_lesion(const val& values) {
  const auto found = session().find_lesion(from_js<float>(values));
  if (!found) return failed(found.error());
  val result = succeeded();
  result.set("lesion", lesion::engine::lesion_to_js(*found));
  return result;
}

// prepareCentral() -> {error, shape, tensor}: of the part that is seen where there is no lesion
val prepare_central() {
  const auto input = session().central_tensor();
  if (!input) return failed(input.error());
  val result = succeeded();
  lesion::engine::set_input(result, *input);
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(lesion_engine_lesion) {
  emscripten::function("lesionWanted", &lesion_wanted);
  emscripten::function("readMaskCard", &read_mask_card);
  emscripten::function("useMaskCard", &use_mask_card);
  emscripten::function("lesionInput", &lesion_input);
  emscripten::function("findLesion", &find_lesion);
  emscripten::function("prepareCentral", &prepare_central);
}
