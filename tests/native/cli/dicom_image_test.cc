// lesionlens image on DICOM files: pixels, frames, and nothing of the person in its answer.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "tests/core/image/made_dicom.h"
#include "tests/native/cli/program.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class DicomImage : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("lesionlens-dicom-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  json said() const { return json::parse(whole(path("out.json")), nullptr, false); }

 private:
  fs::path folder_;
};

TEST_F(DicomImage, AFrameIsWrittenWithWhatTheFileSaysAndNothingOfThePerson) {
  testing::MadeDicom made;
  made.image(2, 1, "RGB", 3).pixels({10, 20, 30, 40, 50, 60, 1, 2, 3, 4, 5, 6});
  made.text(0x00280008, "IS", "2").text(0x00280030, "DS", "0.05\\0.05");
  made.text(0x00081090, "LO", "Scope").text(0x00280301, "CS", "YES");
  const std::vector<std::string> person = {"Mustermann^Maxime", "PATID90210", "19481203",
                                           "SERIAL8899"};
  made.text(0x00100010, "PN", person[0]).text(0x00100020, "LO", person[1]);
  made.text(0x00100030, "DA", person[2]).text(0x00181000, "LO", person[3]);
  const auto file = made.file();
  // Whatever it is called.
  write(path("IM0001"), {file.begin(), file.end()});
  const Outcome done = lesionlens({"image", path("IM0001"), "--frame", "2", "--json",
                                   path("out.json"), "--png", path("out.png")});
  ASSERT_EQ(done.code, 0) << done.text;
  EXPECT_EQ(said()["mean_rgb"], json({2.5, 3.5, 4.5}));
  EXPECT_EQ(said()["dicom"]["device"], "Scope");
  EXPECT_EQ(said()["dicom"]["spacing"], json({0.05, 0.05}));
  EXPECT_EQ(said()["dicom"]["frame"], 1);
  EXPECT_EQ(said()["notes"],
            json({"frame 2 of 2", "text may stand in the pixels: it may name a person"}));
  const std::string png = whole(path("out.png"));
  const auto image = decode_image(std::vector<std::uint8_t>(png.begin(), png.end()));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->rgb, (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}));
  for (const std::string& value : person) {
    EXPECT_EQ((whole(path("out.json")) + png + done.text).find(value), std::string::npos) << value;
  }
  const Outcome beyond = lesionlens({"image", path("IM0001"), "--frame", "3"});
  EXPECT_EQ(beyond.code, 2);
  EXPECT_NE(beyond.text.find("the file has 2 frames: there is none with the number 3"),
            std::string::npos);
}

// The files of ../shared/cases/dicom; right: pydicom 2.3.1 with GDCM 3.0.21, made RGB.
TEST_F(DicomImage, MeansAreThoseOfPydicom) {
  const char* place = std::getenv("LESIONLENS_CASES");
  const fs::path cases = fs::path(place != nullptr ? place : "../shared/cases") / "dicom";
  if (!fs::exists(cases)) {
    GTEST_SKIP() << cases << " is not there; LESIONLENS_CASES names the folder above it";
  }
  struct Right {
    const char* name;
    std::array<int, 2> size;
    std::array<double, 3> mean;
  };
  const std::vector<Right> all = {
      {"SC_jpeg_no_color_transform.dcm", {256, 256}, {243.975, 243.977, 243.963}},
      {"SC_rgb_dcmtk_+eb+cr.dcm", {100, 100}, {127.750, 127.720, 127.750}},
      {"SC_rgb_dcmtk_+eb+cy+n1.dcm", {100, 100}, {127.510, 127.720, 127.405}},
      {"SC_rgb_dcmtk_+eb+cy+np.dcm", {100, 100}, {127.510, 127.720, 127.405}},
      {"SC_rgb_dcmtk_+eb+cy+s2.dcm", {100, 100}, {127.720, 127.650, 127.830}},
      {"SC_rgb_dcmtk_+eb+cy+s4.dcm", {100, 100}, {127.720, 127.650, 127.830}},
      {"SC_rgb_jls_lossy_line.dcm", {100, 100}, {128.000, 128.000, 128.000}},
      {"SC_rgb_jls_lossy_sample.dcm", {100, 100}, {128.000, 128.000, 128.000}},
      {"SC_rgb_jpeg.dcm", {256, 256}, {243.975, 243.977, 243.963}},
      {"SC_rgb_jpeg_dcmd.dcm", {256, 256}, {243.975, 243.977, 243.963}},
      {"SC_rgb_jpeg_dcmtk.dcm", {100, 100}, {127.720, 127.650, 127.830}},
      {"SC_rgb_jpeg_gdcm.dcm", {100, 100}, {127.700, 127.700, 127.700}},
      {"SC_rgb_jpeg_lossy_gdcm.dcm", {100, 100}, {127.530, 127.540, 127.515}},
      {"SC_rgb_rle.dcm", {100, 100}, {127.700, 127.700, 127.700}},
      {"SC_rgb_rle_16bit.dcm", {100, 100}, {127.700, 127.700, 127.700}},
      {"SC_rgb_rle_2frame.dcm", {100, 100}, {127.700, 127.700, 127.700}},
      {"SC_rgb_small_odd.dcm", {3, 3}, {129.000, 128.667, 128.667}},
      {"SC_rgb_small_odd_jpeg.dcm", {3, 3}, {128.667, 129.000, 127.333}},
      {"SC_ybr_full_422_uncompressed.dcm", {100, 100}, {127.720, 127.650, 127.830}},
      {"examples_jpeg2k.dcm", {640, 480}, {40.372, 34.502, 28.712}},
      {"examples_palette.dcm", {800, 350}, {15.940, 20.111, 25.429}},
      {"examples_rgb_color.dcm", {320, 240}, {40.104, 34.235, 28.461}},
  };
  for (const Right& right : all) {
    const Outcome done =
        lesionlens({"image", (cases / right.name).string(), "--json", path("out.json")});
    ASSERT_EQ(done.code, 0) << right.name << ": " << done.text;
    EXPECT_EQ(said()["width"], right.size[0]) << right.name;
    EXPECT_EQ(said()["height"], right.size[1]) << right.name;
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(said()["mean_rgb"][c].get<double>(), right.mean[c], 0.01) << right.name;
    }
  }
}

}  // namespace
}  // namespace lesion
