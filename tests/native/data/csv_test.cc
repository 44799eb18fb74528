#include "core/table/csv.h"

#include <gtest/gtest.h>

namespace lesion {
namespace {

using Fields = std::vector<std::string>;

TEST(Csv, CommasQuotesAndLineEndsInsideQuotesBelongToTheField) {
  // The examples of RFC 4180, section 2.
  const auto table =
      parse_csv("a,b,c\r\n\"x, y\",\"two\r\nlines\",\"he said \"\"no\"\"\"\r\n1,2,3");
  ASSERT_TRUE(table) << table.error().message;
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_EQ(table->rows[0].fields, (Fields{"x, y", "two\r\nlines", "he said \"no\""}));
  EXPECT_EQ(table->rows[1].fields, (Fields{"1", "2", "3"}));
}

TEST(Csv, RowsKnowTheLineTheyBeginOnEvenBehindAFieldOfSeveralLines) {
  const auto table = parse_csv("a,b\n1,\"x\ny\nz\"\n\n2,3\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows[0].line, 2);
  EXPECT_EQ(table->rows[1].line, 6);
}

TEST(Csv, ByteOrderMarkIsNoPartOfTheFirstName) {
  const auto table = parse_csv("\xEF\xBB\xBFisic_id,x\nA,1\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->column("ISIC_ID"), 0);
  EXPECT_EQ(table->column("y"), -1);
}

// Found by the fuzzer: the second was a part of the first column's name, which nobody could ask
// for.
TEST(Csv, SeveralByteOrderMarksAreNoPartOfTheFirstName) {
  const auto table = parse_csv("\xEF\xBB\xBF\xEF\xBB\xBFisic_id,x\nA,1\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->column("isic_id"), 0);
}

TEST(Csv, AFieldThatBeginsWithAByteOrderMarkIsWrittenSoThatItIsReadAgain) {
  const std::string field = "\xEF\xBB\xBFid";
  const auto table = parse_csv(csv_quoted(field) + "\n1\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->header[0], field);
}

TEST(Csv, EmptyFieldsAreKept) {
  const auto table = parse_csv("a,b,c\n,,\n");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rows[0].fields, (Fields{"", "", ""}));
}

TEST(Csv, RowWithAnotherNumberOfFieldsIsNamedByItsLine) {
  const auto table = parse_csv("a,b\n1,2\n1,2,3\n");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().message, "line 3: 3 fields where the header has 2");
}

TEST(Csv, QuoteThatIsNeverClosedIsNamedByItsLine) {
  const auto table = parse_csv("a,b\n1,\"2\n3,4\n");
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().message, "line 2: a quotation mark is opened and never closed");
}

TEST(Csv, EmptyFileIsAnError) { EXPECT_FALSE(parse_csv("")); }

TEST(Csv, QuotedFieldsReadBackAsTheyWere) {
  for (const std::string field : {"plain", "with, comma", "with \"quotes\"", "two\nlines", ""}) {
    const auto table = parse_csv("a,b\n" + csv_quoted(field) + ",x\n");
    ASSERT_TRUE(table);
    EXPECT_EQ(table->rows[0].fields[0], field);
  }
}

}  // namespace
}  // namespace lesion
