// The page's door to the Compare screen: news for its panes.
#include <emscripten/bind.h>

#include <utility>

#include "wasm/viewer/bindings.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

// seen: {width, height, levels (copies, the finest first), region {x,y,width,height}, probability,
// layers}. False where sizes disagree.
bool set_compared(int id, bool second, const val& seen) {
  const auto number = [](const val& object, const char* key) { return object[key].as<double>(); };
  const auto whole = [](const val& object, const char* key) { return object[key].as<int>(); };
  CompareAnswer answer;
  answer.look = {id, second};
  answer.picture = {id, "", whole(seen, "width"), whole(seen, "height")};
  const val region = seen["region"];
  answer.verdict.region = {number(region, "x"), number(region, "y"), number(region, "width"),
                           number(region, "height")};
  answer.verdict.probability = number(seen, "probability");
  return app().set_compared(std::move(answer), picture_levels(seen["levels"]),
                            layer_answers(seen["layers"]));
}

void refuse_compared(int id, bool second) {
  app().dispatch(CompareAction(CompareRefused{{id, second}}));
}

// False, and the earlier one stays, where the card cannot be read.
bool set_second_model(const std::string& file, const std::string& card_json) {
  Result<ModelCard> card = card_from_json(card_json);
  if (!card) {
    app().dispatch(CompareAction(SecondModelRefused{file}));
    app().dispatch(ErrorRaised{file + ": " + card.error().message});
    return false;
  }
  app().dispatch(CompareAction(SecondModelOpened{file, std::move(*card)}));
  return true;
}

void refuse_second_model(const std::string& file) {
  app().dispatch(CompareAction(SecondModelRefused{file}));
}

}  // namespace
}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_compare) {
  using namespace lesion::viewer;
  emscripten::function("setCompared", &set_compared);
  emscripten::function("refuseCompared", &refuse_compared);
  emscripten::function("setSecondModel", &set_second_model);
  emscripten::function("refuseSecondModel", &refuse_second_model);
}
