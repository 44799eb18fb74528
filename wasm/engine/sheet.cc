#include <algorithm>
#include <cmath>
#include <utility>

#include "wasm/engine/exporter.h"

namespace lesion::engine {

Ranking::Ranking(const ModelCard& card) : layers_(card.layers) {
  for (const LayerCard& layer : layers_) {
    const auto filters = static_cast<std::size_t>(std::max(0, layer.filter_count));
    greatest_.emplace_back(filters);
    sums_.emplace_back(filters);
  }
}

Result<void> Ranking::add(int layer, const FeatureMaps& maps) {
  const auto index = static_cast<std::size_t>(layer);
  if (layer < 0 || index >= layers_.size() ||
      maps.channels != static_cast<int>(greatest_[index].size())) {
    return fail(ErrorCode::kModelFilters,
                {{"layer", layer},
                 {"stated", layer < 0 || index >= layers_.size() ? 0 : layers_[index].filter_count},
                 {"given", maps.channels}});
  }
  const std::vector<MapStatistics> statistics = map_statistics(maps);
  const auto scores = notabilities({&layers_[index], 1}, {&statistics, 1});
  if (!scores) return tl::unexpected(scores.error());
  for (std::size_t i = 0; i < statistics.size(); ++i) {
    greatest_[index][i] = std::max(greatest_[index][i], statistics[i].max);
    sums_[index][i] += scores->front()[i];
  }
  return {};
}

std::vector<print::SheetColumn> Ranking::strongest(int count, int per_layer) const {
  const Notabilities* sums = &sums_;
  std::vector<print::SheetColumn> columns;
  for (const SummedFilter& one : strongest_on_average({&sums, 1}, count, per_layer)) {
    columns.push_back({one.layer, one.filter, "", scale(one.layer, one.filter)});
  }
  return columns;
}

Scale Ranking::scale(int layer, int filter) const {
  const auto l = static_cast<std::size_t>(layer);
  const auto f = static_cast<std::size_t>(filter);
  if (layer < 0 || filter < 0 || l >= greatest_.size() || f >= greatest_[l].size()) return {0, 0};
  return {0, greatest_[l][f]};
}

Result<SheetMaker> SheetMaker::start(print::SheetHead head, int rows,
                                     const std::vector<double>& aspects, double dots_per_inch,
                                     const Exporter& exporter) {
  print::SheetOptions options;
  options.dots_per_inch = dots_per_inch;
  const auto plan = print::plan_sheet(rows, static_cast<int>(head.columns.size()),
                                      print::usual_aspect(aspects), options);
  if (!plan) return tl::unexpected(plan.error());
  return SheetMaker(std::move(head), *plan, exporter);
}

Result<void> SheetMaker::add_row(const print::SheetRow& row) {
  if (!page_) {
    auto page =
        print::SheetPage::start(plan_, pages_, head_, exporter_->fonts(), exporter_->words());
    if (!page) return tl::unexpected(page.error());
    page_ = std::move(*page);
  }
  if (auto drawn = page_->add_row(row); !drawn) return tl::unexpected(drawn.error());
  ++rows_;
  ++rows_on_page_;
  return {};
}

std::optional<Image> SheetMaker::finished_page() {
  if (!page_ || (rows_on_page_ < plan_.rows_per_page && rows_ < plan_.rows)) return std::nullopt;
  Image image = std::move(*page_).finish();
  page_.reset();
  rows_on_page_ = 0;
  ++pages_;
  return image;
}

}  // namespace lesion::engine
