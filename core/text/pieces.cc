#include "core/text/pieces.h"

#include <algorithm>

#include "core/text/format.h"

namespace lesion::text {
namespace {

std::string piece_in_words(std::string_view piece, const Lookup& words) {
  std::string key = "said.";
  std::string number;
  for (std::size_t at = 0; at < piece.size(); ++at) {
    const char letter = piece[at];
    if (letter >= '0' && letter <= '9') {
      if (!number.empty()) return std::string(piece);  // two numbers: no phrase of ours
      while (at < piece.size() && piece[at] >= '0' && piece[at] <= '9') number += piece[at++];
      --at;
      key += 'n';
    } else if (letter >= 'A' && letter <= 'Z') {
      key += static_cast<char>(letter - 'A' + 'a');
    } else {
      key += letter >= 'a' && letter <= 'z' ? letter : '_';
    }
  }
  const std::string found = words(key);
  return found.empty() ? std::string(piece) : fill(found, {{"n", number}});
}

}  // namespace

std::string pieces_in_words(std::string_view said, const Lookup& words) {
  constexpr std::string_view kBetween = ", ";
  std::string all;
  for (std::size_t at = 0; at <= said.size();) {
    const std::size_t end = std::min(said.find(kBetween, at), said.size());
    if (at > 0) all += kBetween;
    all += piece_in_words(said.substr(at, end - at), words);
    at = end + kBetween.size();
    if (end == said.size()) break;
  }
  return all;
}

}  // namespace lesion::text
