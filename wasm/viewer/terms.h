// Terms that not everybody knows: marked by a dotted line, explained in a sentence while the
// pointer or a finger is on them. The words table has "term.NAME", the sentence, and
// "term.NAME.as", how the term is written. The HTML mirror lists the same (index.html).
#pragma once

#include <span>
#include <string>

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// Text in the flow of a panel that is explained as a whole by the terms `names`.
void explained(Ui& ui, ImFont* font, ImU32 colour, const std::string& words,
               std::span<const char* const> names);

// wrapped() in which each of the terms `names` is explained where it occurs first.
void wrapped_with_terms(Ui& ui, ImFont* font, ImU32 colour, const std::string& words,
                        std::span<const char* const> names);

// The same for words that were drawn already, their left top at `at`.
void explain_at(Ui& ui, ImVec2 at, ImVec2 size, std::span<const char* const> names);

}  // namespace lesion::viewer
