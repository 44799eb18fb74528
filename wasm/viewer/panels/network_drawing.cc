// The network as blocks from the image to what it answers; a block shows its layer.
#include <algorithm>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/network_drawing.h"

namespace lesion::viewer {
namespace {

constexpr double kHeight = 58;
constexpr double kNumbers = 18;  // below the blocks

std::string said_of(const Ui& ui, const NetworkBlock& block) {
  switch (block.kind) {
    case NetworkBlock::Kind::kImage:
      return ui.words.fill("network.image",
                           {{"size", ui.state.model ? size_text(ui.state.model->card.input) : ""}});
    case NetworkBlock::Kind::kAnswer:
      return ui.words["network.answer"];
    case NetworkBlock::Kind::kLayer:
      break;
  }
  const Layer* layer = layer_of(ui.state, block.layer);
  return ui.words.fill(layer ? "network.layer" : "network.layer_unseen",
                       {{"layer", std::to_string(block.layer)},
                        {"filters", std::to_string(filter_count(ui.state, block.layer))},
                        {"width", layer ? std::to_string(layer->width) : ""},
                        {"height", layer ? std::to_string(layer->height) : ""}});
}

// What is written below a block.
std::string number_of(const Ui& ui, const NetworkBlock& block) {
  if (block.kind == NetworkBlock::Kind::kLayer) return std::to_string(block.layer);
  return ui.words[block.kind == NetworkBlock::Kind::kImage ? "network.image.short"
                                                           : "network.answer.short"];
}

void draw_block(Ui& ui, ImDrawList* list, ImVec2 origin, const NetworkBlock& block, bool chosen,
                bool hovered) {
  const ImVec2 from(origin.x + ui.px(block.box.x), origin.y + ui.px(block.box.y));
  const ImVec2 to(from.x + std::max(2.0f, ui.px(block.box.width)),
                  from.y + std::max(2.0f, ui.px(block.box.height)));
  const bool layer = block.kind == NetworkBlock::Kind::kLayer;
  if (layer) {
    list->AddRectFilled(
        from, to, chosen ? colour::kAccent : (hovered ? colour::kMuted : colour::kFrame), ui.px(2));
  } else {
    // Neither is a layer of filters.
    list->AddRect(from, to, colour::kFrame, ui.px(2), 0, std::max(1.0f, ui.px(1)));
  }
}

}  // namespace

void flow_network(Ui& ui) {
  const double width = static_cast<double>(ImGui::GetContentRegionAvail().x / ui.unit);
  const double row = kHeight + kNumbers;
  const std::vector<NetworkBlock> blocks = network_blocks(ui.state, width, row, ui.touch ? 34 : 26);
  if (blocks.empty()) return;
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImGui::PushID("network");
  float written_to = origin.x;  // right end of the last number
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    // The blocks in the upper part of their places, numbers below.
    NetworkBlock block = blocks[i];
    block.box.height *= kHeight / row;
    block.box.y = block.place.y + (kHeight - block.box.height) / 2;
    const bool layer = block.kind == NetworkBlock::Kind::kLayer;
    const bool chosen = layer && block.layer == ui.state.layer;
    const std::string said = said_of(ui, block);
    const ImVec2 at(origin.x + ui.px(block.place.x), origin.y + ui.px(block.place.y));
    const ImVec2 size(ui.px(block.place.width), ui.px(row));
    ImGui::SetCursorScreenPos(at);
    ImGui::PushID(static_cast<int>(i));
    bool hovered = false;
    if (layer) {
      if (pressable(ui, "block", size, {said, "network", chosen})) {
        ui.act(Select{block.layer, std::nullopt});
      }
      hovered = ImGui::IsItemHovered();
      if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    } else {
      ImGui::Dummy(size);
    }
    ImGui::PopID();
    if (chosen) {
      list->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y), colour::kAccentGround,
                          ui.px(4));
    }
    draw_block(ui, list, origin, block, chosen, hovered);
    const std::string number = number_of(ui, block);
    const ImVec2 words = text_size(ui.fonts.tiny, number);
    // A word beside a number may be wider than its place: it grows inwards as far as the number
    // leaves room, and else over the panel's margin.
    float x = at.x + (size.x - words.x) / 2;
    x = std::clamp(x, origin.x, std::max(origin.x, origin.x + ui.px(width) - words.x));
    if (!layer && at.x > origin.x) x = std::max(x, written_to + ui.px(6));
    written_to = x + words.x;
    draw_text(list, ui.fonts.tiny, ImVec2(x, at.y + ui.px(kHeight + 2)),
              chosen ? colour::kText : colour::kMuted, number);
    hint(ui, said);
  }
  ImGui::PopID();
  ImGui::SetCursorScreenPos(origin);
  const Rect& last = blocks.back().place;
  ImGui::Dummy(ui.size(width, last.y + last.height));
}

}  // namespace lesion::viewer
