// What a model's card says in a few fixed phrases, in the reader's language.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace lesion::text {

// The words for a key; empty where there are none.
using Lookup = std::function<std::string(std::string_view key)>;

// `said` ("compact, width 2", "ham10000 val, half the light") piece by piece, as commas part it: a
// piece that there are words for under "said.<piece>", in small letters with '_' for whatever is
// neither letter nor digit and "n" for a number, whose place {n} it fills, in these; another as it
// is.
std::string pieces_in_words(std::string_view said, const Lookup& words);

}  // namespace lesion::text
