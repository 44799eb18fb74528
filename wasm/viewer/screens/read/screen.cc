#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/screens/read/parts.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

void stacked_read(Ui& ui) {
  flow_result(ui);
  flow_warnings(ui);
  flow_strongest(ui);
  flow_abcd(ui);
  if (ui.state.verdict) {
    section(ui, "kind.filters", "filter");
    flow_network(ui);
    gap(ui, 2);
    flow_layer_words(ui);
    gap(ui, 4);
    flow_filter_grid(ui, ImGui::GetContentRegionAvail().x, 0, grid_cell(ui));
    section(ui, "display.title");
    flow_display_controls(ui);
  }
  flow_about_model(ui);
}

// The layer and its filters under the image.
void grid_strip(Ui& ui) {
  const Rect& rect = ui.layout.grid;
  if (!(rect.height > 0)) return;
  const Rect block{rect.x, rect.y, 176, rect.height};
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(16, 12));
  if (begin_panel(ui, "layer", block, colour::kPanel)) {
    flow_layer_block(ui);
    line(ui, {block.x, block.y, block.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
  const Rect grid{rect.x + block.width, rect.y, rect.width - block.width, rect.height};
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(0, 10));
  if (begin_panel(ui, "grid", grid, colour::kPanel, true)) {
    flow_filter_grid(ui, ui.px(grid.width - 16), ui.px(grid.height) - 2 * ui.px(10), 48);
    line(ui, {grid.x, grid.y, grid.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

void draw(Ui& ui) {
  paint_image_view(ui);
  draw_image_view(ui);
  draw_filmstrip(ui);
  draw_side_panel(ui, flow_read);
  grid_strip(ui);
}

}  // namespace

void flow_read(Ui& ui) {
  if (ui.layout.stacked) return stacked_read(ui);
  flow_result(ui);
  flow_warnings(ui);
  flow_strongest(ui);
  flow_abcd(ui);
  if (ui.layout.tight && ui.state.verdict) {
    section(ui, "display.title");
    flow_display_controls(ui);
  }
  flow_about_model(ui);
}

constinit const ScreenView read_view = {.draw = draw};

}  // namespace lesion::viewer
