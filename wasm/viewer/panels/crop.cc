#include "wasm/viewer/panels/crop.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "wasm/viewer/panels/brush.h"
#include "wasm/viewer/point_words.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/outline_edit.h"

namespace lesion::viewer {
namespace {

std::string whole_number(double value) { return std::to_string(std::lround(value)); }

// "A square of 300 pixels, 20 from the left, 10 from the top."
std::string place_of(const Ui& ui, const Rect& square) {
  return ui.words.fill("crop.place", {{"side", whole_number(square.width)},
                                      {"x", whole_number(square.x)},
                                      {"y", whole_number(square.y)}});
}

}  // namespace

void draw_crop_tool(Ui& ui, ImDrawList* list, const DeviceRect& crop) {
  const Rect& pane = ui.layout.pane;
  const float left = ui.px(pane.x);
  const float top = ui.px(pane.y);
  const float right = ui.px(pane.x + pane.width);
  const float bottom = ui.px(pane.y + pane.height);
  const float crop_left = std::clamp(crop.x, left, right);
  const float crop_top = std::clamp(crop.y, top, bottom);
  const float crop_right = std::clamp(crop.x + crop.width, left, right);
  const float crop_bottom = std::clamp(crop.y + crop.height, top, bottom);
  list->AddRectFilled({left, top}, {right, crop_top}, colour::kOutside);
  list->AddRectFilled({left, crop_bottom}, {right, bottom}, colour::kOutside);
  list->AddRectFilled({left, crop_top}, {crop_left, crop_bottom}, colour::kOutside);
  list->AddRectFilled({crop_right, crop_top}, {right, crop_bottom}, colour::kOutside);

  const float half = ui.px(ui.touch ? 9 : 5);
  const std::array<ImVec2, 4> corners = {{{crop.x, crop.y},
                                          {crop.x + crop.width, crop.y},
                                          {crop.x, crop.y + crop.height},
                                          {crop.x + crop.width, crop.y + crop.height}}};
  for (const ImVec2& corner : corners) {
    const ImVec2 from(std::round(corner.x - half), std::round(corner.y - half));
    const ImVec2 to(std::round(corner.x + half), std::round(corner.y + half));
    list->AddRectFilled(from, to, colour::kEdge);
    list->AddRectFilled({from.x + ui.px(1), from.y + ui.px(1)}, {to.x - ui.px(1), to.y - ui.px(1)},
                        colour::kMark);
  }
}

float draw_crop_buttons(Ui& ui) {
  const Rect& pane = ui.layout.pane;
  ImVec2 at(ui.px(pane.x + 10), ui.px(pane.y + 7));
  const Rect wanted = wanted_crop(ui.state);
  const ImageInfo& image = *ui.state.image;
  const InputRule& rule = ui.state.model->card.input;
  const RegionKind kind = region_kind(wanted, image.width, image.height, rule, image.lesion);
  const bool fitted = fits_lesion(ui.state);
  if (small_button(ui, "crop-done", ui.words["crop.done"], false, at)) ui.act(ShowCropTool{false});
  if (small_button(ui, "crop-whole", ui.words["crop.whole"], kind == RegionKind::kWhole, at)) {
    ui.act(WholeCrop{});
  }
  hint(ui, ui.words["crop.whole.hint"]);
  if (small_button(ui, "crop-reset", ui.words[fitted ? "crop.fitted" : "crop.central"],
                   is_by_rule(wanted, image.width, image.height, rule, image.lesion), at)) {
    ui.act(ResetCrop{});
  }
  hint(ui, ui.words[fitted ? "crop.fitted.hint" : "crop.central.hint"]);
  size_before_signs(ui, at, ui.px(pane.x + pane.width));
  const std::string& smaller = ui.words["crop.smaller.hint"];
  if (small_button(ui, "crop-smaller", "\xE2\x88\x92", false, at, smaller)) ui.act(ScaleCrop{-1});
  hint(ui, smaller);
  const std::string& larger = ui.words["crop.larger.hint"];
  if (small_button(ui, "crop-larger", "+", false, at, larger)) ui.act(ScaleCrop{1});
  hint(ui, larger);
  return at.x;
}

namespace {

// What the hatching is, where the square reaches beyond the image.
void flow_hatched(Ui& ui) {
  if (seen_beyond(ui.state)) wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["crop.hatched"]);
}

// Of a model whose square is fitted to the lesion, what it was fitted to: nobody would see
// otherwise that the lesion was missed.
void flow_fitted(Ui& ui) {
  const auto share = lesion_share(ui.state);
  if (!share) {
    wrapped(ui, ui.fonts.small, colour::kWarm, ui.words["crop.no_lesion"]);
    return;
  }
  std::string said = ui.words.fill("crop.lesion_share", {{"share", whole_number(*share * 100)}});
  if (const auto central = ui.state.verdict->central) {
    said += " " + ui.words.fill("crop.beside_central",
                                {{"percent", percent_read(ui.words, ui.state, *central)}});
  }
  wrapped(ui, ui.fonts.small, colour::kMuted, said);
  if (central_crosses(ui.state)) {
    wrapped(ui, ui.fonts.body, colour::kWarm, ui.words["crop.central_crosses"]);
  }
  flow_hatched(ui);
}

// To the outline as a person has corrected it, where another square is seen.
void refit_button(Ui& ui) {
  if (!fits_lesion(ui.state) || !square_on_lesion(ui.state)) return;
  if (button(ui, "crop-refit", ui.words["warning.fit"])) ui.act(FitSquare{});
  hint(ui, ui.words["warning.fit.hint"]);
}

}  // namespace

void flow_own_square(Ui& ui) {
  const std::optional<double> own = own_estimate(ui.state);
  if (!own) return;
  wrapped(ui, ui.fonts.body, colour::kText,
          ui.words.fill("crop.by_rule", {{"percent", percent_read(ui.words, ui.state, *own)}}));
  if (own_crosses(ui.state)) {
    wrapped(ui, ui.fonts.body, colour::kWarm, ui.words["crop.central_crosses"]);
  }
}

void flow_crop(Ui& ui) {
  const RegionKind kind = seen_kind(ui.state);
  const bool pending = crop_pending(ui.state);
  const bool fitted = fits_lesion(ui.state) && ui.state.verdict;
  if (kind == RegionKind::kCentral && !pending && !fitted) return;
  gap(ui, 4);
  if (pending) {
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["crop.pending"]);
  } else if (kind == RegionKind::kCentral) {
    flow_fitted(ui);
    refit_button(ui);
    return;
  } else {
    const std::string said = kind == RegionKind::kWhole ? ui.words["crop.seen_whole"]
                             : refitted(ui.state)       ? ui.words["crop.refitted"]
                                                        : ui.words["crop.seen_moved"] + " " +
                                                        place_of(ui, ui.state.verdict->region);
    wrapped(ui, ui.fonts.small, colour::kWarm, said);
    flow_own_square(ui);
    std::string figures = ui.words[fitted ? "crop.measured_fitted" : "crop.measured"];
    // Of a lesion that lies partly outside its area says nothing of what the square holds; how much
    // of it is outside is among the warnings.
    const bool cut =
        std::any_of(ui.state.warnings.begin(), ui.state.warnings.end(),
                    [](const Warning& one) { return one.kind == WarningKind::kLesionCut; });
    if (const auto share = lesion_share(ui.state); share && !cut) {
      figures = ui.words.fill("crop.lesion_area", {{"share", whole_number(*share * 100)}}) + " " +
                figures;
    }
    wrapped(ui, ui.fonts.small, colour::kMuted, figures);
    flow_hatched(ui);
  }
  gap(ui, 2);
  refit_button(ui);
  if (button(ui, "crop-back", ui.words[fitted ? "crop.back_fitted" : "crop.back"], "0")) {
    ui.act(ResetCrop{});
  }
}

}  // namespace lesion::viewer
