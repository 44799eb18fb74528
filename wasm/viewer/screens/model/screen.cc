#include <algorithm>
#include <array>
#include <cmath>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/model/concepts.h"
#include "wasm/viewer/screens/model/effects.h"
#include "wasm/viewer/screens/model/figures.h"
#include "wasm/viewer/screens/model/plots.h"
#include "wasm/viewer/screens/model/shipped.h"
#include "wasm/viewer/settings.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

void heading(Ui& ui, const char* key) { flow_heading(ui, ui.words[key]); }

// A name and what it is; nothing for what the card leaves out.
void fact(Ui& ui, const char* key, const std::string& value) {
  if (value.empty()) return;
  const float left = ImGui::GetCursorPosX();
  const float indent = ui.px(ui.layout.stacked ? 104 : 132);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  draw_text(ImGui::GetWindowDrawList(), ui.fonts.small, at, colour::kMuted, ui.words[key],
            indent - ui.px(8));
  const float room = ImGui::GetContentRegionAvail().x - indent;
  const std::vector<std::string> lines = wrap_lines(ui.fonts.small, value, room);
  draw_lines(ImGui::GetWindowDrawList(), ui.fonts.small, ImVec2(at.x + indent, at.y), colour::kText,
             lines);
  ImGui::SetCursorPosX(left);
  ImGui::Dummy(ImVec2(
      1, line_height(ui.fonts.small) * static_cast<float>(std::max<std::size_t>(1, lines.size()))));
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
  return all;
}

void about(Ui& ui, const ModelCard& card) {
  const std::string name = model_name(*ui.state.model);
  text(ui, ui.fonts.heading, colour::kText, name);
  wrapped(ui, ui.fonts.body, colour::kMuted, texts_in(card, ui.state.language).description);
  gap(ui, 6);
  fact(ui, "model.file", ui.state.model->name);
  fact(ui, "model.architecture", ui.words.phrases(card.architecture));
  constexpr std::array<const char*, kCropKindNames.size()> kInputWords = {
      "model.input_size", "model.input_whole", "model.input_lesion"};
  fact(ui, "model.input",
       ui.words.fill(kInputWords[static_cast<std::size_t>(card.input.crop.kind)],
                     {{"size", size_text(card.input)},
                      {"crop", ui.words.percent(card.input.crop.fraction)}}));
  std::vector<std::string> classes;
  for (const std::string& name : card.classes) {
    classes.push_back(class_words(ui.words.estimate_table(), name));
  }
  fact(ui, "model.classes", joined(classes, ", "));
  if (!card.training) return;
  const TrainingRecord& training = *card.training;
  fact(ui, "model.data", training.data);
  std::string facts =
      ui.words.fill("model.training_facts", {{"epochs", std::to_string(training.epochs)},
                                             {"seed", std::to_string(training.seed)},
                                             {"version", training.tool_version}});
  if (training.hours) {
    facts +=
        ", " + ui.words.fill("model.training_hours", {{"hours", ui.words.figure(*training.hours)}});
  }
  fact(ui, "model.training", facts);
}

void operating_point(Ui& ui, const ModelCard& card) {
  heading(ui, "model.operating");
  const std::vector<PointFigures> figures = figures_at(card, ui.state.threshold);
  const std::string name = positive_class_words(ui.words.estimate_table(), card);
  if (figures.empty()) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("estimate.no_point", {{"class", name}}));
    return;
  }
  const Metric* metric = held_out(card);
  const bool curve = metric && !metric->roc.empty();
  if (curve) flow_threshold_slider(ui, ImGui::GetContentRegionAvail().x);
  std::string words =
      ui.words.fill("model.operating_from",
                    {{"class", name}, {"threshold", ui.words.percent(*threshold_of(ui.state))}});
  for (const PointFigures& one : figures) {
    const std::string data =
        one.elsewhere ? ui.words.fill("model.elsewhere", {{"data", one.data}}) : one.data;
    words += " " + ui.words.fill("model.operating_on",
                                 {{"sensitivity", ui.words.percent(one.sensitivity)},
                                  {"specificity", ui.words.percent(one.specificity)},
                                  {"data", data}});
  }
  wrapped(ui, ui.fonts.body, colour::kText, words);
  if (card.operating_point && !card.operating_point->chosen_on.empty() && !ui.state.threshold) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("model.chosen_on", {{"data", card.operating_point->chosen_on}}));
  }
  if (!curve) {
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["model.no_curve"]);
    return;
  }
  if (ui.state.threshold && button(ui, "reset", ui.words["model.reset"])) {
    ui.act(SetThreshold{std::nullopt});
  }
  const double width = ImGui::GetContentRegionAvail().x / ui.unit;
  const double side = std::clamp((width - 24) / 2, 120.0, 240.0);
  gap(ui, 6);
  ImGui::BeginGroup();
  flow_roc(ui, *metric, side);
  ImGui::EndGroup();
  if (metric->calibration.empty()) return;
  if (width >= 2 * side + 24) ImGui::SameLine(0, ui.px(20));
  ImGui::BeginGroup();
  flow_calibration(ui, *metric, side);
  ImGui::EndGroup();
}

// How far beyond what is seen squares are drawn, CSS px.
constexpr double kBeyond = 1500;

// One small square a filter: full where it responded in training, struck out where it never did.
void layer_row(Ui& ui, const LayerCard& layer, int number) {
  const auto dead = std::count_if(layer.filters.begin(), layer.filters.end(),
                                  [](const FilterCard& filter) { return filter.dead; });
  std::string words =
      ui.words.fill("model.layer", {{"layer", std::to_string(number)},
                                    {"filters", std::to_string(layer.filter_count)},
                                    {"field", std::to_string(layer.receptive_field)}});
  if (layer.filters.empty()) {
    words += " " + ui.words["model.unmeasured"];
  } else if (dead > 0) {
    words += " " + ui.words.fill("model.dead", {{"count", std::to_string(dead)}});
  }
  wrapped(ui, ui.fonts.small, colour::kText, words);
  const float side = ui.px(ui.touch ? 22 : 15);
  const float step = side + ui.px(3);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float room = ImGui::GetContentRegionAvail().x;
  const int columns = std::max(1, static_cast<int>((room + ui.px(3)) / step));
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImGui::PushID(number);
  // Of tens of thousands only those that are to be seen, or reached by a key from there.
  const float top = list->GetClipRectMin().y - ui.px(kBeyond);
  const float bottom = list->GetClipRectMax().y + ui.px(kBeyond);
  for (int i = 0; i < layer.filter_count; ++i) {
    const int row = i / columns;
    const ImVec2 from(at.x + static_cast<float>(i % columns) * step,
                      at.y + static_cast<float>(row) * step);
    if (from.y + side < top || from.y > bottom) continue;
    const ImVec2 to(from.x + side, from.y + side);
    ImGui::SetCursorScreenPos(from);
    ImGui::PushID(i);
    const bool is_dead = static_cast<std::size_t>(i) < layer.filters.size() &&
                         layer.filters[static_cast<std::size_t>(i)].dead;
    const std::string said = ui.words.fill(is_dead ? "model.filter_dead" : "model.filter",
                                           {{"filter", std::to_string(i)}});
    const std::string group = "layer" + std::to_string(number);
    if (pressable(ui, "filter", ImVec2(side, side), {said, group})) {
      ui.act(Select{number, i});
      if (ui.state.image) ui.act(ShowScreen{Screen::kExplore});
    }
    ImGui::PopID();
    const bool hovered = ImGui::IsItemHovered();
    list->AddRectFilled(from, to, is_dead ? colour::kRaised : colour::kLiving, ui.px(2));
    if (is_dead) {
      list->AddLine(ImVec2(from.x, to.y), ImVec2(to.x, from.y), colour::kMuted,
                    std::max(1.0f, ui.px(1)));
    }
    if (hovered) {
      list->AddRect(from, to, colour::kText, ui.px(2));
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    hint(ui, said);
  }
  ImGui::PopID();
  const int rows = (layer.filter_count + columns - 1) / columns;
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(ImVec2(room, static_cast<float>(rows) * step + ui.px(4)));
}

void layers(Ui& ui, const ModelCard& card) {
  heading(ui, "model.layers");
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["model.layers_note"]);
  gap(ui, 4);
  for (std::size_t i = 0; i < card.layers.size(); ++i) {
    layer_row(ui, card.layers[i], static_cast<int>(i));
  }
}

void filters(Ui& ui, const ModelCard& card) {
  flow_concepts(ui, card);
  flow_effects(ui, card);
  layers(ui, card);
}

void rights(Ui& ui, const ModelCard& card) {
  heading(ui, "model.rights");
  fact(ui, "model.licence", ui.words.phrases(card.licence));
  fact(ui, "model.attribution", card.attribution);
  gap(ui, 8);
  wrapped(ui, ui.fonts.body, colour::kText, ui.words["notice"]);
  if (card.notice != std::string(kNotice)) {
    wrapped(ui, ui.fonts.small, colour::kMuted, card.notice);
  }
  gap(ui, 6);
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["model.open_another"]);
}

// Language, size of the text, keys; which version of the page this is.
void flow_settings(Ui& ui) {
  heading(ui, "settings.title");
  const float width = std::min(ImGui::GetContentRegionAvail().x, ui.px(340));
  text(ui, ui.fonts.small, colour::kMuted, ui.words["settings.language"]);
  int chosen = 0;
  for (std::size_t i = 0; i < kLanguages.size(); ++i) {
    if (ui.state.language == kLanguages[i]) chosen = static_cast<int>(i);
  }
  int pressed = segments(ui, "language", {"English", "Deutsch", "Nederlands"}, chosen, width);
  if (pressed >= 0) {
    ui.commands.push_back(language_command(kLanguages[static_cast<std::size_t>(pressed)]));
  }
  gap(ui, 2);
  text(ui, ui.fonts.small, colour::kMuted, ui.words["settings.text_size"]);
  std::vector<std::string> sizes;
  chosen = 0;
  for (std::size_t i = 0; i < kTextScales.size(); ++i) {
    sizes.push_back(ui.words.percent(kTextScales[i]));
    if (std::abs(ui.state.text_scale - kTextScales[i]) < 1e-6) chosen = static_cast<int>(i);
  }
  pressed = segments(ui, "text-size", sizes, chosen, width);
  if (pressed >= 0) ui.act(SetTextScale{kTextScales[static_cast<std::size_t>(pressed)]});
  gap(ui, 2);
  text(ui, ui.fonts.small, colour::kMuted, ui.words["settings.shortcuts"]);
  pressed = segments(ui, "shortcuts", {ui.words["settings.on"], ui.words["settings.off"]},
                     ui.state.shortcuts ? 0 : 1, width);
  if (pressed >= 0) ui.act(SetShortcuts{pressed == 0});
  if (ui.state.page_version.empty()) return;
  gap(ui, 2);
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words.fill("settings.version", {{"version", ui.state.page_version}}));
}

constexpr double kSettingsFirstBelow = 760;  // CSS px of width

// The card of the model, and the settings, on the whole room between the bars.
void draw(Ui& ui) {
  const ModelCard& card = ui.state.model->card;
  const Rect& pane = ui.layout.pane;
  // Two columns where both are wide enough to be read.
  const bool two = pane.width >= 900;
  const double room = std::min(pane.width, 1280.0);
  const double left = pane.x + (pane.width - room) / 2;
  const Rect first{left, pane.y, two ? std::floor(room * 0.54) : room, pane.height};
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(two ? 28 : 18, 20));
  if (begin_panel(ui, "model", first, colour::kGround, true)) {
    if (!ui.state.keys_shown) scroll_by_keys(ui);
    // On a phone the bar has no room for them, and below the card they are many swipes away.
    const bool settings_first = pane.width < kSettingsFirstBelow;
    if (settings_first) flow_settings(ui);
    about(ui, card);
    flow_shipped_models(ui);
    flow_metrics(ui, card);
    operating_point(ui, card);
    flow_faults(ui, card);
    flow_novelty(ui, card);
    if (!two) {
      filters(ui, card);
      flow_groups(ui, card);
    }
    rights(ui, card);
    if (!settings_first) flow_settings(ui);
    gap(ui, 12);
  }
  end_panel(ui);
  if (two) {
    const Rect second{first.x + first.width, pane.y, room - first.width, pane.height};
    if (begin_panel(ui, "model-layers", second, colour::kGround, true)) {
      if (!ui.state.keys_shown) scroll_by_keys(ui);
      filters(ui, card);
      flow_groups(ui, card);
      gap(ui, 12);
    }
    end_panel(ui);
  }
  ImGui::PopStyleVar();
}

}  // namespace

constinit const ScreenView model_view = {.draw = draw};

}  // namespace lesion::viewer
