#include "native/cli/card_file.h"

#include "core/onnx/metadata.h"
#include "native/data/files.h"

namespace lesion {

Result<void> change_card(const std::filesystem::path& from, const std::filesystem::path& to,
                         const std::function<Result<void>(ModelCard&)>& change) {
  const auto file = read_file(from);
  if (!file) return tl::unexpected<Error>(file.error());
  const auto json = onnx::find_metadata(*file, kCardKey);
  if (!json) return tl::unexpected<Error>(json.error());
  if (!*json) return fail(ErrorKind::kInvalidArgument, from.string() + ": has no card");
  auto card = card_from_json(**json);
  if (!card) return tl::unexpected<Error>(card.error());
  if (const auto done = change(*card); !done) return done;
  const auto changed = onnx::set_metadata(*file, kCardKey, to_json(*card));
  if (!changed) return tl::unexpected<Error>(changed.error());
  return write_file_atomic(to, *changed);
}

}  // namespace lesion
