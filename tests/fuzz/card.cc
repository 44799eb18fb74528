// Any text as a model card: what is accepted must survive being written and read.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/model/card.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion;
  const auto card = card_from_json({reinterpret_cast<const char*>(data), size});
  if (!card) return 0;
  const auto text = to_json(*card);
  const auto again = card_from_json(text);
  if (!again || to_json(*again) != text) std::abort();
  return 0;
}
