#include "native/train/scored_set.h"

#include <algorithm>
#include <utility>

#include "core/table/class_mapping.h"
#include "core/table/groupings.h"
#include "native/data/columns.h"
#include "native/train/validation.h"

namespace lesion {
namespace {

// 300 MB at 224 pixels a side.
constexpr std::size_t kInMemory = 512;

Result<std::vector<ReportGrouping>> groupings(const Dataset& dataset, std::span<const int> lines,
                                              const std::string& classes) {
  const auto mapping = parse_class_mapping(classes);
  if (!mapping) return tl::unexpected(mapping.error());
  const auto cells = table_cells(dataset.csv, lines, *mapping);
  if (!cells) return tl::unexpected(cells.error());
  if (cells->rows.empty()) return std::vector<ReportGrouping>{};
  return groupings_of(cells->header, cells->rows);
}

}  // namespace

Result<ReportSet> scored_set(const Scorer& scorer, const Dataset& dataset,
                             std::span<const std::size_t> places, std::string name) {
  ReportSet set;
  set.name = std::move(name);
  for (std::size_t begin = 0; begin < places.size(); begin += kInMemory) {
    const auto some = places.subspan(begin, std::min(kInMemory, places.size() - begin));
    const auto prepared =
        PreparedImages::load(dataset, some, scorer.rule, scorer.threads, scorer.lesions);
    if (!prepared)
      return fail(prepared.error().kind, dataset.name + ": " + prepared.error().message);
    const auto figures =
        validate(scorer.plan, scorer.weights, scorer.buffers, scorer.workers, *prepared);
    set.margins.insert(set.margins.end(), figures.margins.begin(), figures.margins.end());
    set.labels.insert(set.labels.end(), prepared->labels().begin(), prepared->labels().end());
  }
  std::vector<int> lines;
  for (const std::size_t place : places) {
    set.ids.push_back(dataset.records[place].id);
    set.diagnoses.push_back(dataset.records[place].diagnosis);
    lines.push_back(dataset.records[place].line);
  }
  auto groups = groupings(dataset, lines, scorer.classes);
  if (!groups) return tl::unexpected(groups.error());
  set.groupings = std::move(*groups);
  return set;
}

}  // namespace lesion
