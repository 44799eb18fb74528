// The model card as a page for people.
#pragma once

#include <string>

#include "core/model/card.h"

namespace lesion {

// Markdown with what `card` says: data, licence, command, known faults, figures with their groups,
// layers, notice.
std::string card_markdown(const ModelCard& card);

}  // namespace lesion
