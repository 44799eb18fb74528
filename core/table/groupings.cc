#include "core/table/groupings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

#include "core/table/words.h"

namespace lesion {
namespace {

using Rows = std::span<const std::vector<std::string>>;

struct Known {
  const char* title;
  std::vector<const char*> columns;  // the first that is there counts
};

const std::array<Known, 6> kKnown{{
    {"Diagnosis", {"diagnosis", "diagnosis_3", "dx"}},
    {"Age", {"age", "age_approx"}},
    {"Sex", {"sex"}},
    {"Site",
     {"localization", "anatom_site_general_challenge", "anatom_site_general", "anatom_site_1"}},
    {"Diagnosis made by", {"dx_type", "diagnosis_confirm_type"}},
    {"Source", {"source", "attribution", "dataset"}},
}};

constexpr std::array<std::string_view, 7> kArtefacts{
    "dark_corner", "hair", "gel_border", "gel_bubble", "ruler", "ink", "patches"};

int column_of(std::span<const std::string> header, std::string_view name) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (lower(header[i]) == name) return static_cast<int>(i);
  }
  return -1;
}

std::vector<std::string> values_of(Rows rows, std::size_t column) {
  std::vector<std::string> out;
  for (const auto& row : rows) {
    const std::string value = column < row.size() ? row[column] : std::string();
    out.push_back(lower(value) == "unknown" ? std::string() : value);
  }
  return out;
}

bool tells_apart(const std::vector<std::string>& values) {
  std::set<std::string> distinct(values.begin(), values.end());
  distinct.erase("");
  return distinct.size() >= 2;
}

// dark_corner -> "Dark corner".
std::string title_of(std::string name) {
  if (name.starts_with("artefact_")) name.erase(0, 9);
  std::replace(name.begin(), name.end(), '_', ' ');
  if (!name.empty()) {
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  }
  return name;
}

// 0 and 1 as "absent" and "present"; false where there is anything else.
bool name_flags(std::vector<std::string>& values) {
  for (std::string& value : values) {
    if (value == "1" || value == "1.0") {
      value = "present";
    } else if (value == "0" || value == "0.0") {
      value = "absent";
    } else if (!value.empty()) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string age_band(std::string_view age) {
  const auto read = number_in(std::string(age));
  if (!read || !(*read >= 0) || *read > 120) return {};
  const double years = *read;
  constexpr std::array<std::pair<double, const char*>, 4> kBands{
      {{30, "0\u201329"}, {45, "30\u201344"}, {60, "45\u201359"}, {75, "60\u201374"}}};
  for (const auto& [below, name] : kBands) {
    if (years < below) return name;
  }
  return "75 and over";
}

std::vector<Grouping> groupings_of(std::span<const std::string> header, Rows rows) {
  std::vector<Grouping> out;
  const auto add = [&](std::string title, std::vector<std::string> values, bool by_name) {
    if (tells_apart(values)) out.push_back({std::move(title), std::move(values), by_name});
  };
  for (const Known& known : kKnown) {
    for (const char* name : known.columns) {
      const int column = column_of(header, name);
      if (column < 0) continue;
      auto values = values_of(rows, static_cast<std::size_t>(column));
      const bool age = std::string_view(known.title) == "Age";
      if (age) {
        for (std::string& value : values) value = age_band(value);
      }
      add(known.title, std::move(values), age);
      break;
    }
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string name = lower(header[i]);
    const bool artefact = name.starts_with("artefact_") ||
                          std::find(kArtefacts.begin(), kArtefacts.end(), name) != kArtefacts.end();
    if (!artefact) continue;
    auto values = values_of(rows, i);
    if (name_flags(values)) add(title_of(name), std::move(values), true);
  }
  return out;
}

}  // namespace lesion
