#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/validate/parts.h"
#include "wasm/viewer/terms.h"
#include "wasm/viewer/texture_id.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kCells = 6;

// Columns where there is room for them; otherwise the first cell on a line of its own and the
// others below it.
void group_row(Ui& ui, const std::array<std::string, kCells>& cells,
               const std::array<std::string, kCells>& headings, bool heading) {
  const float room = ImGui::GetContentRegionAvail().x;
  const ImU32 colour = heading ? colour::kMuted : colour::kText;
  if (room < ui.px(560)) {
    if (heading) {
      text(ui, ui.fonts.small, colour::kMuted, cells[0]);
      return;
    }
    wrapped(ui, ui.fonts.small, colour::kText, cells[0]);
    std::string rest;
    for (std::size_t i = 1; i < kCells; ++i) {
      if (!cells[i].empty()) rest += (rest.empty() ? "" : ", ") + headings[i] + " " + cells[i];
    }
    wrapped(ui, ui.fonts.small, colour::kMuted, rest);
    gap(ui, 3);
    return;
  }
  constexpr std::array<float, kCells> kStarts = {0, 0.21f, 0.3f, 0.41f, 0.64f, 0.82f};
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  std::size_t most = 1;
  for (std::size_t i = 0; i < kCells; ++i) {
    const float end = i + 1 < kCells ? kStarts[i + 1] : 1;
    const auto lines = wrap_lines(ui.fonts.small, cells[i], room * (end - kStarts[i]) - ui.px(6));
    draw_lines(list, ui.fonts.small, ImVec2(at.x + room * kStarts[i], at.y), colour, lines);
    most = std::max(most, lines.size());
  }
  ImGui::Dummy(ImVec2(room, static_cast<float>(most) * line_height(ui.fonts.small)));
}

void mistake_tile(Ui& ui, const SaidMistake& one, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImGui::PushID(one.id);
  const bool pressed = pressable(ui, "mistake", size, {one.name + ", " + one.estimate, "mistakes"});
  ImGui::PopID();
  if (pressed) {
    ui.commands.push_back(nlohmann::json{{"type", "open-image"}, {"id", one.id}}.dump());
    ui.act(ShowScreen{Screen::kRead});
  }
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  hint(ui, one.name);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 to(at.x + size.x, at.y + size.y);
  list->AddRectFilled(at, to, colour::kRaised, ui.px(4));
  if (const SessionThumbnail* thumbnail = ui.thumbnails.get(one.id)) {
    // Whole, in the middle.
    const float scale = std::min(size.x / static_cast<float>(std::max(1, thumbnail->width)),
                                 size.y / static_cast<float>(std::max(1, thumbnail->height)));
    const ImVec2 half(static_cast<float>(thumbnail->width) * scale / 2,
                      static_cast<float>(thumbnail->height) * scale / 2);
    const ImVec2 middle((at.x + to.x) / 2, (at.y + to.y) / 2);
    list->AddImage(texture_id(thumbnail->texture), ImVec2(middle.x - half.x, middle.y - half.y),
                   ImVec2(middle.x + half.x, middle.y + half.y), ImVec2(0, 0), ImVec2(1, 1),
                   colour::kAsItIs);
  }
  const ImVec2 words = text_size(ui.fonts.small, one.estimate);
  const ImVec2 from(to.x - words.x - ui.px(14), to.y - words.y - ui.px(7));
  list->AddRectFilled(from, ImVec2(to.x - ui.px(3), to.y - ui.px(3)), colour::kShade, ui.px(3));
  draw_text(list, ui.fonts.small, ImVec2(from.x + ui.px(5.5), from.y + ui.px(2)), colour::kText,
            one.estimate);
  if (hovered) list->AddRect(at, to, colour::kMuted, ui.px(4), 0, std::max(1.0f, ui.px(1)));
}

}  // namespace

void flow_title(Ui& ui, const std::string& words) {
  gap(ui, 14);
  wrapped(ui, ui.fonts.strong, colour::kText, words);
  gap(ui, 2);
}

void flow_said_figures(Ui& ui, const std::vector<SaidFigure>& figures) {
  for (const SaidFigure& one : figures) {
    const float room = ImGui::GetContentRegionAvail().x;
    const float value = text_size(ui.fonts.strong, one.value).x;
    const bool beside = text_size(ui.fonts.body, one.name).x + value + ui.px(16) <= room;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (one.term != nullptr) {
      const std::array names = {one.term};
      explained(ui, ui.fonts.body, colour::kText, one.name, names);
    } else {
      text(ui, ui.fonts.body, colour::kText, one.name);
    }
    if (beside) {
      draw_text(ImGui::GetWindowDrawList(), ui.fonts.strong, ImVec2(at.x + room - value, at.y),
                colour::kText, one.value);
    } else {
      wrapped(ui, ui.fonts.strong, colour::kText, one.value);
    }
    wrapped(ui, ui.fonts.small, colour::kMuted, one.note);
    gap(ui, 5);
  }
}

void flow_said_groups(Ui& ui, const ValidationText& said) {
  if (said.groups.empty()) return;
  flow_title(ui, ui.words["validate.groups"]);
  for (const SaidGroup& group : said.groups) {
    const std::array<std::string, kCells> headings = {group.title,
                                                      ui.words["kind.images"],
                                                      ui.words["model.metric_positive"],
                                                      ui.words["model.metric_auc"],
                                                      ui.words["model.metric_sensitivity"],
                                                      ui.words["model.metric_specificity"]};
    gap(ui, 4);
    group_row(ui, headings, headings, true);
    for (const SaidGroupRow& row : group.rows) {
      group_row(ui, {row.name, row.count, row.positives, row.auc, row.sensitivity, row.specificity},
                headings, false);
    }
  }
  wrapped(ui, ui.fonts.small, colour::kMuted, said.against_all);
}

void flow_mistakes(Ui& ui, const ValidationText& said) {
  for (const SaidMistakes& list : said.mistakes) {
    flow_title(ui, list.title);
    const float space = ui.px(6);
    const float room = ImGui::GetContentRegionAvail().x;
    const int columns = std::max(2, static_cast<int>((room + space) / (ui.px(104) + space)));
    const float width = std::floor((room + space) / static_cast<float>(columns) - space);
    const ImVec2 size(width, std::floor(width * 0.75f));
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    int number = 0;
    for (const SaidMistake& one : list.images) {
      const int row = number / columns;
      ImGui::SetCursorScreenPos(
          ImVec2(origin.x + static_cast<float>(number % columns) * (width + space),
                 origin.y + static_cast<float>(row) * (size.y + space)));
      mistake_tile(ui, one, size);
      ++number;
    }
    const int rows = (number + columns - 1) / columns;
    ImGui::SetCursorScreenPos(origin);
    ImGui::Dummy(ImVec2(room, static_cast<float>(rows) * (size.y + space)));
  }
}

}  // namespace lesion::viewer
