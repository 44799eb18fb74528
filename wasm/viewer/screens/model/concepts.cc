#include "wasm/viewer/screens/model/concepts.h"

#include <algorithm>
#include <numeric>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/model/figures.h"

namespace lesion::viewer {
namespace {

// So many layers stand side by side; of a deeper network only the sums are told.
constexpr std::size_t kMostLayers = 16;

// A line: words, then a count a layer, each at the right end of its column.
void line_of(Ui& ui, const std::string& words, const std::vector<std::string>& cells,
             ImU32 colour) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float room = ImGui::GetContentRegionAvail().x;
  const float column = std::min(
      ui.px(34), room * 0.62f / static_cast<float>(std::max<std::size_t>(1, cells.size())));
  const float first = room - column * static_cast<float>(cells.size());
  const auto lines = wrap_lines(ui.fonts.small, words, first - ui.px(6));
  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_lines(list, ui.fonts.small, at, colour, lines);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const float end = at.x + first + column * static_cast<float>(i + 1);
    draw_text(list, ui.fonts.small, ImVec2(end - text_size(ui.fonts.small, cells[i]).x, at.y),
              colour, cells[i]);
  }
  const auto tall = static_cast<float>(std::max<std::size_t>(1, lines.size()));
  ImGui::Dummy(ImVec2(room, tall * line_height(ui.fonts.small)));
}

// Counts by layer, 0 left empty; their sum alone where there are too many layers.
std::vector<std::string> counts(const std::vector<int>& of_layer) {
  std::vector<std::string> cells;
  if (of_layer.size() > kMostLayers) {
    return {std::to_string(std::accumulate(of_layer.begin(), of_layer.end(), 0))};
  }
  for (const int count : of_layer) cells.push_back(count > 0 ? std::to_string(count) : "");
  return cells;
}

}  // namespace

void flow_concepts(Ui& ui, const ModelCard& card) {
  const std::vector<NamedFilters> all = named_filters(card);
  if (all.empty()) return;
  flow_heading(ui, ui.words["model.concepts"]);
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["model.concepts_note"]);
  gap(ui, 4);
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < card.layers.size(); ++i) numbers.push_back(std::to_string(i));
  if (numbers.size() > kMostLayers) numbers = {ui.words["kind.filters"]};
  line_of(ui, numbers.size() > 1 ? ui.words["layer.label"] : "", numbers, colour::kMuted);
  for (const NamedFilters& one : all) {
    line_of(ui, text::capitalised(concept_words(ui.words, one.name)), counts(one.of_layer),
            colour::kText);
  }
  line_of(ui, ui.words["model.unnamed"], counts(nameless_by_layer(card)), colour::kMuted);
}

}  // namespace lesion::viewer
