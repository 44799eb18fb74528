#include <array>

#include "wasm/viewer/screens/read/parts.h"
#include "wasm/viewer/terms.h"

namespace lesion::viewer {
namespace {

std::string cells_words(const Ui& ui, const char* key) {
  const Layer* layer = layer_of(ui.state, ui.state.layer);
  const LayerCard* card = layer_card(ui.state, ui.state.layer);
  return ui.words.fill(key,
                       {{"filters", std::to_string(filter_count(ui.state, ui.state.layer))},
                        {"width", layer ? std::to_string(layer->width) : "?"},
                        {"height", layer ? std::to_string(layer->height) : "?"},
                        {"field", card ? std::to_string(card->receptive_field) : "?"},
                        {"input", ui.state.model ? size_text(ui.state.model->card.input) : "?"}});
}

void layer_steps(Ui& ui) {
  const float side = ui.px(ui.touch ? 40 : 28);
  const auto step = [&](const char* id, const char* sign, int by) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const std::string& name = ui.words[by < 0 ? "layer.back.hint" : "layer.on.hint"];
    if (pressable(ui, id, ImVec2(side, side), {name})) ui.act(StepLayer{by});
    hint(ui, name);
    const bool hovered = ImGui::IsItemHovered();
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled(at, ImVec2(at.x + side, at.y + side),
                        hovered ? colour::kHover : colour::kRaised, ui.px(4));
    const ImVec2 words = text_size(ui.fonts.body, sign);
    draw_text(list, ui.fonts.body, ImVec2(at.x + (side - words.x) / 2, at.y + (side - words.y) / 2),
              colour::kText, sign);
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  };
  step("layer-back", "\xE2\x80\xB9", -1);
  ImGui::SameLine(0, ui.px(4));
  step("layer-on", "\xE2\x80\xBA", 1);
}

}  // namespace

void flow_layer_block(Ui& ui) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float right = at.x + ImGui::GetContentRegionAvail().x;
  constexpr std::array kLayer = {"layer"};
  draw_text(list, ui.fonts.small, at, colour::kMuted, ui.words["layer.label"]);
  explain_at(ui, at, text_size(ui.fonts.small, ui.words["layer.label"]), kLayer);
  const std::string number = std::to_string(ui.state.layer);
  const float number_y = at.y + text_size(ui.fonts.small, "X").y;
  draw_text(list, ui.fonts.heading, ImVec2(at.x, number_y), colour::kText, number);
  const float base = number_y + ui.fonts.heading->Ascent - ui.fonts.small->Ascent;
  draw_text(list, ui.fonts.small,
            ImVec2(at.x + text_size(ui.fonts.heading, number).x + ui.px(8), base), colour::kMuted,
            ui.words.fill("layer.of", {{"last", std::to_string(layer_count(ui.state) - 1)}}));
  if (!ui.touch) {
    const float steps = 2 * ui.px(28) + ui.px(4);
    ImGui::SetCursorScreenPos(ImVec2(right - steps, at.y + ui.px(4)));
    layer_steps(ui);
  }
  ImGui::SetCursorScreenPos(ImVec2(at.x, number_y + text_size(ui.fonts.heading, "X").y + ui.px(2)));
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.size(8, 2));
  const bool known = layer_of(ui.state, ui.state.layer) != nullptr;
  text(ui, ui.fonts.small, colour::kMuted,
       cells_words(ui, known ? "layer.cells" : "layer.filters"));
  if (layer_card(ui.state, ui.state.layer)) {
    text(ui, ui.fonts.small, colour::kMuted, cells_words(ui, "layer.field"));
  }
  if (!ui.touch) text(ui, ui.fonts.small, colour::kMuted, ui.words["layer.keys"]);
  ImGui::PopStyleVar();
  if (ui.touch) {
    gap(ui, 2);
    layer_steps(ui);
  }
}

}  // namespace lesion::viewer
