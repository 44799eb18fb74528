#include "wasm/viewer/screens/sheet/rows.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/sheet/layout.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

template <typename T>
bool holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// The ids of the `count` rows that are nearest to the screen, those on it first.
std::vector<int> nearest_rows(const ViewerState& state, std::size_t count) {
  const ImageList rows = sheet_rows(state);
  const auto all = static_cast<int>(rows.size());
  const auto [first, end] = sheet_rows_seen(sheet_layout(state), all);
  std::vector<int> ids;
  const auto add = [&](int row) {
    if (row >= 0 && row < all && ids.size() < count) {
      ids.push_back(rows[static_cast<std::size_t>(row)].id);
    }
  };
  for (int row = first; row < end; ++row) add(row);
  for (int away = 1; ids.size() < count && (first - away >= 0 || end + away <= all); ++away) {
    add(first - away);
    add(end + away - 1);
  }
  return ids;
}

void bring_columns_to_model(ViewerState& state) {
  std::erase_if(state.sheet.chosen, [&](const FilterPlace& place) {
    const int layers = layer_count(state);
    if (layers <= 0) return false;  // nothing is known yet: kept
    return place.layer >= layers || place.filter >= filter_count(state, place.layer);
  });
}

// While more images come, not with every one of them: rows would be looked at again and again.
void find_strongest(ViewerState& state) {
  Sheet& sheet = state.sheet;
  const std::size_t count = state.measured.size();
  const bool as_many = count == sheet.strongest_of;
  // As many, and measured anew: another square of the same image.
  if (as_many && sheet.strongest_at == state.measurements) return;
  const bool all = count == state.session.size();  // only its images are ever measured
  if (!as_many && !all && sheet.strongest_of > 0 && count < 2 * sheet.strongest_of) return;
  std::vector<const Notabilities*> images;
  for (const auto& [id, one] : state.measured) images.push_back(one.get());
  sheet.strongest_of = count;
  sheet.strongest_at = state.measurements;
  sheet.strongest.clear();
  for (const SummedFilter& one :
       strongest_on_average(images, kSheetStrongest, kSheetStrongestPerLayer)) {
    sheet.strongest.push_back({one.layer, one.filter});
  }
}

}  // namespace

const std::vector<FilterPlace>& sheet_columns(const ViewerState& state) {
  return state.sheet.chosen.empty() ? state.sheet.strongest : state.sheet.chosen;
}

ImageList sheet_rows(const ViewerState& state) { return state.session.estimated(); }

const SheetAnswer* sheet_answer(const ViewerState& state, int image) {
  for (const auto& answer : state.sheet.answers) {
    if (answer->image.id == image) return answer.get();
  }
  return nullptr;
}

bool holds_map(const SheetAnswer& answer, const FilterPlace& place) {
  return holds(answer.columns, place);
}

bool sheet_refused(const ViewerState& state, int image) {
  return holds(state.sheet.refused, image);
}

ViewerState sheet_cell(const ViewerState& state, int image, const FilterPlace& place) {
  ViewerState seen;
  seen.screen = state.screen;
  seen.canvas = state.canvas;
  seen.model = state.model;
  seen.threshold = state.threshold;
  seen.layer = place.layer;
  seen.filter = place.filter;
  seen.display = state.display;
  if (const SheetAnswer* answer = sheet_answer(state, image)) {
    seen.image = answer->image;
    seen.verdict = answer->verdict;
    seen.layers = answer->layers;
  }
  return seen;
}

std::vector<SheetRequest> sheet_wanted(const ViewerState& state) {
  std::vector<SheetRequest> wanted;
  if (state.screen != Screen::kSheet || !state.model || sheet_columns(state).empty()) return wanted;
  for (const int id : nearest_rows(state, kMostSheetRows)) {
    if (sheet_refused(state, id)) continue;
    const SheetAnswer* answer = sheet_answer(state, id);
    SheetRequest request{id, {}};
    for (const FilterPlace& place : sheet_columns(state)) {
      if (!answer || !holds_map(*answer, place)) request.columns.push_back(place);
    }
    if (!request.columns.empty()) wanted.push_back(std::move(request));
  }
  return wanted;
}

int sheet_cursor_row(const ViewerState& state) {
  return static_cast<int>(state.session.place_estimated(state.sheet.cursor.image).value_or(0));
}

Doing open_sheet_cell(const ViewerState& state, int image, int column) {
  Doing doing;
  doing.actions.emplace_back(SheetAction(PointSheet{image, column}));
  if (!state.image || state.image->id != image) {
    doing.commands.push_back(nlohmann::json{{"type", "open-image"}, {"id", image}}.dump());
  }
  const std::vector<FilterPlace>& columns = sheet_columns(state);
  if (column >= 0 && column < static_cast<int>(columns.size())) {
    const FilterPlace place = columns[static_cast<std::size_t>(column)];
    doing.actions.emplace_back(Select{place.layer, place.filter});
    doing.actions.emplace_back(ShowScreen{Screen::kExplore});
  } else {
    doing.actions.emplace_back(ShowScreen{Screen::kRead});
  }
  return doing;
}

void settle_sheet(ViewerState& state) {
  Sheet& sheet = state.sheet;
  bring_columns_to_model(state);
  find_strongest(state);
  const std::vector<FilterPlace>& columns = sheet_columns(state);
  sheet.cursor.column =
      std::clamp(sheet.cursor.column, -1, std::max(-1, static_cast<int>(columns.size()) - 1));
  std::erase_if(sheet.answers, [&](const auto& one) {
    const SessionImage* known = state.session.find(one->image.id);
    return !known || !known->probability || known->crop != one->crop;
  });
  // The maps of columns that are gone.
  for (auto& answer : sheet.answers) {
    const auto gone = [&](const FilterPlace& place) { return !holds(columns, place); };
    if (std::none_of(answer->columns.begin(), answer->columns.end(), gone)) continue;
    SheetAnswer fewer = *answer;
    std::erase_if(fewer.columns, gone);
    answer = std::make_shared<const SheetAnswer>(std::move(fewer));
  }
  if (state.screen != Screen::kSheet) {
    sheet.refused.clear();
    return;
  }
  if (sheet.answers.size() <= kMostSheetRows) return;
  const std::vector<int> near = nearest_rows(state, kMostSheetRows);
  std::erase_if(sheet.answers, [&](const auto& one) { return !holds(near, one->image.id); });
}

}  // namespace lesion::viewer
