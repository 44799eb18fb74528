#include "wasm/viewer/screens/compare/tools.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/compare/panes.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

constexpr double kPad = 12;
constexpr double kScrollBar = 10;     // at the right of what scrolls
constexpr double kWideStepper = 174;  // with room for its words

// Where tools stand: rows of equal height, from the left.
struct Row {
  Ui& ui;
  double x = 0;
  double y = 0;
  double right = 0;
  double left = 0;
  double height = 0;  // from row to row

  void next() {
    x = left;
    y += height;
  }
  void place() const { ImGui::SetCursorScreenPos(ImVec2(ui.px(x), ui.px(y))); }
};

double button_side(const Ui& ui) { return ui.touch ? 40 : 32; }

// A box between two arrows; -1, 1, or 0 where neither was pressed. `least` stands for a label that
// does not fit.
int stepper(Row& row, const char* id, const std::string& label, double width,
            const std::string& hints, const std::string& least = "") {
  Ui& ui = row.ui;
  const double side = button_side(ui);
  int by = 0;
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 from(ui.px(row.x), ui.px(row.y));
  list->AddRectFilled(from, ImVec2(ui.px(row.x + width), from.y + button_height(ui)), colour::kBar,
                      ui.px(5));
  ImGui::PushID(id);
  const auto arrow = [&](const char* sign, double x, int step) {
    ImGui::SetCursorScreenPos(ImVec2(ui.px(x), ui.px(row.y)));
    if (button_within(ui, sign, sign, false, ui.px(side), hints)) by = step;
    hint(ui, hints);
  };
  arrow("\xE2\x80\xB9", row.x, -1);
  arrow("\xE2\x80\xBA", row.x + width - side, 1);
  ImGui::PopID();
  const float room = ui.px(width - 2 * side - 8);
  const std::string& said =
      least.empty() || text_size(ui.fonts.small, label).x <= room ? label : least;
  const ImVec2 size = text_size(ui.fonts.small, said);
  const float left = ui.px(row.x + side + 4);
  draw_text(list, ui.fonts.small,
            ImVec2(left + std::max(0.0f, (room - size.x) / 2),
                   ui.px(row.y) + (button_height(ui) - size.y) / 2),
            colour::kText, said, room);
  row.x += width;
  return by;
}

void count_and_kind(Row& row) {
  Ui& ui = row.ui;
  const Compare& compare = ui.state.compare;
  const double two = ui.touch ? 88 : 72;
  row.place();
  const int count = segments(ui, "count", {"2", "4"}, compare.count == 2 ? 0 : 1, ui.px(two), true);
  if (count >= 0) ui.act(CompareAction(SetPaneCount{count == 0 ? 2 : 4}));
  row.x += two + 10;
  std::vector<std::string> labels;
  for (const char* name : kCompareKindNames) {
    labels.push_back(ui.words[std::string("kind.") + name]);
  }
  float least = 0;
  for (const std::string& one : labels) {
    least = std::max(least, text_size(ui.fonts.small, one).x + ui.px(10));
  }
  if (static_cast<float>(labels.size()) * least > ui.px(row.right - row.x)) row.next();
  const double width = std::min(330.0, row.right - row.x);
  const std::optional<CompareKind> kind = compare_kind(ui.state);
  row.place();
  const int chosen =
      segments(ui, "kind", labels, kind ? static_cast<int>(*kind) : -1, ui.px(width), true);
  if (chosen >= 0) ui.act(CompareAction(ApplyPreset{static_cast<CompareKind>(chosen)}));
  hint(ui, ui.words["compare.kind.hint"]);
  row.x += width;
}

void letter(Row& row) {
  Ui& ui = row.ui;
  const std::string words = pane_letter(ui.state.compare.active);
  const ImVec2 size = text_size(ui.fonts.strong, words);
  draw_text(ImGui::GetWindowDrawList(), ui.fonts.strong,
            ImVec2(ui.px(row.x), ui.px(row.y) + (button_height(ui) - size.y) / 2), colour::kAccent,
            words);
  row.x += 22;
}

void image_stepper(Row& row, double width) {
  Ui& ui = row.ui;
  const int id = ui.state.compare.panes[static_cast<std::size_t>(ui.state.compare.active)].image;
  const SessionImage* known = ui.state.session.find(id);
  const std::string name = known ? known->name : "";
  const int by = stepper(row, "image", name, width, ui.words["compare.image.hint"]);
  if (by != 0) ui.act(CompareAction(StepPaneImage{by}));
}

void filter_steppers(Row& row, double width) {
  Ui& ui = row.ui;
  const ComparePane& pane =
      ui.state.compare.panes[static_cast<std::size_t>(ui.state.compare.active)];
  const auto number = [](int value) { return std::to_string(value); };
  int by = stepper(row, "layer", ui.words.fill("compare.layer.is", {{"layer", number(pane.layer)}}),
                   width, ui.words["compare.layer.hint"], number(pane.layer));
  if (by != 0) ui.act(StepLayer{by});
  row.x += 8;
  if (row.x + width > row.right + 1) row.next();
  by = stepper(row, "filter", ui.words.fill("compare.filter.is", {{"filter", number(pane.filter)}}),
               width, ui.words["compare.filter.hint"], number(pane.filter));
  if (by != 0) ui.act(StepFilter{by});
}

// Goes from the model that is open to the second and back; without a second one, asks for a file.
void model_button(Row& row, double width) {
  Ui& ui = row.ui;
  const Compare& compare = ui.state.compare;
  const bool second = compare.panes[static_cast<std::size_t>(compare.active)].second;
  const std::shared_ptr<const Model>& model = second ? compare.second : ui.state.model;
  const std::string label =
      model ? model_name(*model)
            : (second && !compare.second_file.empty() ? compare.second_file
                                                      : ui.words["compare.model.none"]);
  row.place();
  if (button_within(ui, "model", label, second, ui.px(width))) {
    if (second && compare.second_file.empty()) {
      ui.commands.emplace_back(R"({"type":"open-file-dialog"})");
    } else {
      ui.act(
          CompareAction(SetPane{std::nullopt, std::nullopt, !second, std::nullopt, std::nullopt}));
    }
  }
  hint(ui, ui.words["compare.model.hint"]);
  row.x += width;
}

// Tools of the foot, placed from its right end to the left.
struct FootTools {
  Ui& ui;
  float right = 0;
  float y = 0;

  bool tool(const char* id, const std::string& label, bool chosen, float width,
            const std::string& name = "") {
    right -= width;
    ImGui::SetCursorScreenPos(ImVec2(right, y));
    const bool pressed = button_within(ui, id, label, chosen, width, name);
    right -= ui.px(4);
    return pressed;
  }

  // Two signs, more and less; then, to their left, what they are for.
  struct Sign {
    const char* id;
    const char* hint_key;
    Action action;
  };
  void pair(const Sign& more, const Sign& less, const char* name_key) {
    const auto sign = [&](const Sign& one, const char* label) {
      const std::string& name = ui.words[one.hint_key];
      if (tool(one.id, label, false, ui.px(button_side(ui)), name)) ui.act(one.action);
      hint(ui, name);
    };
    sign(more, "+");
    sign(less, "\xE2\x88\x92");
    const std::string& name = ui.words[name_key];
    const ImVec2 size = text_size(ui.fonts.small, name);
    right -= size.x + ui.px(4);
    draw_text(ImGui::GetWindowDrawList(), ui.fonts.small,
              ImVec2(right, y + (button_height(ui) - size.y) / 2), colour::kMuted, name);
    right -= ui.px(16);
  }

  float wide(const std::string& label) const {
    return text_size(ui.fonts.small, label).x + ui.px(20);
  }
};

// Device px: where they begin on the left.
float foot_tools(Ui& ui, const Rect& foot, bool narrow) {
  FootTools tools{ui, ui.px(foot.x + foot.width - kPad),
                  ui.px(foot.y + foot.height - (kCompareFootRow + button_side(ui)) / 2)};
  const std::size_t first = ui.focus.items.size();
  const float hide =
      std::max(tools.wide(ui.words["overlay.hide"]), tools.wide(ui.words["overlay.show"]));
  const std::string& label = ui.words[overlay_wanted(ui.state) ? "overlay.hide" : "overlay.show"];
  if (tools.tool("overlay", label, false, hide)) ui.act(ToggleOverlay{});
  if (!narrow) {
    tools.pair({"stronger", "overlay.stronger.hint", StepOpacity{1}},
               {"fainter", "overlay.fainter.hint", StepOpacity{-1}}, "display.opacity");
    tools.pair({"in", "view.in.hint", ZoomAt{1.25, std::nullopt}},
               {"out", "view.out.hint", ZoomAt{1 / 1.25, std::nullopt}}, "view.zoom");
    if (tools.tool("one", "1:1", false, ui.px(button_side(ui) + 8))) ui.act(ZoomOne{});
    hint(ui, ui.words["view.one.hint"]);
  }
  const bool fitted = ui.state.compare.view == CompareView{};
  const std::string& fit = ui.words["view.fit"];
  if (tools.tool("fit", fit, fitted, tools.wide(fit))) ui.act(ZoomFit{});
  hint(ui, ui.words["view.fit.hint"]);
  read_from_left(ui, first);
  return tools.right;
}

// The legend of all panes where they share one; else that they move together.
void foot_legend(Ui& ui, const Rect& foot, bool narrow, float right) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const float left = ui.px(foot.x + kPad);
  const bool own_row = foot.height > kCompareFootRow;
  if (own_row) right = ui.px(foot.x + foot.width - kPad);
  const float room = right - left - ui.px(12);
  const ViewerState seen = pane_state(ui.state, 0);
  if (one_legend(ui.state) && layer_of(seen, seen.layer)) {
    const float width = std::min(room, ui.px(340));
    const float top = ui.px(foot.y + 8);
    draw_legend_of(ui, seen, list, ImVec2(left, top), width, false);
    ImGui::SetCursorScreenPos(ImVec2(left, top));
    const double height = own_row ? foot.height - kCompareFootRow : foot.height - 12;
    if (pressable(ui, "legend", ImVec2(width, ui.px(height)), {ui.words["display.scale"]})) {
      ui.act(NextScaleMode{});
    }
    hint(ui, ui.words["legend.hint"]);
  } else if (!narrow) {
    const std::string& words = ui.words["compare.linked"];
    draw_text(
        list, ui.fonts.small,
        ImVec2(left, ui.px(foot.y) + (ui.px(foot.height) - text_size(ui.fonts.small, words).y) / 2),
        colour::kMuted, words, room);
  }
}

}  // namespace

std::string pane_letter(int pane) { return std::string(1, static_cast<char>('A' + pane)); }

void draw_compare_tools(Ui& ui, const CompareLayout& layout) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "compare-tools", layout.tools, colour::kPanel)) {
    const Rect& tools = layout.tools;
    const double row_height = (tools.height - 6) / layout.rows;
    const double inset = 3 + (row_height - button_side(ui)) / 2;
    Row row{
        ui,        tools.x + kPad, tools.y + inset, tools.x + tools.width - kPad, tools.x + kPad,
        row_height};
    const double number = ui.touch ? 174 : 150;
    count_and_kind(row);
    if (layout.rows > 1) {
      row.next();
    } else {
      row.x += 24;
    }
    letter(row);
    const double filters = layout.rows == 3 ? 0 : 2 * number + 16 + 8;
    const double room = row.right - row.x - filters - 8;
    const double model = std::min(layout.rows == 1 ? 190.0 : 260.0, std::floor(room * 0.42));
    image_stepper(row, std::min(340.0, room - model));
    row.x += 8;
    if (layout.rows == 3) {
      model_button(row, model);
      row.next();
      filter_steppers(row, std::floor((row.right - row.x - 8) / 2));
    } else {
      filter_steppers(row, number);
      row.x += 16;
      model_button(row, model);
    }
    line(ui, {tools.x, tools.y + tools.height - 1, tools.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

void draw_compare_open_tools(Ui& ui, const CompareLayout& layout) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "compare-open-tools", layout.tools, colour::kPanel, true)) {
    if (!ui.state.keys_shown) scroll_by_keys(ui);
    const Rect& tools = layout.tools;
    const double scrolled = static_cast<double>(ImGui::GetScrollY() / ui.unit);
    const double left = tools.x + kPad;
    Row row{ui,
            left,
            tools.y + 6 - scrolled,
            tools.x + tools.width - kPad - kScrollBar,
            left,
            button_side(ui) + 8};
    count_and_kind(row);
    row.next();
    letter(row);
    image_stepper(row, std::min(420.0, row.right - row.x));
    row.next();
    model_button(row, std::min(420.0, row.right - row.x));
    row.next();
    // One below the other where their words would not fit side by side.
    const double whole = row.right - row.x;
    filter_steppers(row, whole >= 2 * kWideStepper + 8 ? kWideStepper : whole);
    row.next();
    const Rect foot{tools.x, row.y - (kCompareFootRow - button_side(ui)) / 2,
                    tools.width - kScrollBar, kCompareFootRow};
    foot_tools(ui, foot, true);
    row.next();
    ImGui::SetCursorScreenPos(ImVec2(ui.px(row.x), ui.px(row.y)));
    ImGui::Dummy(ImVec2(1, 1));
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

void draw_compare_foot(Ui& ui, const CompareLayout& layout) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "compare-foot", layout.foot, colour::kPanel)) {
    const bool narrow = layout.rows == 3;
    const float right = foot_tools(ui, layout.foot, narrow);
    foot_legend(ui, layout.foot, narrow, right);
    line(ui, {layout.foot.x, layout.foot.y, layout.foot.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
