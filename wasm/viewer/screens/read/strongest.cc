#include <algorithm>
#include <array>
#include <optional>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/screens/read/parts.h"
#include "wasm/viewer/state/effects.h"
#include "wasm/viewer/state/fold.h"
#include "wasm/viewer/state/lesion_place.h"
#include "wasm/viewer/terms.h"

namespace lesion::viewer {
namespace {

constexpr double kIndent = 18;  // CSS px, of words behind a dot

// The row is of the filter that is shown.
bool holds_shown(const Ui& ui, const NotableFilter& entry) {
  const FilterPlace shown{ui.state.layer, ui.state.filter};
  return shown == FilterPlace{entry.layer, entry.filter} ||
         std::find(entry.also.begin(), entry.also.end(), shown) != entry.also.end();
}

void choose(Ui& ui, const FilterPlace& place) {
  ui.act(Select{place.layer, place.filter});
  ui.act(ShowOverlay{true});
}

// "4 / 7", and how many more say the same.
std::string which_words(const NotableFilter& entry) {
  std::string words = std::to_string(entry.layer) + " / " + std::to_string(entry.filter);
  if (!entry.also.empty()) words += " +" + std::to_string(entry.also.size());
  return words;
}

std::string strongest_hint(const Ui& ui, const NotableFilter& entry) {
  std::string words = ui.words.fill(entry.measured ? "strongest.hint" : "strongest.hint_unmeasured",
                                    {{"layer", std::to_string(entry.layer)},
                                     {"filter", std::to_string(entry.filter)},
                                     {"peak", ui.words.figure(entry.peak)},
                                     {"usual", ui.words.figure(entry.usual)},
                                     {"range", ui.words.figure(entry.range)}});
  if (entry.also.empty()) return words;
  std::string filters = std::to_string(entry.layer) + "/" + std::to_string(entry.filter);
  for (const FilterPlace& one : entry.also) {
    filters += ", " + std::to_string(one.layer) + "/" + std::to_string(one.filter);
  }
  return words + "\n" +
         ui.words.fill("strongest.alike",
                       {{"count", std::to_string(entry.also.size() + 1)}, {"filters", filters}});
}

// --- Where it has none --------------------------------------------------------------------------

// Where, of the lesion where it has an outline, else of the image; shorter where that is wider than
// `width`.
std::string row_place(const Ui& ui, const NotableFilter& entry, float width = 1e6f) {
  if (lesion_place(ui.state, entry.layer, entry.filter)) {
    return row_place_words(ui.words, ui.state, entry);
  }
  return place_words_within(ui, entry.place, ui.fonts.body, width);
}

// One line of the list: where, how strong, which filter.
void strongest_row(Ui& ui, const NotableFilter& entry, int number) {
  const bool chosen = holds_shown(ui, entry);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float pad = ui.px(8);
  const float left = at.x - pad;
  const float width = ImGui::GetContentRegionAvail().x + 2 * pad;
  const float height = ui.px(ui.touch ? 42 : 31);
  ImGui::SetCursorScreenPos(ImVec2(left, at.y));
  ImGui::PushID(number);
  const std::string title = ui.words.fill(
      "legend.title",
      {{"layer", std::to_string(entry.layer)}, {"filter", std::to_string(entry.filter)}});
  if (pressable(ui, "row", ImVec2(width, height),
                {text::capitalised(row_place(ui, entry)) + ". " + title})) {
    choose(ui, {entry.layer, entry.filter});
  }
  ImGui::PopID();
  const bool hovered = ImGui::IsItemHovered();
  if (chosen || hovered) {
    list->AddRectFilled(ImVec2(left, at.y), ImVec2(left + width, at.y + height),
                        chosen ? colour::kAccentGround : colour::kRaised, ui.px(4));
  }
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  hint_left(ui, strongest_hint(ui, entry));

  const float middle = at.y + height / 2;
  const std::string which = which_words(entry);
  const float which_room = text_size(ui.fonts.small, "0 / 000 +0").x;
  const float which_width = text_size(ui.fonts.small, which).x;
  draw_text(list, ui.fonts.small,
            ImVec2(left + width - pad - which_width, middle - text_size(ui.fonts.small, "X").y / 2),
            colour::kMuted, which);
  const float bar_width = ui.px(64);
  const float bar_x = left + width - pad - which_room - ui.px(14) - bar_width;
  const float range = entry.range > 0 ? entry.range : 1;
  bar(list, ImVec2(bar_x, middle - ui.px(2.5)), ImVec2(bar_width, ui.px(5)), entry.peak / range,
      colour::kAccent, entry.measured ? std::optional<float>(entry.usual / range) : std::nullopt);
  const float place_room = bar_x - left - pad - ui.px(10);
  draw_text(list, ui.fonts.body, ImVec2(left + pad, middle - text_size(ui.fonts.body, "X").y / 2),
            colour::kText, text::capitalised(row_place(ui, entry, place_room)), place_room);
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(1, height - ImGui::GetStyle().ItemSpacing.y + ui.px(1)));
}

// Right of the title, whose left top is `at`: what the rows' numbers are.
void numbers_header(Ui& ui, ImVec2 at, float right) {
  const std::string& header = ui.words["strongest.header"];
  const ImVec2 header_size = text_size(ui.fonts.small, header);
  const float title_width = text_size(ui.fonts.strong, ui.words["strongest.title"]).x;
  constexpr std::array kNumbers = {"layer", "filter"};
  ImVec2 corner(right - header_size.x, at.y + ui.fonts.strong->Ascent - ui.fonts.small->Ascent);
  // Long words leave it a line of its own.
  if (corner.x <= at.x + title_width) {
    corner.y = ImGui::GetCursorScreenPos().y;
    ImGui::Dummy(ImVec2(1, header_size.y));
  }
  draw_text(ImGui::GetWindowDrawList(), ui.fonts.small, corner, colour::kMuted, header);
  explain_at(ui, corner, header_size, kNumbers);
}

// --- Where the card has names ------------------------------------------------------------------

// Full where the name is sure, hollow where it is less so; nothing for a nameless filter.
void dot(const Ui& ui, ImDrawList* list, ImVec2 middle, const ConceptCard* name) {
  if (!name) return;
  if (is_sure(*name)) {
    list->AddCircleFilled(middle, ui.px(4.5), colour::kAccent);
  } else {
    list->AddCircle(middle, ui.px(4), colour::kAccent, 0, std::max(1.0f, ui.px(1.5)));
  }
}

std::string figures_words(const Ui& ui, const NotableFilter& entry) {
  const FilterPlace place = most_effective_of(ui.state, entry);
  const EffectCard* effect = filter_effect(ui.state, place.layer, place.filter);
  if (ui.state.list_by_effect && effect) {
    return ui.words.fill("strongest.effect", {{"layer", std::to_string(place.layer)},
                                              {"filter", std::to_string(place.filter)},
                                              {"change", change_words(ui.words, *effect)}});
  }
  return ui.words.fill(entry.measured ? "strongest.figures" : "strongest.figures_unmeasured",
                       {{"layer", std::to_string(entry.layer)},
                        {"filter", std::to_string(entry.filter)},
                        {"peak", ui.words.figure(entry.peak)},
                        {"usual", ui.words.figure(entry.usual)}});
}

// Under a folded row that is chosen: each of its filters.
void each_filter(Ui& ui, const NotableFilter& entry) {
  std::vector<FilterPlace> all = {{entry.layer, entry.filter}};
  all.insert(all.end(), entry.also.begin(), entry.also.end());
  const float left = ImGui::GetCursorScreenPos().x;
  const float right = left + ImGui::GetContentRegionAvail().x;
  float x = left + ui.px(kIndent);
  float y = ImGui::GetCursorScreenPos().y;
  for (const FilterPlace& one : all) {
    const std::string label = std::to_string(one.layer) + "/" + std::to_string(one.filter);
    const float width = text_size(ui.fonts.small, label).x + ui.px(14);
    if (x + width > right) {
      x = left + ui.px(kIndent);
      y += button_height(ui) + ui.px(4);
    }
    ImGui::SetCursorScreenPos(ImVec2(x, y));
    ImGui::PushID(one.layer);
    ImGui::PushID(one.filter);
    const bool chosen = one == FilterPlace{ui.state.layer, ui.state.filter};
    const std::string called = filter_words(ui.words, ui.state, one.layer, one.filter);
    if (button_within(ui, "one", label, chosen, width, called)) choose(ui, one);
    hint_left(ui, called + "\n" + strength_words(ui.words, ui.state, one.layer, one.filter));
    ImGui::PopID();
    ImGui::PopID();
    x += width + ui.px(4);
  }
  ImGui::SetCursorScreenPos(ImVec2(left, y + button_height(ui)));
  ImGui::Dummy(ImVec2(1, ui.px(4)));
}

// What it responds to and where, large; below it small which filter that is, and how strongly.
void named_row(Ui& ui, const NotableFilter& entry, int number) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float pad = ui.px(8);
  const float room = ImGui::GetContentRegionAvail().x - ui.px(kIndent);
  const std::string title = row_words(ui.words, ui.state, entry);
  const std::string figures = figures_words(ui, entry);
  const auto large = wrap_lines(ui.fonts.body, title, room);
  const auto small = wrap_lines(ui.fonts.small, figures, room);
  const float large_height = line_height(ui.fonts.body) * static_cast<float>(large.size());
  const float height = large_height +
                       line_height(ui.fonts.small) * static_cast<float>(small.size()) +
                       ui.px(ui.touch ? 14 : 9);
  const float top = at.y + ui.px(ui.touch ? 6 : 4);
  const bool chosen = holds_shown(ui, entry);
  const ConceptCard* name = surest_name(ui.state, entry.layer, entry.filter);
  ImGui::SetCursorScreenPos(ImVec2(at.x - pad, at.y));
  ImGui::PushID(number);
  const ImVec2 size(ImGui::GetContentRegionAvail().x + pad, height);
  if (pressable(ui, "row", size, {title + ". " + figures, {}, chosen})) {
    choose(ui, {entry.layer, entry.filter});
  }
  const bool hovered = ImGui::IsItemHovered();
  if (chosen || hovered) {
    list->AddRectFilled(ImVec2(at.x - pad, at.y), ImVec2(at.x - pad + size.x, at.y + height),
                        chosen ? colour::kAccentGround : colour::kRaised, ui.px(4));
  }
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  std::string more = strength_words(ui.words, ui.state, entry.layer, entry.filter);
  if (!more.empty()) more += "\n";
  const std::string effect = effect_words(ui.words, ui.state, entry.layer, entry.filter);
  if (!effect.empty()) more += effect + "\n";
  hint_left(ui, more + strongest_hint(ui, entry));
  dot(ui, list, ImVec2(at.x + ui.px(4.5), top + line_height(ui.fonts.body) / 2), name);
  const float x = at.x + ui.px(kIndent);
  draw_lines(list, ui.fonts.body, ImVec2(x, top), colour::kText, large);
  draw_lines(list, ui.fonts.small, ImVec2(x, top + large_height), colour::kMuted, small);
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(1, height - ImGui::GetStyle().ItemSpacing.y + ui.px(1)));
  if (chosen && !entry.also.empty()) each_filter(ui, entry);
  ImGui::PopID();
}

void group_heading(Ui& ui, ConceptGroup group) {
  gap(ui, 4);
  text(ui, ui.fonts.small, group == ConceptGroup::kArtefact ? colour::kWarm : colour::kMuted,
       ui.words[std::string("group.") + name_of(group)]);
}

// Within the groups: by how unusual a response is, or by how far the filter moves the estimate.
void list_order(Ui& ui) {
  const std::vector<std::string> labels = {ui.words["sort.notability"],
                                           ui.words["strongest.by.effect"]};
  const int pressed = segments(ui, "list-order", labels, ui.state.list_by_effect ? 1 : 0,
                               ImGui::GetContentRegionAvail().x);
  if (pressed >= 0) ui.act(ListByEffect{pressed == 1});
  if (ui.state.list_by_effect) {
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["strongest.by.effect_note"]);
  }
  gap(ui, 2);
}

void named_rows(Ui& ui) {
  std::optional<ConceptGroup> group;
  int number = 0;
  for (const NotableFilter& entry : ui.state.strongest) {
    const ConceptGroup own = concept_group(filter_name(ui.state, entry.layer, entry.filter));
    if (group != own) group_heading(ui, own);
    group = own;
    named_row(ui, entry, number++);
  }
  gap(ui, 6);
  constexpr std::array kNumbers = {"layer", "filter"};
  wrapped_with_terms(ui, ui.fonts.small, colour::kMuted, ui.words["strongest.legend_named"],
                     kNumbers);
}

}  // namespace

void flow_strongest(Ui& ui) {
  if (!ui.state.verdict) return;
  const std::vector<NotableFilter>& list = ui.state.strongest;
  const bool answered = !ui.state.layers.empty();
  if (list.empty() && !answered) return;
  gap(ui, 10);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float right = at.x + ImGui::GetContentRegionAvail().x;
  // Of a network whose filters were never measured nothing is known to be unusual.
  const bool measured =
      list.empty() ||
      std::any_of(list.begin(), list.end(), [](const auto& entry) { return entry.measured; });
  constexpr std::array kNotable = {"notable"};
  if (measured) {
    explained(ui, ui.fonts.strong, colour::kText, ui.words["strongest.title"], kNotable);
  } else {
    text(ui, ui.fonts.strong, colour::kText, ui.words["strongest.title_unmeasured"]);
  }
  if (list.empty()) {
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["strongest.none"]);
    return;
  }
  const bool names = has_names(ui.state);
  if (!names) numbers_header(ui, at, right);
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words[measured ? "strongest.note" : "strongest.note_unmeasured"]);
  gap(ui, 2);
  if (names && has_effects(ui.state)) list_order(ui);
  if (names) return named_rows(ui);
  int number = 0;
  for (const NotableFilter& entry : list) strongest_row(ui, entry, number++);
  gap(ui, 6);
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words[measured ? "strongest.legend" : "strongest.legend_unmeasured"]);
}

}  // namespace lesion::viewer
