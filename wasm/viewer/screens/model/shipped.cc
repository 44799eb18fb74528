#include "wasm/viewer/screens/model/shipped.h"

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/model/figures.h"

namespace lesion::viewer {
namespace {

bool is_open(const Ui& ui, const ShippedModel& model) {
  return ui.state.model && ui.state.model->name == model.file;
}

bool is_being_opened(const Ui& ui) {
  return ui.state.progress &&
         (ui.state.progress->stage == "model" || ui.state.progress->stage == "session");
}

}  // namespace

void flow_shipped_models(Ui& ui) {
  const std::vector<ShippedModel>& models = ui.state.shipped;
  if (models.empty() || (models.size() == 1 && is_open(ui, models[0]))) return;
  flow_heading(ui, ui.words["model.shipped"]);
  if (is_being_opened(ui)) flow_progress(ui);
  for (std::size_t i = 0; i < models.size(); ++i) {
    const ShippedModel& model = models[i];
    const std::string size =
        ui.words.fill("model.shipped_size", {{"size", ui.words.fixed(model.bytes / 1e6, 1)}});
    text(ui, ui.fonts.body, colour::kText, model.name + "  " + size);
    wrapped(ui, ui.fonts.small, colour::kMuted, model.description);
    gap(ui, 2);
    if (is_open(ui, model)) {
      text(ui, ui.fonts.small, colour::kAccent, ui.words["model.shipped_open"]);
    } else if (!is_being_opened(ui) &&
               button(ui, ("shipped" + std::to_string(i)).c_str(),
                      ui.words.fill("model.shipped_choose", {{"name", model.name}}))) {
      ui.commands.push_back(R"({"type":"open-shipped","index":)" + std::to_string(i) + "}");
    }
    gap(ui, 6);
  }
}

}  // namespace lesion::viewer
