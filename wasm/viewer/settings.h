// What the page may be read in and how large, and the ways from one to the next.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace lesion::viewer {

inline constexpr std::array<const char*, 3> kLanguages = {"en", "de", "nl"};
inline constexpr std::array<double, 3> kTextScales = {1, 1.25, 1.5};

// The next of kLanguages, the first after the last or an unknown one.
inline std::string next_language(std::string_view code) {
  for (std::size_t i = 0; i + 1 < kLanguages.size(); ++i) {
    if (code == kLanguages[i]) return kLanguages[i + 1];
  }
  return kLanguages[0];
}

// The next greater of kTextScales; after the greatest comes the least.
inline double next_text_scale(double scale) {
  for (const double next : kTextScales) {
    if (next > scale + 1e-9) return next;
  }
  return kTextScales[0];
}

// The words come from the page, which loads the file: the wish, as a command.
inline std::string language_command(const std::string& code) {
  return R"({"type":"language","code":")" + code + R"("})";
}

}  // namespace lesion::viewer
