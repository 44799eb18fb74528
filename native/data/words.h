// Words of tables, compared without regard to letter case and blanks around them.
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace lesion {

// ASCII letters in lower case, everything else as it is.
inline std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

inline std::string trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
}

}  // namespace lesion
