// The panels, one file each. Every one reads the state through Ui, draws into its rectangle of the
// layout and leaves actions and commands there.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// Name, screens, open, keys.
void draw_top_bar(Ui& ui);
// Shown while no image is open: an invitation to drop one, and the samples.
void draw_empty_state(Ui& ui);
// Images of this session and samples: beside the image where there is room, else in the flow of
// the side panel.
void draw_filmstrip(Ui& ui);
void flow_filmstrip(Ui& ui, bool tall);
// Image and overlay with our own shaders; called before ImGui draws over them.
void paint_image_view(Ui& ui);
// Outline of what the network saw, captions, value and receptive field under the pointer.
void draw_image_view(Ui& ui);
// Legend and the button that shows responses, in the layout's bar; nothing where it has none.
void draw_image_bar(Ui& ui);
// Colour bar with its numbers, on the pane.
void draw_legend(Ui& ui);
// Shows and hides responses, at the lower right of the pane. Returns its left edge, CSS px.
double draw_overlay_button(Ui& ui);
// Title, bar and numbers of the state's filter from `at` on, over `width` device pixels; returns
// the height used.
float draw_legend_of(const Ui& ui, const ViewerState& state, ImDrawList* list, ImVec2 at,
                     float width, bool titled = true);
// Everything beside (or, stacked, below) the image: `content` in the flow, and, where it has no
// place of its own, the filmstrip.
void draw_side_panel(Ui& ui, void (*content)(Ui&));
// A heading in the flow; the same, explained by the words of `term`.
void section(Ui& ui, const char* key);
void section(Ui& ui, const char* key, const char* term);
// In the flow: the network's layers as blocks, the chosen one marked; the chosen layer in words.
void flow_network(Ui& ui);
void flow_layer_words(Ui& ui);
// In the flow: what is shown and how (scale, smoothness, opacity, colours).
void flow_display_controls(Ui& ui);
// The ramp of the state's scale as it looks over mid grey, with its contour lines.
void draw_ramp(const Ui& ui, const ViewerState& state, ImDrawList* list, ImVec2 at, ImVec2 size);
// What is typed of "6/12" and where it leads.
void draw_jump(Ui& ui);
// In the flow: thumbnails of the chosen layer's filters within width x height device pixels;
// `height` 0 lets them take what they need at about `css_cell` CSS pixels each. `named` (with
// height 0): what they respond to below each, and those of state.only alone.
void flow_filter_grid(Ui& ui, float width, float height, double css_cell, bool named = false);
// Such a size: few filters are shown larger.
double grid_cell(const Ui& ui);
// What is being loaded or computed; in the flow, nothing when idle.
void flow_progress(Ui& ui);
// Always there.
void draw_notice(Ui& ui);
// A sentence when something went wrong, over everything but the keys.
void draw_error_toast(Ui& ui);
// All keys, over everything.
void draw_keys(Ui& ui);

// The words for each of `names`, whose keys begin with `prefix`.
template <std::size_t N>
std::vector<std::string> labels_of(const Ui& ui, const char* prefix,
                                   const std::array<const char*, N>& names) {
  std::vector<std::string> labels;
  for (const char* name : names) labels.push_back(ui.words[std::string(prefix) + name]);
  return labels;
}

}  // namespace lesion::viewer
