// A model's file with its card changed.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/error.h"
#include "core/model/card.h"

namespace lesion {

// `from` with the card that `change` leaves, written as `to`, which may be the same file. Nothing
// else in the file changes. Fails as reading, card_from_json(), `change` and writing do, and where
// there is no card.
Result<void> change_card(const std::filesystem::path& from, const std::filesystem::path& to,
                         const std::function<Result<void>(ModelCard&)>& change);

}  // namespace lesion
