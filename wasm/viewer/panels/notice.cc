#include <cmath>

#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {
namespace {

std::string provenance(const Ui& ui) {
  const auto& model = ui.state.model;
  if (!model) return "";
  const ModelCard& card = model->card;
  std::string words = model_name(*model);
  if (card.training && !card.training->data.empty()) {
    words = ui.words.fill("notice.trained_on", {{"model", words}, {"data", card.training->data}});
  }
  if (!card.licence.empty()) words += " (" + ui.words.phrases(card.licence) + ")";
  return words;
}

}  // namespace

void draw_notice(Ui& ui) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  const Rect& rect = ui.layout.notice;
  if (begin_panel(ui, "notice", rect, colour::kBar)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float left = ui.px(rect.x + 16);
    const float top = ui.px(rect.y);
    const float height = ui.px(rect.height);
    const float width = ui.px(rect.width) - 2 * ui.px(16);
    list->AddRectFilled(ImVec2(0, top), ImVec2(ui.px(rect.width), top + std::max(1.0f, ui.px(1))),
                        colour::kLine);
    // The model's own notice is the one that counts; it is the same sentence unless a model says
    // more.
    const bool own = ui.state.model && !ui.state.model->card.notice.empty() &&
                     ui.state.model->card.notice != kNotice;
    const std::string notice = own ? ui.state.model->card.notice : ui.words["notice"];
    ImFont* font = ui.fonts.small;
    const ImVec2 words = text_size(font, notice);
    if (words.x > width) {
      const std::vector<std::string> lines = wrap_lines(font, notice, width);
      const float tall = line_height(font) * static_cast<float>(lines.size());
      draw_lines(list, font, ImVec2(left, top + (height - tall) / 2), colour::kMuted, lines);
    } else {
      const float y = top + (height - words.y) / 2;
      draw_text(list, font, ImVec2(left, y), colour::kMuted, notice);
      // As much of the rest as fits in full.
      const std::string& local = ui.words["notice.private"];
      const std::string model = provenance(ui);
      const float room = width - words.x - ui.px(32);
      std::vector<std::string> choices{local};
      if (!model.empty()) choices.insert(choices.begin(), local + "   \xC2\xB7   " + model);
      for (const std::string& right : choices) {
        const float used = text_size(font, right).x;
        if (used > room) continue;
        draw_text(list, font, ImVec2(left + width - used, y), colour::kMuted, right);
        break;
      }
    }
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
