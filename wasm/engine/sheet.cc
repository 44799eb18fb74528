#include <algorithm>
#include <cmath>
#include <utility>

#include "core/maps/notability.h"
#include "wasm/engine/exporter.h"

namespace lesion::engine {

Ranking::Ranking(const ModelCard& card) : layers_(card.layers) {
  for (const LayerCard& layer : layers_) {
    entries_.emplace_back(static_cast<std::size_t>(std::max(0, layer.filter_count)));
  }
}

Result<void> Ranking::add(int layer, const FeatureMaps& maps) {
  const auto index = static_cast<std::size_t>(layer);
  if (layer < 0 || index >= layers_.size() ||
      maps.channels != static_cast<int>(entries_[index].size())) {
    return fail(ErrorKind::kInvalidArgument,
                "the card and the graph disagree on the filters of layer " + std::to_string(layer));
  }
  const std::vector<MapStatistics> statistics = map_statistics(maps);
  float most = 0;
  for (const MapStatistics& one : statistics) most = std::max(most, one.max);
  const std::vector<FilterCard>& known = layers_[index].filters;
  for (std::size_t i = 0; i < statistics.size(); ++i) {
    const float response = statistics[i].max;
    Entry& entry = entries_[index][i];
    entry.greatest = std::max(entry.greatest, response);
    if (i < known.size()) {
      entry.sum += notability(response, known[i]);
    } else if (most > 0 && response > 0) {
      // As in rank_filters: never measured, in order within its layer.
      entry.sum += 0.5 * static_cast<double>(response) / static_cast<double>(most);
    }
  }
  return {};
}

std::vector<print::SheetColumn> Ranking::strongest(int count, int per_layer) const {
  struct Place {
    double sum;
    int layer;
    int filter;
  };
  std::vector<Place> order;
  for (std::size_t layer = 0; layer < entries_.size(); ++layer) {
    for (std::size_t filter = 0; filter < entries_[layer].size(); ++filter) {
      const double sum = entries_[layer][filter].sum;
      if (sum > 0) order.push_back({sum, static_cast<int>(layer), static_cast<int>(filter)});
    }
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Place& a, const Place& b) { return a.sum > b.sum; });
  std::vector<print::SheetColumn> columns;
  std::vector<int> taken(entries_.size(), 0);
  for (const Place& place : order) {
    if (static_cast<int>(columns.size()) >= count) break;
    if (taken[static_cast<std::size_t>(place.layer)]++ >= per_layer) continue;
    columns.push_back({place.layer, place.filter, "", scale(place.layer, place.filter)});
  }
  return columns;
}

Scale Ranking::scale(int layer, int filter) const {
  const auto l = static_cast<std::size_t>(layer);
  const auto f = static_cast<std::size_t>(filter);
  if (layer < 0 || filter < 0 || l >= entries_.size() || f >= entries_[l].size()) return {0, 0};
  return {0, entries_[l][f].greatest};
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
