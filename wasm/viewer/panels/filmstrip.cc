#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "wasm/viewer/mask_words.h"
#include "wasm/viewer/panels/estimate_parts.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/texture_id.h"

namespace lesion::viewer {
namespace {

// The middle of the thumbnail, cut to the box's shape.
void cover(ImDrawList* list, const SessionThumbnail& thumbnail, ImVec2 at, ImVec2 size,
           float rounding) {
  const float box = size.x / size.y;
  const float image =
      static_cast<float>(thumbnail.width) / static_cast<float>(std::max(1, thumbnail.height));
  ImVec2 from(0, 0);
  ImVec2 to(1, 1);
  if (image > box) {
    from.x = (1 - box / image) / 2;
    to.x = 1 - from.x;
  } else {
    from.y = (1 - image / box) / 2;
    to.y = 1 - from.y;
  }
  list->AddImageRounded(texture_id(thumbnail.texture), at, ImVec2(at.x + size.x, at.y + size.y),
                        from, to, colour::kAsItIs, rounding);
}

float cross_side(const Ui& ui) { return ui.px(ui.touch ? 36 : 24); }

// Takes the image out of the session; `corner` is the tile's right top.
void remove_cross(Ui& ui, ImDrawList* list, const SessionImage& image, ImVec2 corner) {
  const float side = cross_side(ui);
  const ImVec2 at(corner.x - side, corner.y);
  ImGui::SetCursorScreenPos(at);
  ImGui::PushID(image.id);
  const std::string name = ui.words.fill("strip.remove", {{"name", image.name}});
  if (pressable(ui, "remove", ImVec2(side, side), {name, "images"})) {
    ui.commands.push_back(nlohmann::json{{"type", "remove-image"}, {"id", image.id}}.dump());
  }
  ImGui::PopID();
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  hint(ui, name);
  const ImVec2 middle(at.x + side / 2, at.y + side / 2);
  list->AddCircleFilled(middle, ui.px(10), hovered ? colour::kHover : colour::kShade);
  const float arm = ui.px(4);
  const float thick = std::max(1.0f, ui.px(1.5));
  list->AddLine({middle.x - arm, middle.y - arm}, {middle.x + arm, middle.y + arm}, colour::kText,
                thick);
  list->AddLine({middle.x - arm, middle.y + arm}, {middle.x + arm, middle.y - arm}, colour::kText,
                thick);
}

// The label that the image has, in a word.
std::string label_words(const Ui& ui, const SessionImage& image) {
  const std::optional<int> label = label_of(ui.state, image);
  if (!label) return {};
  return ui.words[*label == kMalignant ? "validate.label.malignant" : "validate.label.benign"];
}

void label_badge(const Ui& ui, ImDrawList* list, const std::string& words, bool malignant,
                 ImVec2 at) {
  const ImVec2 size = text_size(ui.fonts.small, words);
  list->AddRectFilled(at, ImVec2(at.x + size.x + ui.px(20), at.y + size.y + ui.px(4)),
                      colour::kShade, ui.px(3));
  list->AddCircleFilled(ImVec2(at.x + ui.px(8), at.y + size.y / 2 + ui.px(2)), ui.px(3.5),
                        malignant ? colour::kWarm : colour::kCool);
  draw_text(list, ui.fonts.small, ImVec2(at.x + ui.px(15), at.y + ui.px(2)), colour::kText, words);
}

void image_tile(Ui& ui, const SessionImage& image, ImVec2 at, ImVec2 size) {
  const bool shown = ui.state.image && ui.state.image->id == image.id;
  ImGui::SetCursorScreenPos(at);
  ImGui::PushID(image.id);
  // The cross lies over it.
  ImGui::SetNextItemAllowOverlap();
  std::string called =
      image.probability ? image.name + ", " + estimate_and_own(ui, image) : image.name;
  const Doubts doubts = doubts_of(ui.state, image);
  const std::string doubt = doubt_words(ui.words, doubts);
  if (!doubt.empty()) called += ", " + doubt;
  const std::string label = label_words(ui, image);
  if (!label.empty()) called += ", " + label;
  if (pressable(ui, "image", size, {called, "images", shown}) && !shown) {
    ui.commands.push_back(nlohmann::json{{"type", "open-image"}, {"id", image.id}}.dump());
  }
  ImGui::PopID();
  // Stepping through many images brings the one that is shown into view, once; not where the list
  // is a part of the panel that begins with the result.
  static int brought = 0;
  const bool visible = ImGui::IsItemVisible();
  if (shown && brought != image.id && ui.layout.strip.width > 0) {
    brought = image.id;
    if (!visible) ImGui::SetScrollHereY(0.5f);
  }
  if (!visible) return;
  // Over the cross, which lies on it, too.
  const bool hovered = ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenOverlappedByItem);
  hint(ui, doubts.any() ? image.name + "\n" + doubt_sentences(ui.words, doubts) : image.name,
       HintSide::kRight);
  if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 to(at.x + size.x, at.y + size.y);
  list->AddRectFilled(at, to, colour::kRaised, ui.px(4));
  if (const SessionThumbnail* thumbnail = ui.thumbnails.get(image.id)) {
    cover(list, *thumbnail, at, size, ui.px(4));
  }
  if (image.probability) {
    const std::string words = estimate_and_own(ui, image);
    const ImVec2 text = text_size(ui.fonts.small, words);
    const ImVec2 from(to.x - text.x - ui.px(16), to.y - text.y - ui.px(9));
    list->AddRectFilled(from, ImVec2(to.x - ui.px(5), to.y - ui.px(5)), colour::kShade, ui.px(3));
    draw_text(list, ui.fonts.small, ImVec2(from.x + ui.px(5.5), from.y + ui.px(2)), colour::kText,
              words);
  }
  // Below the cross, where the words would reach under it.
  const bool crossed = shown || (hovered && !ui.touch);
  const float reach = text_size(ui.fonts.tiny, doubt).x + ui.px(13);
  const float cross = cross_side(ui);
  const float top = crossed && !doubt.empty() && reach > size.x - cross ? cross : ui.px(5);
  doubt_mark(ui, list, ImVec2(at.x + ui.px(5), at.y + top), size.x - ui.px(10), doubts);
  if (!label.empty()) {
    // Below the words of doubt, where there are some.
    const float down = doubts.any() ? top + line_height(ui.fonts.small) + ui.px(7) : ui.px(5);
    label_badge(ui, list, label, label_of(ui.state, image) == kMalignant,
                ImVec2(at.x + ui.px(5), at.y + down));
  }
  if (shown || hovered) {
    list->AddRect(at, to, shown ? colour::kAccent : colour::kMuted, ui.px(4), 0,
                  std::max(1.0f, ui.px(shown ? 2 : 1)));
  }
  if (crossed) remove_cross(ui, list, image, ImVec2(to.x, at.y));
}

void tiles(Ui& ui, float tile_width) {
  const float space = ui.px(8);
  const float room = ImGui::GetContentRegionAvail().x;
  const int columns = std::max(1, static_cast<int>((room + space) / (tile_width + space)));
  const float width = std::floor((room + space) / static_cast<float>(columns) - space);
  const ImVec2 size(width, std::floor(width * 0.66f));
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const ImageList images = ui.state.session.listed();
  const auto count = static_cast<int>(images.size());
  const int rows = (count + columns - 1) / columns;
  const auto tile = [&](int number) {
    const int row = number / columns;
    image_tile(ui, images[static_cast<std::size_t>(number)],
               ImVec2(origin.x + static_cast<float>(number % columns) * (width + space),
                      origin.y + static_cast<float>(row) * (size.y + space)),
               size);
  };
  // Those that are seen, however many there are, and the one that is shown, which may have to be
  // brought into view.
  const ImDrawList* list = ImGui::GetWindowDrawList();
  const auto row_at = [&](float y) {
    return std::clamp(static_cast<int>((y - origin.y) / (size.y + space)), 0, rows);
  };
  // And a row more on either side, for keys to go to.
  const int first = std::max(0, row_at(list->GetClipRectMin().y) - 1) * columns;
  const int end = std::min(count, (row_at(list->GetClipRectMax().y) + 2) * columns);
  for (int number = first; number < end; ++number) tile(number);
  const std::optional<std::size_t> shown =
      ui.state.image ? ui.state.session.place_listed(ui.state.image->id) : std::nullopt;
  if (shown && (static_cast<int>(*shown) < first || static_cast<int>(*shown) >= end)) {
    tile(static_cast<int>(*shown));
  }
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy(ImVec2(room, static_cast<float>(rows) * (size.y + space)));
}

void sample_rows(Ui& ui) {
  const float width = ImGui::GetContentRegionAvail().x;
  ImDrawList* list = ImGui::GetWindowDrawList();
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ui.size(8, 1));
  for (std::size_t i = 0; i < ui.state.samples.size(); ++i) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float pad = ui.px(6);
    const std::vector<std::string> lines =
        wrap_lines(ui.fonts.small, ui.state.samples[i].label, width - 2 * pad);
    const float tall = line_height(ui.fonts.small) * static_cast<float>(lines.size());
    const ImVec2 size(width, std::max(tall + ui.px(10), ui.px(ui.touch ? 40 : 28)));
    ImGui::PushID(static_cast<int>(i));
    if (pressable(ui, "sample", size, {ui.state.samples[i].label})) {
      ui.commands.push_back(nlohmann::json{{"type", "open-sample"}, {"index", i}}.dump());
    }
    ImGui::PopID();
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) {
      list->AddRectFilled(at, ImVec2(at.x + size.x, at.y + size.y), colour::kHover, ui.px(4));
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    draw_lines(list, ui.fonts.small, ImVec2(at.x + pad, at.y + (size.y - tall) / 2), colour::kText,
               lines);
  }
  ImGui::PopStyleVar();
}

}  // namespace

void flow_filmstrip(Ui& ui, bool tall) {
  if (ui.state.session.size() > 1) {
    const std::string order = std::string("order.") + name_of(ui.state.session.order());
    if (button_within(ui, "order", ui.words[order], false, ImGui::GetContentRegionAvail().x)) {
      ui.act(NextImageOrder{});
    }
    hint(ui, ui.words["order.hint"]);
  }
  tiles(ui, ui.px(tall ? 130 : 96));
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words[ui.touch ? "strip.touch" : "strip.drop"]);
  if (ui.state.samples.empty()) return;
  gap(ui, 8);
  text(ui, ui.fonts.small, colour::kMuted, ui.words["strip.title"]);
  sample_rows(ui);
}

void draw_filmstrip(Ui& ui) {
  const Rect& rect = ui.layout.strip;
  if (!(rect.width > 0)) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(12, 12));
  if (begin_panel(ui, "filmstrip", rect, colour::kPanel, true)) {
    flow_filmstrip(ui, true);
    line(ui, {rect.x + rect.width - 1, rect.y, 0, rect.height});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
