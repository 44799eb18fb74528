#include "wasm/viewer/screens/compare/judged.h"

#include <algorithm>

#include "wasm/viewer/own_words.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/compare/tools.h"

namespace lesion::viewer {

PairedWords paired_words(const Words& words, const ViewerState& state) {
  const Compare& compare = state.compare;
  if (!compare.paired || !compare.second || !state.model) return {};
  const PairedFigures& both = *compare.paired;
  PairedWords out;
  out.ask = both.scored < both.labelled;
  const auto number = [](std::size_t count) { return std::to_string(count); };
  if (const auto& found = both.comparison) {
    out.said =
        words.fill("compare.judged", {{"n", number(found->n)},
                                      {"positives", number(found->first.positives)},
                                      {"first", words.fixed(found->first.value, 3)},
                                      {"second", words.fixed(found->second.value, 3)},
                                      {"first_name", model_name(*state.model)},
                                      {"second_name", model_name(*compare.second)},
                                      {"difference", with_sign(words, found->paired.difference)},
                                      {"low", with_sign(words, found->paired.low)},
                                      {"high", with_sign(words, found->paired.high)},
                                      {"p", p_words(words, found->paired.p_value)}});
  }
  if (out.ask || !both.comparison) {
    if (!out.said.empty()) out.said += " ";
    out.said += both.malignant == 0 || both.malignant == both.labelled
                    ? words["compare.judge.one_class"]
                    : words.fill("compare.judge.some", {{"labelled", number(both.labelled)},
                                                        {"positives", number(both.malignant)},
                                                        {"scored", number(both.scored)}});
  }
  return out;
}

void draw_compare_judged(Ui& ui, const CompareLayout& layout) {
  const Rect& strip = layout.judged;
  if (strip.height <= 0) return;
  constexpr double kPad = 12;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "compare-judged", strip, colour::kPanel)) {
    const PairedWords said = paired_words(ui.words, ui.state);
    const bool judging = ui.state.compare.judging;
    const bool button_there = said.ask || judging;
    const std::string& label = ui.words[judging ? "spread.stop" : "compare.judge"];
    const bool below = layout.rows == 3;
    const double wanted = button_there ? (text_size(ui.fonts.small, label).x / ui.px(1)) + 22 : 0;
    const double wide = std::min(wanted, strip.width - 2 * kPad);
    const double room = strip.width - 2 * kPad - (button_there && !below ? wide + 12 : 0);
    auto lines = wrap_lines(ui.fonts.small, said.said, ui.px(room));
    const double tall = static_cast<double>(lines.size()) *
                        static_cast<double>(line_height(ui.fonts.small) / ui.px(1));
    const double top = below ? 6 : std::max(2.0, (strip.height - tall) / 2);
    draw_lines(ImGui::GetWindowDrawList(), ui.fonts.small,
               ImVec2(ui.px(strip.x + kPad), ui.px(strip.y + top)), colour::kText, lines);
    if (button_there) {
      const double side = static_cast<double>(button_height(ui) / ui.px(1));
      const double y = below ? strip.height - side - 6 : (strip.height - side) / 2;
      const double x = below ? kPad : strip.width - kPad - wide;
      ImGui::SetCursorScreenPos(ImVec2(ui.px(strip.x + x), ui.px(strip.y + y)));
      if (button_within(ui, "judge", label, judging, ui.px(wide))) {
        ui.act(CompareAction(JudgeBoth{!judging}));
      }
      hint(ui, ui.words["compare.judge.hint"]);
    }
    line(ui, {strip.x, strip.y, strip.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
