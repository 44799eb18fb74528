#include "wasm/viewer/panels/estimate_parts.h"

#include <algorithm>
#include <array>

#include "wasm/viewer/mask_words.h"

namespace lesion::viewer {
namespace {

constexpr double kMark = 9;  // CSS px, and what lies between it and the figure
constexpr double kBetween = 5;

}  // namespace

std::string estimate_and_own(const Ui& ui, double probability, std::optional<double> by_rule,
                             std::optional<double> threshold) {
  const double line = threshold.value_or(probability);
  if (!by_rule || *by_rule == probability) return ui.words.percent_beside(probability, line);
  const auto both = ui.words.percents(std::array{probability, *by_rule, line});
  return both[0] + " (" + both[1] + ")";
}

std::string estimate_and_own(const Ui& ui, const SessionImage& image) {
  return estimate_and_own(ui, *image.probability, image.by_rule, threshold_of(ui.state));
}

float estimate_width(const Ui& ui, const std::string& words) {
  return ui.px(kMark + kBetween) + text_size(ui.fonts.strong, words).x;
}

float draw_estimate(const Ui& ui, ImDrawList* list, ImVec2 at, const std::string& words,
                    std::optional<bool> above) {
  if (!above) {
    draw_text(list, ui.fonts.strong, at, colour::kText, words);
    return estimate_width(ui, words);
  }
  const ImU32 colour = *above ? colour::kWarm : colour::kCool;
  const float side = ui.px(kMark);
  const float middle = at.y + text_size(ui.fonts.strong, words).y / 2;
  const float foot = middle + (*above ? side : -side) / 2.4f;
  const float tip = middle - (*above ? side : -side) / 2.4f;
  list->AddTriangleFilled(ImVec2(at.x, foot), ImVec2(at.x + side, foot),
                          ImVec2(at.x + side / 2, tip), colour);
  draw_text(list, ui.fonts.strong, ImVec2(at.x + side + ui.px(kBetween), at.y), colour, words);
  return estimate_width(ui, words);
}

void doubt_mark(const Ui& ui, ImDrawList* list, ImVec2 at, float room, const Doubts& doubts) {
  if (!doubts.any()) return;
  const std::string words = doubt_words(ui.words, doubts);
  const ImVec2 size = text_size(ui.fonts.tiny, words);
  const float pad = ui.px(4);
  const float wide = std::min(size.x, room - 2 * pad);
  list->AddRectFilled(at, ImVec2(at.x + wide + 2 * pad, at.y + size.y + ui.px(4)), colour::kShade,
                      ui.px(3));
  draw_text(list, ui.fonts.tiny, ImVec2(at.x + pad, at.y + ui.px(2)), colour::kWarm, words,
            wide + 1);
}

}  // namespace lesion::viewer
