// The shipped network on drawn lesions: what it has seen is its own, what is no skin is not.
#include "native/novelty/fit.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "native/synth/dataset.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

class FitNovelty : public ::testing::Test {
 protected:
  void SetUp() override {
    synth::DatasetOptions options;
    options.folder = folder_.path() / "drawn";
    options.count = 90;
    options.width = options.height = 128;
    options.artefacts = synth::Artefacts{};
    ASSERT_TRUE(synth::write_dataset(options, {}));
    request_.model = "models/default.onnx";
    request_.masks = "models/masks.onnx";
    request_.data = {options.folder};
    request_.components = 12;
    request_.flagged = 0.05;
    request_.drawn = 4;
    request_.shifts = 5;
  }

  TemporaryFolder folder_;
  NoveltyRequest request_;
};

TEST_F(FitNovelty, TellsWhatIsNoSkin) {
  const auto found = fit_novelty(request_, [](const std::string&, std::size_t, std::size_t) {});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->learned_from, "drawn train");
  EXPECT_EQ(found->chosen_on, "drawn val");
  EXPECT_EQ(found->responses.size(), 480u);
  EXPECT_EQ(found->responses.variances.size(), 12u);
  EXPECT_EQ(found->light.size(), kLightFeatures);
  int far = 0;
  int flagged = 0;
  for (const NoveltyFigure& one : found->measured) {
    EXPECT_LE(std::max(one.responses, one.light), one.either) << one.what;
    EXPECT_LE(one.either, std::min(one.images, one.responses + one.light)) << one.what;
    if (one.group == NoveltyGroup::kHome) {
      EXPECT_EQ(one.what, "drawn val");
      // The threshold lies below the greatest distance there is, above all others.
      EXPECT_EQ(one.responses, 1);
      EXPECT_EQ(one.light, 1);
    } else if (one.group == NoveltyGroup::kFar) {
      far += one.images;
      flagged += one.either;
    }
  }
  EXPECT_EQ(far, 32);
  EXPECT_GE(flagged, 31);
  const auto again = fit_novelty(request_, [](const std::string&, std::size_t, std::size_t) {});
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, *found);
}

TEST_F(FitNovelty, SaysWhatIsMissing) {
  const auto refusal = [&] {
    const auto found = fit_novelty(request_, {});
    return found ? std::string("done") : found.error().message;
  };
  request_.data = {folder_.path() / "nowhere"};
  EXPECT_NE(refusal().find("nowhere"), std::string::npos);
  request_.data = {};
  EXPECT_NE(refusal().find("no data"), std::string::npos);
  request_.model = folder_.path() / "no.onnx";
  EXPECT_NE(refusal().find("no.onnx"), std::string::npos);
}

}  // namespace
}  // namespace lesion
