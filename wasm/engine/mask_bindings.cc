// What lies on the image that is open, found by core/concepts, and the network's input without one
// of these things (web/worker/masks.js).
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <string>

#include "core/concepts/presence.h"
#include "wasm/engine/js.h"

namespace {

using emscripten::val;
using lesion::engine::failed;
using lesion::engine::floats_to_js;
using lesion::engine::from_js;
using lesion::engine::rect_to_js;
using lesion::engine::session;
using lesion::engine::succeeded;

bool lesion_unsought() { return session().lesion_unsought(); }

val point_to_js(const lesion::PlanePoint& point) {
  val result = val::array();
  result.call<void>("push", point.x);
  result.call<void>("push", point.y);
  return result;
}

template <typename Points>
val points_to_js(const Points& points) {
  val result = val::array();
  for (const lesion::PlanePoint& point : points) result.call<void>("push", point_to_js(point));
  return result;
}

// As core/concepts/abcd.h has it; null without a lesion.
val abcd_to_js(const std::optional<lesion::Abcd>& abcd) {
  if (!abcd) return val::null();
  val axes = val::array();
  for (const lesion::AbcdAxis& axis : abcd->axes) {
    val one = val::object();
    one.set("from", point_to_js(axis.from));
    one.set("to", point_to_js(axis.to));
    one.set("unmatched", axis.unmatched);
    axes.call<void>("push", one);
  }
  val colours = val::array();
  for (const double share : abcd->colours) colours.call<void>("push", share);
  val result = val::object();
  result.set("axes", axes);
  result.set("compactness", abcd->compactness);
  result.set("hull", points_to_js(abcd->hull));
  result.set("notched", abcd->notched);
  result.set("colours", colours);
  result.set("colourCount", abcd->colour_count);
  result.set("diameter", abcd->diameter);
  result.set("across", points_to_js(abcd->across));
  result.set("area", abcd->area);
  result.set("cut", abcd->cut);
  return result;
}

// pieces: Float32Array, kCorrectionFloats each (core/concepts/correct.h).
void correct_lesion(const val& pieces) { session().correct_lesion(from_js<float>(pieces)); }

// findMasksStep() -> {error, more}: a step of what findMasks() does; more: it is not done.
val find_masks_step() {
  const auto more = session().find_masks_step();
  if (!more) return failed(more.error());
  val result = succeeded();
  result.set("more", *more);
  return result;
}

// findMasks() -> {error, width, height, lesion (lesion_to_js), parts, abcd, concepts: [{name,
// presence, told, sure, share, box, cover}]}, in Concept's order. cover: width x height values 0..1
// (Float32Array), rows from the top; null where nothing of it is marked. Image's pixels for box and
// abcd.
val find_masks() {
  const auto found = session().find_masks();
  if (!found) return failed(found.error());
  const lesion::FoundConcepts& all = (*found)->concepts;
  val concepts = val::array();
  for (const lesion::ConceptSummary& one : summaries_of(all)) {
    val entry = val::object();
    entry.set("name", std::string(concept_name(one.what)));
    entry.set("presence", one.presence);
    entry.set("told", one.told);
    entry.set("sure", one.sure);
    entry.set("share", one.share);
    entry.set("box", rect_to_js(one.box));
    entry.set("cover", one.share > 0 ? floats_to_js(all.at(one.what).cover.values) : val::null());
    concepts.call<void>("push", entry);
  }
  val result = succeeded();
  result.set("width", all.findings[0].cover.width);
  result.set("height", all.findings[0].cover.height);
  result.set("lesion", lesion::engine::lesion_to_js((*found)->lesion));
  result.set("parts", lesion_parts(all));
  result.set("abcd", abcd_to_js((*found)->abcd));
  result.set("concepts", concepts);
  return result;
}

// prepareWithout(name, wanted) -> {error, region, shape, tensor}: of wanted_part() of the image
// with that concept painted over. Finds them first where that is to be done yet.
val prepare_without(const std::string& name, const val& wanted) {
  const auto what = lesion::concept_named(name);
  if (!what) return failed(lesion::Error(lesion::ErrorCode::kModelNoneOpen));
  const auto part = lesion::engine::wanted_part(wanted);
  if (const auto found = session().find_masks(); !found) return failed(found.error());
  const auto region = session().region(part);
  const auto input = session().tensor_without(*what, part);
  if (!region) return failed(region.error());
  if (!input) return failed(input.error());
  val result = succeeded();
  result.set("region", rect_to_js(*region));
  lesion::engine::set_input(result, *input);
  return result;
}

}  // namespace

EMSCRIPTEN_BINDINGS(lesion_engine_masks) {
  emscripten::function("lesionUnsought", &lesion_unsought);
  emscripten::function("correctLesion", &correct_lesion);
  emscripten::function("findMasksStep", &find_masks_step);
  emscripten::function("findMasks", &find_masks);
  emscripten::function("prepareWithout", &prepare_without);
}
