// `lesionlens synth` as it is typed.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "native/cli/commands.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Outcome {
  int code = 0;
  std::string said;
};

Outcome run(const std::string& arguments) {
  CLI::App app("lesionlens");
  add_synth(app);
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  Outcome outcome;
  exit_code = 0;
  app.parse("synth " + arguments);
  outcome.code = exit_code;
  outcome.said = testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
  return outcome;
}

class SynthCommand : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("lesion_command_") + info->name());
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string out() const { return "--out " + folder_.string() + " "; }

  fs::path folder_;
};

TEST_F(SynthCommand, WritesWhatItSays) {
  const Outcome outcome =
      run(out() + "--count 2 --seed 7 --size 64x48 --masks --artefact hair,ruler --format png");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.said.find("2 synthetic images, 64x48 pixels, seed 7"), std::string::npos);
  EXPECT_TRUE(fs::exists(folder_ / "images" / "SYNTH_0000002.png"));
  EXPECT_TRUE(fs::exists(folder_ / "masks" / "SYNTH_0000001_hair.png"));
  EXPECT_TRUE(fs::exists(folder_ / "metadata.csv"));
  EXPECT_FALSE(fs::exists(folder_ / "thumbnails"));
}

TEST_F(SynthCommand, RefusesBadArgumentsInSentences) {
  struct Case {
    const char* arguments;
    const char* sentence;
  };
  for (const Case& bad : {
           Case{"--count 0", "--count must be 1 to 1000000, not 0"},
           Case{"--count -3", "--count must be 1 to 1000000, not -3"},
           Case{"--count 2 --size 10000000",
                "--size must be 32 to 4096 pixels on each side, not 10000000"},
           Case{"--count 2 --size big", "--size must be like 512 or 1024x768, not \"big\""},
           Case{"--count 2 --artefact beard", "--artefact does not know \"beard\""},
           Case{"--count 2 --label unsure", "--label must be both, benign or malignant"},
           Case{"--count 2 --format heic", "--format must be jpg or png"},
           Case{"--count 2 --tone 7", "--tone must be a Fitzpatrick type"},
       }) {
    const Outcome outcome = run(out() + bad.arguments);
    EXPECT_EQ(outcome.code, 2) << bad.arguments;
    EXPECT_NE(outcome.said.find(bad.sentence), std::string::npos)
        << bad.arguments << " said: " << outcome.said;
    EXPECT_FALSE(fs::exists(folder_)) << bad.arguments;
  }
}

TEST_F(SynthCommand, WritesIntoAFullFolderOnlyWhenForced) {
  EXPECT_EQ(run(out() + "--count 1 --size 64").code, 0);
  const Outcome again = run(out() + "--count 1 --size 64");
  EXPECT_EQ(again.code, 2);
  EXPECT_NE(again.said.find("--force"), std::string::npos);
  EXPECT_EQ(run(out() + "--count 1 --size 64 --force").code, 0);
}

TEST_F(SynthCommand, LabelAsksForOneClass) {
  EXPECT_EQ(run(out() + "--count 3 --size 64 --label malignant").code, 0);
  const std::string table = read(folder_ / "metadata.csv");
  EXPECT_EQ(table.find("benign,"), std::string::npos);
  EXPECT_NE(table.find("SYNTH_0000003,malignant"), std::string::npos);
}

// The committed samples were made on another day and perhaps another machine.
TEST_F(SynthCommand, MakesThePagesSamplesByteForByte) {
  const fs::path samples = "web/samples";
  const auto list = nlohmann::json::parse(read(samples / "samples.json"));
  ASSERT_GE(list.size(), 6u);
  for (const auto& sample : list) {
    const std::string file = sample["file"];
    fs::remove_all(folder_);
    ASSERT_EQ(
        run(out() + "--count 1 --quality 88 --thumbnail 160 " + sample["made"].get<std::string>())
            .code,
        0);
    EXPECT_TRUE(sample["synthetic"].get<bool>());
    EXPECT_TRUE(read(samples / file) == read(folder_ / "images/SYNTH_0000001.jpg")) << file;
    EXPECT_TRUE(read(samples / sample["thumbnail"].get<std::string>()) ==
                read(folder_ / "thumbnails/SYNTH_0000001.jpg"))
        << file;
    EXPECT_LT(fs::file_size(samples / file), 200'000u);
  }
}

}  // namespace
}  // namespace lesion
