#include "wasm/viewer/screens/sheet/reduce.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "wasm/viewer/screens/sheet/layout.h"
#include "wasm/viewer/screens/sheet/rows.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

constexpr int kMostSteps = 1000;  // of one action; a guard
constexpr double kLeastSize = 0.5;
constexpr double kMostSize = 3;

struct Reducer {
  ViewerState& s;
  Sheet& sheet = s.sheet;

  bool exists(const FilterPlace& place) const {
    if (place.layer < 0 || place.filter < 0) return false;
    const int layers = layer_count(s);
    return layers == 0 || (place.layer < layers && place.filter < filter_count(s, place.layer));
  }
  void add(const FilterPlace& place) {
    auto& chosen = sheet.chosen;
    const bool there = std::find(chosen.begin(), chosen.end(), place) != chosen.end();
    if (!there && chosen.size() < kMostSheetColumns && exists(place)) chosen.push_back(place);
  }

  void operator()(const AddSheetColumn& a) {
    if (a.place) return add(*a.place);
    if (!s.image || !s.model) return;
    const ViewerState meant = meant_state(s);
    // Another model's filters have other numbers.
    if (meant.model == s.model) add({meant.layer, meant.filter});
  }
  void operator()(const RemoveSheetColumn& a) {
    std::vector<FilterPlace> columns = sheet_columns(s);
    if (a.column < 0 || a.column >= static_cast<int>(columns.size())) return;
    columns.erase(columns.begin() + a.column);
    sheet.chosen = std::move(columns);
  }
  void operator()(const SetSheetColumns& a) {
    sheet.chosen.clear();
    for (const FilterPlace& place : a.places) add(place);
  }
  void operator()(const KeepSheetColumns&) { sheet.chosen = sheet_columns(s); }
  void operator()(const ConceptSheetColumns&) {
    if (!s.model) return;
    const std::vector<FilterPlace> best = surest_of_each(s.model->card, kMostSheetColumns);
    if (!best.empty()) sheet.chosen = best;
  }
  void operator()(const ScrollSheet& a) {
    if (!std::isfinite(a.dx) || !std::isfinite(a.dy)) return;
    const SheetLayout layout = sheet_layout(s);
    sheet.scroll_x = layout.scroll_x + a.dx;
    sheet.scroll_y = layout.scroll_y + a.dy;
    const SheetLayout held = sheet_layout(s);
    sheet.scroll_x = held.scroll_x;
    sheet.scroll_y = held.scroll_y;
  }
  void operator()(const ShowSheetTools& a) { sheet.tools_open = a.on; }
  void operator()(const StepSheet& a) {
    const ImageList rows = sheet_rows(s);
    if (rows.empty()) return;
    const int last = static_cast<int>(rows.size()) - 1;
    int row = sheet_cursor_row(s);
    // The first key shows where the cursor stands.
    if (sheet.cursor.shown) {
      row = std::clamp(row + std::clamp(a.rows, -kMostSteps, kMostSteps), 0, last);
      sheet.cursor.column += std::clamp(a.columns, -kMostSteps, kMostSteps);
    }
    const int columns = static_cast<int>(sheet_columns(s).size());
    sheet.cursor.column = std::clamp(sheet.cursor.column, -1, std::max(-1, columns - 1));
    sheet.cursor.image = rows[static_cast<std::size_t>(row)].id;
    sheet.cursor.shown = true;
    const Point scroll = sheet_scroll_to(sheet_layout(s), row, sheet.cursor.column);
    sheet.scroll_x = scroll.x;
    sheet.scroll_y = scroll.y;
  }
  void operator()(const PointSheet& a) {
    if (s.session.find(a.image)) sheet.cursor = {a.image, a.column, true};
  }
  void operator()(const SheetRowCame& a) {
    SheetAnswer fresh = a.answer;
    if (s.screen != Screen::kSheet || fresh.image.width <= 0 || fresh.image.height <= 0) return;
    const SessionImage* row = s.session.find(fresh.image.id);
    // Of another square than the one that is asked for by now.
    if (!row || row->crop != fresh.crop) return;
    fresh.crop = row->crop;
    fresh.image.name = row->name;
    for (auto& known : sheet.answers) {
      if (known->image.id != fresh.image.id) continue;
      SheetAnswer joined = fresh;
      for (const FilterPlace& place : known->columns) {
        if (!holds_map(joined, place)) joined.columns.push_back(place);
      }
      known = std::make_shared<const SheetAnswer>(std::move(joined));
      return;
    }
    sheet.answers.push_back(std::make_shared<const SheetAnswer>(fresh));
  }
  void operator()(const SheetRowRefused& a) {
    if (s.screen == Screen::kSheet) sheet.refused.push_back(a.image);
  }

  void operator()(const ZoomAt& a) {
    if (!(a.factor > 0) || !std::isfinite(a.factor)) return;
    sheet.size = std::clamp(sheet.size * a.factor, kLeastSize, kMostSize);
    (*this)(ScrollSheet{});
  }
  void operator()(const ZoomFit&) {
    sheet.size = 1;
    (*this)(ScrollSheet{});
  }
  void operator()(const ZoomOne&) {}
  void operator()(const Pan& a) { (*this)(ScrollSheet{-a.dx, -a.dy}); }
};

}  // namespace

void reduce_sheet(ViewerState& state, const SheetAction& action) {
  std::visit(Reducer{state}, action);
}

bool reduce_in_sheet(ViewerState& state, const Action& action) {
  if (state.screen != Screen::kSheet || !state.image) return false;
  return std::visit(
      [&](const auto& one) {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, ZoomAt> || std::is_same_v<T, ZoomFit> ||
                      std::is_same_v<T, ZoomOne> || std::is_same_v<T, Pan>) {
          Reducer{state}(one);
          return true;
        } else {
          return false;
        }
      },
      action);
}

}  // namespace lesion::viewer
