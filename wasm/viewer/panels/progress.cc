#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {
namespace {

std::string megabytes(const Ui& ui, double bytes) { return ui.words.fixed(bytes / 1e6, 1); }

}  // namespace

void flow_progress(Ui& ui) {
  if (!ui.state.progress) return;
  const Progress& progress = *ui.state.progress;
  std::string words = ui.words["progress." + progress.stage];
  const bool known = progress.total > 0;
  if (known && progress.stage == "model") {
    words += "  " + ui.words.fill("progress.bytes", {{"done", megabytes(ui, progress.done)},
                                                     {"total", megabytes(ui, progress.total)}});
  }
  wrapped(ui, ui.fonts.body, colour::kMuted, words);
  gap(ui, 2);
  const float width = ImGui::GetContentRegionAvail().x;
  // Where the length is unknown the bar says only that something is going on.
  bar(ImGui::GetWindowDrawList(), ImGui::GetCursorScreenPos(), ImVec2(width, ui.px(5)),
      known ? static_cast<float>(progress.done / progress.total) : 0.35f, colour::kAccent,
      std::nullopt);
  ImGui::Dummy(ImVec2(width, ui.px(10)));
}

}  // namespace lesion::viewer
