#include "wasm/viewer/screens/explore/atlas.h"

#include <emscripten/bind.h>

#include <algorithm>
#include <string>

#include "wasm/viewer/bindings.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/texture_id.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

// strip: {responses: [number], width, height, rgba}. False where sizes disagree.
bool set_atlas(int layer, int filter, const val& strip) {
  SmallImage pixels{strip["width"].as<int>(), strip["height"].as<int>(),
                    elements<std::uint8_t>(strip["rgba"])};
  AtlasStrip one{{layer, filter}, {}};
  for (const val& value : emscripten::vecFromJSArray<val>(strip["responses"])) {
    one.responses.push_back(value.as<double>());
  }
  return app().set_atlas(std::move(one), pixels);
}

}  // namespace

void flow_atlas(Ui& ui) {
  const AtlasStrip* strip = atlas_strip(ui.state);
  if (!strip) return;
  const SessionThumbnail* pixels = ui.thumbnails.get(atlas_id(strip->place));
  if (!pixels || pixels->height <= 0) return;
  gap(ui, 8);
  text(ui, ui.fonts.strong, colour::kText, ui.words["atlas.title"]);
  const auto count = static_cast<int>(strip->responses.size());
  const float width = ImGui::GetContentRegionAvail().x;
  const float space = ui.px(4);
  // Three in a row are large enough to see what they have in common.
  const int columns = std::min(count, 3);
  const float side = std::min(
      (width - space * static_cast<float>(columns - 1)) / static_cast<float>(columns), ui.px(120));
  ImDrawList* list = ImGui::GetWindowDrawList();
  for (int i = 0; i < count; ++i) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 to(at.x + side, at.y + side);
    const auto part = static_cast<float>(i) / static_cast<float>(count);
    list->AddImage(texture_id(pixels->texture), at, to, ImVec2(part, 0),
                   ImVec2(part + 1 / static_cast<float>(count), 1), colour::kAsItIs);
    ImGui::Dummy(ImVec2(side, side));
    hint(ui, ui.words.fill("atlas.hint",
                           {{"response", ui.words.figure(static_cast<float>(
                                             strip->responses[static_cast<std::size_t>(i)]))}}));
    if ((i + 1) % columns != 0 && i + 1 < count) ImGui::SameLine(0, space);
  }
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["atlas.note"]);
}

}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_atlas) { emscripten::function("setAtlas", &lesion::viewer::set_atlas); }
