#include <algorithm>
#include <cmath>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/mask_words.h"
#include "wasm/viewer/panels/estimate_parts.h"
#include "wasm/viewer/panels/fold_button.h"
#include "wasm/viewer/panels/image_parts.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/point_words.h"
#include "wasm/viewer/screens/compare/judged.h"
#include "wasm/viewer/screens/compare/painters.h"
#include "wasm/viewer/screens/compare/panes.h"
#include "wasm/viewer/screens/compare/tools.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

// One pane, with what it shows.
struct Pane {
  int index = 0;
  ViewerState seen;
  Painter* painter = nullptr;  // nothing while it shows no image
  Rect view;
  Rect image;  // where it lies on the canvas
};

Pane pane_of(const Ui& ui, const CompareLayout& layout, int index) {
  const auto at = static_cast<std::size_t>(index);
  Pane pane;
  pane.index = index;
  pane.seen = pane_state(ui.state, index);
  pane.view = layout.views[at];
  if (pane.seen.image) {
    pane.painter = compare_painters().of(request_of(ui.state.compare.panes[at]));
    pane.image =
        image_rect(pane.seen.view, layout.frames[at], pane.seen.image->size(), ui.state.canvas.dpr);
  }
  return pane;
}

std::string file_name(const Ui& ui, int index) {
  const int id = ui.state.compare.panes[static_cast<std::size_t>(index)].image;
  const SessionImage* known = ui.state.session.find(id);
  return known ? known->name : "";
}

EstimateWords estimate_of(const Ui& ui, const ViewerState& seen) {
  return say_estimate(seen.model->card, seen.model->name, seen.verdict->probability, seen.threshold,
                      ui.words.estimate_table(), {}, own_in_use(seen));
}

// Where the point is, with as many digits as tell it from the pane's estimate; of one that a person
// has moved with that.
std::string point_said(const Ui& ui, const ViewerState& seen) {
  const std::string said =
      ui.words.percent_beside(threshold_of(seen).value_or(0), seen.verdict->probability);
  return point_moved_by_hand(seen) ? ui.words.fill("point.by_hand", {{"threshold", said}}) : said;
}

// From where on the class is called, and what is known of what that finds, elsewhere first, in a
// few words; empty where the model has no point.
std::string found_at_point(const Ui& ui, const ViewerState& seen) {
  if (!threshold_of(seen)) return {};
  const std::string name = positive_class_words(ui.words.estimate_table(), seen.model->card);
  const std::string threshold = point_said(ui, seen);
  const std::string point =
      ui.words.fill("compare.point", {{"threshold", threshold}, {"class", name}});
  if (const OwnPoint* own = own_in_use(seen)) {
    return point + ", " + ui.words.fill("own.short", {{"n", std::to_string(own->n)}});
  }
  const std::vector<PointFigures> all = figures_at(seen.model->card, seen.threshold);
  if (all.empty()) return point;
  const PointFigures& first = all.front();
  if (called_positive(seen) == false) {
    return ui.words.fill(
        first.elsewhere ? "compare.elsewhere_below" : "compare.home_below",
        {{"missed", ui.words.percent(1 - first.sensitivity)}, {"point", point}, {"class", name}});
  }
  return ui.words.fill(first.elsewhere ? "compare.elsewhere" : "compare.home",
                       {{"found", ui.words.percent(first.sensitivity)},
                        {"wrong", ui.words.percent(1 - first.specificity)},
                        {"point", point},
                        {"class", name}});
}

bool two_models(const ViewerState& state) { return compare_kind(state) == CompareKind::kModels; }

// The estimate, at the right of a head's first line.
std::string head_estimate(const Ui& ui, const Pane& pane, float room) {
  if (!pane.seen.verdict || !pane.seen.model) return {};
  const std::string figure =
      estimate_and_own(ui, pane.seen.verdict->probability, pane_own_estimate(ui.state, pane.index),
                       threshold_of(pane.seen));
  // In a narrow pane the file's name comes before the word.
  const std::string words = ui.words.fill("estimate.short", {{"percent", figure}});
  return room - estimate_width(ui, words) < ui.px(120) ? figure : words;
}

constexpr double kHeadPad = 8;

// What stands above a pane, or beside it: nothing of it is cut but a file's name.
struct HeadWords {
  std::string estimate;
  bool name_below = false;          // the file's name has no room beside the estimate
  bool one_line = false;            // the filter's words and what is said share a line
  std::vector<std::string> filter;  // in lines
  std::vector<std::string> said;

  int lines() const {
    const auto more = one_line ? 1 : static_cast<int>(filter.size() + said.size());
    return 1 + (name_below ? 1 : 0) + more;
  }
};

HeadWords head_words(const Ui& ui, const Pane& pane, const Rect& rect) {
  HeadWords head;
  const float pad = ui.px(kHeadPad);
  const float room = ui.px(rect.width) - 2 * pad;
  head.estimate = head_estimate(ui, pane, room);
  const float taken = text_size(ui.fonts.strong, pane_letter(pane.index)).x + pad +
                      (head.estimate.empty() ? 0 : estimate_width(ui, head.estimate) + pad);
  head.name_below =
      room - taken < std::min(ui.px(110), text_size(ui.fonts.small, file_name(ui, pane.index)).x);
  std::string words = filter_words(ui.words, pane.seen, pane.seen.layer, pane.seen.filter);
  const MapStatistics* statistics = statistics_of(pane.seen, pane.seen.layer, pane.seen.filter);
  if (statistics && statistics->inactive()) words += ", " + ui.words["filter.inactive"];
  if (two_models(ui.state) && pane.seen.model) words = model_name(*pane.seen.model) + ": " + words;
  // A doubt comes before what the point finds.
  const Doubts doubts = doubts_of(pane.seen);
  std::string said = doubts.any() ? doubt_words(ui.words, doubts) : "";
  if (pane.seen.verdict && pane.seen.model) {
    const std::string found = found_at_point(ui, pane.seen);
    said += (said.empty() || found.empty() ? "" : "; ") + found;
  }
  const float both =
      text_size(ui.fonts.small, words).x + 2 * pad + text_size(ui.fonts.small, said).x;
  head.one_line = least_head_lines(rect.width) == 2 && !said.empty() && both <= room;
  head.filter = wrap_lines(ui.fonts.small, words, room);
  head.said = wrap_lines(ui.fonts.small, said, room);
  return head;
}

void head(Ui& ui, ImDrawList* list, const Pane& pane, const CompareLayout& layout) {
  const Rect& rect = layout.heads[static_cast<std::size_t>(pane.index)];
  const HeadWords words = head_words(ui, pane, rect);
  const float pad = ui.px(kHeadPad);
  const float left = ui.px(rect.x) + pad;
  float right = ui.px(rect.x + rect.width) - pad;
  const float line = text_size(ui.fonts.small, "X").y + ui.px(2);
  const int lines = std::max(least_head_lines(rect.width), ui.state.compare.head_lines);
  const float middle = (ui.px(rect.height) - static_cast<float>(lines) * line) / 2;
  const float top = ui.px(rect.y) + (layout.aside ? ui.px(6) : std::max(ui.px(2), middle));
  const bool active = ui.state.compare.active == pane.index;
  const ImVec2 from(ui.px(rect.x), ui.px(rect.y));
  const ImVec2 to(ui.px(rect.x + rect.width), ui.px(rect.y + rect.height));
  list->AddRectFilled(from, to, active ? colour::kAccentGround : colour::kBar);
  ImGui::PushClipRect(from, to, true);
  if (!words.estimate.empty()) {
    const ImVec2 size(estimate_width(ui, words.estimate),
                      text_size(ui.fonts.strong, words.estimate).y);
    right -= size.x;
    draw_estimate(ui, list, ImVec2(right, top - ui.px(1)), words.estimate,
                  called_positive(pane.seen));
    ImGui::SetCursorScreenPos(ImVec2(right, top - ui.px(1)));
    ImGui::Dummy(size);
    const EstimateWords said = estimate_of(ui, pane.seen);
    const std::optional<double> own = pane_own_estimate(ui.state, pane.index);
    const std::optional<double> threshold = threshold_of(pane.seen);
    std::string all = said.network + "\n" + said.title + ": " + said.figure;
    if (own && *own != pane.seen.verdict->probability) {
      all +=
          "\n" + ui.words.fill(
                     "crop.by_rule",
                     {{"percent", ui.words.percents(std::array{*own, pane.seen.verdict->probability,
                                                               threshold.value_or(*own)})[0]}});
    }
    const Doubts doubts = doubts_of(pane.seen);
    if (doubts.any()) all += "\n" + doubt_sentences(ui.words, doubts);
    hint(ui, all + "\n" + said.line + "\n" + said.found);
    right -= pad;
  }
  const std::string letter = pane_letter(pane.index);
  draw_text(list, ui.fonts.strong, ImVec2(left, top - ui.px(1)),
            active ? colour::kAccent : colour::kMuted, letter);
  const float name = left + text_size(ui.fonts.strong, letter).x + pad;
  const float room = ui.px(rect.width) - 2 * pad;
  const std::string file = file_name(ui, pane.index);
  float y = top;
  if (words.name_below) {
    y += line;
    draw_text(list, ui.fonts.small, ImVec2(left, y), colour::kText, file, room);
  } else {
    draw_text(list, ui.fonts.small, ImVec2(name, y), colour::kText, file,
              std::max(1.0f, right - name));
  }
  y += line;
  const ImU32 said_colour = doubts_of(pane.seen).any() ? colour::kWarm : colour::kText;
  const auto draw = [&](const std::vector<std::string>& all, ImU32 colour) {
    for (const std::string& one : all) {
      draw_text(list, ui.fonts.small, ImVec2(left, y), colour, one);
      y += line;
    }
  };
  if (words.one_line) {
    draw_text(list, ui.fonts.small, ImVec2(left, y), colour::kMuted, words.filter.front());
    const std::string& said = words.said.front();
    draw_text(list, ui.fonts.small, ImVec2(left + room - text_size(ui.fonts.small, said).x, y),
              said_colour, said);
  } else {
    draw(words.filter, colour::kMuted);
    draw(words.said, said_colour);
  }
  ImGui::PopClipRect();
}

// What a pane without an image waits for.
void waiting(Ui& ui, ImDrawList* list, const Pane& pane) {
  const ComparePane& chosen = ui.state.compare.panes[static_cast<std::size_t>(pane.index)];
  const Compare& compare = ui.state.compare;
  const bool none = chosen.second && compare.second_file.empty();
  const char* key = "compare.reading";
  if (was_refused(ui.state, request_of(chosen))) {
    key = "compare.refused";
  } else if (none) {
    key = "compare.no_model";
  } else if (chosen.second && !compare.second) {
    key = "compare.loading";
  }
  const float width = ui.px(std::min(360.0, pane.view.width - 24));
  const std::vector<std::string> lines = wrap_lines(ui.fonts.body, ui.words[key], width);
  const float height = line_height(ui.fonts.body) * static_cast<float>(lines.size());
  const float middle = ui.px(pane.view.x + pane.view.width / 2);
  float y = ui.px(pane.view.y + pane.view.height / 2) - height / 2 - (none ? ui.px(20) : 0);
  for (const std::string& words : lines) {
    draw_text(list, ui.fonts.body, ImVec2(middle - text_size(ui.fonts.body, words).x / 2, y),
              colour::kMuted, words);
    y += line_height(ui.fonts.body);
  }
  if (!none) return;
  const std::string& label = ui.words["compare.choose"];
  ImGui::PushID(pane.index);
  ImGui::SetCursorScreenPos(ImVec2(middle - button_width(ui, label) / 2, y + ui.px(12)));
  if (button(ui, "choose", label)) ui.commands.emplace_back(R"({"type":"open-file-dialog"})");
  ImGui::PopID();
}

// The same place in every image, and each map's value there.
void linked_pointer(Ui& ui, ImDrawList* list, const Pane& pane, Point place) {
  const Size size = pane.seen.image->size();
  const Point point{place.x * size.width, place.y * size.height};
  const Point canvas = to_canvas(point, pane.image, size);
  const bool under = contains(pane.view, *ui.state.pointer);
  if (!under && contains(pane.view, canvas)) {
    const ImVec2 at(ui.px(canvas.x), ui.px(canvas.y));
    const float arm = ui.px(9);
    const float gap = ui.px(3);
    for (const auto& [shade, thick] : {std::pair{colour::kEdge, 3.0}, {colour::kMark, 1.0}}) {
      const float width = std::max(1.0f, ui.px(thick));
      list->AddLine({at.x - arm, at.y}, {at.x - gap, at.y}, shade, width);
      list->AddLine({at.x + gap, at.y}, {at.x + arm, at.y}, shade, width);
      list->AddLine({at.x, at.y - arm}, {at.x, at.y - gap}, shade, width);
      list->AddLine({at.x, at.y + gap}, {at.x, at.y + arm}, shade, width);
    }
  }
  const MapValues* maps = pane.painter->maps(pane.seen.layer);
  if (!maps) return;
  const Cell cell = cell_at(point, pane.seen.verdict->region, maps->width, maps->height);
  if (!cell.valid) return;
  const std::optional<float> value = maps->at(pane.seen.filter, cell.x, cell.y);
  if (!value) return;
  const std::string words = ui.words.fill("pointer.value", {{"value", ui.words.figure(*value)},
                                                            {"x", std::to_string(cell.x)},
                                                            {"y", std::to_string(cell.y)}});
  const float tall = text_size(ui.fonts.small, words).y + ui.px(12);
  caption(ui, list, ImVec2(ui.px(pane.view.x + 6), ui.px(pane.view.y + pane.view.height) - tall),
          words, false);
}

void legend(Ui& ui, ImDrawList* list, const Pane& pane, const Rect& rect) {
  list->AddRectFilled(ImVec2(ui.px(rect.x), ui.px(rect.y)),
                      ImVec2(ui.px(rect.x + rect.width), ui.px(rect.y + rect.height)),
                      colour::kBar);
  if (!layer_of(pane.seen, pane.seen.layer)) return;
  const double width = std::min(340.0, rect.width - 16);
  const double left = rect.x + 8;
  draw_legend_of(ui, pane.seen, list, ImVec2(ui.px(left), ui.px(rect.y + 6)), ui.px(width), false);
  ImGui::PushID(pane.index);
  ImGui::SetCursorScreenPos(ImVec2(ui.px(left), ui.px(rect.y + 2)));
  if (pressable(ui, "legend", ui.size(width, std::max(1.0, rect.height - 4)),
                {ui.words["display.scale"]})) {
    ui.act(NextScaleMode{});
  }
  hint(ui, ui.words["legend.hint"]);
  ImGui::PopID();
}

void over_image(Ui& ui, ImDrawList* list, const Pane& pane) {
  const DeviceRect view = to_device(ui, pane.view);
  list->PushClipRect(ImVec2(view.x, view.y), ImVec2(view.x + view.width, view.y + view.height),
                     true);
  const DeviceRect seen =
      on_canvas(ui, pane.seen.verdict->region, pane.image, pane.seen.image->size());
  hatch_beyond(ui, list, seen, to_device(ui, pane.image), view);
  dashed_outline(list, seen, ui.px(5), std::max(1.0f, ui.px(1)));
  if (const std::optional<Point> place = compare_pointer(ui.state)) {
    linked_pointer(ui, list, pane, *place);
  }
  doubt_mark(ui, list, ImVec2(view.x + ui.px(6), view.y + ui.px(6)), view.width - ui.px(12),
             doubts_of(pane.seen));
  list->PopClipRect();
}

// What our shaders draw, under everything else.
void paint(Ui& ui) {
  const CompareLayout layout = compare_layout(ui.state);
  for (int i = 0; i < ui.state.compare.count; ++i) {
    const Pane pane = pane_of(ui, layout, i);
    if (!pane.painter) continue;
    const DeviceRect clip = to_device(ui, pane.view);
    const DeviceRect image = to_device(ui, pane.image);
    pane.painter->draw_image(image, clip);
    if (!overlay_visible(ui.state) || !responds(pane.seen, pane.seen.layer, pane.seen.filter)) {
      continue;
    }
    const DeviceRect region =
        on_canvas(ui, pane.seen.verdict->region, pane.image, pane.seen.image->size());
    pane.painter->draw_overlay(pane.seen.layer, overlay_of(pane.seen, ui.unit), region,
                               overlap(clip, image));
  }
}

// Which network and from where on it calls the class; of two, the heads say which is which.
std::vector<std::string> one_network(const Ui& ui) {
  if (two_models(ui.state)) return {};
  return sheet_point_words(ui.words, pane_state(ui.state, 0));
}

void draw(Ui& ui) {
  const CompareLayout layout = compare_layout(ui.state);
  const bool open = layout.folded && ui.state.compare.tools_open;
  if (layout.folded && fold_button(ui, layout.fold, open, one_network(ui))) {
    ui.act(CompareAction(ShowCompareTools{!open}));
  }
  if (open) return draw_compare_open_tools(ui, layout);
  paint(ui);
  if (!layout.folded) draw_compare_tools(ui, layout);
  const Rect& tools = layout.tools;
  const Rect area{tools.x, tools.y + tools.height, tools.width,
                  layout.judged.y - tools.y - tools.height};
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "compare", area, 0)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    int lines = 0;
    for (int i = 0; i < ui.state.compare.count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const Pane pane = pane_of(ui, layout, i);
      head(ui, list, pane, layout);
      lines = std::max(lines, head_words(ui, pane, layout.heads[at]).lines());
      if (pane.painter) {
        over_image(ui, list, pane);
      } else {
        waiting(ui, list, pane);
      }
      if (layout.legends[at].height > 0) legend(ui, list, pane, layout.legends[at]);
      // The lines between panes; the active one's is the accent.
      const Rect& rect = layout.panes[at];
      if (ui.state.compare.active == i) {
        list->AddRect(ImVec2(ui.px(rect.x), ui.px(rect.y)),
                      ImVec2(ui.px(rect.x + rect.width), ui.px(rect.y + rect.height)),
                      colour::kAccent, 0, 0, std::max(1.0f, ui.px(1.5)));
      }
    }
    // Only what draws words knows how many lines they take.
    if (lines != ui.state.compare.head_lines) ui.act(CompareAction(HeadsMeasured{lines}));
  }
  end_panel(ui);
  ImGui::PopStyleVar();
  if (layout.folded) return;
  draw_compare_judged(ui, layout);
  draw_compare_foot(ui, layout);
}

}  // namespace

constinit const ScreenView compare_view = {
    .draw = draw,
    .painters = [] { return compare_painters().painters(); },
    .keep = [](const ViewerState& state) { compare_painters().keep(compare_needed(state)); },
    .held = [] { return compare_painters().count(); },
    .held_name = "compared",
};

}  // namespace lesion::viewer
