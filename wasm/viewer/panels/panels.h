// The panels, one file each. Every one reads the state through Ui, draws into its rectangle of the
// layout and leaves actions and commands there.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// Name, screens, open, keys.
void draw_top_bar(Ui& ui);
// Shown while no picture is open: an invitation to drop one, and the samples.
void draw_empty_state(Ui& ui);
// Pictures of this session and samples: beside the picture where there is room, else in the flow of
// the side panel.
void draw_filmstrip(Ui& ui);
void flow_filmstrip(Ui& ui, bool tall);
// Picture and overlay with our own shaders; called before ImGui draws over them.
void paint_image_view(Ui& ui);
// Outline of what the network saw, captions, value and receptive field under the pointer.
void draw_image_view(Ui& ui);
// Colour bar with its numbers, on the pane (wide) or in the flow of a panel (stacked).
void draw_legend(Ui& ui);
void flow_legend(Ui& ui);
// Title, bar and numbers of the state's filter from `at` on, over `width` device pixels; returns
// the height used.
float draw_legend_of(const Ui& ui, const ViewerState& state, ImDrawList* list, ImVec2 at,
                     float width, bool titled = true);
// Everything beside (or, stacked, below) the picture: what one of the next two says, and, where it
// has no place of its own, the filmstrip.
void draw_side_panel(Ui& ui, void (*content)(Ui&));
// The estimate and what speaks for it.
void flow_read(Ui& ui);
// All filters of a layer, and the chosen one.
void flow_explore(Ui& ui);
// The estimate in words, and the strongest filters. In the flow of the side panel.
void flow_result(Ui& ui);
void flow_strongest(Ui& ui);
void flow_about_model(Ui& ui);
// The layer and its filters under the picture.
void draw_grid_strip(Ui& ui);
// In the flow: number of the layer, its filters, cells and receptive field.
void flow_layer_block(Ui& ui);
void flow_layer_steps(Ui& ui);
// In the flow: what is shown and how (scale, smoothness, opacity, colours).
void flow_display_controls(Ui& ui);
// In the flow: the chosen filter in numbers.
void flow_filter_numbers(Ui& ui);
// In the flow: the chosen filter's weights as pictures; nothing while they have not come.
void flow_weights(Ui& ui);
// The ramp of the state's scale as it looks over mid grey, with its contour lines.
void draw_ramp(const Ui& ui, const ViewerState& state, ImDrawList* list, ImVec2 at, ImVec2 size);
// What is typed of "6/12" and where it leads.
void draw_jump(Ui& ui);
// In the flow: language and size of the text.
void flow_settings(Ui& ui);
// In the flow: thumbnails of the chosen layer's filters within width x height device pixels;
// `height` 0 lets them take what they need at about `css_cell` CSS pixels each.
void flow_filter_grid(Ui& ui, float width, float height, double css_cell);
// What is being loaded or computed; in the flow, nothing when idle.
void flow_progress(Ui& ui);
// Always there.
void draw_notice(Ui& ui);
// A sentence when something went wrong, over everything but the keys.
void draw_error_toast(Ui& ui);
// All keys, over everything.
void draw_keys(Ui& ui);

}  // namespace lesion::viewer
