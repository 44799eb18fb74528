#include "wasm/viewer/screens/explore/names.h"

#include <algorithm>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {

void flow_names(Ui& ui) {
  if (!has_names(ui.state)) return;
  gap(ui, 2);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float right = at.x + ImGui::GetContentRegionAvail().x;
  const auto layer = static_cast<std::size_t>(ui.state.layer);
  float x = at.x;
  float y = at.y;
  int number = 0;
  for (const NamedFilters& one : named_filters(ui.state.model->card)) {
    const int count = layer < one.of_layer.size() ? one.of_layer[layer] : 0;
    if (count == 0) continue;
    const std::string label = concept_words(ui.words, one.name) + " " + std::to_string(count);
    const float width = std::min(text_size(ui.fonts.small, label).x + ui.px(16), right - at.x);
    if (x > at.x && x + width > right) {
      x = at.x;
      y += button_height(ui) + ui.px(4);
    }
    ImGui::SetCursorScreenPos(ImVec2(x, y));
    ImGui::PushID(number++);
    const bool chosen = ui.state.only == one.name;
    if (button_within(ui, "only", label, chosen, width)) {
      ui.act(ShowOnly{chosen ? std::nullopt : std::optional(one.name)});
    }
    hint(ui, ui.words["explore.only.hint"]);
    ImGui::PopID();
    x += width + ui.px(4);
  }
  ImGui::SetCursorScreenPos(at);
  if (number > 0) ImGui::Dummy(ImVec2(1, y - at.y + button_height(ui)));
}

void flow_filter_name(Ui& ui) {
  if (!has_names(ui.state)) return;
  const std::string names = strength_words(ui.words, ui.state, ui.state.layer, ui.state.filter);
  if (names.empty()) {
    text(ui, ui.fonts.small, colour::kMuted, text::capitalised(ui.words["filter.unnamed"]));
    return;
  }
  for (std::size_t from = 0; from < names.size();) {
    const std::size_t to = std::min(names.find('\n', from), names.size());
    const bool last = to == names.size();
    wrapped(ui, ui.fonts.small, last ? colour::kMuted : colour::kText,
            names.substr(from, to - from));
    from = to + 1;
  }
}

}  // namespace lesion::viewer
