#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

void draw(Ui& ui) {
  paint_image_view(ui);
  draw_image_view(ui);
  draw_filmstrip(ui);
  draw_side_panel(ui, flow_read);
  draw_grid_strip(ui);
}

}  // namespace

constinit const ScreenView read_view = {.draw = draw};

}  // namespace lesion::viewer
