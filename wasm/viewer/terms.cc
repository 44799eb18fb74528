#include "wasm/viewer/terms.h"

#include <algorithm>
#include <cmath>

namespace lesion::viewer {
namespace {

std::string sentences(const Ui& ui, std::span<const char* const> names) {
  std::string all;
  for (const char* name : names) {
    if (!all.empty()) all += '\n';
    all += ui.words[std::string("term.") + name];
  }
  return all;
}

void dots(Ui& ui, ImVec2 from, float width) {
  const float dot = std::max(1.0f, ui.px(1));
  ImDrawList* list = ImGui::GetWindowDrawList();
  const auto count = static_cast<int>(std::ceil(width / (3 * dot)));
  for (int i = 0; i < count; ++i) {
    const float x = static_cast<float>(i) * 3 * dot;
    list->AddRectFilled(ImVec2(from.x + x, from.y), ImVec2(from.x + x + dot, from.y + dot),
                        colour::kMuted);
  }
}

}  // namespace

void explain_at(Ui& ui, ImVec2 at, ImVec2 size, std::span<const char* const> names) {
  dots(ui, ImVec2(at.x, at.y + size.y - std::max(1.0f, ui.px(1))), size.x);
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(at);
  ImGui::Dummy(size);
  // What is below belongs to the term as a rule: the figure of its title.
  hint(ui, sentences(ui, names), HintSide::kAbove);
  ImGui::SetCursorScreenPos(cursor);
}

void explained(Ui& ui, ImFont* font, ImU32 colour, const std::string& words,
               std::span<const char* const> names) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  text(ui, font, colour, words);
  explain_at(ui, at, text_size(font, words), names);
}

void wrapped_with_terms(Ui& ui, ImFont* font, ImU32 colour, const std::string& words,
                        std::span<const char* const> names) {
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const auto lines = wrap_lines(font, words, ImGui::GetContentRegionAvail().x);
  wrapped(ui, font, colour, words);
  for (const char* const& name : names) {
    const std::string& term = ui.words[std::string("term.") + name + ".as"];
    const std::size_t from = words.find(term);
    if (from == std::string::npos) continue;
    const std::size_t to = from + term.size();
    std::size_t start = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      start = words.find(lines[i], start);
      if (start == std::string::npos) break;
      const std::size_t end = start + lines[i].size();
      // A term may be broken over two lines: each shows its part of it.
      const std::size_t first = std::clamp(from, start, end);
      const std::size_t last = std::clamp(to, start, end);
      if (last > first) {
        const float left = text_size(font, words.substr(start, first - start)).x;
        const float row = line_height(font) * static_cast<float>(i);
        explain_at(ui, ImVec2(origin.x + left, origin.y + row),
                   text_size(font, words.substr(first, last - first)), std::span(&name, 1));
      }
      start = end;
    }
  }
}

}  // namespace lesion::viewer
