#include "core/explain/methods.h"

#include <array>

namespace lesion {
namespace {

namespace of = explain_method;

constexpr const ExplainMethodRow* kMethods[] = {
#define LESION_EXPLAIN(name) &of::name##_method,
#include "core/explain/methods.def"
#undef LESION_EXPLAIN
};

}  // namespace

std::span<const ExplainMethodRow* const> explain_methods() { return kMethods; }

const ExplainMethodRow* find_method(std::string_view name) {
  for (const auto* row : kMethods) {
    if (row->name == name) return row;
  }
  return nullptr;
}

}  // namespace lesion
