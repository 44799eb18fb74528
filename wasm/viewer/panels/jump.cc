#include <algorithm>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/jump.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

std::string answer(const Ui& ui, const ViewerState& shown, const JumpTarget& target) {
  using Kind = JumpTarget::Kind;
  switch (target.kind) {
    case Kind::kFound:
      if (target.named > 0) {
        return ui.words.fill(
            "jump.named",
            {{"layer", std::to_string(target.layer)},
             {"filter", std::to_string(target.filter)},
             {"name", concept_words(ui.words, filter_name(shown, target.layer, target.filter))},
             {"count", std::to_string(target.named)}});
      }
      return ui.words.fill("legend.title", {{"layer", std::to_string(target.layer)},
                                            {"filter", std::to_string(target.filter)}});
    case Kind::kNoLayer:
      return ui.words.fill("jump.no_layer",
                           {{"layer", std::to_string(target.layer)},
                            {"last", std::to_string(std::max(0, layer_count(shown) - 1))}});
    case Kind::kNoFilter:
      return ui.words.fill(
          "jump.no_filter",
          {{"layer", std::to_string(target.layer)},
           {"filter", std::to_string(target.filter)},
           {"last", std::to_string(std::max(0, filter_count(shown, target.layer) - 1))}});
    case Kind::kNoName:
      return ui.words["jump.no_name"];
    case Kind::kNothing:
      break;
  }
  return ui.words[has_names(shown) ? "jump.example_named" : "jump.example"];
}

}  // namespace

void draw_jump(Ui& ui) {
  if (!ui.state.jump) return;
  const double width = std::min(360.0, ui.state.canvas.width - 24);
  const Rect rect{(ui.state.canvas.width - width) / 2, 72, width, 104};
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(8));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(18, 14));
  if (begin_front_panel(ui, "jump", rect, colour::kDialog)) {
    const ViewerState shown = meant_state(ui.state);
    const JumpTarget target = jump_target(shown, *ui.state.jump);
    text(ui, ui.fonts.small, colour::kMuted, ui.words["jump.title"]);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList* list = ImGui::GetWindowDrawList();
    draw_text(list, ui.fonts.heading, at, colour::kText, *ui.state.jump);
    const float x = at.x + text_size(ui.fonts.heading, *ui.state.jump).x + ui.px(2);
    const float tall = text_size(ui.fonts.heading, "0").y;
    list->AddRectFilled(ImVec2(x, at.y), ImVec2(x + std::max(1.0f, ui.px(2)), at.y + tall),
                        colour::kAccent);
    ImGui::Dummy(ImVec2(1, tall));
    const bool nowhere =
        target.kind != JumpTarget::Kind::kNothing && target.kind != JumpTarget::Kind::kFound;
    text(ui, ui.fonts.small, nowhere ? colour::kWarm : colour::kMuted, answer(ui, shown, target));
  }
  end_panel(ui);
  ImGui::PopStyleVar(2);
}

}  // namespace lesion::viewer
