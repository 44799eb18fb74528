#include "native/dissect/choose.h"

#include <algorithm>
#include <utility>

namespace lesion {

Result<Dataset> chosen_records(const std::filesystem::path& data, const std::string& split,
                               const std::string& classes, int limit) {
  const auto mapping = parse_class_mapping(classes);
  if (!mapping) return fail(mapping.error().kind, "--classes: " + mapping.error().message);
  auto dataset = read_dataset(data, *mapping);
  if (!dataset) return dataset;
  if (split != "all" && !dataset->has_split) {
    return fail(ErrorKind::kInvalidArgument, dataset->table() + ": has no column split");
  }
  std::erase_if(dataset->records, [&](const Record& record) {
    return record.file.empty() || (split != "all" && split != part_name(record.part));
  });
  auto& records = dataset->records;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  if (most > 0 && records.size() > most) {
    std::vector<Record> some;
    for (std::size_t i = 0; i < most; ++i) some.push_back(records[i * records.size() / most]);
    records = std::move(some);
  }
  return dataset;
}

}  // namespace lesion
