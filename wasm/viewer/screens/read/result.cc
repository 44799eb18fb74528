#include <algorithm>
#include <array>

#include "wasm/viewer/panels/crop.h"
#include "wasm/viewer/screens/read/parts.h"
#include "wasm/viewer/terms.h"

namespace lesion::viewer {
namespace {

// "On 600 images (...) that point found 90% of malignant lesions and wrongly flagged 31% ..."
std::string operating_words(const Ui& ui) {
  const ModelCard& card = ui.state.model->card;
  const std::optional<OperatingFigures> figures = operating_figures(ui.state);
  if (!figures) return ui.words["result.no_operating_point"];
  const Metric* metric = held_out(card);
  const std::string where =
      metric && metric->data == figures->data
          ? ui.words.fill("result.measured_n",
                          {{"n", std::to_string(metric->n)}, {"data", figures->data}})
          : ui.words.fill("result.measured", {{"data", figures->data}});
  const bool positive = called_positive(ui.state);
  return ui.words.fill(positive ? "result.above" : "result.below",
                       {{"threshold", percent(threshold_of(ui.state))}}) +
         " " +
         ui.words.fill("result.rates", {{"where", where},
                                        {"sensitivity", percent(figures->sensitivity)},
                                        {"specificity", percent(figures->specificity)},
                                        {"false", percent(1 - figures->specificity)}});
}

// One line of the list: where, how strong, which filter.
void strongest_row(Ui& ui, const NotableFilter& entry, int number) {
  const bool chosen = ui.state.layer == entry.layer && ui.state.filter == entry.filter;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float pad = ui.px(8);
  const float left = at.x - pad;
  const float width = ImGui::GetContentRegionAvail().x + 2 * pad;
  const float height = ui.px(ui.touch ? 42 : 31);
  ImGui::SetCursorScreenPos(ImVec2(left, at.y));
  ImGui::PushID(number);
  if (ImGui::InvisibleButton("row", ImVec2(width, height))) {
    ui.act(Select{entry.layer, entry.filter});
    ui.act(ShowOverlay{true});
  }
  ImGui::PopID();
  const bool hovered = ImGui::IsItemHovered();
  if (chosen || hovered) {
    list->AddRectFilled(ImVec2(left, at.y), ImVec2(left + width, at.y + height),
                        chosen ? colour::kAccentGround : colour::kRaised, ui.px(4));
  }
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  hint_left(ui, ui.words.fill(entry.measured ? "strongest.hint" : "strongest.hint_unmeasured",
                              {{"layer", std::to_string(entry.layer)},
                               {"filter", std::to_string(entry.filter)},
                               {"peak", figure(entry.peak)},
                               {"usual", figure(entry.usual)},
                               {"range", figure(entry.range)}}));

  const float middle = at.y + height / 2;
  const std::string which = std::to_string(entry.layer) + " / " + std::to_string(entry.filter);
  const float which_room = text_size(ui.fonts.small, "0 / 000").x;
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
            colour::kText,
            capitalised(place_words_within(ui, entry.place, ui.fonts.body, place_room)),
            place_room);
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(1, height - ImGui::GetStyle().ItemSpacing.y + ui.px(1)));
}

}  // namespace

void flow_result(Ui& ui) {
  if (!ui.state.verdict || !ui.state.model) {
    text(ui, ui.fonts.small, colour::kMuted, ui.words["result.label"]);
    if (ui.state.progress) {
      gap(ui, 4);
      flow_progress(ui);
    } else {
      wrapped(ui, ui.fonts.body, colour::kMuted,
              ui.words[ui.state.model ? "result.none" : "result.no_model"]);
    }
    return;
  }
  const ModelCard& card = ui.state.model->card;
  const double probability = ui.state.verdict->probability;
  const auto positive = static_cast<std::size_t>(std::max(0, card.positive_class));
  const std::string name = positive < card.classes.size() ? card.classes[positive] : "malignant";
  constexpr std::array kEstimate = {"estimate"};
  explained(ui, ui.fonts.small, colour::kMuted, ui.words["result.label"], kEstimate);
  const std::string translated =
      name == "malignant" ? ui.words["class.malignant"] : capitalised(name);
  text(ui, ui.fonts.result, colour::kText, translated + " " + percent(probability));
  gap(ui, 2);
  const float width = ImGui::GetContentRegionAvail().x;
  const bool above = called_positive(ui.state);
  bar(ImGui::GetWindowDrawList(), ImGui::GetCursorScreenPos(), ImVec2(width, ui.px(8)),
      static_cast<float>(probability), above ? colour::kWarm : colour::kCool,
      static_cast<float>(threshold_of(ui.state)));
  ImGui::Dummy(ImVec2(width, ui.px(14)));
  constexpr std::array kTerms = {"point", "sensitivity", "specificity"};
  wrapped_with_terms(ui, ui.fonts.small, colour::kMuted, operating_words(ui), kTerms);
  flow_crop(ui);
}

void flow_strongest(Ui& ui) {
  if (!ui.state.verdict) return;
  const std::vector<NotableFilter>& list = ui.state.strongest;
  if (list.empty()) return;
  gap(ui, 10);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float right = at.x + ImGui::GetContentRegionAvail().x;
  constexpr std::array kNotable = {"notable"};
  explained(ui, ui.fonts.strong, colour::kText, ui.words["strongest.title"], kNotable);
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
  gap(ui, 2);
  int number = 0;
  bool measured = false;
  for (const NotableFilter& entry : list) {
    strongest_row(ui, entry, number++);
    measured = measured || entry.measured;
  }
  gap(ui, 6);
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words[measured ? "strongest.legend" : "strongest.legend_unmeasured"]);
}

void flow_about_model(Ui& ui) {
  if (!ui.state.model || ui.state.model->card.metrics.empty()) return;
  const ModelCard& card = ui.state.model->card;
  const Metric& metric = *held_out(card);
  const bool unseen = card.operating_point && card.operating_point->measured_on == metric.data;
  gap(ui, 10);
  text(ui, ui.fonts.strong, colour::kText, ui.words["about.title"]);
  constexpr std::array kTerms = {"auc"};
  wrapped_with_terms(ui, ui.fonts.small, colour::kMuted,
                     ui.words.fill(unseen ? "about.metric" : "about.metric_plain",
                                   {{"auc", fixed(metric.auc, 3)},
                                    {"low", fixed(metric.auc_low, 3)},
                                    {"high", fixed(metric.auc_high, 3)},
                                    {"n", std::to_string(metric.n)},
                                    {"data", metric.data}}),
                     kTerms);
}

}  // namespace lesion::viewer
