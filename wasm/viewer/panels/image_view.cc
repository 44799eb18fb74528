#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "wasm/viewer/panels/crop.h"
#include "wasm/viewer/panels/filter_number.h"
#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/panels/hand_scale.h"
#include "wasm/viewer/panels/image_parts.h"
#include "wasm/viewer/panels/outline_edit.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/probe.h"
#include "wasm/viewer/state/scale_bar.h"

namespace lesion::viewer {
namespace {

Rect shown_image(const Ui& ui) {
  return image_rect(ui.state.view, ui.layout.frame, ui.state.image->size(), ui.state.canvas.dpr);
}

// `rect` of the image (image pixels) on the canvas, in device pixels.
DeviceRect on_canvas(const Ui& ui, const Rect& rect) {
  return on_canvas(ui, rect, shown_image(ui), ui.state.image->size());
}

// Returns the x behind the buttons. Where room is scarce fingers zoom: only the way back to the
// whole image is needed, and only when it is not shown.
float zoom_buttons(Ui& ui) {
  const Rect& pane = ui.layout.pane;
  ImVec2 at(ui.px(pane.x + 10), ui.px(pane.y + 7));
  const float height = ui.px(ui.touch ? 40 : 28);
  const auto small = [&](const char* id, const std::string& label, bool chosen,
                         const std::string& name = "") {
    return small_button(ui, id, label, chosen, at, name);
  };
  const auto say = [&](const std::string& words, ImU32 colour) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 size = text_size(ui.fonts.small, words);
    const float wide = size.x + ui.px(16);
    list->AddRectFilled(at, ImVec2(at.x + wide, at.y + height), colour::kShade, ui.px(5));
    draw_text(list, ui.fonts.small, ImVec2(at.x + ui.px(8), at.y + (height - size.y) / 2), colour,
              words);
    at.x += wide + ui.px(4);
  };
  const double dpr = ui.state.canvas.dpr;
  if (crop_movable(ui.state)) {
    if (small("crop", ui.words["crop.open"], false)) ui.act(ShowCropTool{true});
    hint(ui, ui.words["crop.open.hint"]);
  }
  if (ui.layout.tight && ui.state.view.fitted) return at.x;
  if (small("fit", ui.words["view.fit"], ui.state.view.fitted)) ui.act(ZoomFit{});
  hint(ui, ui.words["view.fit.hint"]);
  if (ui.layout.tight) return at.x;
  if (small("one", "1:1", std::abs(ui.state.view.zoom * dpr - 1) < 1e-6)) ui.act(ZoomOne{});
  hint(ui, ui.words["view.one.hint"]);
  say(ui.words["view.zoom"], colour::kText);
  if (small("out", "\xE2\x88\x92", false, ui.words["view.out.hint"])) {
    ui.act(ZoomAt{1 / 1.25, std::nullopt});
  }
  hint(ui, ui.words["view.out.hint"]);
  say(std::to_string(std::lround(ui.state.view.zoom * dpr * 100)) + "%", colour::kMuted);
  if (small("in", "+", false, ui.words["view.in.hint"])) ui.act(ZoomAt{1.25, std::nullopt});
  hint(ui, ui.words["view.in.hint"]);
  return at.x - ui.px(4);
}

// Beside what is pointed at: below a pointer, above a finger, which hides what lies below it.
// Never over the buttons at the head of the pane, which end at `top`.
void caption_beside(Ui& ui, ImDrawList* list, Point canvas, float top, const std::string& words) {
  const ImVec2 size = text_size(ui.fonts.small, words);
  const Rect& pane = ui.layout.pane;
  const ImVec2 point(static_cast<float>(canvas.x) * ui.unit,
                     static_cast<float>(canvas.y) * ui.unit);
  const float right = ui.px(pane.x + pane.width) - size.x - ui.px(18);
  const float bottom = ui.px(pane.y + pane.height) - size.y - ui.px(10);
  if (ui.touch) {
    const float x = std::clamp(point.x - size.x / 2, ui.px(pane.x + 4), std::max(right, 0.0f));
    const float above = point.y - size.y - ui.px(52);
    const float below = std::min(std::max(top, point.y + ui.px(40)), bottom);
    return caption(ui, list, ImVec2(x, above >= top ? above : below), words, false);
  }
  ImVec2 at(point.x + ui.px(16), point.y + ui.px(18));
  if (at.x > right) at.x -= size.x + ui.px(44);
  at.x = std::max(at.x, ui.px(pane.x + 4));
  if (at.y > bottom) at.y -= size.y + ui.px(40);
  at.y = std::min(std::max(at.y, top), bottom);
  caption(ui, list, at, words, false);
}

// The value under the pointer, the finger or the probe, and what part of the image it comes from.
void pointed_value(Ui& ui, ImDrawList* list, float top) {
  const std::optional<PointedCell> pointed = pointed_cell(ui.state);
  const MapValues* maps = ui.painter.maps(ui.state.layer);
  if (!pointed || !maps) return;
  const Cell& cell = pointed->cell;
  const Rect& region = ui.state.verdict->region;
  const Rect cell_rect{region.x + region.width * cell.x / maps->width,
                       region.y + region.height * cell.y / maps->height, region.width / maps->width,
                       region.height / maps->height};
  const float line = std::max(1.0f, ui.px(1));
  const LayerCard* card = layer_card(ui.state, ui.state.layer);
  if (card) {
    const Rect field = receptive_field(cell, *card, ui.state.model->card.input, region);
    solid_outline(list, on_canvas(ui, field), colour::kField, line);
  }
  const DeviceRect cell_box = on_canvas(ui, cell_rect);
  if (cell_box.width >= 3 * line) solid_outline(list, cell_box, colour::kMark, line);

  const std::optional<float> value = maps->at(ui.state.filter, cell.x, cell.y);
  if (!value) return;
  const auto words = [&](const char* key) {
    return ui.words.fill(key, {{"value", ui.words.figure(*value)},
                               {"x", std::to_string(cell.x)},
                               {"y", std::to_string(cell.y)}});
  };
  std::string said = words(card ? "pointer.value_field" : "pointer.value");
  // Where the pane is narrow the figure matters more than what the yellow frame is.
  if (text_size(ui.fonts.small, said).x > ui.px(ui.layout.pane.width - 24)) {
    said = words("pointer.value");
  }
  caption_beside(ui, list, pointed->canvas, top, said);
}

// Which of how many; empty where there is one only.
std::string place_of_image(const Ui& ui) {
  const auto count = static_cast<int>(ui.state.session.size());
  if (count < 2) return {};
  return ui.words.fill("view.place", {{"number", std::to_string(image_number(ui.state))},
                                      {"count", std::to_string(count)}});
}

float step_side(const Ui& ui) { return ui.px(ui.touch ? 40 : 28); }

// What image_steps() takes.
float steps_width(const Ui& ui) {
  if (ui.state.session.size() < 2) return 0;
  const float arrows = 2 * (step_side(ui) + ui.px(4)) + ui.px(4);
  if (!ui.layout.tight) return arrows;
  return arrows + text_size(ui.fonts.small, ui.words["sheet.image"]).x +
         text_size(ui.fonts.small, place_of_image(ui)).x + 2 * ui.px(20);
}

// The images before and after in the filmstrip. In a tight pane, under which a bar steps through
// filters with the same signs, what is stepped through stands in front and where it is between.
// Returns the x behind the buttons.
float image_steps(Ui& ui, ImVec2 at) {
  if (ui.state.session.size() < 2) return at.x;
  const auto step = [&](const char* id, const char* sign, int by, const char* key) {
    if (small_button(ui, id, sign, false, at, ui.words[key])) {
      const std::optional<int> other = image_beside(ui.state, by);
      if (other) {
        ui.commands.push_back(nlohmann::json{{"type", "open-image"}, {"id", *other}}.dump());
      }
    }
    hint(ui, ui.words[key]);
  };
  const auto say = [&](const std::string& words, ImU32 colour) {
    if (!ui.layout.tight) return;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 size = text_size(ui.fonts.small, words);
    const float wide = size.x + ui.px(16);
    list->AddRectFilled(at, ImVec2(at.x + wide, at.y + step_side(ui)), colour::kShade, ui.px(5));
    draw_text(list, ui.fonts.small, ImVec2(at.x + ui.px(8), at.y + (step_side(ui) - size.y) / 2),
              colour, words);
    at.x += wide + ui.px(4);
  };
  say(ui.words["sheet.image"], colour::kText);
  step("image-back", "\xE2\x80\xB9", -1, "view.back.hint");
  say(place_of_image(ui), colour::kMuted);
  step("image-on", "\xE2\x80\xBA", 1, "view.on.hint");
  return at.x + ui.px(4);
}

// Which image it is: its file's name, and its place among those of the session. Returns the x
// behind it.
float image_name(Ui& ui, ImDrawList* list, ImVec2 at) {
  const Rect& pane = ui.layout.pane;
  const float pad = ui.px(6);
  const float room = ui.px(pane.x + pane.width - 10) - at.x - 2 * pad;
  const std::string place = ui.layout.tight ? std::string() : place_of_image(ui);
  const float behind = place.empty() ? 0 : text_size(ui.fonts.small, place).x + ui.px(10);
  // A long name leaves half of a wide pane to what is said there too.
  const float most = std::min(room, ui.layout.tight ? room : ui.px(320)) - behind;
  if (most < ui.px(24)) return at.x;
  const std::string& name = ui.state.image->name;
  const ImVec2 size = text_size(ui.fonts.small, name);
  const float wide = std::min(size.x, most);
  const ImVec2 to(at.x + wide + behind + 2 * pad, at.y + size.y + ui.px(6));
  list->AddRectFilled(at, to, colour::kShade, ui.px(4));
  draw_text(list, ui.fonts.small, ImVec2(at.x + pad, at.y + ui.px(3)), colour::kText, name,
            wide + 1);
  if (!place.empty()) {
    draw_text(list, ui.fonts.small, ImVec2(at.x + pad + wide + ui.px(10), at.y + ui.px(3)),
              colour::kMuted, place);
  }
  return to.x;
}

// Both, behind the buttons that end at `left`, or, where they do not fit there, in a row below.
// Returns the x behind what stands in the first row, and the y below them all.
ImVec2 which_image(Ui& ui, ImDrawList* list, float left) {
  const Rect& pane = ui.layout.pane;
  const float right = ui.px(pane.x + pane.width - 10);
  const float y = ui.px(pane.y + 7);
  const float down = ui.px(3);  // of the name, in a row of buttons
  const float below = y + step_side(ui) + ui.px(4);
  const std::string place = ui.layout.tight ? std::string() : place_of_image(ui);
  const float name = std::min(text_size(ui.fonts.small, ui.state.image->name).x, ui.px(110)) +
                     ui.px(22) + text_size(ui.fonts.small, place).x;
  const bool one_row =
      ui.layout.tight || ui.layout.two_rows ? left + steps_width(ui) + name <= right : true;
  if (one_row) {
    const float behind = image_steps(ui, ImVec2(left, y));
    return {image_name(ui, list, ImVec2(behind, y + down)), below};
  }
  const float bottom = below + step_side(ui) + ui.px(4);
  const ImVec2 second(ui.px(pane.x + 10), below);
  if (left + name <= right) {
    image_name(ui, list, ImVec2(left, y + down));
    image_steps(ui, second);
    return {right, bottom};
  }
  image_name(ui, list, ImVec2(image_steps(ui, second), below + down));
  return {left, bottom};
}

// How long some millimetres are, at the foot of the pane, where the file says how large a pixel is.
void draw_scale_bar(Ui& ui, ImDrawList* list) {
  const Rect& pane = ui.layout.pane;
  const std::optional<ScaleBar> bar = scale_bar(ui.state, std::min(160.0, pane.width / 4));
  if (!bar) return;
  const std::string words =
      ui.words.fill("view.scale_bar", {{"length", ui.words.figure(bar->millimetres)}});
  const ImVec2 size = text_size(ui.fonts.small, words);
  const float length = ui.px(bar->length);
  const float wide = std::max(length, size.x);
  const float pad = ui.px(6);
  // Between the legend on the left and the buttons on the right.
  const ImVec2 at(ui.px(pane.x + pane.width / 2) - wide / 2,
                  ui.px(pane.y + pane.height - 16) - size.y);
  list->AddRectFilled(ImVec2(at.x - pad, at.y - ui.px(3)),
                      ImVec2(at.x + wide + pad, at.y + size.y + ui.px(10)), colour::kShade,
                      ui.px(4));
  draw_text(list, ui.fonts.small, ImVec2(at.x + (wide - size.x) / 2, at.y), colour::kText, words);
  const float y = at.y + size.y + ui.px(4);
  const float left = at.x + (wide - length) / 2;
  list->AddLine(ImVec2(left, y), ImVec2(left + length, y), colour::kText, std::max(1.0f, ui.px(2)));
  for (const float end : {left, left + length}) {
    list->AddLine(ImVec2(end, y - ui.px(4)), ImVec2(end, y + ui.px(4)), colour::kText,
                  std::max(1.0f, ui.px(1)));
  }
}

// The longest of the captions that fits beside the buttons.
void captions(Ui& ui, ImDrawList* list, float left) {
  if (ui.layout.tight || !ui.state.verdict) return;
  const Rect& pane = ui.layout.pane;
  const float right = ui.px(pane.x + pane.width - 10);
  const bool beyond = seen_beyond(ui.state);
  const std::string& dashed = ui.words[beyond ? "view.dashed_beyond" : "view.dashed"];
  std::vector<std::string> choices;
  if (ui.state.crop_tool) {
    if (!ui.touch) choices.push_back(ui.words["crop.caption"]);
  } else if (!overlay_visible(ui.state)) {
    if (!ui.touch && !beyond) choices.push_back(ui.words["view.caption_bare"]);
    choices.push_back(dashed);
  } else {
    const std::string opacity = ui.words.percent(static_cast<double>(ui.state.display.opacity));
    if (!ui.touch && !beyond) {
      choices.push_back(ui.words.fill("view.caption", {{"opacity", opacity}}));
    }
    choices.push_back(dashed);
  }
  if (!ui.state.crop_tool) choices.push_back(ui.words["view.dashed.short"]);
  for (const std::string& words : choices) {
    if (text_size(ui.fonts.small, words).x + ui.px(28) > right - left) continue;
    caption(ui, list, ImVec2(right, ui.px(pane.y + 10)), words, true);
    return;
  }
}

}  // namespace

void paint_image_view(Ui& ui) {
  if (!ui.state.image || ui.layout.pane.width <= 0) return;
  const DeviceRect clip = to_device(ui, ui.layout.pane);
  const DeviceRect image = to_device(ui, shown_image(ui));
  ui.painter.draw_image(image, clip);
  if (ui.state.verdict && overlay_visible(ui.state) &&
      responds(ui.state, ui.state.layer, ui.state.filter)) {
    // A square may reach beyond the image, where its edges repeat: there is nothing to lay it over.
    ui.painter.draw_overlay(ui.state.layer, overlay_of(ui.state, ui.unit),
                            on_canvas(ui, ui.state.verdict->region), overlap(clip, image));
  }
  paint_outline(ui, image, clip);
}

void draw_image_view(Ui& ui) {
  forget_filter_number();
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  const Rect& pane = ui.layout.pane;
  if (begin_panel(ui, "view", pane, 0) && ui.state.image) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (ui.state.verdict) {
      const DeviceRect crop = on_canvas(ui, wanted_crop(ui.state));
      if (ui.state.crop_tool) draw_crop_tool(ui, list, crop);
      hatch_beyond(ui, list, crop, to_device(ui, shown_image(ui)), to_device(ui, pane));
      dashed_outline(list, crop, ui.px(5), std::max(1.0f, ui.px(1)));
    }
    draw_abcd(ui, list, shown_image(ui));
    draw_outline_tool(ui, list, shown_image(ui));
    draw_hand_scale(ui, list, shown_image(ui));
    const bool brush = ui.state.outline_tool.shown;
    const bool ruler = ui.state.scale_tool.shown;
    if (brush) {
      draw_outline_tool_buttons(ui);
    } else if (ruler) {
      draw_scale_tool_buttons(ui);
    } else if (ui.state.crop_tool) {
      captions(ui, list, draw_crop_buttons(ui));
    } else {
      const ImVec2 end = which_image(ui, list, zoom_buttons(ui) + ui.px(8));
      captions(ui, list, end.x);
      pointed_value(ui, list, end.y);
    }
    if (!ui.layout.tight) {
      draw_scale_bar(ui, list);
      draw_legend(ui);
      draw_outline_button(ui);
    }
  }
  end_panel(ui);
  ImGui::PopStyleVar();
  draw_image_bar(ui);
}

}  // namespace lesion::viewer
