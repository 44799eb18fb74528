#include <array>
#include <cstdio>

#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {
namespace {

std::string megabytes(double bytes) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", bytes / 1e6);
  return text.data();
}

}  // namespace

void flow_progress(Ui& ui) {
  if (!ui.state.progress) return;
  const Progress& progress = *ui.state.progress;
  std::string words = ui.words["progress." + progress.stage];
  const bool known = progress.total > 0;
  if (known && progress.stage == "model") {
    words += "  " + ui.words.fill("progress.bytes", {{"done", megabytes(progress.done)},
                                                     {"total", megabytes(progress.total)}});
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
