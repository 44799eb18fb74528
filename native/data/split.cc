#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "native/data/metadata.h"
#include "native/data/random.h"

namespace lesion {
namespace {

struct Group {
  std::vector<std::size_t> members;
  bool malignant = false;
};

std::string group_key(const Record& record) {
  if (!record.patient_id.empty()) return "p:" + record.patient_id;
  if (!record.lesion_id.empty()) return "l:" + record.lesion_id;
  return "i:" + record.id;
}

}  // namespace

void split_dataset(Dataset& dataset, double val, double test, std::uint64_t seed) {
  std::map<std::string, Group> by_key;
  for (std::size_t i = 0; i < dataset.records.size(); ++i) {
    Group& group = by_key[group_key(dataset.records[i])];
    group.members.push_back(i);
    group.malignant = group.malignant || dataset.records[i].label == kMalignant;
  }
  // A group counts as malignant if any of its images is: stratifying by group keeps the rare
  // class spread although groups stay whole.
  std::array<std::vector<const Group*>, 2> strata;
  for (const auto& [key, group] : by_key) strata[group.malignant ? 1 : 0].push_back(&group);
  for (std::size_t stratum = 0; stratum < strata.size(); ++stratum) {
    auto& groups = strata[stratum];
    Random random({seed, 0x5911u, stratum});
    random.shuffle(groups);
    double total = 0;
    for (const Group* group : groups) total += static_cast<double>(group->members.size());
    const double test_end = std::round(test * total);
    const double val_end = std::round((test + val) * total);
    double dealt = 0;
    for (const Group* group : groups) {
      const Part part = dealt < test_end  ? Part::kTest
                        : dealt < val_end ? Part::kVal
                                          : Part::kTrain;
      for (const std::size_t i : group->members) dataset.records[i].part = part;
      dealt += static_cast<double>(group->members.size());
    }
  }
}

}  // namespace lesion
