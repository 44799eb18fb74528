// The table's rows, each defined in its method's file.
#pragma once

#include "core/explain/explain.h"
#include "core/explain/setting.h"

namespace lesion::explain_method {

#define LESION_EXPLAIN(name) extern const ExplainMethodRow name##_method;
#include "core/explain/methods.def"
#undef LESION_EXPLAIN

template <typename Method>
std::unique_ptr<ExplainMethod> make(const ExplainSetting& setting) {
  return std::make_unique<Method>(setting);
}

}  // namespace lesion::explain_method
