#include "core/onnx/own_point.h"

#include <array>
#include <string>

#include "core/model/card.h"
#include "core/model/card_edit.h"
#include "core/model/fingerprint.h"
#include "core/onnx/metadata.h"

namespace lesion::onnx {

Result<std::vector<std::uint8_t>> with_own_point(std::span<const std::uint8_t> file,
                                                 std::string_view own) {
  const auto point = own_point_from_json(own);
  if (!point) return tl::unexpected<Error>(point.error());
  if (point->sha256 != sha256(file)) return fail(ErrorCode::kOwnOtherModel);
  const auto card = find_metadata(file, kCardKey);
  if (!card) return tl::unexpected<Error>(card.error());
  if (!*card) return fail(ErrorCode::kModelNoCard);
  const std::array changes = {CardChange{"own_point", to_json(*point)}};
  const auto edited = edited_card(**card, changes);
  if (!edited) return tl::unexpected<Error>(edited.error());
  return set_metadata(file, kCardKey, *edited);
}

}  // namespace lesion::onnx
