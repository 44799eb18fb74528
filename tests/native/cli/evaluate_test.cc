// The program itself, as a person runs it: lesionlens evaluate and inspect.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "core/image/png.h"
#include "core/model/card.h"
#include "core/onnx/builder.h"
#include "tests/native/cli/program.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<std::uint8_t> image(int seed) {
  Image image{40, 30, {}};
  for (int i = 0; i < 40 * 30 * 3; ++i) {
    image.rgb.push_back(static_cast<std::uint8_t>((i * (seed + 3) + i / 7) % 251));
  }
  return encode_png(image).value();
}

// A folder with a random model, four images and their table; removed at the end.
class Evaluate : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("lesionlens-evaluate-" + std::to_string(::getpid()) + "-" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(folder_ / "images");
    ASSERT_EQ(run(RANDOM_MODEL_PROGRAM, {path("model.onnx"), "32"}).code, 0);
    for (int i = 0; i < 4; ++i) {
      const auto png = image(i);
      const std::array names{"p0.png", "p1.png", "p2.png", "p3.png"};
      write(folder_ / "images" / names[static_cast<std::size_t>(i)], {png.begin(), png.end()});
    }
    table(
        "isic_id,benign_malignant,split\np0,benign,test\np1,malignant,test\np2,benign,test\n"
        "p3,malignant,train\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void table(const std::string& text) const { write(folder_ / "metadata.csv", text); }
  Outcome evaluate(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"evaluate",           "--model",      path("model.onnx"),
                                       "--images",           path("images"), "--metadata",
                                       path("metadata.csv"), "--json",       path("out.json")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return lesionlens(arguments);
  }
  json result() const {
    std::ifstream in(path("out.json"));
    return json::parse(in);
  }

  fs::path folder_;
};

TEST_F(Evaluate, EveryImageHasItsAnswerAndTheProbabilityIsTheCardsOfTheLogits) {
  const auto outcome = evaluate();
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  const auto out = result();
  EXPECT_EQ(out["n"], 4);
  EXPECT_EQ(out["positives"], 2);
  EXPECT_EQ(out["threshold"], 0.4);
  ASSERT_EQ(out["images"].size(), 4u);
  for (const auto& image : out["images"]) {
    // Two classes, temperature 1.5 in the random model's card.
    const double margin = image["logits"][1].get<double>() - image["logits"][0].get<double>();
    EXPECT_NEAR(image["p_malignant"].get<double>(), 1 / (1 + std::exp(-margin / 1.5)), 1e-12);
  }
  EXPECT_TRUE(out["auc"].is_number());
  EXPECT_NE(outcome.text.find("AUC"), std::string::npos);
}

TEST_F(Evaluate, SplitAndLimitChoose) {
  ASSERT_EQ(evaluate({"--split", "test"}).code, 0);
  EXPECT_EQ(result()["n"], 3);
  ASSERT_EQ(evaluate({"--split", "test", "--limit", "1"}).code, 0);
  EXPECT_EQ(result()["n"], 1);
}

TEST_F(Evaluate, ImagesThatCannotBeReadAreListedWithReasons) {
  write(folder_ / "images" / "p0.png", "not an image");
  fs::remove(folder_ / "images" / "p2.png");
  write(folder_ / "images" / "p3.png", "");
  const auto outcome = evaluate();
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  const auto out = result();
  EXPECT_EQ(out["n"], 1);
  ASSERT_EQ(out["skipped"].size(), 3u);
  EXPECT_EQ(out["skipped"][1]["isic_id"], "p2");
  EXPECT_EQ(out["skipped"][1]["reason"], "there is no such image");
  for (const auto& skipped : out["skipped"]) EXPECT_FALSE(skipped["reason"].empty());
  // Only p1 is left: one class has no AUC, and the program says so.
  EXPECT_TRUE(out["auc"].is_null());
  EXPECT_NE(outcome.text.find("no image of the negative class"), std::string::npos);
}

TEST_F(Evaluate, MapsAndTensorAreDumpedWithTheirSizes) {
  const auto outcome = evaluate({"--maps-dir", path("maps"), "--tensor", "--limit", "1"});
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  EXPECT_EQ(fs::file_size(folder_ / "maps" / "p0.tensor.f32"), 3u * 32 * 32 * 4);
  EXPECT_EQ(fs::file_size(folder_ / "maps" / "p0.layer0.f32"), 8u * 32 * 32 * 4);
  EXPECT_EQ(fs::file_size(folder_ / "maps" / "p0.layer7.f32"), 64u * 4 * 4 * 4);
}

TEST_F(Evaluate, AModelAgainstItselfDiffersByNothing) {
  const auto outcome = evaluate({"--against", path("model.onnx")});
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  const auto out = result();
  EXPECT_EQ(out["against"]["n"], 4);
  EXPECT_EQ(out["against"]["difference"], 0.0);
  EXPECT_EQ(out["against"]["p_value"], 1.0);
  EXPECT_EQ(out["against"]["auc"], out["auc"]);
  EXPECT_TRUE(out["average_precision"].is_number());
  EXPECT_NE(outcome.text.find("against      random"), std::string::npos) << outcome.text;
}

TEST_F(Evaluate, GroupsOfImagesHaveTheirOwnFigures) {
  table(
      "isic_id,benign_malignant,dx,sex,age,hair\np0,benign,nv,male,25,0\n"
      "p1,malignant,mel,male,80.0,1\np2,benign,nv,female,35,1\np3,malignant,bcc,female,,0\n");
  const auto outcome = evaluate({"--report", path("report.html")});
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  const auto out = result();
  std::map<std::string, json> groups;
  for (const auto& group : out["subgroups"]) groups[group["group"]] = group["rows"];
  ASSERT_EQ(groups.size(), 4u) << out["subgroups"].dump();
  EXPECT_EQ(groups["Diagnosis"][0]["value"], "nv");
  EXPECT_EQ(groups["Diagnosis"][0]["n"], 2);
  EXPECT_TRUE(groups["Diagnosis"][0]["against_all"].get<bool>());
  EXPECT_EQ(groups["Sex"].size(), 2u);
  EXPECT_EQ(groups["Age"].back()["value"], "not known");
  // One benign and one malignant image with hair: the sensitivity is that of p1 alone.
  EXPECT_EQ(groups["Hair"][1]["value"], "present");
  const double p1 = out["images"][1]["p_malignant"];
  EXPECT_EQ(groups["Hair"][1]["sensitivity"], p1 >= 0.4 ? 1.0 : 0.0);
  EXPECT_NE(outcome.text.find("Diagnosis"), std::string::npos);
  std::ifstream in(path("report.html"));
  const std::string page((std::istreambuf_iterator<char>(in)), {});
  EXPECT_EQ(page.rfind("<!doctype html>", 0), 0u);
  EXPECT_NE(page.find("random on "), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
}

TEST_F(Evaluate, AMappingSaysWhatADiagnosisCountsAs) {
  table("image_id,dx\np0,nv\np1,oddity\np2,nv\np3,mel\n");
  EXPECT_EQ(evaluate().code, 2);
  const auto outcome = evaluate({"--classes", "oddity=malignant"});
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  EXPECT_EQ(result()["positives"], 2);
  EXPECT_EQ(evaluate({"--classes", "oddity"}).code, 2);
}

TEST_F(Evaluate, MistakesEndInASentence) {
  const auto expect = [&](const Outcome& outcome, const std::string& sentence) {
    EXPECT_EQ(outcome.code, 2) << outcome.text;
    EXPECT_NE(outcome.text.find(sentence), std::string::npos) << outcome.text;
  };
  ASSERT_EQ(run(RANDOM_MODEL_PROGRAM, {path("model.onnx"), "32", "no-card"}).code, 0);
  expect(evaluate(), "model.onnx: the model has no LesionLens card");
  ASSERT_EQ(run(RANDOM_MODEL_PROGRAM, {path("model.onnx"), "32", "open"}).code, 0);
  expect(evaluate(), "model.onnx: the operator Atanh is not supported");
  write(folder_ / "model.onnx", "hello");
  expect(evaluate(), "model.onnx: ");
  ASSERT_EQ(run(RANDOM_MODEL_PROGRAM, {path("model.onnx"), "32"}).code, 0);
  table("isic_id,benign_malignant\np0,benign\n");
  expect(evaluate({"--split", "test"}), "has no column split");
  table("isic_id,benign_malignant\np0,perhaps\n");
  expect(evaluate(), "line 2");
  table("isic_id\np0\n");
  expect(evaluate(), "no column with the class");
}

TEST_F(Evaluate, InspectShowsLayersAndCard) {
  const auto outcome = lesionlens({"inspect", path("model.onnx"), "--json"});
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  const auto out = json::parse(outcome.text);
  EXPECT_EQ(out["opset"], 17);
  ASSERT_EQ(out["layers"].size(), 8u);
  EXPECT_EQ(out["layers"][7]["receptive_field"], 68);
  EXPECT_EQ(out["layers"][7]["stride"], 8);
  EXPECT_EQ(out["card"]["name"], "random");
  EXPECT_EQ(out["card"]["schema"], 2);
  const auto text = lesionlens({"inspect", path("model.onnx")});
  EXPECT_EQ(text.code, 0);
  EXPECT_NE(text.text.find("layer7"), std::string::npos);
}

// A squeeze-and-excitation block, as MobileNet has them: a convolution behind a global pool.
TEST_F(Evaluate, InspectNamesTheConvolutionsThatAreNoLayers) {
  onnx::GraphBuilder b("any network");
  const std::vector<float> values(36, 0.5f);
  const auto w = b.initializer("w", {4, 1, 3, 3}, values);
  const auto x = b.conv(b.input("image", {"N", 1, 8, 8}), w, "", "seen", {.stride = 1, .pad = 1});
  const auto pooled = b.global_average_pool(x, "squeezed");
  const auto one = b.initializer("one", {4, 4, 1, 1}, std::span(values).first(16));
  b.output(b.multiply(x, b.conv(pooled, one, "", "excited")), {"N", 4, 8, 8});
  const auto file = b.finish({}).value();
  write(path("any.onnx"), {file.begin(), file.end()});
  const auto outcome = lesionlens({"inspect", path("any.onnx"), "--json"});
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  const auto out = json::parse(outcome.text);
  ASSERT_EQ(out["layers"].size(), 1u);
  EXPECT_EQ(out["layers"][0]["tensor"], "seen");
  ASSERT_EQ(out["left_out"].size(), 1u);
  EXPECT_EQ(out["left_out"][0]["name"], "excited");
  const std::string reason =
      "it lies behind squeezed (GlobalAveragePool): it mixes all cells of an axis of the image";
  EXPECT_EQ(out["left_out"][0]["reason"], reason);
  const auto text = lesionlens({"inspect", path("any.onnx")});
  EXPECT_EQ(text.code, 0);
  EXPECT_NE(text.text.find("excited: " + reason), std::string::npos) << text.text;
}

TEST_F(Evaluate, InspectCountsImages) {
  write(folder_ / "images" / "p1.png", "broken");
  const auto outcome = lesionlens(
      {"inspect", "--images", path("images"), "--metadata", path("metadata.csv"), "--json"});
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  const auto out = json::parse(outcome.text);
  EXPECT_EQ(out["labelled"], 4);
  EXPECT_EQ(out["splits"]["test"]["benign"], 2);
  EXPECT_EQ(out["splits"]["train"]["malignant"], 1);
  EXPECT_EQ(out["sizes"][0]["width"], 40);
  EXPECT_EQ(out["sizes"][0]["count"], 3);
  EXPECT_EQ(out["unreadable"][0]["isic_id"], "p1");
  EXPECT_EQ(lesionlens({"inspect"}).code, 2);
}

TEST_F(Evaluate, InspectFindsDuplicatesLeaksAndLicences) {
  table(
      "isic_id,benign_malignant,split,copyright_license\np0,benign,test,CC-0\n"
      "p1,malignant,test,CC-BY\np2,benign,test,CC-0\np3,malignant,train,\n");
  fs::copy_file(folder_ / "images" / "p0.png", folder_ / "images" / "p3.png",
                fs::copy_options::overwrite_existing);
  const auto outcome =
      lesionlens({"inspect", "--images", path("images"), "--metadata", path("metadata.csv"),
                  "--contact-sheet", path("sheet.png"), "--json"});
  ASSERT_EQ(outcome.code, 0) << outcome.text;
  const auto out = json::parse(outcome.text);
  EXPECT_EQ(out["same_files"], json::parse(R"([["p0", "p3"]])"));
  ASSERT_EQ(out["leaks"].size(), 1u);
  EXPECT_EQ(out["leaks"][0], "same file: p0 (test, line 2) and p3 (train, line 5)");
  EXPECT_EQ(out["licences"], json::parse(R"({"CC-0": 2, "CC-BY": 1, "not stated": 1})"));
  // One image of the training part, 112 pixels, a gap of 6 around it and a bar of 4 below.
  std::ifstream in(path("sheet.png"), std::ios::binary);
  const std::vector<std::uint8_t> bytes((std::istreambuf_iterator<char>(in)), {});
  const auto sheet = decode_image(bytes);
  ASSERT_TRUE(sheet) << sheet.error().message;
  EXPECT_GE(sheet->width, 112);
  EXPECT_GE(sheet->height, 112 + 4);
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(Evaluate, CardIsShownAndChangedWithoutTouchingTheRest) {
  const std::string before = contents(path("model.onnx"));
  ASSERT_EQ(lesionlens({"card", "--model", path("model.onnx")}).code, 0);
  EXPECT_EQ(contents(path("model.onnx")), before);
  const auto changed = lesionlens({"card", "--model", path("model.onnx"), "--set",
                                   "temperature=2.5", "--out", path("new.onnx"), "--json"});
  ASSERT_EQ(changed.code, 0) << changed.text;
  EXPECT_EQ(json::parse(changed.text)["temperature"], 2.5);
  EXPECT_EQ(contents(path("model.onnx")), before);
  const auto seen = lesionlens({"inspect", path("new.onnx"), "--json"});
  EXPECT_EQ(json::parse(seen.text)["card"]["temperature"], 2.5);
}

TEST_F(Evaluate, NonsenseForACardLeavesTheFileAsItWas) {
  const std::string before = contents(path("model.onnx"));
  for (const char* bad : {"temperature=hot", "temprature=2", "output=softmax", "name"}) {
    const auto refused = lesionlens({"card", "--model", path("model.onnx"), "--set", bad});
    EXPECT_EQ(refused.code, 2) << bad;
    EXPECT_NE(refused.text.find("lesionlens card: "), std::string::npos) << refused.text;
    EXPECT_EQ(contents(path("model.onnx")), before);
  }
}

}  // namespace
}  // namespace lesion
