#include "core/table/labels.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/table/words.h"

namespace lesion {
namespace {

std::string refusal(const Result<LabelTable>& table) {
  return table ? std::string() : table.error().message;
}

TEST(Labels, AreReadFromTheDialectsOfTheField) {
  // Label of the second row of each; HAM10000's akiec is malignant, the challenge's UNK nothing.
  const struct {
    const char* text;
    int label;
    const char* id;
  } tables[] = {
      {"isic_id,benign_malignant,sex\nA,benign,male\nB,malignant,female\n", kMalignant, "B"},
      {"image_id,dx,age\nA,nv,40\nB,akiec,71\n", kMalignant, "B"},
      {"image,MEL,NV,BCC,UNK\nA,1.0,0.0,0.0,0.0\nB,0,1,0,0\n", kBenign, "B"},
      {"image_id,melanoma,seborrheic_keratosis\nA,0,0\nB,1,0\n", kMalignant, "B"},
      {"image_name,target\nA,1\nB,0\n", kBenign, "B"},
      {"isic_id,diagnosis_1\nA,Benign\nB,Malignant\n", kMalignant, "B"},
  };
  for (const auto& one : tables) {
    const auto table = read_labels(one.text, "t.csv");
    ASSERT_TRUE(table) << one.text << table.error().message;
    ASSERT_EQ(table->records.size(), 2u) << one.text;
    EXPECT_EQ(table->records[1].label, one.label) << one.text;
    EXPECT_EQ(table->records[1].id, one.id);
    EXPECT_EQ(table->records[1].line, 3);
    EXPECT_EQ(table->records[1].row, 1u);
  }
}

TEST(Labels, RowsWithoutALabelAreCounted) {
  const auto table = read_labels(
      "isic_id,benign_malignant,patient_id,split\nA,benign,nan,test\nB,,P1,val\n"
      "C,Indeterminate/benign,P1,train\nD,malignant,P2,train\n",
      "t.csv");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->records.size(), 2u);
  EXPECT_EQ(table->skipped, 2);
  EXPECT_EQ(table->unknown_patients, 1);
  EXPECT_TRUE(table->has_split);
  EXPECT_EQ(table->records[0].part, Part::kTest);
  EXPECT_EQ(table->records[1].patient_id, "P2");
}

TEST(Labels, WhatIsWrongIsSaidWithFileAndLine) {
  EXPECT_EQ(refusal(read_labels("isic_id,benign_malignant\nA,maybe\n", "t.csv")),
            "t.csv line 2: benign_malignant is \"maybe\"; it may be benign, malignant or "
            "indeterminate");
  EXPECT_EQ(refusal(read_labels("isic_id,target\nA,0\nA,1\n", "t.csv")),
            "t.csv line 3: A stands on line 2 already");
  EXPECT_NE(refusal(read_labels("x,y\n1,2\n", "t.csv")).find("no column with the image's name"),
            std::string::npos);
  EXPECT_NE(refusal(read_labels("isic_id,target\na/b,0\n", "t.csv")).find("slash"),
            std::string::npos);
  EXPECT_EQ(refusal(read_labels("isic_id,target\nA,2\n", "t.csv")),
            "t.csv line 2: target is \"2\"; it may be 0 or 1");
}

// So that the page says it in the language of its reader.
TEST(Labels, WhatIsWrongHasACodeAndItsValues) {
  const auto code = [](const auto& result) { return std::string(code_text(result.error().code)); };
  const auto perhaps = read_labels("isic_id,benign_malignant\nA,perhaps\n", "t.csv");
  ASSERT_FALSE(perhaps);
  EXPECT_EQ(perhaps.error().values, (ErrorValues{{"column", "benign_malignant"},
                                                 {"value", "perhaps"},
                                                 {kErrorLine, 2},
                                                 {kErrorFile, "t.csv"}}));
  EXPECT_EQ(code(perhaps), "table.class");
  EXPECT_EQ(code(read_labels("", "t.csv")), "file.empty");
  EXPECT_EQ(code(read_labels("a,b\n1\n", "t.csv")), "table.fields");
  EXPECT_EQ(code(read_labels("a,b\n1,\"2\n", "t.csv")), "table.quote");
  EXPECT_EQ(code(read_labels("x,target\nA,1\n", "t.csv")), "table.name_column");
  EXPECT_EQ(code(read_labels("image,x\nA,1\n", "t.csv")), "table.class_column");
  EXPECT_EQ(code(read_labels("image,target\n,1\n", "t.csv")), "table.no_name");
  EXPECT_EQ(code(read_labels("image,target,split\nA,1,dev\n", "t.csv")), "table.split");
  EXPECT_EQ(code(read_labels("image,melanoma,seborrheic_keratosis\nA,1,1\n", "t.csv")),
            "table.two_diagnoses");
  const auto scars = read_labels("image,dx\nA,scar\nB,nv\nC,scar\n", "t.csv");
  ASSERT_EQ(code(scars), "table.unclassed");
  EXPECT_EQ(scars.error().values[0].second, ErrorValue("scar (2)"));
  EXPECT_EQ(code(table_among({}, "F")), "table.none");
  EXPECT_EQ(code(table_among({"a.csv", "b.csv"}, "F")), "table.several");
}

TEST(Labels, ImagesAreLookedForByTheseNames) {
  EXPECT_EQ(image_names("ISIC_1").front(), "ISIC_1.jpg");
  EXPECT_EQ(image_names("ISIC_1.png").front(), "ISIC_1.png");
  EXPECT_EQ(image_names("a").back(), "a");
  EXPECT_EQ(image_names("a").size(), 21u);
}

TEST(Labels, OfSeveralTablesTheNameDecides) {
  EXPECT_EQ(table_among({"b.csv", "metadata.csv"}, "F").value(), "metadata.csv");
  EXPECT_EQ(table_among({"b.csv"}, "F").value(), "b.csv");
  EXPECT_EQ(table_among({}, "F").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(table_among({"b.csv", "a.csv"}, "F").error().message,
            "F: several tables (a.csv, b.csv); call the one that counts metadata.csv");
}

TEST(Labels, FoldersNameTheClass) {
  EXPECT_EQ(folder_label("set/Benign/x.jpg").label, kBenign);
  EXPECT_EQ(folder_label("malignant/x.jpg").label, kMalignant);
  EXPECT_EQ(folder_label("set/test/malignant/x.jpg").part, Part::kTest);
  EXPECT_FALSE(folder_label("set/malignant/more/x.jpg").label);
  EXPECT_FALSE(folder_label("benign.jpg").label);
  EXPECT_TRUE(named_like_image("x.JPG"));
  EXPECT_FALSE(named_like_image("x.csv"));
  EXPECT_FALSE(named_like_image("jpg"));
}

TEST(NumberIn, TakesDecimalNotationOnly) {
  EXPECT_EQ(number_in("1.000000000000000000e+00"), 1);
  EXPECT_EQ(number_in("0.0"), 0);
  for (const char* text : {"", " 1", "+1", "0x1", "inf", "nan", "1,0", "1 ", "1e"}) {
    EXPECT_FALSE(number_in(text)) << text;
  }
}

}  // namespace
}  // namespace lesion
