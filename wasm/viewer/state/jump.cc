#include "wasm/viewer/state/jump.h"

#include <optional>

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

}  // namespace

JumpTarget jump_target(const ViewerState& state, std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
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
