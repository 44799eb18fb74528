#include <algorithm>
#include <array>
#include <cmath>

#include "core/model/estimate.h"
#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/brush.h"
#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/panels/image_parts.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/what_if/painter.h"
#include "wasm/viewer/screens/what_if/parts.h"
#include "wasm/viewer/screens/what_if/reduce.h"
#include "wasm/viewer/screens/what_if/tries.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

void act(Ui& ui, WhatIfAction action) { ui.act(ScreenAction(std::move(action))); }

// --- The two images ------------------------------------------------------------------------------

// Where the image lies on the pane, and on the other one.
Rect after_image(const Ui& ui) {
  return image_rect(ui.state.view, ui.layout.frame, ui.state.image->size(), ui.state.canvas.dpr);
}
Rect before_image(const Ui& ui) {
  Rect image = after_image(ui);
  image.x += ui.layout.before.x - ui.layout.pane.x;
  image.y += ui.layout.before.y - ui.layout.pane.y;
  return image;
}

// While a key or a finger is down, the pane shows the image as it is.
bool shows_before(const Ui& ui) { return ui.state.display.overlay_held; }

void paint(Ui& ui) {
  const WhatIf& what = ui.state.what_if;
  const Rect image = after_image(ui);
  const DeviceRect clip = to_device(ui, ui.layout.pane);
  ui.painter.draw_image(to_device(ui, image), clip);
  const bool painted = what.answer && what.answer->painted && !shown_try(ui.state).strokes.empty();
  if (painted && !shows_before(ui)) {
    painted_part().draw(on_canvas(ui, *what.answer->painted, image, ui.state.image->size()),
                        overlap(clip, to_device(ui, image)));
  }
  if (ui.layout.before.width > 0) {
    ui.painter.draw_image(to_device(ui, before_image(ui)), to_device(ui, ui.layout.before));
  }
}

std::string stamp_words(const Ui& ui, synth::Stamp what) {
  return concept_words(ui.words, synth::kStampNames[static_cast<std::size_t>(what)]);
}

// What is being painted, until its pixels have come.
void strokes_on_their_way(const Ui& ui, ImDrawList* list) {
  if (try_current(ui.state) || shows_before(ui)) return;
  for (const TryStroke& stroke : shown_try(ui.state).strokes) {
    if (stroke.stamp) {
      const Point on = to_canvas(stroke.points.back(), after_image(ui), ui.state.image->size());
      draw_brush(ui, list,
                 ImVec2(static_cast<float>(on.x) * ui.unit, static_cast<float>(on.y) * ui.unit),
                 stroke.radius * synth::stamp_reach(*stroke.stamp));
      continue;
    }
    draw_stroke(ui, list, after_image(ui), stroke, colour::kStroke);
  }
}

// Where the brush would paint, or the thing would lie.
void brush_rings(const Ui& ui, ImDrawList* list) {
  const WhatIf& what = ui.state.what_if;
  if (!what.brush) return;
  const double radius =
      what.stamps ? stamp_side(ui.state) * synth::stamp_reach(what.stamp) : brush_radius(ui.state);
  draw_brushes(ui, list, after_image(ui), what.aim, radius);
}

void seen_outline(const Ui& ui, ImDrawList* list, const Rect& image, const Rect& pane) {
  if (!ui.state.verdict) return;
  const DeviceRect seen = on_canvas(ui, ui.state.verdict->region, image, ui.state.image->size());
  hatch_beyond(ui, list, seen, to_device(ui, image), to_device(ui, pane));
  dashed_outline(list, seen, ui.px(5), std::max(1.0f, ui.px(1)));
}

// Returns nothing drawn where a phone shows it in the bar below.
// `right`: up to where there is room for them and the caption at the right.
// `second`: where those that belong to the brush stand; without it behind the others.
void brush_tools(Ui& ui, ImVec2 at, float right, std::optional<ImVec2> second = std::nullopt) {
  if (!ui.state.verdict) return;
  const WhatIf& what = ui.state.what_if;
  if (small_button(ui, "move", ui.words["what_if.move"], !what.brush, at)) {
    act(ui, UseBrush{false});
  }
  hint(ui, ui.words["what_if.move.hint"]);
  if (small_button(ui, "brush", ui.words["what_if.brush"], what.brush && !what.stamps, at)) {
    act(ui, UseBrush{true});
  }
  hint(ui, ui.words["what_if.brush.hint"]);
  const bool stamps = what.brush && what.stamps;
  if (small_button(ui, "stamp", ui.words["what_if.stamp"], stamps, at)) act(ui, UseStamp{});
  hint(ui, ui.words["what_if.stamp.hint"]);
  if (!what.brush) return;
  if (second) at = *second;
  // The caption stands at the right.
  const float caption = std::max(text_size(ui.fonts.small, ui.words["what_if.before"]).x,
                                 text_size(ui.fonts.small, ui.words["what_if.after"]).x);
  size_before_signs(ui, at, right - caption - ui.px(30));
  const std::string& smaller = ui.words["what_if.brush.smaller"];
  if (small_button(ui, "smaller", "\xE2\x88\x92", false, at, smaller)) act(ui, StepBrush{-1});
  hint(ui, smaller);
  const std::string& larger = ui.words["what_if.brush.larger"];
  if (small_button(ui, "larger", "+", false, at, larger)) act(ui, StepBrush{1});
  hint(ui, larger);
}

void after_pane(Ui& ui) {
  const Rect& pane = ui.layout.pane;
  if (begin_panel(ui, "after", pane, 0)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    seen_outline(ui, list, after_image(ui), pane);
    strokes_on_their_way(ui, list);
    brush_rings(ui, list);
    if (!ui.layout.stacked) {
      brush_tools(ui, ImVec2(ui.px(pane.x + 10), ui.px(pane.y + 7)),
                  ui.px(pane.x + pane.width - 10));
    }
    caption(ui, list, ImVec2(ui.px(pane.x + pane.width - 10), ui.px(pane.y + 10)),
            ui.words[shows_before(ui) ? "what_if.before" : "what_if.after"], true);
  }
  end_panel(ui);
}

void before_pane(Ui& ui) {
  const Rect& pane = ui.layout.before;
  if (!(pane.width > 0)) return;
  if (begin_panel(ui, "before", pane, 0)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    seen_outline(ui, list, before_image(ui), pane);
    caption(ui, list, ImVec2(ui.px(pane.x + pane.width - 10), ui.px(pane.y + 10)),
            ui.words["what_if.before"], true);
    const bool above = pane.y < ui.layout.pane.y;
    line(ui, above ? Rect{pane.x, pane.y + pane.height, pane.width, 0}
                   : Rect{pane.x + pane.width, pane.y, 0, pane.height});
  }
  end_panel(ui);
}

// On a phone the tools are under the image, for the thumb.
void tool_bar(Ui& ui) {
  const Rect& rect = ui.layout.bar;
  if (!(rect.height > 0)) return;
  if (begin_panel(ui, "tools", rect, colour::kBar)) {
    const float left = ui.px(rect.x + 10);
    const bool two = rect.height > kImageBarRow;
    const float row = ui.px(two ? rect.height / 2 : rect.height);
    const float inset = (row - ui.px(ui.touch ? 40 : 28)) / 2;
    const float first = ui.px(rect.y) + inset;
    const float top = two ? first + row : first;
    brush_tools(ui, ImVec2(left, first), ui.px(rect.x + rect.width - 10),
                two ? std::optional(ImVec2(left, top)) : std::nullopt);
    const bool before = shows_before(ui);
    const std::string& label = ui.words["what_if.before"];
    const float width = text_size(ui.fonts.small, label).x + ui.px(20);
    ImVec2 at(ui.px(rect.x + rect.width - 10) - width, top);
    if (small_button(ui, "see-before", label, before, at)) ui.act(HoldOverlay{!before});
  }
  end_panel(ui);
}

// --- Words and figures ---------------------------------------------------------------------------

struct Figures {
  std::string before;
  std::string after;  // empty: not known yet
  std::string threshold;
  std::string points;  // between the two
};

// With the digits that tell them apart.
Figures figures_of(const Ui& ui) {
  const double before = ui.state.verdict->probability;
  const std::optional<double> after = estimate_after(ui.state);
  const auto words = ui.words.percents_and_change(
      std::array{before, after.value_or(before), threshold_of(ui.state).value_or(before)});
  return {words[0], after ? words[1] : "", words[2], words[3]};
}

// Before and after side by side, large.
void both_figures(Ui& ui, const Figures& figures) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float small = line_height(ui.fonts.small);
  const bool current = try_current(ui.state);
  const auto column = [&](float x, const char* key, const std::string& figure, ImU32 colour) {
    draw_text(list, ui.fonts.small, ImVec2(x, at.y), colour::kMuted, ui.words[key]);
    draw_text(list, ui.fonts.result, ImVec2(x, at.y + small), colour,
              figure.empty() ? "\xE2\x80\xA6" : figure);
  };
  column(at.x, "what_if.before", figures.before, colour::kText);
  column(at.x + width / 2, "what_if.after", figures.after,
         current ? colour::kText : colour::kMuted);
  ImGui::Dummy(ImVec2(width, small + text_size(ui.fonts.result, "0").y));
}

// From the lowest to the highest, where the estimate is a mean over other images.
void spread_mark(const Ui& ui, ImDrawList* list, ImVec2 at, float width, const OverOthers& over) {
  const float line = std::max(1.0f, ui.px(1));
  const float half = ui.px(5);
  const float left = at.x + width * static_cast<float>(over.lowest);
  const float right = at.x + width * static_cast<float>(over.highest);
  list->AddLine(ImVec2(left, at.y), ImVec2(right, at.y), colour::kText, line);
  for (const float end : {left, right}) {
    list->AddLine(ImVec2(end, at.y - half), ImVec2(end, at.y + half), colour::kText, line);
  }
}

// Two bars from 0 to 100%, and the line where the class begins to be called.
void both_bars(Ui& ui) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const std::optional<double> threshold = threshold_of(ui.state);
  const auto one = [&](float y, double value) {
    const std::optional<bool> above = called_positive(ui.state, value);
    bar(list, ImVec2(at.x, y), ImVec2(width, ui.px(6)), static_cast<float>(value),
        !above ? colour::kMuted : (*above ? colour::kWarm : colour::kCool),
        threshold ? std::optional(static_cast<float>(*threshold)) : std::nullopt);
  };
  one(at.y + ui.px(3), ui.state.verdict->probability);
  one(at.y + ui.px(15), estimate_after(ui.state).value_or(ui.state.verdict->probability));
  if (const std::optional<OverOthers> over = over_after(ui.state)) {
    spread_mark(ui, list, ImVec2(at.x, at.y + ui.px(18)), width, *over);
  }
  ImGui::Dummy(ImVec2(width, ui.px(24)));
}

std::string change_words(const Ui& ui, const Figures& figures) {
  if (shown_try(ui.state).nothing()) return ui.words["what_if.nothing"];
  if (!try_current(ui.state)) {
    const bool refused = ui.state.what_if.refused == shown_try(ui.state).revision;
    if (const std::optional<TryProgress> progress = try_progress(ui.state)) {
      return ui.words.fill("what_if.pending.of", {{"done", std::to_string(progress->done)},
                                                  {"all", std::to_string(progress->of)}});
    }
    return ui.words[refused ? "what_if.refused" : "what_if.pending"];
  }
  const double before = ui.state.verdict->probability;
  const double after = *estimate_after(ui.state);
  const std::string& points = figures.points;
  std::string said = points == "0"
                         ? ui.words["what_if.same"]
                         : ui.words.fill(after < before ? "what_if.lower" : "what_if.higher",
                                         {{"points", points}});
  if (!threshold_of(ui.state)) return said;
  const Crossing crossing = crossing_of(ui.state, before, after);
  const char* key = crossing == Crossing::kUp     ? "what_if.crosses_up"
                    : crossing == Crossing::kDown ? "what_if.crosses_down"
                                                  : "what_if.stays";
  return said + " " +
         ui.words.fill(
             key,
             {{"threshold", figures.threshold},
              {"class", positive_class_words(ui.words.estimate_table(), ui.state.model->card)}});
}

// Of the other images some are no photographs; else nothing.
std::string drawn_words(const Ui& ui) {
  const std::size_t drawn = drawn_others(ui.state);
  if (drawn == 0) return {};
  return " " + ui.words.fill("what_if.by.others.drawn", {{"drawn", std::to_string(drawn)}});
}

// Of what the estimate is a mean, and from where to where it goes.
std::string spread_words(const Ui& ui, const OverOthers& over) {
  const auto range = ui.words.percents(std::array{over.lowest, over.highest});
  return ui.words.fill("what_if.over",
                       {{"count", std::to_string(shown_try(ui.state).others.size())},
                        {"low", range[0]},
                        {"high", range[1]}}) +
         drawn_words(ui);
}

// Buttons one after the other, in as many lines as they need.
class Row {
 public:
  explicit Row(const Ui& ui)
      : ui_(ui), room_(ImGui::GetContentRegionAvail().x), left_(ImGui::GetCursorScreenPos().x) {}
  // Goes to where the next one begins, and says how wide it is.
  float next(const std::string& label) {
    const float wide = std::min(room_, text_size(ui_.fonts.small, label).x + ui_.px(20));
    if (x_ > 0 && x_ + wide > room_) {
      x_ = 0;
    } else if (x_ > 0) {
      ImGui::SameLine(0, 0);
      ImGui::SetCursorScreenPos(ImVec2(left_ + x_, ImGui::GetCursorScreenPos().y));
    }
    x_ += wide + ui_.px(5);
    return wide;
  }

 private:
  const Ui& ui_;
  float room_;
  float left_;
  float x_ = 0;
};

// What is changed, and back.
void history(Ui& ui) {
  const WhatIf& what = ui.state.what_if;
  const WhatIfTry& shown = shown_try(ui.state);
  const auto step = [&](const char* id, const char* key, bool there, WhatIfAction action) {
    const float width = text_size(ui.fonts.small, ui.words[key]).x + ui.px(22);
    if (button_within(ui, id, ui.words[key], there, width)) act(ui, std::move(action));
    hint(ui, ui.words[std::string(key) + (there ? ".hint" : ".none")]);
    ImGui::SameLine(0, ui.px(6));
  };
  step("undo", "undo", what.at > 0, UndoTry{});
  step("redo", "what_if.redo", what.at + 1 < what.tries.size(), RedoTry{});
  step("reset", "what_if.reset", !shown.nothing(), ResetTry{});
  const std::vector<synth::Stamp> laid = laid_stamps(ui.state);
  const std::size_t strokes = shown.strokes.size() - laid.size();
  ImGui::NewLine();
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words.fill("what_if.changed", {{"off", std::to_string(shown.off.size())},
                                            {"all", std::to_string(filters_in_all(ui.state))},
                                            {"strokes", std::to_string(strokes)}}));
  if (laid.empty()) return;
  std::string things;
  for (const synth::Stamp one : laid) {
    things += (things.empty() ? "" : ", ") + stamp_words(ui, one);
  }
  wrapped(ui, ui.fonts.small, colour::kMuted,
          ui.words.fill("what_if.stamped", {{"things", things}}));
}

// Which thing the stamp lays on.
void stamps(Ui& ui) {
  const WhatIf& what = ui.state.what_if;
  if (!what.brush || !what.stamps) return;
  text(ui, ui.fonts.small, colour::kMuted, ui.words["what_if.stamp.which"]);
  Row row(ui);
  for (std::size_t i = 0; i < synth::kStampNames.size(); ++i) {
    const auto one = static_cast<synth::Stamp>(i);
    const std::string label = text::capitalised(stamp_words(ui, one));
    const float width = row.next(label);
    if (button_within(ui, synth::kStampNames[i], label, one == what.stamp, width)) {
      act(ui, UseStamp{one});
    }
  }
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["what_if.stamp.note"]);
  gap(ui, 4);
}

void replaced_by(Ui& ui) {
  text(ui, ui.fonts.small, colour::kMuted, ui.words["what_if.by"]);
  const FilterEffectsRecord* means = means_of(ui.state);
  const ReplaceBy now = shown_try(ui.state).by;
  const bool others = !other_images(ui.state).empty();
  Row row(ui);
  for (const ReplaceBy one : {ReplaceBy::kTraining, ReplaceBy::kZero, ReplaceBy::kMean,
                              ReplaceBy::kHalf, ReplaceBy::kDouble, ReplaceBy::kOthers}) {
    if (one == ReplaceBy::kTraining && !means) continue;
    if (one == ReplaceBy::kOthers && !others) continue;
    const char* name = kReplaceByNames[static_cast<std::size_t>(one)];
    const std::string& label = ui.words[std::string("what_if.by.") + name];
    const float wide = row.next(label);
    if (button_within(ui, name, label, one == now, wide)) act(ui, SetReplaceBy{one});
    hint(ui, ui.words["what_if.by.hint"]);
  }
  if (means && now == ReplaceBy::kTraining) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("what_if.by.from", {{"from", means->means_from},
                                              {"images", std::to_string(means->means_images)}}));
  }
  if (now == ReplaceBy::kOthers) {
    const std::string count = std::to_string(shown_try(ui.state).others.size());
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("what_if.by.others.from", {{"count", count}}) + drawn_words(ui));
  } else if (!others) {
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["what_if.by.others.none"]);
  }
}

void flow_what_if(Ui& ui) {
  if (!ui.state.verdict || !ui.state.model) {
    if (ui.state.progress) return flow_progress(ui);
    wrapped(ui, ui.fonts.body, colour::kMuted,
            ui.words[ui.state.model ? "result.none" : "result.no_model"]);
    return;
  }
  const EstimateWords said =
      say_estimate(ui.state.model->card, ui.state.model->name, ui.state.verdict->probability,
                   ui.state.threshold, ui.words.estimate_table());
  text(ui, ui.fonts.body, colour::kText, said.title);
  wrapped(ui, ui.fonts.small, colour::kMuted, said.network);
  flow_doubts(ui);
  const Figures figures = figures_of(ui);
  both_figures(ui, figures);
  both_bars(ui);
  const bool crosses =
      try_current(ui.state) && crossing_of(ui.state, ui.state.verdict->probability,
                                           *estimate_after(ui.state)) != Crossing::kNone;
  wrapped(ui, ui.fonts.body, crosses ? colour::kWarm : colour::kText, change_words(ui, figures));
  const std::optional<OverOthers> over = over_after(ui.state);
  if (over && try_current(ui.state)) {
    wrapped(ui, ui.fonts.small, colour::kText, spread_words(ui, *over));
  }
  gap(ui, 2);
  history(ui);
  gap(ui, 2);
  stamps(ui);
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["what_if.note"]);
  gap(ui, 4);
  replaced_by(ui);
  flow_effects(ui);
}

void draw(Ui& ui) {
  if (!ui.state.image) return;
  paint(ui);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  before_pane(ui);
  after_pane(ui);
  tool_bar(ui);
  ImGui::PopStyleVar();
  draw_filmstrip(ui);
  draw_side_panel(ui, flow_what_if);
}

}  // namespace

constinit const ScreenView what_if_view = {
    .draw = draw,
    .painters = [] { return std::vector<Painter*>{&painted_part().painter()}; },
    .keep = [](const ViewerState& state) { painted_part().keep(state); },
    .held = [] { return painted_part().count(); },
    .held_name = "painted",
};

}  // namespace lesion::viewer
