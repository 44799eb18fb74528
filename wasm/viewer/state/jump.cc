#include "wasm/viewer/state/jump.h"

#include <algorithm>
#include <optional>

#include "wasm/viewer/state/concepts.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kMostDigits = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The number at the front of `text`, which is taken off it.
std::optional<int> take_number(std::string_view& text) {
  std::size_t length = 0;
  int value = 0;
  while (length < text.size() && is_digit(text[length])) {
    if (length >= kMostDigits) return std::nullopt;
    value = value * 10 + (text[length] - '0');
    ++length;
  }
  if (length == 0) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

bool take_separators(std::string_view& text) {
  const std::size_t end = text.find_first_not_of(" /,.:");
  const bool any = end != 0 && !text.empty();
  text.remove_prefix(end == std::string_view::npos ? text.size() : end);
  return any;
}

JumpTarget named_target(const ViewerState& state, std::string_view word) {
  JumpTarget target;
  if (!has_names(state)) return target;
  const NamedSearch found = filters_called(state, word);
  target.kind = found.count > 0 ? JumpTarget::Kind::kFound : JumpTarget::Kind::kNoName;
  target.layer = found.first.layer;
  target.filter = found.first.filter;
  target.named = found.count;
  return target;
}

}  // namespace

std::size_t whole_characters(std::string_view text, std::size_t most) {
  std::size_t length = std::min(text.size(), most);
  while (length > 0 && length < text.size() &&
         (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) {
    --length;
  }
  return length;
}

JumpTarget jump_target(const ViewerState& state, std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  constexpr std::string_view kOfNumbers = "0123456789/,.: ";
  if (!text.empty() && kOfNumbers.find(text.front()) == std::string_view::npos) {
    return named_target(state, text);
  }
  const std::optional<int> first = take_number(text);
  if (!first) return {};
  JumpTarget target;
  if (take_separators(text)) {
    target.layer = *first;
    if (!text.empty()) {
      const std::optional<int> second = take_number(text);
      if (!second) return {};
      target.filter = *second;
    }
  } else {
    target.layer = state.layer;
    target.filter = *first;
  }
  take_separators(text);
  if (!text.empty()) return {};
  if (target.layer >= layer_count(state)) {
    target.kind = JumpTarget::Kind::kNoLayer;
  } else if (target.filter >= filter_count(state, target.layer)) {
    target.kind = JumpTarget::Kind::kNoFilter;
  } else {
    target.kind = JumpTarget::Kind::kFound;
  }
  return target;
}

}  // namespace lesion::viewer
