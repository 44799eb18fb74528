#include "native/data/sources.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace lesion {
namespace {

std::vector<std::string> diagnoses_of(const Dataset& dataset) {
  std::set<std::string> names;
  for (const Record& record : dataset.records) {
    if (record.part != Part::kTrain) continue;
    if (record.diagnosis.empty()) return {};
    names.insert(record.diagnosis);
  }
  return {names.begin(), names.end()};
}

}  // namespace

Dataset merged(std::vector<Dataset> sources) {
  if (sources.size() == 1) return std::move(sources.front());
  Dataset all;
  all.has_split = !sources.empty();
  for (Dataset& source : sources) {
    const int number = static_cast<int>(all.sources.size());
    if (number > 0) all.name += kBetweenSources;
    all.name += source.name;
    all.skipped += source.skipped;
    all.unknown_patients += source.unknown_patients;
    all.has_split = all.has_split && source.has_split;
    for (Record& record : source.records) {
      record.source = number;
      all.records.push_back(std::move(record));
    }
    all.sources.push_back({source.name, source.csv, source.has_split});
  }
  all.diagnoses = diagnoses_of(all);
  return all;
}

std::size_t source_count(const Dataset& dataset) {
  return std::max<std::size_t>(1, dataset.sources.size());
}

Dataset source_of(const Dataset& dataset, std::size_t which) {
  if (dataset.sources.empty()) return dataset;
  Dataset one;
  one.name = dataset.sources[which].name;
  one.csv = dataset.sources[which].csv;
  one.has_split = dataset.sources[which].has_split;
  for (const Record& record : dataset.records) {
    if (record.source != static_cast<int>(which)) continue;
    one.records.push_back(record);
    one.records.back().source = 0;
  }
  one.diagnoses = diagnoses_of(one);
  return one;
}

std::vector<std::string> source_names(const std::string& name) {
  std::vector<std::string> names;
  const std::string_view between = kBetweenSources;
  std::size_t from = 0;
  for (;;) {
    const std::size_t at = name.find(between, from);
    names.push_back(name.substr(from, at == std::string::npos ? at : at - from));
    if (at == std::string::npos) return names;
    from = at + between.size();
  }
}

}  // namespace lesion
