#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/screens/read/parts.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

// Where one goes on from here.
void flow_next(Ui& ui) {
  if (!ui.state.verdict) return;
  gap(ui, 8);
  const float space = ui.px(8);
  const float width = (ImGui::GetContentRegionAvail().x - space) / 2;
  if (button(ui, "to-explain", ui.words["screen.explain"], "", false, width)) {
    ui.act(ShowScreen{Screen::kExplain});
  }
  ImGui::SameLine(0, space);
  if (button(ui, "to-what-if", ui.words["screen.what_if"], "", false, width)) {
    ui.act(ShowScreen{Screen::kWhatIf});
  }
}

void draw(Ui& ui) {
  paint_image_view(ui);
  draw_image_view(ui);
  draw_filmstrip(ui);
  draw_side_panel(ui, flow_read);
}

}  // namespace

void flow_read(Ui& ui) {
  flow_result(ui);
  flow_warnings(ui);
  flow_strongest(ui);
  flow_next(ui);
  flow_abcd(ui);
  if (ui.layout.tight && ui.state.verdict) {
    section(ui, "display.title");
    flow_display_controls(ui);
  }
  flow_about_model(ui);
}

constinit const ScreenView read_view = {.draw = draw};

}  // namespace lesion::viewer
