#include <nlohmann/json.hpp>
#include "native/report/report_input.h"

namespace lesion {
namespace {

using Json = nlohmann::ordered_json;

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool plain_array(const Json& value) {
  if (!value.is_array()) return false;
  for (const Json& item : value) {
    if (item.is_structured()) return false;
  }
  return true;
}

void add_rows(const Json& value, const std::string& name, ReportRows& rows) {
  if (value.is_object()) {
    for (const auto& [key, item] : value.items()) {
      add_rows(item, name.empty() ? key : name + "." + key, rows);
    }
  } else if (value.is_array() && !plain_array(value)) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      add_rows(value[i], name + "." + std::to_string(i + 1), rows);
    }
  } else if (value.is_array()) {
    std::string text;
    for (const Json& item : value) text += (text.empty() ? "" : ", ") + value_text(item);
    rows.emplace_back(name, text);
  } else {
    rows.emplace_back(name, value_text(value));
  }
}

}  // namespace

Result<ReportRows> settings_from_json(std::string_view json) {
  const Json value = Json::parse(json, nullptr, false);
  if (!value.is_object()) {
    return fail(ErrorKind::kCorrupt, "the configuration is no JSON object");
  }
  ReportRows rows;
  add_rows(value, "", rows);
  return rows;
}

}  // namespace lesion
