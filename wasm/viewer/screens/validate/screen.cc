#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {

constinit const ScreenView validate_view = {
    .draw = [](Ui& ui) { section(ui, "screen.validate"); },
};

}  // namespace lesion::viewer
