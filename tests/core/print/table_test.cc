#include "core/print/table.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace lesion::print {
namespace {

constexpr std::string_view kNoticeField =
    "\"Research and education only. Not a medical device; not for diagnosis.\"";

ModelCard card_of_one_layer() {
  ModelCard card;
  card.name = "small";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{.threshold = 0.5, .chosen_on = "", .measured_on = ""};
  LayerCard layer;
  layer.filter_count = 2;
  layer.filters = {{.median = 1, .high = 4, .max = 16}, {.dead = true}};
  card.layers.push_back(layer);
  return card;
}

TEST(CsvText, IsQuotedOnlyWhereItMustBe) {
  EXPECT_EQ(csv_text("lesion 1.jpg"), "lesion 1.jpg");
  EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_text("say \"hi\" now"), "\"say \"\"hi\"\" now\"");
  EXPECT_EQ(csv_text("a;b"), "\"a;b\"");
  EXPECT_EQ(csv_text(" a"), "\" a\"");
  EXPECT_EQ(csv_text(""), "");
}

TEST(CsvText, NeverBeginsAFormula) {
  EXPECT_EQ(csv_text("=1+1.jpg"), "\"'=1+1.jpg\"");
  EXPECT_EQ(csv_text("+49.jpg"), "\"'+49.jpg\"");
  EXPECT_EQ(csv_text("-a.jpg"), "\"'-a.jpg\"");
  EXPECT_EQ(csv_text("@SUM(A1)"), "\"'@SUM(A1)\"");
  EXPECT_EQ(csv_text("  =1"), "\"  '=1\"");
  EXPECT_EQ(csv_text("\t=1"), "\" '=1\"");
  EXPECT_EQ(csv_text("＝1"), "\"'＝1\"");
  // Where the semicolon separates, what follows it is another cell.
  EXPECT_EQ(csv_text("a;=HYPERLINK()"), "\"a;'=HYPERLINK()\"");
  EXPECT_EQ(csv_text("a\",=1"), "\"a\"\",'=1\"");
  // In the middle of a name there is no harm in them.
  EXPECT_EQ(csv_text("a-b=c@d.jpg"), "a-b=c@d.jpg");
}

TEST(CsvText, IsOneLineOfUtf8) {
  EXPECT_EQ(csv_text("a\r\nb"), "a  b");
  EXPECT_EQ(csv_text("M\xfcller"), "M\ufffdller");
  EXPECT_EQ(csv_text(std::string_view("a\0b", 3)), "a b");
}

TEST(CsvNumber, ReadsBackAsTheSameValueAndIsShort) {
  EXPECT_EQ(csv_number(0.1f), "0.1");
  EXPECT_EQ(csv_number(16777217.0), "16777217");
  EXPECT_EQ(csv_number(-2.5f), "-2.5");
  EXPECT_EQ(csv_number(0.1), "0.1");
  EXPECT_EQ(std::stof(csv_number(1.0f / 3)), 1.0f / 3);
  EXPECT_EQ(std::stod(csv_number(1.0 / 3)), 1.0 / 3);
  EXPECT_EQ(csv_number(std::numeric_limits<double>::infinity()), "");
}

TEST(ScoresTable, HasARecordForEveryImageAlsoWhereItFailed) {
  const std::array<ScoredImage, 2> images = {{
      {.name = "a.jpg",
       .width = 600,
       .height = 450,
       .region = {75, 0, 450, 450},
       .probability = 0.5,
       .by_rule = 0.25,
       .central = 0.125,
       .outline_corrected = true,
       .novelty = Novelty{0.4, 1.2},
       .problem = ""},
      {.name = "=b.heic",
       .region = {},
       .probability = std::nullopt,
       .problem = "HEIC is not supported; save it as JPEG or PNG"},
  }};
  const std::string notice(kNoticeField);
  EXPECT_EQ(
      scores_table(images, card_of_one_layer(), "2026-11-23"),
      "image,width,height,region_x,region_y,region_width,region_height,region_kind,"
      "positive_class,"
      "probability,probability_by_rule,probability_of_middle,threshold,threshold_moved,at_or_above,"
      "lesion_found,outline_corrected,unlike_training,problem,model,date,notice\r\n"
      "a.jpg,600,450,75,0,450,450,central,malignant,0.5,0.25,0.125,0.5,0,1,,1,1,,small,2026-11-"
      "23," +
          notice +
          "\r\n"
          "\"'=b.heic\",,,,,,,,malignant,,,,0.5,0,,,,,\"HEIC is not supported; save it as JPEG or "
          "PNG\",small,2026-11-23," +
          notice + "\r\n");
}

TEST(ScoresTable, SaysWhereTheSquareIsFittedToTheLesion) {
  ModelCard card = card_of_one_layer();
  card.input.crop.kind = CropKind::kLesion;
  const LesionSummary lesion{10'000, 200, 150};
  const std::array<ScoredImage, 2> images = {{
      {.name = "a",
       .width = 600,
       .height = 450,
       .region = region_for(card.input, 600, 450, lesion),
       .lesion = lesion,
       .probability = 0.5,
       .problem = ""},
      {.name = "b",
       .width = 600,
       .height = 450,
       .region = region_for(card.input, 600, 450),
       .probability = 0.5,
       .problem = ""},
  }};
  const std::string table = scores_table(images, card, "2026-11-23");
  EXPECT_NE(table.find(",lesion,malignant,0.5,,,0.5,0,1,1,0,"), std::string::npos) << table;
  EXPECT_NE(table.find(",central,malignant,0.5,,,0.5,0,1,0,0,"), std::string::npos) << table;
  EXPECT_NE(table.find("b,600,450,75,0,450,450,central,"), std::string::npos) << table;
}

TEST(ScoresTable, SaysWhereAPersonHasMovedTheSquare) {
  const std::array<ScoredImage, 2> images = {{
      {.name = "a",
       .width = 600,
       .height = 450,
       .region = {0, 0, 450, 450},
       .probability = std::nullopt,
       .problem = ""},
      {.name = "b",
       .width = 600,
       .height = 450,
       .region = {0, -75, 600, 600},
       .probability = std::nullopt,
       .problem = ""},
  }};
  const std::string table = scores_table(images, card_of_one_layer(), "");
  EXPECT_NE(table.find("a,600,450,0,0,450,450,moved,"), std::string::npos) << table;
  EXPECT_NE(table.find("b,600,450,0,-75,600,600,whole,"), std::string::npos) << table;
}

TEST(ScoresTable, SaysThatAPersonHasMovedTheOperatingPoint) {
  const std::array<ScoredImage, 1> images = {{{.name = "a",
                                               .width = 600,
                                               .height = 450,
                                               .region = {75, 0, 450, 450},
                                               .probability = 0.5,
                                               .problem = ""}}};
  ModelCard card = card_of_one_layer();
  card.operating_point->threshold = 0.6;
  const std::string table = scores_table(images, card, "", true);
  EXPECT_NE(table.find(",malignant,0.5,,,0.6,1,0,,0,,,small,"), std::string::npos) << table;
}

TEST(ScoresTable, OfNoImagesIsItsHeadings) {
  const std::string table = scores_table({}, {}, "");
  EXPECT_EQ(table.find("\r\n"), table.size() - 2);
}

TEST(StatisticsTable, HasARecordForEveryFilter) {
  ModelCard card = card_of_one_layer();
  card.layers[0].filters[0].concepts = {{"hair", 0.9f, 0.85f, 0.95f}, {"ruler", 0.8f, 0.7f, 0.9f}};
  StatisticsTable table(card, "2026-11-23");
  // Filter 0: one cell of 4, at the lower right; filter 1 silent.
  const std::array<float, 8> values = {0, 0, 0, 4, 0, 0, 0, 0};
  ASSERT_TRUE(table.add("a.jpg", RegionKind::kMoved, 0, {2, 2, 2, values}, true));
  const std::string notice(kNoticeField);
  // Notability: 4 is halfway between 1 and 16 on a logarithmic axis, 0.75.
  EXPECT_EQ(table.text(),
            "image,region_kind,layer,filter,cells_across,cells_down,min,max,mean,active_fraction,"
            "peak_x,"
            "peak_y,not_finite,inactive,place,notability,training_median,training_high,"
            "training_max,dead,concept,concept_strength,concept_low,concept_high,outline_corrected,"
            "model,date,notice\r\n"
            "a.jpg,moved,0,0,2,2,0,4,1,0.25,1,1,0,0,lower_right,0.75,1,4,16,0,hair,0.9,0.85,0.95,1,"
            "small,2026-11-23," +
                notice +
                "\r\n"
                "a.jpg,moved,0,1,2,2,0,0,0,0,0,0,0,1,nowhere,0,0,0,0,1,,,,,1,small,2026-11-23,"
                "\r\n")
      << "the notice once, for all";
}

TEST(StatisticsTable, LeavesWhatWasNeverMeasuredEmpty) {
  ModelCard card = card_of_one_layer();
  card.layers[0].filters.clear();
  card.layers[0].filter_count = 1;
  StatisticsTable table(card, "");
  const std::array<float, 1> values = {1};
  ASSERT_TRUE(table.add("a.jpg", RegionKind::kMoved, 0, {1, 1, 1, values}));
  EXPECT_NE(table.text().find(",0,0,all_over,,,,,,,,,,0,small,,"), std::string::npos)
      << table.text();
}

TEST(StatisticsTable, RefusesMapsThatTheModelDoesNotState) {
  const ModelCard card = card_of_one_layer();
  StatisticsTable table(card, "");
  const std::string before = table.text();
  const std::array<float, 8> values{};
  EXPECT_EQ(table.add("a", RegionKind::kCentral, 1, {2, 2, 2, values}).error().message,
            "the model has no layer 1");
  EXPECT_FALSE(table.add("a", RegionKind::kCentral, -1, {2, 2, 2, values}));
  EXPECT_FALSE(table.add("a", RegionKind::kCentral, 0, {2, 2, 1, values}));
  EXPECT_FALSE(table.add("a", RegionKind::kCentral, 0, {1, 2, 4, values}));
  EXPECT_EQ(table.text(), before);
}

TEST(ForSpreadsheet, FieldsAreApartBySemicolonsAndNumbersHaveACommaOnly) {
  EXPECT_EQ(for_spreadsheet("image,probability,note\r\n"
                            "a.jpg,0.25,\"one, two\"\r\n"
                            "\"b,c.jpg\",-1.5e-07,x;y\r\n"
                            ",1,\"say \"\"1.5\"\"\"\r\n"),
            "\xEF\xBB\xBF"
            "image;probability;note\r\n"
            "a.jpg;0,25;\"one, two\"\r\n"
            "\"b,c.jpg\";-1,5e-07;\"x;y\"\r\n"
            ";1;\"say \"\"1.5\"\"\"\r\n");
  // No numbers, though they begin as such.
  EXPECT_EQ(for_spreadsheet("2026-11-28,1.2.3,.,-,1e,isic.1"),
            "\xEF\xBB\xBF"
            "2026-11-28;1.2.3;.;-;1e;isic.1");
  EXPECT_EQ(for_spreadsheet(""), "\xEF\xBB\xBF");
  EXPECT_EQ(for_spreadsheet("\"never closed"), "\xEF\xBB\xBF\"never closed");
}

}  // namespace
}  // namespace lesion::print
