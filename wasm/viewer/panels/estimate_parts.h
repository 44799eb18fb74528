// An estimate where there is little room for it: beside an image in the filmstrip, over a pane, in
// front of a row.
#pragma once

#include <optional>
#include <string>

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// `probability` as it reads beside `threshold`, where there is one; where a person has moved the
// square, the estimate of the model's own square, `by_rule`, behind it in brackets.
std::string estimate_and_own(const Ui& ui, double probability, std::optional<double> by_rule,
                             std::optional<double> threshold);
// Of an image that has one, beside the model's operating point.
std::string estimate_and_own(const Ui& ui, const SessionImage& image);

// The estimate with a mark that points up at or above the operating point and down below it: told
// apart without its colour too; without a mark where no point says so. Returns the width, device
// pixels.
float draw_estimate(const Ui& ui, ImDrawList* list, ImVec2 at, const std::string& words,
                    std::optional<bool> above);
// That width, without drawing.
float estimate_width(const Ui& ui, const std::string& words);

// What makes an estimate doubtful, in a few words, at most `room` device pixels wide; nothing where
// nothing does.
void doubt_mark(const Ui& ui, ImDrawList* list, ImVec2 at, float room, const Doubts& doubts);

}  // namespace lesion::viewer
