// The list of filters: by effect, by what they respond to, or by layer.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/what_if/parts.h"
#include "wasm/viewer/screens/what_if/reduce.h"
#include "wasm/viewer/screens/what_if/tries.h"
#include "wasm/viewer/state/concepts.h"

namespace lesion::viewer {
namespace {

// "+3.2", "−0.041", "0".
std::string signed_words(const Ui& ui, double value) {
  const std::string figure = ui.words.figure(std::abs(value));
  return figure == "0" ? figure : (value < 0 ? "\xE2\x88\x92" : "+") + figure;
}

// What becomes of the estimate, and, where that is a mean over other images, from where to where.
std::string change_hint(const Ui& ui, const char* key, double log_odds, double probability,
                        const std::optional<OverOthers>& over) {
  const double before = ui.state.verdict->probability;
  const auto both = ui.words.percents(std::array{before, before + probability});
  std::string said = ui.words.fill(
      key, {{"before", both[0]}, {"after", both[1]}, {"log_odds", signed_words(ui, log_odds)}});
  if (over) {
    said += " " + ui.words.fill("what_if.row.over", {{"low", signed_words(ui, over->lowest)},
                                                     {"high", signed_words(ui, over->highest)}});
  }
  return said;
}

std::string effect_hint(const Ui& ui, const ListedFilter& one) {
  std::string words = filter_words(ui.words, ui.state, one.place.layer, one.place.filter);
  if (one.effect) {
    words += "\n" + change_hint(ui, one.effect->exact ? "what_if.row.hint" : "what_if.row.estimate",
                                one.effect->log_odds, one.effect->probability, one.effect->over);
  }
  return words + "\n" + ui.words[one.off ? "what_if.row.on" : "what_if.row.off"];
}

std::string concept_hint(const Ui& ui, const ListedConcept& one, bool all_off) {
  std::string words = ui.words.fill(
      "what_if.concept.of",
      {{"count", std::to_string(one.filters.size())}, {"sure", std::to_string(one.sure)}});
  if (one.effect) {
    words += "\n" + change_hint(ui, "what_if.concept.row", one.effect->log_odds,
                                one.effect->probability, one.effect->over);
  }
  return words + "\n" + ui.words[all_off ? "what_if.concept.on" : "what_if.concept.off"];
}

// From a middle line to the left where it lowers the estimate, else to the right.
// Hollow where it is an estimate.
void both_ways(const Ui& ui, ImDrawList* list, ImVec2 at, ImVec2 size, double part, bool exact) {
  const float middle = std::round(at.x + size.x / 2);
  const float reach = static_cast<float>(std::clamp(part, -1.0, 1.0)) * size.x / 2;
  const float line = std::max(1.0f, ui.px(1));
  if (std::abs(reach) >= 0.5f) {
    const ImVec2 from(std::min(middle, middle + reach), at.y);
    const ImVec2 to(std::max(middle, middle + reach), at.y + size.y);
    const ImU32 colour = reach < 0 ? colour::kCool : colour::kWarm;
    if (exact) {
      list->AddRectFilled(from, to, colour);
    } else {
      list->AddRect(from, to, colour, 0, 0, line);
    }
  }
  list->AddRectFilled(ImVec2(middle, at.y - ui.px(3)),
                      ImVec2(middle + line, at.y + size.y + ui.px(3)), colour::kMuted);
}

// Filled where all is as it is, empty where it is off, half where a part of it is.
enum class Switched { kOn, kPart, kOff };
void switch_mark(const Ui& ui, ImDrawList* list, ImVec2 middle, Switched how) {
  const float half = ui.px(5.5);
  const ImVec2 from(std::round(middle.x - half), std::round(middle.y - half));
  const ImVec2 to(from.x + 2 * half, from.y + 2 * half);
  if (how == Switched::kOn) return list->AddRectFilled(from, to, colour::kAccent, ui.px(2));
  if (how == Switched::kPart) {
    list->AddRectFilled(ImVec2(from.x, from.y + half), to, colour::kAccent, ui.px(2));
  }
  list->AddRect(from, to, colour::kWarm, ui.px(2), 0, std::max(1.0f, ui.px(1.5)));
}

// What stands in a line of a list.
struct RowLook {
  std::string name;
  std::string beside;              // muted
  std::optional<double> log_odds;  // nothing: not known yet
  bool exact = true;
  Switched how = Switched::kOn;
};

std::string figure_of(const Ui& ui, const RowLook& row) {
  return row.log_odds ? (row.exact ? "" : "~") + signed_words(ui, *row.log_odds) : "";
}

float row_height(const Ui& ui) { return ui.px(ui.touch ? 40 : 25); }

// The last item, from `at` on.
void draw_row(const Ui& ui, const RowLook& row, ImVec2 at, float width, double greatest,
              bool chosen) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float height = row_height(ui);
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (hovered || chosen) {
    list->AddRectFilled(ImVec2(at.x - ui.px(6), at.y), ImVec2(at.x + width, at.y + height),
                        chosen ? colour::kAccentGround : colour::kRaised, ui.px(4));
  }
  const float middle = at.y + height / 2;
  const float text_top = middle - text_size(ui.fonts.small, "X").y / 2;
  switch_mark(ui, list, ImVec2(at.x + ui.px(6), middle), row.how);
  // From the right: the figure, the bar, what stands beside the name.
  const std::string figure = figure_of(ui, row);
  const float figure_room = text_size(ui.fonts.small,
                                      "~\xE2\x88\x92"
                                      "00.00")
                                .x;
  const float right = at.x + width - ui.px(4);
  draw_text(list, ui.fonts.small, ImVec2(right - text_size(ui.fonts.small, figure).x, text_top),
            colour::kText, figure);
  const float bar_width = std::min(ui.px(110), width * 0.28f);
  const float bar_left = right - figure_room - ui.px(8) - bar_width;
  if (row.log_odds) {
    both_ways(ui, list, ImVec2(bar_left, middle - ui.px(3)), ImVec2(bar_width, ui.px(6)),
              greatest > 0 ? *row.log_odds / greatest : 0, row.exact);
  }
  const float beside_left = bar_left - ui.px(8) - text_size(ui.fonts.small, "0/000").x;
  draw_text(list, ui.fonts.small, ImVec2(beside_left, text_top), colour::kMuted, row.beside);
  const float left = at.x + ui.px(18);
  draw_text(list, ui.fonts.small, ImVec2(left, text_top),
            row.how == Switched::kOff ? colour::kMuted : colour::kText, row.name,
            std::max(1.0f, beside_left - ui.px(6) - left));
}

void row_ends(const Ui& ui, ImVec2 at) {
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(1, row_height(ui) - ImGui::GetStyle().ItemSpacing.y + ui.px(1)));
}

void effect_row(Ui& ui, const ListedFilter& one, double greatest) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const auto [layer, filter] = one.place;
  RowLook row;
  row.name = text::capitalised(concept_words(ui.words, filter_name(ui.state, layer, filter)));
  row.beside = std::to_string(layer) + "/" + std::to_string(filter);
  row.how = one.off ? Switched::kOff : Switched::kOn;
  if (one.effect) row.log_odds = one.effect->log_odds;
  row.exact = !one.effect || one.effect->exact;
  ImGui::PushID(layer);
  ImGui::PushID(filter);
  const bool chosen = one.place == FilterPlace{ui.state.layer, ui.state.filter};
  std::string said = row.name + " " + row.beside + ", " + figure_of(ui, row);
  if (one.off) said += ", " + ui.words["what_if.off"];
  if (pressable(ui, "row", ImVec2(width, row_height(ui)), {said, {}, one.off})) {
    ui.act(Select{layer, filter});
    ui.act(ScreenAction(WhatIfAction(SwitchFilters{{one.place}, !one.off})));
  }
  ImGui::PopID();
  ImGui::PopID();
  draw_row(ui, row, at, width, greatest, chosen);
  hint_left(ui, effect_hint(ui, one));
  row_ends(ui, at);
}

void effect_rows(Ui& ui, const std::vector<ListedFilter>& listed, std::size_t shown) {
  const double greatest = greatest_effect(ui.state);
  for (std::size_t i = 0; i < std::min(shown, listed.size()); ++i) {
    effect_row(ui, listed[i], greatest);
  }
}

// All of them off, or, where all are, on again.
void switch_all(Ui& ui, const char* id, const std::vector<FilterPlace>& places) {
  const bool off = std::all_of(places.begin(), places.end(),
                               [&](const FilterPlace& one) { return is_off(ui.state, one); });
  const std::string label = ui.words.fill(off ? "what_if.all_on" : "what_if.all_off",
                                          {{"count", std::to_string(places.size())}});
  const float width = text_size(ui.fonts.small, label).x + ui.px(20);
  if (button_within(ui, id, label, off, width)) {
    ui.act(ScreenAction(WhatIfAction(SwitchFilters{places, !off})));
  }
}

std::vector<FilterPlace> places_of(const std::vector<ListedFilter>& listed) {
  std::vector<FilterPlace> places;
  for (const ListedFilter& one : listed) places.push_back(one.place);
  return places;
}

// A name: pressed, all its filters go off, or on again; the sign behind it lists them.
void concept_row(Ui& ui, const ListedConcept& one, double greatest) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float sign = ui.px(ui.touch ? 40 : 25);
  const float width = ImGui::GetContentRegionAvail().x - sign - ui.px(4);
  const bool all_off = one.off == one.filters.size();
  RowLook row;
  row.name = text::capitalised(concept_words(ui.words, one.name));
  row.beside = std::to_string(one.filters.size());
  row.how = all_off ? Switched::kOff : one.off > 0 ? Switched::kPart : Switched::kOn;
  if (one.effect) row.log_odds = one.effect->log_odds;
  const std::string called =
      ui.words.fill("what_if.pattern", {{"name", row.name}, {"count", row.beside}});
  std::string said = called + ", " + figure_of(ui, row);
  if (all_off) said += ", " + ui.words["what_if.off"];
  if (pressable(ui, "row", ImVec2(width, row_height(ui)), {said, {}, all_off})) {
    ui.act(ScreenAction(WhatIfAction(SwitchFilters{one.filters, !all_off})));
  }
  draw_row(ui, row, at, width, greatest, false);
  hint_left(ui, concept_hint(ui, one, all_off));
  const bool open = ui.state.what_if.opened == one.name;
  ImVec2 corner(at.x + width + ui.px(4), at.y);
  ImGui::SetCursorScreenPos(corner);
  if (pressable(ui, "open", ImVec2(sign, row_height(ui)),
                {called + ". " + ui.words["what_if.concept.hint"], {}, open})) {
    ui.act(ScreenAction(WhatIfAction(OpenConcept{open ? std::nullopt : std::optional(one.name)})));
  }
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const std::string mark = open ? "\xE2\x88\x92" : "+";
  const ImVec2 size = text_size(ui.fonts.body, mark);
  draw_text(list, ui.fonts.body,
            ImVec2(corner.x + (sign - size.x) / 2, corner.y + (row_height(ui) - size.y) / 2),
            hovered || open ? colour::kText : colour::kMuted, mark);
  hint_left(ui, ui.words["what_if.concept.hint"]);
  row_ends(ui, at);
}

void by_concept(Ui& ui) {
  const std::vector<ListedConcept> names = listed_concepts(ui.state);
  const double greatest = greatest_effect(ui.state);
  for (const ListedConcept& one : names) {
    ImGui::PushID(one.name.c_str());
    concept_row(ui, one, greatest);
    if (ui.state.what_if.opened == one.name) {
      const std::vector<ListedFilter> listed = listed_effects(ui.state);
      ImGui::Indent(ui.px(14));
      effect_rows(ui, listed, listed.size());
      ImGui::Unindent(ui.px(14));
      gap(ui, 4);
    }
    ImGui::PopID();
  }
}

void by_layer(Ui& ui) {
  const std::vector<ListedFilter> listed = listed_effects(ui.state);
  const std::string& less = ui.words["what_if.layer.less"];
  const std::string& more = ui.words["what_if.layer.more"];
  if (button(ui, "less", "\xE2\x88\x92", "", false, ui.px(40), less)) ui.act(StepLayer{-1});
  hint(ui, less);
  ImGui::SameLine(0, ui.px(8));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const std::string words =
      ui.words.fill("compare.layer.is", {{"layer", std::to_string(ui.state.layer)}});
  const ImVec2 size = text_size(ui.fonts.body, words);
  draw_text(ImGui::GetWindowDrawList(), ui.fonts.body,
            ImVec2(at.x, at.y + (button_height(ui) - size.y) / 2), colour::kText, words);
  ImGui::Dummy(ImVec2(size.x, button_height(ui)));
  ImGui::SameLine(0, ui.px(8));
  if (button(ui, "more", "+", "", false, ui.px(40), more)) ui.act(StepLayer{1});
  hint(ui, more);
  ImGui::SameLine(0, ui.px(12));
  switch_all(ui, "all", places_of(listed));
  effect_rows(ui, listed, listed.size());
}

void by_effect(Ui& ui) {
  const std::vector<ListedFilter> listed = listed_effects(ui.state);
  const bool whole = ui.state.what_if.whole_list;
  effect_rows(ui, listed, whole ? listed.size() : kEffectsShown);
  if (listed.size() <= kEffectsShown) return;
  gap(ui, 4);
  const std::string count = std::to_string(whole ? kEffectsShown : listed.size());
  const std::string label =
      ui.words.fill(whole ? "what_if.show_first" : "what_if.show_all", {{"count", count}});
  if (button(ui, "whole", label)) {
    ui.act(ScreenAction(WhatIfAction(ShowWholeList{!whole})));
  }
}

void measuring(Ui& ui) {
  const WhatIf& what = ui.state.what_if;
  const bool done = what.effects_of > 0 && what.effects_exact >= what.effects_of;
  if (done) return;
  const bool estimated = what.effects.size() > what.effects_exact;
  const std::size_t measured = effects_to_measure(ui.state);
  const bool first = measured < what.effects_of;
  if (estimated) wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["what_if.estimated"]);
  if (first) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("what_if.first", {{"count", std::to_string(measured)}}));
  }
  if (!what.no_estimate.empty()) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("what_if.no_estimate", {{"reason", what.no_estimate}}));
  }
  const std::string said =
      ui.words.fill("what_if.measured", {{"done", std::to_string(what.effects_exact)},
                                         {"all", std::to_string(filters_in_all(ui.state))}});
  text(ui, ui.fonts.small, colour::kMuted, said);
  const bool goes_on = effects_wanted(ui.state);
  const std::string& label = ui.words[goes_on ? "spread.stop" : "what_if.measure"];
  if (button_within(ui, "measure", label, false, text_size(ui.fonts.small, label).x + ui.px(20))) {
    ui.act(ScreenAction(WhatIfAction(MeasureEffects{!goes_on})));
  }
}

}  // namespace

void flow_effects(Ui& ui) {
  const bool names = ui.state.what_if.list == WhatIfList::kConcept;
  const bool no_names = names && !has_names(ui.state);
  section(ui, names ? "what_if.concepts" : "what_if.effects");
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words[no_names ? "what_if.no_names"
                   : names  ? "what_if.concepts.note"
                            : "what_if.effects.note"]);
  gap(ui, 2);
  const float width = ImGui::GetContentRegionAvail().x;
  const int pressed = segments(ui, "list", labels_of(ui, "what_if.list.", kWhatIfListNames),
                               static_cast<int>(ui.state.what_if.list), width);
  if (pressed >= 0) {
    ui.act(ScreenAction(WhatIfAction(ListEffects{static_cast<WhatIfList>(pressed)})));
  }
  if (no_names) return;
  measuring(ui);
  gap(ui, 2);
  switch (ui.state.what_if.list) {
    case WhatIfList::kEffect:
      return by_effect(ui);
    case WhatIfList::kConcept:
      return by_concept(ui);
    case WhatIfList::kLayer:
      return by_layer(ui);
  }
}

}  // namespace lesion::viewer
