#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

// Until the estimate has come, what Read says of it.
void draw(Ui& ui) {
  paint_image_view(ui);
  draw_image_view(ui);
  draw_filmstrip(ui);
  draw_side_panel(ui, ui.state.verdict ? flow_explore : flow_read);
}

}  // namespace

constinit const ScreenView explore_view = {.draw = draw};

}  // namespace lesion::viewer
