#include "native/data/lesion_places.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "native/data/files.h"

namespace lesion {
namespace {

std::string first_line(std::uint64_t identity) {
  char text[80];
  std::snprintf(text, sizeof text, "lesionlens places 1 %016" PRIx64, identity);
  return text;
}

}  // namespace

Result<std::optional<LesionSummary>> LesionPlaces::of(std::span<const std::uint8_t> bytes,
                                                      const Image& image) {
  const std::uint64_t key = content_hash(bytes, 1);
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = places_.find(key); known != places_.end()) return known->second;
  }
  auto found = find_(image);
  if (!found) return found;
  const std::lock_guard lock(mutex_);
  places_[key] = *found;
  return found;
}

void LesionPlaces::read(const std::filesystem::path& file) {
  const auto bytes = read_file(file);
  if (!bytes) return;
  std::istringstream text(std::string(bytes->begin(), bytes->end()));
  std::string line;
  if (!std::getline(text, line) || line != first_line(identity_)) return;
  std::unordered_map<std::uint64_t, std::optional<LesionSummary>> places;
  while (std::getline(text, line)) {
    std::uint64_t key = 0;
    LesionSummary lesion;
    const int count = std::sscanf(line.c_str(), "%" SCNx64 " %lf %lf %lf", &key, &lesion.area,
                                  &lesion.x, &lesion.y);
    if (count != 4) return;
    places[key] = lesion.area > 0 ? std::optional(lesion) : std::nullopt;
  }
  const std::lock_guard lock(mutex_);
  places_.merge(places);
}

Result<void> LesionPlaces::write(const std::filesystem::path& file) const {
  std::vector<std::pair<std::uint64_t, LesionSummary>> sorted;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, lesion] : places_) {
      sorted.emplace_back(key, lesion.value_or(LesionSummary{}));
    }
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string text = first_line(identity_) + "\n";
  for (const auto& [key, lesion] : sorted) {
    char line[160];
    std::snprintf(line, sizeof line, "%016" PRIx64 " %.17g %.17g %.17g\n", key, lesion.area,
                  lesion.x, lesion.y);
    text += line;
  }
  return write_file_atomic(
      file, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::size_t LesionPlaces::known() const {
  const std::lock_guard lock(mutex_);
  return places_.size();
}

std::size_t LesionPlaces::without() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(places_.begin(), places_.end(),
                                                [](const auto& place) { return !place.second; }));
}

}  // namespace lesion
