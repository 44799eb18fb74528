#include "native/data/leaks.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

namespace lesion {
namespace {

using Pair = std::pair<std::size_t, std::size_t>;

constexpr std::array kKinds{LeakKind::kPatient, LeakKind::kLesion, LeakKind::kFile,
                            LeakKind::kImage};

const char* kind_name(LeakKind kind) {
  switch (kind) {
    case LeakKind::kPatient:
      return "same patient";
    case LeakKind::kLesion:
      return "same lesion";
    case LeakKind::kFile:
      return "same file";
    case LeakKind::kImage:
      return "near-duplicate image";
  }
  return "";
}

bool same(const std::string& a, const std::string& b) { return !a.empty() && a == b; }

class Finder {
 public:
  explicit Finder(const Dataset& dataset) : records_(dataset.records) {}

  // Images with the same key, where the key is not the empty one, make a group.
  template <typename Key>
  void groups(LeakKind kind, const std::function<Key(std::size_t)>& key_of, const Key& none,
              const std::function<std::string(const Key&)>& what) {
    std::map<Key, std::vector<std::size_t>> by_key;
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (Key key = key_of(i); key != none) by_key[std::move(key)].push_back(i);
    }
    for (const auto& [key, members] : by_key) {
      for (const std::size_t i : members) add({kind, members.front(), i, what(key)});
    }
  }

  void add(Leak leak) {
    const Record& a = records_[leak.first];
    const Record& b = records_[leak.second];
    if (a.part == b.part) return;
    // A pair is told once, under the first kind that holds.
    if (leak.kind > LeakKind::kPatient && same(a.patient_id, b.patient_id)) return;
    if (leak.kind > LeakKind::kLesion && same(a.lesion_id, b.lesion_id)) return;
    leaks_.push_back(std::move(leak));
  }

  std::vector<Leak> take() {
    std::sort(leaks_.begin(), leaks_.end(), [](const Leak& a, const Leak& b) {
      return std::tuple(a.kind, a.first, a.second) < std::tuple(b.kind, b.first, b.second);
    });
    return std::move(leaks_);
  }

 private:
  const std::vector<Record>& records_;
  std::vector<Leak> leaks_;
};

Finder by_table(const Dataset& dataset) {
  Finder finder(dataset);
  const std::string nobody;
  const auto as_it_is = [](const std::string& key) { return key; };
  finder.groups<std::string>(
      LeakKind::kPatient, [&](std::size_t i) { return dataset.records[i].patient_id; }, nobody,
      as_it_is);
  finder.groups<std::string>(
      LeakKind::kLesion, [&](std::size_t i) { return dataset.records[i].lesion_id; }, nobody,
      as_it_is);
  return finder;
}

std::string image_text(const Record& record) {
  std::string text = record.id + " (" + part_name(record.part);
  if (record.line > 0) text += ", line " + std::to_string(record.line);
  return text + ")";
}

}  // namespace

std::vector<Leak> find_leaks(const Dataset& dataset) { return by_table(dataset).take(); }

std::vector<Leak> find_leaks(const Dataset& dataset, const ImageScan& scan,
                             const NearDuplicateRule& rule) {
  Finder finder = by_table(dataset);
  finder.groups<std::uint64_t>(
      LeakKind::kFile, [&](std::size_t i) { return scan.contents[i]; }, std::uint64_t{0},
      [](const std::uint64_t&) { return std::string(); });
  for (const NearDuplicate& pair : near_duplicates(scan.prints, rule)) {
    if (scan.contents[pair.first] == scan.contents[pair.second]) continue;
    char text[64];
    std::snprintf(text, sizeof text, "correlation %.3f%s", pair.correlation,
                  pair.orientation == 0 ? "" : ", mirrored or turned");
    finder.add({LeakKind::kImage, pair.first, pair.second, text});
  }
  return finder.take();
}

std::string leaks_text(const Dataset& dataset, const std::vector<Leak>& leaks, std::size_t most) {
  std::string text;
  for (const LeakKind kind : kKinds) {
    const auto count =
        std::count_if(leaks.begin(), leaks.end(), [&](const Leak& l) { return l.kind == kind; });
    if (count == 0) continue;
    text +=
        (text.empty() ? "" : ", ") + std::string(kind_name(kind)) + ": " + std::to_string(count);
  }
  if (text.empty()) return text;
  text += "\n";
  for (std::size_t i = 0; i < std::min(most, leaks.size()); ++i) {
    const Leak& leak = leaks[i];
    text += "  " + std::string(kind_name(leak.kind)) +
            (leak.what.empty() ? "" : " (" + leak.what + ")") + ": " +
            image_text(dataset.records[leak.first]) + " and " +
            image_text(dataset.records[leak.second]) + "\n";
  }
  if (leaks.size() > most) text += "  and " + std::to_string(leaks.size() - most) + " more\n";
  return text;
}

Result<void> check_leaks(const Dataset& dataset, const std::vector<Leak>& leaks) {
  if (leaks.empty()) return {};
  return fail(ErrorKind::kInvalidArgument,
              dataset.table() + ": " + std::to_string(leaks.size()) +
                  (leaks.size() == 1 ? " pair of images lies" : " pairs of images lie") +
                  " on two sides of the split, so that results would look better than they are; " +
                  leaks_text(dataset, leaks) +
                  "Give both of a pair the same part in the column split, or go on all the same "
                  "with --allow-leak");
}

}  // namespace lesion
