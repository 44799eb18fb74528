// The page's door for what was found on an image: in, as the worker found it, and out as masks of
// the image's size and as sentences.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/concepts/find_concepts.h"
#include "wasm/viewer/bindings.h"
#include "wasm/viewer/mask_words.h"
#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/state/outline_edit.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

Rect rect_of(const val& rect) {
  return {rect["x"].as<double>(), rect["y"].as<double>(), rect["width"].as<double>(),
          rect["height"].as<double>()};
}

PlanePoint point_of(const val& point) { return {point[0].as<double>(), point[1].as<double>()}; }

std::vector<PlanePoint> points_of(const val& points) {
  std::vector<PlanePoint> all;
  for (const val& point : emscripten::vecFromJSArray<val>(points)) all.push_back(point_of(point));
  return all;
}

std::optional<Abcd> abcd_of(const val& from) {
  if (from.isNull() || from.isUndefined()) return std::nullopt;
  Abcd abcd;
  for (unsigned i = 0; i < abcd.axes.size(); ++i) {
    const val axis = from["axes"][i];
    abcd.axes[i] = {point_of(axis["from"]), point_of(axis["to"]), axis["unmatched"].as<double>()};
  }
  abcd.compactness = from["compactness"].as<double>();
  abcd.hull = points_of(from["hull"]);
  abcd.notched = from["notched"].as<double>();
  for (unsigned i = 0; i < abcd.colours.size(); ++i) {
    abcd.colours[i] = from["colours"][i].as<double>();
  }
  abcd.colour_count = from["colourCount"].as<int>();
  abcd.diameter = from["diameter"].as<double>();
  for (unsigned i = 0; i < abcd.across.size(); ++i) abcd.across[i] = point_of(from["across"][i]);
  abcd.area = from["area"].as<double>();
  abcd.cut = from["cut"].as<bool>();
  return abcd;
}

// What is marked of a cover: core/concepts/find_concepts.h.
std::shared_ptr<const Mask> mask_of(const val& cover, int width, int height) {
  const std::vector<float> values = elements<float>(cover);
  Mask mask{width, height, std::vector<std::uint8_t>(values.size())};
  std::transform(values.begin(), values.end(), mask.pixels.begin(),
                 [](float value) { return static_cast<std::uint8_t>(value >= 0.5f ? 255 : 0); });
  return std::make_shared<const Mask>(std::move(mask));
}

// The covers one behind the other, read from where they lie.
MapValues covers_of(std::vector<val> covers, int width, int height) {
  const std::size_t each = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  MapValues values{static_cast<int>(covers.size()), height, width, covers.size() * each};
  values.read = [covers = std::move(covers), each](std::size_t first, std::span<float> out) {
    while (!out.empty()) {
      const std::size_t at = first % each;
      const std::size_t count = std::min(out.size(), each - at);
      const auto from = static_cast<double>(at);
      const val part =
          covers[first / each].call<val>("subarray", from, from + static_cast<double>(count));
      val(emscripten::typed_memory_view(count, out.data())).call<void>("set", part);
      first += count;
      out = out.subspan(count);
    }
  };
  return values;
}

// found: {width, height, lesion, parts, abcd, concepts} as wasm/engine/mask_bindings.cc makes it.
// False where the image is not the one that is shown, or sizes disagree.
bool set_masks(int id, const val& found) {
  ImageMasks masks;
  masks.revision = found["revision"].as<int>();
  masks.width = found["width"].as<int>();
  masks.height = found["height"].as<int>();
  const val lesion = found["lesion"];
  if (!lesion.isNull() && !lesion.isUndefined()) {
    masks.lesion = LesionSummary{lesion["area"].as<double>(), lesion["x"].as<double>(),
                                 lesion["y"].as<double>()};
  }
  masks.lesion_parts = found["parts"].as<int>();
  masks.abcd = abcd_of(found["abcd"]);
  std::vector<val> covers;
  for (const val& one : emscripten::vecFromJSArray<val>(found["concepts"])) {
    const std::optional<Concept> what = concept_named(one["name"].as<std::string>());
    if (!what) continue;
    SeenConcept seen;
    seen.what = *what;
    seen.presence = one["presence"].as<float>();
    seen.told = one["told"].as<bool>();
    seen.share = one["share"].as<double>();
    seen.box = rect_of(one["box"]);
    const val cover = one["cover"];
    if (!cover.isNull() && !cover.isUndefined()) {
      seen.mask = mask_of(cover, masks.width, masks.height);
      seen.cover = static_cast<int>(covers.size());
      covers.push_back(cover);
    }
    masks.concepts.push_back(std::move(seen));
  }
  const int width = masks.width;
  const int height = masks.height;
  return app().set_masks(id, std::move(masks), covers_of(std::move(covers), width, height));
}

// Float32Array: outline_pieces() of the image that is shown.
val outline_pieces_now() {
  const std::vector<float> all = outline_pieces(app().state());
  return val::global("Float32Array").new_(emscripten::typed_memory_view(all.size(), all.data()));
}

// As of a square that is not the one that was seen any more, nothing happens.
void set_painted_over(int id, const std::string& name, const val& region, double probability) {
  const std::optional<Concept> what = concept_named(name);
  if (what) app().dispatch(PaintedOverCame{id, {*what, rect_of(region), probability}});
}

// [{name, presence, told, sure, share, box, width, height, mask}] of the image that is shown, mask:
// 0 or 255 a pixel of the image, rows from the top, as `lesionlens masks` writes it; null where
// nothing is marked. null while they have not come.
val masks() {
  const ViewerState& state = app().state();
  const MapValues* covers = app().covers();
  if (!state.masks || !state.image) return val::null();
  val all = val::array();
  for (const SeenConcept& one : state.masks->concepts) {
    val entry = val::object();
    entry.set("name", std::string(concept_name(one.what)));
    entry.set("presence", one.presence);
    entry.set("told", one.told);
    entry.set("sure", concept_info(one.what).outlined);
    entry.set("share", one.share);
    val box = val::object();
    box.set("x", one.box.x);
    box.set("y", one.box.y);
    box.set("width", one.box.width);
    box.set("height", one.box.height);
    entry.set("box", box);
    entry.set("width", state.image->width);
    entry.set("height", state.image->height);
    entry.set("mask", val::null());
    if (covers && one.cover >= 0) {
      Finding finding{Plane(covers->width, covers->height), one.presence};
      covers->read(static_cast<std::size_t>(one.cover) * finding.cover.size(),
                   finding.cover.values);
      const Mask mask = concept_mask(finding, state.image->width, state.image->height);
      entry.set("mask",
                val::global("Uint8Array")
                    .new_(emscripten::typed_memory_view(mask.pixels.size(), mask.pixels.data())));
    }
    all.call<void>("push", entry);
  }
  return all;
}

// JSON {warnings: [text], doubts: [text] (those of them about the whole estimate), none: text where
// there are none, abcd: [text], corrected: text where a person has corrected the outline}: what
// stands on the screen of the image that is shown.
std::string found_words() {
  const ViewerState& state = app().state();
  nlohmann::json json{{"warnings", warnings_words(app().words(), state)},
                      {"doubts", unlike_words(app().words(), state)},
                      {"none", no_warning_words(app().words(), state)},
                      {"abcd", nlohmann::json::array()},
                      {"corrected", ""}};
  if (outline_corrected(state)) json["corrected"] = app().words()["outline.corrected"];
  if (state.masks && state.masks->abcd) {
    json["abcd"] = measured_words(app().words(), state);
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace
}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_viewer_masks) {
  using namespace lesion::viewer;
  emscripten::function("setMasks", &set_masks);
  emscripten::function("outlinePieces", &outline_pieces_now);
  emscripten::function("setPaintedOver", &set_painted_over);
  emscripten::function("masks", &masks);
  emscripten::function("foundWords", &found_words);
}
