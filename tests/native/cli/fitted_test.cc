// A network on squares fitted to the lesion, from two folders of images to its figures: what is
// trained, what the card says and what `lesionlens evaluate` finds are one thing.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/concepts/lesion.h"
#include "core/model/card.h"
#include "core/onnx/read.h"
#include "native/data/files.h"
#include "tests/native/cli/program.h"
#include "tests/native/made_dataset.h"
#include "tests/native/masks/dark_network.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class Fitted : public ::testing::Test {
 protected:
  Fitted() {
    make_dataset(folder_.path() / "data", 64);
    make_dataset(folder_.path() / "other", 48);
    for (int i = 0; i < 48; ++i) {
      // Of its own, that no image of the first folder is a near duplicate of.
      write_image(folder_.path() / "other" / "images" / ("MADE_" + std::to_string(i) + ".png"),
                  made_image(i % 2 == 1, 1000 + i));
    }
    // One without any lesion.
    Image plain{48, 48, std::vector<std::uint8_t>(48 * 48 * 3, 230)};
    write_image(folder_.path() / "other" / "images" / "MADE_14.png", plain);
    write_bytes(folder_.path() / "masks.onnx", testing::dark_network(32));
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  Outcome train(std::vector<std::string> more) const {
    std::vector<std::string> arguments{"train", "--batch", "8", "--threads", "1"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return lesionlens(arguments);
  }
  Outcome train_both() const {
    return train({"--data", path("data"), "--data", path("other"), "--square", "lesion", "--masks",
                  path("masks.onnx"), "--stages", "32:3", "--run", path("run"), "--out",
                  path("fitted.onnx")});
  }
  Outcome evaluate(const std::string& set, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"evaluate",
                                       "--model",
                                       path("fitted.onnx"),
                                       "--images",
                                       path(set + "/images"),
                                       "--metadata",
                                       path(set + "/metadata.csv"),
                                       "--json",
                                       path("out.json"),
                                       "--split",
                                       "test"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return lesionlens(arguments);
  }
  json result() const {
    std::ifstream in(path("out.json"));
    return json::parse(in);
  }

  TemporaryFolder folder_;
};

TEST_F(Fitted, CardAndEvaluateSayTheSameOfEachSource) {
  const Outcome trained = train_both();
  ASSERT_EQ(trained.code, 0) << trained.text;
  const auto card = onnx::read_model_card(*read_file(path("fitted.onnx")));
  ASSERT_TRUE(card) << card.error().message;
  EXPECT_EQ(card->input.crop, (CropRule{CropKind::kLesion, 1.0, 0.30, 1.5}));
  ASSERT_EQ(card->metrics.size(), 4u);
  const std::vector<std::string> names{"data val", "other val", "data test", "other test"};
  double least = 1;
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(card->metrics[i].data, names[i]);
    const double found = *card->metrics[i].sensitivity;
    EXPECT_TRUE(i >= 2 || found >= 0.9) << found;
    if (i >= 2) least = std::min(least, found);
  }
  EXPECT_EQ(card->operating_point->sensitivity, least);
  EXPECT_EQ(card->operating_point->chosen_on, "data val + other val");
  EXPECT_NE(card->training->command.find("--data data --data other"), std::string::npos);
  EXPECT_NE(card->training->command.find("--square lesion"), std::string::npos);

  for (const std::size_t which : {2u, 3u}) {
    const std::string set = which == 2 ? "data" : "other";
    const Outcome judged = evaluate(set);
    ASSERT_EQ(judged.code, 0) << judged.text;
    const json out = result();
    EXPECT_NEAR(out["auc"].get<double>(), card->metrics[which].auc, 1e-9) << set;
    EXPECT_EQ(out["sensitivity"].get<double>(), *card->metrics[which].sensitivity) << set;
    EXPECT_EQ(out["specificity"].get<double>(), *card->metrics[which].specificity) << set;
  }
  // The last one's images are judged still: the one without a lesion fell back.
  const json out = result();
  const json squares = out["squares"];
  EXPECT_EQ(squares["central"].get<int>() + squares["fitted"].get<int>(), 6);
  EXPECT_GE(squares["fitted"].get<int>(), 3);  // the malignant ones are dark
  for (const json& image : out["images"]) {
    const bool without = image["square_kind"] == "central";
    EXPECT_TRUE(without || image["square_kind"] == "lesion");
    EXPECT_TRUE(without || image["isic_id"] != "MADE_14");
    EXPECT_FALSE(without && image["label"] == 1);
    if (without) {
      EXPECT_EQ(image["square"], (json{0.0, 0.0, 48.0, 48.0}));
    } else {
      EXPECT_LE(image["square"][2].get<double>(), 72.0);
    }
  }
  // A mask that is wrong: twice as large, and a tenth of the square's side to the right.
  ASSERT_EQ(evaluate("other", {"--mask-area", "2", "--mask-shift", "0.1"}).code, 0);
  const json wrong = result();
  for (std::size_t i = 0; i < out["images"].size(); ++i) {
    const json& was = out["images"][i]["square"];
    const json& is = wrong["images"][i]["square"];
    if (out["images"][i]["square_kind"] == "central") {
      EXPECT_EQ(is, was);
      continue;
    }
    const double side = was[2].get<double>();
    const double larger = is[2].get<double>();
    // At most one and a half times the image's 48 pixels.
    EXPECT_NEAR(larger, std::min(72.0, side * std::sqrt(2.0)), 1e-9);
    if (larger >= 72) continue;
    EXPECT_NEAR(is[0].get<double>() + larger / 2, was[0].get<double>() + side / 2 + 0.1 * larger,
                1e-9);
  }
  const std::string said = "squares      " + squares["fitted"].dump() + " fitted to the lesion, " +
                           squares["central"].dump() + " central";
  EXPECT_NE(evaluate("other").text.find(said), std::string::npos);
}

TEST_F(Fitted, AMaskNetworkThatIsMissingIsNamed) {
  ASSERT_EQ(train_both().code, 0);
  Outcome outcome = evaluate("data", {"--masks", path("nowhere.onnx")});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.text.find("nowhere.onnx"), std::string::npos) << outcome.text;
  EXPECT_NE(outcome.text.find("--masks FILE"), std::string::npos) << outcome.text;
  outcome = train({"--data", path("data"), "--square", "lesion", "--masks", path("nowhere.onnx"),
                   "--stages", "32:1", "--run", path("none")});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.text.find("nowhere.onnx"), std::string::npos) << outcome.text;
  EXPECT_FALSE(fs::exists(folder_.path() / "none" / "last.ckpt"));
  // The classifier is no mask network.
  outcome = evaluate("data", {"--masks", path("fitted.onnx")});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.text.find("is no mask network"), std::string::npos) << outcome.text;
}

}  // namespace
}  // namespace lesion
