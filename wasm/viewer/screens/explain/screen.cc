#include <algorithm>
#include <array>
#include <cmath>

#include "core/maps/overlay.h"
#include "core/model/estimate.h"
#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/panels/image_parts.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/explain/choice.h"
#include "wasm/viewer/screens/explain/painter.h"
#include "wasm/viewer/screens/explain/trust.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

void act(Ui& ui, ExplainAction action) { ui.act(ScreenAction(std::move(action))); }

Rect map_image(const Ui& ui) {
  return image_rect(ui.state.view, ui.layout.frame, ui.state.image->size(), ui.state.canvas.dpr);
}
Rect bare_image(const Ui& ui) {
  Rect image = map_image(ui);
  image.x += ui.layout.before.x - ui.layout.pane.x;
  image.y += ui.layout.before.y - ui.layout.pane.y;
  return image;
}

// The image that was made stands where the network would see it, alone.
bool shows_made(const Ui& ui) {
  return makes_image(ui.state.explain.method) && !ui.state.display.overlay_held;
}

void paint(Ui& ui) {
  const Rect image = map_image(ui);
  const DeviceRect clip = to_device(ui, ui.layout.pane);
  const ExplainAnswer* answer = explanation_of(ui.state);
  if (shows_made(ui)) {
    if (answer) {
      explained_map().draw_made(
          answer->revision, on_canvas(ui, ui.state.verdict->region, image, ui.state.image->size()),
          clip);
    }
  } else {
    ui.painter.draw_image(to_device(ui, image), clip);
  }
  if (answer && !makes_image(ui.state.explain.method) && !ui.state.display.overlay_held) {
    explained_map().draw(answer->revision, answer->greatest, ui.state.display.opacity,
                         on_canvas(ui, ui.state.verdict->region, image, ui.state.image->size()),
                         overlap(clip, to_device(ui, image)));
  }
  if (ui.layout.before.width > 0) {
    ui.painter.draw_image(to_device(ui, bare_image(ui)), to_device(ui, ui.layout.before));
  }
}

void pane(Ui& ui, const char* id, const Rect& rect, const Rect& image, const std::string& words) {
  if (!(rect.width > 0)) return;
  if (begin_panel(ui, id, rect, 0)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const bool alone = shows_made(ui) && rect == ui.layout.pane;
    if (ui.state.verdict) {
      const DeviceRect seen =
          on_canvas(ui, ui.state.verdict->region, image, ui.state.image->size());
      if (!alone) hatch_beyond(ui, list, seen, to_device(ui, image), to_device(ui, rect));
      dashed_outline(list, seen, ui.px(5), std::max(1.0f, ui.px(1)));
    }
    caption(ui, list, ImVec2(ui.px(rect.x + rect.width - 10), ui.px(rect.y + 10)), words, true);
    const Rect& other = ui.layout.pane;
    if (rect.y < other.y) {
      line(ui, {rect.x, rect.y + rect.height, rect.width, 0});
    } else if (rect.x < other.x) {
      line(ui, {rect.x + rect.width, rect.y, 0, rect.height});
    }
  }
  end_panel(ui);
}

std::string method_words(const Ui& ui, std::string_view method) {
  return ui.words["explain.method." + std::string(method)];
}

std::string positive(const Ui& ui) {
  return positive_class_words(ui.words.estimate_table(), ui.state.model->card);
}

std::string signed_figure(const Ui& ui, double value) {
  const std::string figure = ui.words.figure(std::abs(value));
  return (value < 0 && figure != "0" ? "\xE2\x88\x92" : "") + figure;
}

// Two colours from the middle, over skin, with the figures below.
void legend(Ui& ui) {
  const ExplainAnswer* answer = explanation_of(ui.state);
  if (answer && answer->made) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("explain.made.score", {{"from", signed_figure(ui, answer->made->from)},
                                                 {"to", signed_figure(ui, answer->made->to)}}));
    if (answer->made_nothing()) {
      return wrapped(ui, ui.fonts.body, colour::kText, ui.words["explain.made.nothing"]);
    }
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["explain.made.legend"]);
    return;
  }
  if (!answer) return;
  if (!(answer->greatest > 0)) {
    if (answer->progress < 1) return;
    return wrapped(ui, ui.fonts.body, colour::kText, ui.words["explain.nothing"]);
  }
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float height = ui.px(10);
  constexpr int kSteps = 32;
  const float from = answer->has_sign ? 0.0f : 0.5f;
  list->AddRectFilled(at, ImVec2(at.x + width, at.y + height), colour::kSkin);
  for (int i = 0; i < kSteps; ++i) {
    const auto edge = [&](int step) {
      const float t = from + (1 - from) * static_cast<float>(step) / kSteps;
      const std::array<float, 4> c = overlay_colour(t, OverlayPalette::kSigned);
      return ImGui::ColorConvertFloat4ToU32(
          ImVec4(c[0], c[1], c[2], c[3] * ui.state.display.opacity));
    };
    list->AddRectFilledMultiColor(
        ImVec2(at.x + width * static_cast<float>(i) / kSteps, at.y),
        ImVec2(at.x + width * static_cast<float>(i + 1) / kSteps, at.y + height), edge(i),
        edge(i + 1), edge(i + 1), edge(i));
  }
  list->AddRect(at, ImVec2(at.x + width, at.y + height), colour::kFrame);
  const std::string most = ui.words.figure(static_cast<double>(answer->greatest));
  const float y = at.y + height + ui.px(3);
  const std::string left = answer->has_sign ? "\xE2\x88\x92" + most : "0";
  draw_text(list, ui.fonts.small, ImVec2(at.x, y), colour::kText, left);
  if (answer->has_sign) {
    draw_text(list, ui.fonts.small,
              ImVec2(at.x + width / 2 - text_size(ui.fonts.small, "0").x / 2, y), colour::kText,
              "0");
  }
  draw_text(list, ui.fonts.small, ImVec2(at.x + width - text_size(ui.fonts.small, most).x, y),
            colour::kText, most);
  ImGui::Dummy(ImVec2(width, height + ui.px(3) + line_height(ui.fonts.small)));
  const Explain& explain = ui.state.explain;
  const char* unit = explain.method != "occlusion" ? "explain.unit.own"
                     : explain.against             ? "explain.unit.rise"
                                                   : "explain.unit.fall";
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words.fill(unit, {{"class", positive(ui)}}));
}

void target(Ui& ui) {
  if (takes_filter(ui.state.explain.method)) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill(
                "explain.of_filter",
                {{"filter", filter_words(ui.words, ui.state, ui.state.layer, ui.state.filter)}}));
    return;
  }
  const std::string name = positive(ui);
  const std::vector<std::string> labels = {ui.words.fill("explain.for", {{"class", name}}),
                                           ui.words.fill("explain.against", {{"class", name}})};
  const int pressed = segments(ui, "target", labels, ui.state.explain.against ? 1 : 0,
                               ImGui::GetContentRegionAvail().x);
  if (pressed >= 0) act(ui, SetExplainTarget{pressed == 1});
}

// What is asked of one of two, in equal halves.
bool one_of(Ui& ui, const char* id, std::array<const char*, 2> keys, bool second) {
  const std::vector<std::string> labels = {ui.words[keys[0]], ui.words[keys[1]]};
  const int pressed = segments(ui, id, labels, second ? 1 : 0, ImGui::GetContentRegionAvail().x);
  return pressed >= 0 && (pressed == 1) != second;
}

// The control, and how an image is made.
void choices(Ui& ui) {
  const Explain& explain = ui.state.explain;
  if (makes_image(explain.method)) {
    if (one_of(ui, "smooth", {"explain.plain", "explain.smooth"}, explain.smooth)) {
      act(ui, SetExplainSmooth{!explain.smooth});
    }
    hint(ui, ui.words["explain.smooth.hint"]);
  }
  if (one_of(ui, "weights", {"explain.trained", "explain.untrained"}, explain.untrained)) {
    act(ui, SetExplainUntrained{!explain.untrained});
  }
  hint(ui, ui.words["explain.untrained.hint"]);
}

void layer(Ui& ui) {
  if (!takes_layer(ui.state.explain.method)) return;
  const int at = explained_layer(ui.state);
  const std::string& less = ui.words["explain.layer.less"];
  const std::string& more = ui.words["explain.layer.more"];
  if (button(ui, "less", "\xE2\x88\x92", "", false, ui.px(40), less)) {
    act(ui, SetExplainLayer{at - 1});
  }
  ImGui::SameLine(0, ui.px(8));
  const std::string words = ui.words.fill("compare.layer.is", {{"layer", std::to_string(at)}});
  const ImVec2 from = ImGui::GetCursorScreenPos();
  const ImVec2 size = text_size(ui.fonts.body, words);
  draw_text(ImGui::GetWindowDrawList(), ui.fonts.body,
            ImVec2(from.x, from.y + (button_height(ui) - size.y) / 2), colour::kText, words);
  ImGui::Dummy(ImVec2(size.x, button_height(ui)));
  ImGui::SameLine(0, ui.px(8));
  if (button(ui, "more", "+", "", false, ui.px(40), more)) act(ui, SetExplainLayer{at + 1});
}

void progress(Ui& ui) {
  const ExplainAnswer* answer = explanation_of(ui.state);
  const bool stopped = ui.state.explain.stopped;
  if (ui.state.explain.refused == ui.state.explain.revision) {
    wrapped(ui, ui.fonts.small, colour::kWarm, ui.words["explain.refused"]);
  } else if (stopped || explanation_wanted(ui.state)) {
    const double done = answer ? answer->progress : 0;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    bar(ImGui::GetWindowDrawList(), ImVec2(at.x, at.y + ui.px(4)), ImVec2(width, ui.px(5)),
        static_cast<float>(done), colour::kAccent, std::nullopt);
    ImGui::Dummy(ImVec2(width, ui.px(12)));
    text(ui, ui.fonts.small, colour::kMuted,
         ui.words.fill("explain.progress", {{"done", ui.words.percent(done)}}));
    const std::string& label = ui.words[stopped ? "explain.again" : "spread.stop"];
    if (button_within(ui, "stop", label, false, text_size(ui.fonts.small, label).x + ui.px(20))) {
      act(ui, StopExplaining{!stopped});
    }
  }
}

void methods(Ui& ui) {
  section(ui, "explain.methods");
  const float width = ImGui::GetContentRegionAvail().x;
  const float left = ImGui::GetCursorScreenPos().x;
  float x = 0;
  for (const std::string_view one : explain_methods()) {
    const std::string name(one);
    const std::string label = method_words(ui, one);
    const float wide = std::min(width, text_size(ui.fonts.small, label).x + ui.px(20));
    if (x > 0 && x + wide > width) {
      x = 0;
    } else if (x > 0) {
      ImGui::SameLine(0, 0);
      ImGui::SetCursorScreenPos(ImVec2(left + x, ImGui::GetCursorScreenPos().y));
    }
    ImGui::PushID(name.c_str());
    if (button_within(ui, "method", label, ui.state.explain.method == one, wide)) {
      act(ui, SetExplainMethod{name});
    }
    hint_left(ui, ui.words["explain.called." + name]);
    ImGui::PopID();
    x += wide + ui.px(5);
  }
}

void flow_explain(Ui& ui) {
  if (!ui.state.verdict || !ui.state.model) {
    if (ui.state.progress) return flow_progress(ui);
    wrapped(ui, ui.fonts.body, colour::kMuted,
            ui.words[ui.state.model ? "result.none" : "result.no_model"]);
    return;
  }
  const EstimateWords said =
      say_estimate(ui.state.model->card, ui.state.model->name, ui.state.verdict->probability,
                   ui.state.threshold, ui.words.estimate_table(), figures_beside(ui.state));
  const std::string& method = ui.state.explain.method;
  text(ui, ui.fonts.strong, colour::kText, method_words(ui, method));
  text(ui, ui.fonts.small, colour::kMuted, said.title + ": " + said.figure);
  wrapped(ui, ui.fonts.small, colour::kMuted, said.network);
  flow_doubts(ui);
  gap(ui, 2);
  if (ui.state.explain.untrained) {
    wrapped(ui, ui.fonts.body, colour::kWarm, ui.words["explain.untrained.says"]);
  }
  wrapped(ui, ui.fonts.body, colour::kText, ui.words["explain.shows." + method]);
  legend(ui);
  progress(ui);
  gap(ui, 2);
  target(ui);
  layer(ui);
  choices(ui);
  section(ui, "explain.trust");
  wrapped(ui, ui.fonts.body, colour::kText, ui.words["explain.not." + method]);
  bool verdict = fared(ui.state.model->card, method) != Fared::kUnmeasured;
  for (const std::string& sentence : trust_words(ui.words, ui.state.model->card, method)) {
    wrapped(ui, verdict ? ui.fonts.body : ui.fonts.small, verdict ? colour::kText : colour::kMuted,
            sentence);
    verdict = false;
  }
  const ExplainAnswer* answer = explanation_of(ui.state);
  if (answer && answer->gap) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("explain.gap", {{"gap", ui.words.figure(std::abs(*answer->gap))}}));
  }
  methods(ui);
}

std::string map_words(const Ui& ui) {
  if (ui.state.display.overlay_held) return ui.words["explain.image"];
  if (ui.state.explain.untrained) return ui.words["explain.untrained"];
  return ui.words[shows_made(ui) ? "explain.made" : "explain.map"];
}

void draw(Ui& ui) {
  if (!ui.state.image) return;
  paint(ui);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  pane(ui, "bare", ui.layout.before, bare_image(ui), ui.words["explain.image"]);
  pane(ui, "map", ui.layout.pane, map_image(ui), map_words(ui));
  if (ui.layout.bar.height > 0) {
    if (begin_panel(ui, "bar", ui.layout.bar, colour::kBar)) {
      const bool held = ui.state.display.overlay_held;
      ImVec2 at(ui.px(ui.layout.bar.x + 10), ui.px(ui.layout.bar.y + 7));
      if (small_button(ui, "bare-image", ui.words["explain.image"], held, at)) {
        ui.act(HoldOverlay{!held});
      }
    }
    end_panel(ui);
  }
  ImGui::PopStyleVar();
  draw_filmstrip(ui);
  draw_side_panel(ui, flow_explain);
}

}  // namespace

constinit const ScreenView explain_view = {
    .draw = draw,
    .painters = [] { return std::vector<Painter*>{&explained_map().painter()}; },
    .keep = [](const ViewerState& state) { explained_map().keep(state); },
    .held = [] { return explained_map().count(); },
    .held_name = "explained",
};

}  // namespace lesion::viewer
