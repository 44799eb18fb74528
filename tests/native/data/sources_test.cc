#include "native/data/sources.h"

#include <gtest/gtest.h>

#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

Record record(const std::string& id, int line, int label, const std::string& diagnosis, Part part) {
  Record made;
  made.id = id;
  made.line = line;
  made.label = label;
  made.diagnosis = diagnosis;
  made.part = part;
  return made;
}

Dataset vienna() {
  Dataset set;
  set.name = "vienna";
  set.csv = "data/vienna/metadata.csv";
  set.has_split = true;
  set.skipped = 2;
  set.records = {record("v1", 2, kBenign, "nv", Part::kTrain),
                 record("v2", 3, kMalignant, "mel", Part::kVal)};
  return set;
}

Dataset sydney() {
  Dataset set;
  set.name = "sydney";
  set.csv = "data/sydney/metadata.csv";
  set.has_split = true;
  set.skipped = 1;
  set.records = {record("s1", 2, kMalignant, "bcc", Part::kTrain),
                 record("s2", 5, kBenign, "", Part::kTest)};
  return set;
}

TEST(Sources, SeveralAreOneAndCanBeToldApart) {
  const Dataset all = merged({vienna(), sydney()});
  EXPECT_EQ(all.name, "vienna + sydney");
  EXPECT_EQ(all.skipped, 3);
  EXPECT_TRUE(all.has_split);
  ASSERT_EQ(source_count(all), 2u);
  ASSERT_EQ(all.records.size(), 4u);
  EXPECT_EQ(all.records[2].id, "s1");
  const Dataset second = source_of(all, 1);
  EXPECT_EQ(second.name, "sydney");
  EXPECT_EQ(second.csv, sydney().csv);
  ASSERT_EQ(second.records.size(), 2u);
  EXPECT_EQ(second.records[1].id, "s2");
  EXPECT_EQ(second.where(second.records[1]), "metadata.csv line 5: ");
}

TEST(Sources, ALineOfATableIsNamedWithItsFolder) {
  const Dataset all = merged({vienna(), sydney()});
  EXPECT_EQ(all.where(all.records[3]), "sydney/metadata.csv line 5: ");
}

TEST(Sources, DiagnosesAreThoseOfTheTrainingImagesOfAll) {
  EXPECT_EQ(merged({vienna(), sydney()}).diagnoses, (std::vector<std::string>{"bcc", "nv"}));
  Dataset blank = sydney();
  blank.records[0].diagnosis.clear();
  EXPECT_TRUE(merged({vienna(), blank}).diagnoses.empty());
}

TEST(Sources, OneAloneIsAsItWas) {
  const Dataset one = merged({vienna()});
  EXPECT_TRUE(one.sources.empty());
  EXPECT_EQ(one.name, "vienna");
  EXPECT_EQ(source_count(one), 1u);
  EXPECT_EQ(source_of(one, 0).records.size(), 2u);
}

TEST(Sources, NamesComeApartAgain) {
  EXPECT_EQ(source_names("vienna + sydney"), (std::vector<std::string>{"vienna", "sydney"}));
  EXPECT_EQ(source_names("vienna"), std::vector<std::string>{"vienna"});
}

}  // namespace
}  // namespace lesion
