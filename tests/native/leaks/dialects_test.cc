#include "core/table/dialects.h"
#include "native/data/class_folders.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/native/leaks/made_images.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using testing::fresh_folder;

CsvTable table(const char* text) { return parse_csv(text).value(); }

std::vector<std::string> values(const CsvTable& table, const char* name) {
  std::vector<std::string> out;
  const int column = table.column(name);
  if (column < 0) return out;
  for (const CsvRow& row : table.rows) out.push_back(row.fields[static_cast<std::size_t>(column)]);
  return out;
}

using Words = std::vector<std::string>;

std::string refusal(const Result<CsvTable>& result) {
  return result ? "no failure" : result.error().message;
}

TEST(Dialects, OneHotColumnsOfTheChallengeBecomeDiagnosisAndClass) {
  const auto plain = in_plain_dialect(
      table("image,MEL,NV,BCC,AKIEC,BKL,DF,VASC\n"
            "I1,1.0,0.0,0.0,0.0,0.0,0.0,0.0\nI2,0,1,0,0,0,0,0\nI3,0,0,1,0,0,0,0\n"
            "I4,0,0,0,1,0,0,0\nI5,0,0,0,0,1,0,0\nI6,0,0,0,0,0,1,0\nI7,0,0,0,0,0,0,1\n"));
  ASSERT_TRUE(plain) << refusal(plain);
  EXPECT_EQ(values(*plain, "diagnosis"), (Words{"mel", "nv", "bcc", "akiec", "bkl", "df", "vasc"}));
  EXPECT_EQ(values(*plain, "benign_malignant"),
            (Words{"malignant", "benign", "malignant", "malignant", "benign", "benign", "benign"}));
  EXPECT_EQ(values(*plain, "image").front(), "I1");
}

TEST(Dialects, UnknownOfTheChallengeOf2019IsLeftOut) {
  const auto plain =
      in_plain_dialect(table("image,MEL,NV,BCC,AK,BKL,DF,VASC,SCC,UNK\nI1,0,0,0,1,0,0,0,0,0\n"
                             "I2,0,0,0,0,0,0,0,1,0\nI3,0,0,0,0,0,0,0,0,1\n"));
  ASSERT_TRUE(plain) << refusal(plain);
  EXPECT_EQ(values(*plain, "benign_malignant"), (Words{"malignant", "malignant", ""}));
}

TEST(Dialects, RowWithoutOrWithTwoDiagnosesIsRefusedByItsLine) {
  EXPECT_EQ(refusal(in_plain_dialect(table("image,MEL,NV\nI1,1,0\nI2,0,0\n"))),
            "line 3: no diagnosis is set to 1; one of the diagnosis columns must be");
  EXPECT_EQ(refusal(in_plain_dialect(table("image,MEL,NV\nI1,1,1\n"))),
            "line 2: both mel and nv are set to 1; only one of the diagnosis columns may be");
  EXPECT_EQ(refusal(in_plain_dialect(table("image,MEL,NV\nI1,0.5,1\n"))),
            "line 2: MEL is \"0.5\"; it may be 0 or 1");
}

TEST(Dialects, ChallengeOf2017NamesWhatIsNeitherANaevus) {
  const auto plain = in_plain_dialect(
      table("image_id,melanoma,seborrheic_keratosis\nI1,1.0,0.0\nI2,0.0,1.0\nI3,0.0,0.0\n"));
  ASSERT_TRUE(plain) << refusal(plain);
  EXPECT_EQ(values(*plain, "benign_malignant"), (Words{"malignant", "benign", "benign"}));
}

TEST(Dialects, DxOfHam10000GivesTheClass) {
  const auto plain =
      in_plain_dialect(table("lesion_id,image_id,dx,dx_type,age,sex,localization\n"
                             "H1,I1,bkl,histo,80,male,scalp\nH2,I2,mel,histo,60,female,back\n"));
  ASSERT_TRUE(plain) << refusal(plain);
  EXPECT_EQ(values(*plain, "benign_malignant"), (Words{"benign", "malignant"}));
  EXPECT_EQ(values(*plain, "sex"), (Words{"male", "female"}));
}

TEST(Dialects, TargetOfTheChallengeOf2020GivesTheClass) {
  const auto plain = in_plain_dialect(
      table("image_name,patient_id,diagnosis,target\nI1,P1,unknown,0\nI2,P2,melanoma,1\n"));
  ASSERT_TRUE(plain) << refusal(plain);
  EXPECT_EQ(values(*plain, "benign_malignant"), (Words{"benign", "malignant"}));
}

TEST(Dialects, ArchivesOwnTableComesBackAsItIs) {
  const CsvTable before = table("isic_id,diagnosis_1,diagnosis_3\nI1,Benign,Nevus\n");
  const auto plain = in_plain_dialect(before);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->header, before.header);
  EXPECT_EQ(plain->rows[0].fields, before.rows[0].fields);
}

TEST(Dialects, DiagnosesWithoutAClassAreListedWithTheirNumbers) {
  EXPECT_EQ(refusal(in_plain_dialect(
                table("image,dx\nI1,nv\nI2,Clear cell acanthoma\nI3,scar\nI4,scar\n"))),
            "line 3: no class is known for these diagnoses (rows of each in brackets): clear cell "
            "acanthoma (1), scar (2); give one to each in a column benign_malignant, or to the "
            "program by a mapping such as \"clear cell acanthoma\"=benign (or malignant, or skip)");
}

TEST(Mapping, UsersMappingWinsOverTheTableAndTheUsualClasses) {
  const auto mapping = parse_class_mapping("AKIEC=benign, scar = skip # not of interest\n").value();
  const auto by_dx = in_plain_dialect(table("image,dx\nI1,akiec\nI2,mel\nI3,scar\n"), mapping);
  ASSERT_TRUE(by_dx) << refusal(by_dx);
  EXPECT_EQ(values(*by_dx, "benign_malignant"), (Words{"benign", "malignant", ""}));
  const auto by_class = in_plain_dialect(
      table("image,diagnosis_1,dx\nI1,Malignant,akiec\nI2,Indeterminate,nv\nI3,Benign,scar\n"),
      mapping);
  ASSERT_TRUE(by_class) << refusal(by_class);
  EXPECT_EQ(values(*by_class, "benign_malignant"), (Words{"benign", "Indeterminate", ""}));
}

TEST(Mapping, NameThatNoRowHasIsRefused) {
  const auto mapping = parse_class_mapping("melanom=malignant").value();
  EXPECT_EQ(refusal(in_plain_dialect(table("image,dx\nI1,mel\n"), mapping)),
            "line 1: the mapping names melanom, which no row has in the column dx");
  EXPECT_NE(refusal(in_plain_dialect(table("image,benign_malignant\nI1,benign\n"), mapping))
                .find("the table has no column diagnosis"),
            std::string::npos);
}

TEST(Mapping, QuotedNamesMayHoldCommas) {
  const auto mapping = parse_class_mapping("\"Melanoma, NOS\"=malignant;nevus=benign");
  ASSERT_TRUE(mapping);
  EXPECT_EQ(*mapping, (ClassMapping{{"melanoma, nos", DiagnosisClass::kMalignant},
                                    {"nevus", DiagnosisClass::kBenign}}));
}

TEST(Mapping, WhatCannotBeReadIsQuoted) {
  for (const auto& [text, words] :
       {std::pair{"mel", "\"mel\" in the mapping lacks a class"},
        {"=benign", "lacks a diagnosis"},
        {"mel=bad", "\"mel=bad\" in the mapping has another class"},
        {"mel=benign,MEL=malignant", "gives a diagnosis a second class"}}) {
    const auto mapping = parse_class_mapping(text);
    ASSERT_FALSE(mapping) << text;
    EXPECT_NE(mapping.error().message.find(words), std::string::npos) << mapping.error().message;
  }
}

class Folders : public ::testing::Test {
 protected:
  fs::path folder_ = fresh_folder("dialects");

  void put(const std::string& name) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << "x";
  }
  void TearDown() override { fs::remove_all(folder_); }
};

TEST_F(Folders, BenignAndMalignantMakeADataset) {
  for (const char* name : {"Benign/b.jpg", "Benign/a.PNG", "Benign/notes.txt", "Benign/.hidden.jpg",
                           "malignant/c.tif"}) {
    put(name);
  }
  ASSERT_TRUE(has_class_folders(folder_));
  const auto data = read_class_folders(folder_);
  ASSERT_TRUE(data) << data.error().message;
  ASSERT_EQ(data->records.size(), 3u);
  EXPECT_EQ(data->records[0].id, "a");
  EXPECT_EQ(data->records[0].label, kBenign);
  EXPECT_EQ(data->records[2].id, "c");
  EXPECT_EQ(data->records[2].label, kMalignant);
  EXPECT_FALSE(data->has_split);
}

TEST_F(Folders, TrainValAndTestFoldersGiveTheSplit) {
  for (const char* name : {"train/benign/a.jpg", "train/malignant/b.jpg", "valid/benign/c.jpg",
                           "valid/malignant/d.jpg", "test/benign/e.jpg", "test/malignant/f.jpg"}) {
    put(name);
  }
  const auto data = read_class_folders(folder_);
  ASSERT_TRUE(data) << data.error().message;
  EXPECT_TRUE(data->has_split);
  for (const Part part : {Part::kTrain, Part::kVal, Part::kTest}) {
    EXPECT_EQ(data->count(part, kBenign), 1);
    EXPECT_EQ(data->count(part, kMalignant), 1);
  }
}

TEST_F(Folders, SameNameTwiceAndAnEmptyClassAreRefused) {
  put("benign/a.jpg");
  fs::create_directories(folder_ / "malignant");
  EXPECT_NE(read_class_folders(folder_).error().message.find("no image in the folder malignant"),
            std::string::npos);
  put("malignant/a.png");
  EXPECT_EQ(read_class_folders(folder_).error().message,
            "malignant/a.png and benign/a.jpg have the same name; give each image a name of its "
            "own");
}

TEST_F(Folders, FolderWithATableIsNoClassFolder) {
  for (const char* name : {"benign/a.jpg", "malignant/b.jpg", "metadata.csv"}) put(name);
  EXPECT_FALSE(has_class_folders(folder_));
}

TEST_F(Folders, OnlyTableIsTakenWhateverItsName) {
  EXPECT_EQ(find_table(folder_).error().kind, ErrorKind::kNotFound);
  put("ISIC2018_Task3_Training_GroundTruth.csv");
  EXPECT_EQ(find_table(folder_)->filename(), "ISIC2018_Task3_Training_GroundTruth.csv");
  put("other.csv");
  EXPECT_NE(find_table(folder_).error().message.find(
                "several tables (ISIC2018_Task3_Training_GroundTruth.csv, other.csv)"),
            std::string::npos);
  put("metadata.csv");
  EXPECT_EQ(find_table(folder_)->filename(), "metadata.csv");
}

}  // namespace
}  // namespace lesion
