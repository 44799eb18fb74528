#include "core/table/groupings.h"

#include <gtest/gtest.h>

namespace lesion {
namespace {

using Words = std::vector<std::string>;

const Grouping* titled(const std::vector<Grouping>& groupings, const char* title) {
  for (const Grouping& grouping : groupings) {
    if (grouping.title == title) return &grouping;
  }
  return nullptr;
}

TEST(Groupings, ColumnsOfHam10000AreKnown) {
  const Words header{"isic_id", "diagnosis", "age", "sex", "localization", "dx_type", "width"};
  const std::vector<Words> rows{{"I1", "nv", "45.0", "male", "back", "histo", "256"},
                                {"I2", "mel", "80.0", "female", "unknown", "follow_up", "256"},
                                {"I3", "nv", "", "Unknown", "face", "histo", "256"}};
  const auto groupings = groupings_of(header, rows);
  ASSERT_EQ(groupings.size(), 5u);
  EXPECT_EQ(titled(groupings, "Diagnosis")->values, (Words{"nv", "mel", "nv"}));
  EXPECT_EQ(titled(groupings, "Age")->values, (Words{"45\u201359", "75 and over", ""}));
  EXPECT_TRUE(titled(groupings, "Age")->by_name);
  EXPECT_EQ(titled(groupings, "Sex")->values, (Words{"male", "female", ""}));
  EXPECT_EQ(titled(groupings, "Site")->values, (Words{"back", "", "face"}));
}

TEST(Groupings, ArtefactFlagsBecomeWords) {
  const auto groupings = groupings_of(
      Words{"Dark_Corner", "ruler", "artefact_ink_marks", "target", "hair"},
      std::vector<Words>{
          {"0", "1", "1.0", "0", "2"}, {"1", "1", "", "1", "0"}, {"", "1", "0", "1", "1"}});
  ASSERT_EQ(groupings.size(), 2u);
  EXPECT_EQ(titled(groupings, "Dark corner")->values, (Words{"absent", "present", ""}));
  EXPECT_EQ(titled(groupings, "Ink marks")->values, (Words{"present", "", "absent"}));
}

TEST(Groupings, ShortRowsCountAsUnknown) {
  const auto groupings =
      groupings_of(Words{"id", "sex"}, std::vector<Words>{{"a", "male"}, {"b"}, {"c", "female"}});
  ASSERT_EQ(groupings.size(), 1u);
  EXPECT_EQ(groupings[0].values, (Words{"male", "", "female"}));
}

}  // namespace
}  // namespace lesion
