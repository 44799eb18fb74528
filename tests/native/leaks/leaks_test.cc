#include "native/data/leaks.h"

#include <gtest/gtest.h>

#include "tests/native/leaks/made_images.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using testing::fresh_folder;
using testing::laid_down;
using testing::lesion_image;
using testing::record;
using testing::write_png;

Dataset dataset(std::vector<Record> records) {
  Dataset out;
  out.csv = "folder/metadata.csv";
  out.records = std::move(records);
  for (std::size_t i = 0; i < out.records.size(); ++i) {
    out.records[i].line = static_cast<int>(i) + 2;
  }
  return out;
}

std::vector<std::string> kinds_and_ids(const Dataset& data, const std::vector<Leak>& leaks) {
  std::vector<std::string> out;
  for (const Leak& leak : leaks) {
    const char* const kinds[] = {"patient", "lesion", "file", "image"};
    out.push_back(std::string(kinds[static_cast<int>(leak.kind)]) + " " +
                  data.records[leak.first].id + " " + data.records[leak.second].id);
  }
  return out;
}

TEST(Leaks, SameLesionInTwoPartsIsNamed) {
  const auto data = dataset({record("A", Part::kTrain, "L1"), record("B", Part::kVal, "L1"),
                             record("C", Part::kTrain, "L2"), record("D", Part::kTrain, "L2")});
  EXPECT_EQ(kinds_and_ids(data, find_leaks(data)), std::vector<std::string>{"lesion A B"});
  const auto checked = check_leaks(data, find_leaks(data));
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(checked.error().message,
            "metadata.csv: 1 pair of images lies on two sides of the split, so that results "
            "would look better than they are; same lesion: 1\n"
            "  same lesion (L1): A (train, line 2) and B (val, line 3)\n"
            "Give both of a pair the same part in the column split, or go on all the same with "
            "--allow-leak");
}

TEST(Leaks, SamePatientIsToldOnceThoughTheLesionIsTheSameToo) {
  const auto data =
      dataset({record("A", Part::kTrain, "L1", "P1"), record("B", Part::kTest, "L1", "P1"),
               record("C", Part::kVal, "L2", "P1")});
  EXPECT_EQ(kinds_and_ids(data, find_leaks(data)),
            (std::vector<std::string>{"patient A B", "patient A C"}));
}

TEST(Leaks, EmptyIdsAreNobodys) {
  const auto data = dataset({record("A", Part::kTrain), record("B", Part::kVal)});
  EXPECT_TRUE(find_leaks(data).empty());
  EXPECT_TRUE(check_leaks(data, {}).has_value());
}

TEST(Leaks, FirstTwentyAndTheCountAreGiven) {
  std::vector<Record> records;
  for (int i = 0; i < 25; ++i) {
    const std::string n = std::to_string(i);
    records.push_back(record("A" + n, Part::kTrain, "L" + n));
    records.push_back(record("B" + n, Part::kTest, "L" + n));
  }
  const auto data = dataset(std::move(records));
  const std::string text = check_leaks(data, find_leaks(data)).error().message;
  EXPECT_NE(text.find("25 pairs of images lie"), std::string::npos);
  EXPECT_NE(text.find("same lesion: 25"), std::string::npos);
  EXPECT_NE(text.find("and 5 more"), std::string::npos);
  EXPECT_NE(text.find("A19 ("), std::string::npos);
  EXPECT_EQ(text.find("A20 ("), std::string::npos);
}

class LeaksOnDisk : public ::testing::Test {
 protected:
  fs::path folder_ = fresh_folder("leaks");

  Record record_of(const std::string& id, Part part, const Image& image) {
    Record out = record(id, part);
    out.file = folder_ / (id + ".png");
    write_png(out.file, image);
    return out;
  }
  void TearDown() override { fs::remove_all(folder_); }
};

TEST_F(LeaksOnDisk, SameFileUnderAnotherNameIsFound) {
  const Image image = lesion_image(1, 64, 64);
  const auto data = dataset(
      {record_of("A", Part::kTrain, image), record_of("B", Part::kTest, image),
       record_of("C", Part::kTrain, image), record_of("D", Part::kTest, lesion_image(2, 64, 64))});
  EXPECT_EQ(kinds_and_ids(data, find_leaks(data, scan_images(data, 2))),
            std::vector<std::string>{"file A B"});
}

TEST_F(LeaksOnDisk, MirroredImageIsFoundAcrossPartsAndNotWithinOne) {
  const Image image = lesion_image(1, 64, 64);
  const auto data =
      dataset({record_of("A", Part::kTrain, image), record_of("B", Part::kVal, laid_down(image, 1)),
               record_of("C", Part::kTrain, laid_down(image, 2))});
  const auto leaks = find_leaks(data, scan_images(data, 2));
  EXPECT_EQ(kinds_and_ids(data, leaks), (std::vector<std::string>{"image A B", "image B C"}));
  EXPECT_NE(leaks_text(data, leaks).find("mirrored or turned"), std::string::npos);
}

TEST_F(LeaksOnDisk, UnreadableImagesAreListedWithLineAndReason) {
  auto records = std::vector<Record>{record_of("A", Part::kTrain, lesion_image(1, 32, 32)),
                                     record("B", Part::kTrain), record("C", Part::kVal),
                                     record("D", Part::kVal)};
  records[1].file = folder_ / "B.png";
  std::ofstream(records[1].file) << "no image at all";
  records[2].file = folder_ / "C.png";
  const auto data = dataset(std::move(records));
  const ImageScan scan = scan_images(data, 2);
  ASSERT_EQ(scan.unreadable.size(), 3u);
  EXPECT_EQ(scan.sizes[0].width, 32);
  const std::string text = unreadable_text(data, scan);
  EXPECT_NE(text.find("metadata.csv line 3: B.png: "), std::string::npos) << text;
  EXPECT_NE(text.find("metadata.csv line 4: C.png: cannot be opened"), std::string::npos) << text;
  EXPECT_NE(text.find("metadata.csv line 5: D: there is no such image"), std::string::npos);
  EXPECT_TRUE(find_leaks(data, scan).empty());
}

TEST_F(LeaksOnDisk, DroppingTheUnreadableKeepsTheOthersTogether) {
  auto data =
      dataset({record("A", Part::kTrain), record_of("B", Part::kTrain, lesion_image(1, 20, 10)),
               record("C", Part::kVal), record_of("D", Part::kVal, lesion_image(2, 30, 10)),
               record("E", Part::kVal)});
  ImageScan scan = scan_images(data, 1);
  drop_unreadable(data, scan);
  ASSERT_EQ(data.records.size(), 2u);
  EXPECT_EQ(data.records[0].id + data.records[1].id, "BD");
  EXPECT_EQ(scan.sizes[0].width, 20);
  EXPECT_EQ(scan.sizes[1].width, 30);
  EXPECT_EQ(scan.prints.size() + scan.contents.size(), 4u);
  EXPECT_TRUE(scan.unreadable.empty());
}

TEST_F(LeaksOnDisk, OneInAHundredUnreadablePasses) {
  Dataset data;
  data.csv = "metadata.csv";
  data.records.assign(100, record_of("A", Part::kTrain, lesion_image(1, 16, 16)));
  data.records[7].file.clear();
  EXPECT_TRUE(check_unreadable(data, scan_images(data, 2)).has_value());
  data.records[8].file.clear();
  const auto checked = check_unreadable(data, scan_images(data, 2));
  ASSERT_FALSE(checked);
  EXPECT_TRUE(
      checked.error().message.starts_with("2 of 100 images cannot be read, which is "
                                          "more than 1%"))
      << checked.error().message;
}

}  // namespace
}  // namespace lesion
