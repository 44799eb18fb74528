#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "native/data/columns.h"
#include "native/data/metadata.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

// A folder whose images A, B, C, D exist, with a table of one's own.
class DatasetTest : public testing::Test {
 protected:
  DatasetTest() {
    for (const char* id : {"A", "B", "C", "D"}) {
      write_image(folder_.path() / (std::string(id) + ".png"), made_image(false, 0, 8));
    }
  }

  Result<Dataset> read(const std::string& table) {
    write_text(folder_.path() / "metadata.csv", table);
    return read_dataset(folder_.path());
  }

  std::string trouble(const std::string& table) {
    const auto dataset = read(table);
    return dataset ? "none" : dataset.error().message;
  }

  TemporaryFolder folder_;
};

TEST_F(DatasetTest, TheArchivesDownloadWithNewColumnNamesIsReadAsItComes) {
  const auto dataset = read(
      "isic_id,attribution,diagnosis_1,diagnosis_3,lesion_id,patient_id\n"
      "A,\"Clinic, Vienna\",Benign,Nevus,IL_1,IP_1\n"
      "B,x,Malignant,\"Melanoma, NOS\",IL_2,\n"
      "C,x,Indeterminate,,IL_3,\n");
  ASSERT_TRUE(dataset) << dataset.error().message;
  ASSERT_EQ(dataset->records.size(), 2u);
  EXPECT_EQ(dataset->skipped, 1);
  EXPECT_FALSE(dataset->has_split);
  EXPECT_EQ(dataset->records[0].label, kBenign);
  EXPECT_EQ(dataset->records[0].patient_id, "IP_1");
  EXPECT_EQ(dataset->records[1].label, kMalignant);
  EXPECT_EQ(dataset->records[1].diagnosis, "Melanoma, NOS");
  EXPECT_EQ(dataset->records[1].line, 3);
}

TEST_F(DatasetTest, EveryNameOfTheIdColumnIsKnown) {
  for (const std::string name : {"isic_id", "image", "image_id", "image_name"}) {
    EXPECT_EQ(trouble(name + ",benign_malignant\nA,benign\n"), "none");
  }
}

TEST_F(DatasetTest, RowWithoutItsImageIsKeptWithoutAFile) {
  const auto dataset = read("isic_id,benign_malignant\nA,benign\nZ,malignant\n");
  ASSERT_TRUE(dataset) << dataset.error().message;
  ASSERT_EQ(dataset->records.size(), 2u);
  EXPECT_FALSE(dataset->records[0].file.empty());
  EXPECT_TRUE(dataset->records[1].file.empty());
  EXPECT_EQ(dataset->records[1].line, 3);
}

TEST_F(DatasetTest, AMappingDecidesTheClassOfADiagnosis) {
  const std::string table = "image_id,dx\nA,akiec\nB,nv\nC,mel\n";
  EXPECT_EQ(read(table)->count(Part::kTrain, kMalignant), 2);
  const auto mapped = read_dataset(folder_.path(), {{"akiec", DiagnosisClass::kBenign}});
  ASSERT_TRUE(mapped) << mapped.error().message;
  EXPECT_EQ(mapped->count(Part::kTrain, kMalignant), 1);
}

// As tables write it where nobody is known: else half of a data set would be one patient.
TEST_F(DatasetTest, APatientWhoIsUnknownIsNobody) {
  const auto dataset = read(
      "isic_id,benign_malignant,patient_id,lesion_id\nA,benign,nan,L1\nB,malignant,NaN,NA\n"
      "C,benign,P1,\nD,benign,unknown,-\nE,benign,-,L2\nF,benign,None,null\nG,benign,,n/a\n");
  ASSERT_TRUE(dataset) << dataset.error().message;
  std::vector<std::string> patients, lesions;
  for (const Record& record : dataset->records) {
    patients.push_back(record.patient_id);
    lesions.push_back(record.lesion_id);
  }
  EXPECT_EQ(patients, (std::vector<std::string>{"", "", "P1", "", "", "", ""}));
  EXPECT_EQ(lesions, (std::vector<std::string>{"L1", "", "", "", "L2", "", ""}));
  EXPECT_EQ(dataset->unknown_patients, 6);
  EXPECT_EQ(read("isic_id,benign_malignant\nA,benign\n")->unknown_patients, 0);
}

TEST_F(DatasetTest, UnknownLabelIsNamedByLine) {
  EXPECT_EQ(trouble("isic_id,benign_malignant\nA,benign\nB,perhaps\n"),
            "metadata.csv line 3: benign_malignant is \"perhaps\"; it may be benign, malignant or "
            "indeterminate");
}

TEST_F(DatasetTest, UnknownSplitIsNamedByLine) {
  EXPECT_EQ(trouble("isic_id,benign_malignant,split\nA,benign,dev\n"),
            "metadata.csv line 2: split \"dev\" is unknown; it may be train, val or test");
}

TEST_F(DatasetTest, MissingColumnsAreNamed) {
  EXPECT_NE(trouble("name,benign_malignant\nA,benign\n").find("line 1: no column with the image"),
            std::string::npos);
  EXPECT_NE(trouble("isic_id,label\nA,benign\n").find("line 1: no column with the class"),
            std::string::npos);
}

TEST_F(DatasetTest, ImageThatStandsTwiceIsNamedWithBothLines) {
  EXPECT_EQ(trouble("isic_id,benign_malignant\nA,benign\nB,benign\nA,malignant\n"),
            "metadata.csv line 4: A stands on line 2 already");
}

TEST_F(DatasetTest, NameThatLeavesTheFolderIsRefused) {
  EXPECT_NE(trouble("isic_id,benign_malignant\n../A,benign\n").find("it holds a slash"),
            std::string::npos);
}

TEST_F(DatasetTest, MissingFolderAndMissingTableAreNamed) {
  EXPECT_FALSE(read_dataset(folder_.path() / "nowhere"));
  const auto dataset = read_dataset(folder_.path());
  ASSERT_FALSE(dataset);
  EXPECT_NE(dataset.error().message.find("no metadata.csv, no other CSV file"), std::string::npos);
}

TEST_F(DatasetTest, ClassWithoutAnImageIsAnErrorBeforeTraining) {
  const auto dataset =
      read("isic_id,benign_malignant,split\nA,benign,train\nB,benign,val\nC,malignant,val\n");
  ASSERT_TRUE(dataset);
  const auto checked = check_classes(*dataset);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().message,
            "metadata.csv: no malignant image in the part train; training needs both classes");
}

TEST_F(DatasetTest, ATableWithAnotherNameIsCalledByIt) {
  write_text(folder_.path() / "lesions.csv",
             "isic_id,benign_malignant,split\nA,benign,train\nB,benign,val\nC,malignant,val\n");
  const auto dataset = read_dataset(folder_.path());
  ASSERT_TRUE(dataset) << dataset.error().message;
  EXPECT_EQ(check_classes(*dataset).error().message,
            "lesions.csv: no malignant image in the part train; training needs both classes");
  EXPECT_EQ(dataset->where(dataset->records[2]), "lesions.csv line 4: ");
}

TEST_F(DatasetTest, ClassFoldersHaveNoTableAndNoLines) {
  const auto folder = folder_.path() / "clinic" / "train";
  for (const char* name : {"benign", "malignant"}) {
    std::filesystem::create_directories(folder / name);
    write_image(folder / name / (std::string(name) + ".png"), made_image(false, 0, 8));
  }
  const auto dataset = read_dataset(folder_.path() / "clinic");
  ASSERT_TRUE(dataset) << dataset.error().message;
  EXPECT_EQ(check_classes(*dataset).error().message,
            "clinic: no benign image in the part val; training needs both classes");
  EXPECT_EQ(dataset->where(dataset->records[0]), "");
}

TEST_F(DatasetTest, CellsOfARowAreFoundByItsLine) {
  ASSERT_TRUE(read("isic_id,dx,sex\nA,nv,male\nB,mel,female\n"));
  const std::vector<int> lines{3, 9, 2};
  const auto cells = table_cells(folder_.path() / "metadata.csv", lines);
  ASSERT_TRUE(cells) << cells.error().message;
  const auto sex = std::find(cells->header.begin(), cells->header.end(), "sex");
  ASSERT_NE(sex, cells->header.end());
  const auto column = static_cast<std::size_t>(sex - cells->header.begin());
  ASSERT_EQ(cells->rows.size(), 3u);
  EXPECT_EQ(cells->rows[0].at(column), "female");
  EXPECT_TRUE(cells->rows[1].empty());
  EXPECT_EQ(cells->rows[2].at(column), "male");
  EXPECT_TRUE(table_cells({}, lines)->rows.empty());
}

Dataset many(int lesions, int images_each) {
  Dataset dataset;
  for (int lesion = 0; lesion < lesions; ++lesion) {
    for (int image = 0; image < images_each; ++image) {
      Record record;
      record.id = std::to_string(lesion * 100 + image);
      record.lesion_id = std::to_string(lesion);
      record.label = lesion % 5 == 0 ? kMalignant : kBenign;
      dataset.records.push_back(record);
    }
  }
  return dataset;
}

TEST(Split, ImagesOfOneLesionStayTogether) {
  Dataset dataset = many(300, 3);
  split_dataset(dataset, 0.2, 0.1, 7);
  std::map<std::string, std::set<Part>> sides;
  for (const Record& record : dataset.records) sides[record.lesion_id].insert(record.part);
  for (const auto& [lesion, parts] : sides) EXPECT_EQ(parts.size(), 1u) << lesion;
}

TEST(Split, EachClassHasItsShareInEachPart) {
  Dataset dataset = many(500, 2);  // 200 malignant, 800 benign images
  split_dataset(dataset, 0.2, 0.1, 7);
  EXPECT_EQ(dataset.count(Part::kVal, kMalignant), 40);
  EXPECT_EQ(dataset.count(Part::kVal, kBenign), 160);
  EXPECT_EQ(dataset.count(Part::kTest, kMalignant), 20);
  EXPECT_EQ(dataset.count(Part::kTest, kBenign), 80);
}

TEST(Split, FollowsFromTheSeedAlone) {
  Dataset first = many(100, 1);
  Dataset second = many(100, 1);
  Dataset other = many(100, 1);
  split_dataset(first, 0.2, 0.2, 1);
  split_dataset(second, 0.2, 0.2, 1);
  split_dataset(other, 0.2, 0.2, 2);
  EXPECT_EQ(first.part(Part::kVal), second.part(Part::kVal));
  EXPECT_NE(first.part(Part::kVal), other.part(Part::kVal));
}

}  // namespace
}  // namespace lesion
