#include "core/print/map_file.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <limits>

namespace lesion::print {
namespace {

ModelCard named() {
  ModelCard card;
  card.name = "small";
  return card;
}

TEST(MapTable, HasACellARecordWithItsCentreInTheImage) {
  const std::array<float, 6> values = {0, 0.5f, 1, -2, 1e-9f, 0.1f};
  const auto table =
      map_table("a,b.jpg", 4, 7, {3, 2, values}, {10, 20, 300, 200}, named(), "2026-11-27");
  ASSERT_TRUE(table.has_value());
  EXPECT_EQ(*table,
            "image,layer,filter,x,y,image_x,image_y,value,model,date,notice\r\n"
            "\"a,b.jpg\",4,7,0,0,60,70,0,small,2026-11-27,\"Research and education only. Not a "
            "medical device; not for diagnosis.\"\r\n"
            "\"a,b.jpg\",4,7,1,0,160,70,0.5,,,\r\n"
            "\"a,b.jpg\",4,7,2,0,260,70,1,,,\r\n"
            "\"a,b.jpg\",4,7,0,1,60,170,-2,,,\r\n"
            "\"a,b.jpg\",4,7,1,1,160,170,1e-09,,,\r\n"
            "\"a,b.jpg\",4,7,2,1,260,170,0.1,,,\r\n");
}

TEST(MapTable, LeavesOutWhatIsNoNumber) {
  const std::array<float, 1> values = {std::numeric_limits<float>::quiet_NaN()};
  const auto table = map_table("a", 0, 0, {1, 1, values}, {0, 0, 1, 1}, named(), "d");
  ASSERT_TRUE(table.has_value());
  EXPECT_NE(table->find("0.5,0.5,,small"), std::string::npos) << *table;
}

// The bytes are those of the format's description (numpy.lib.format), worked by hand.
TEST(MapArray, IsNumPysFormat) {
  const std::array<float, 2> values = {1.0f, -2.5f};
  const auto file = map_array({2, 1, values});
  ASSERT_TRUE(file.has_value());
  ASSERT_EQ(file->size(), 128u + 8u);
  EXPECT_EQ(std::memcmp(file->data(), "\x93NUMPY\x01\x00\x76\x00", 10), 0);  // 118 bytes of header
  const std::string header(file->begin() + 10, file->begin() + 128);
  EXPECT_EQ(header.substr(0, 60), "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), } ");
  EXPECT_EQ(header.back(), '\n');
  const std::array<std::uint8_t, 8> expected = {0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0};
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), file->begin() + 128));
}

TEST(MapFile, RefusesAMapWhoseSizeAndValuesDisagree) {
  const std::array<float, 3> values = {1, 2, 3};
  EXPECT_FALSE(map_table("a", 0, 0, {2, 2, values}, {0, 0, 1, 1}, named(), "d").has_value());
  EXPECT_FALSE(map_array({2, 2, values}).has_value());
}

}  // namespace
}  // namespace lesion::print
