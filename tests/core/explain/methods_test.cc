// Every method of the table through the same checks, and each against what it is by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "core/explain/explain.h"
#include "tests/core/explain/pixel_network.h"

namespace lesion {
namespace {

const ExplainTarget kFirst{{1, 0}, {}};
const ExplainTarget kSecond{{0, 1}, {}};
const ExplainTarget kDifference{{-1, 1}, {}};
const ExplainTarget kReversed{{1, -1}, {}};

Explanation made_by(const ExplainMethodRow& row, const ExplainTarget& target,
                    ExplainOptions options = {}, Layout layout = Layout::kNchw) {
  if (options.samples == 0) options.samples = 60;
  const PixelNetwork network{layout};
  auto found = explain(row, network.facts(), target, options, network.image(),
                       [&](const lesion::Run& run) { return network(run); });
  EXPECT_TRUE(found.has_value()) << row.name << ": " << (found ? "" : found.error().message);
  return found ? *found : Explanation{};
}

Explanation made_by(const char* name, const ExplainTarget& target, ExplainOptions options = {}) {
  return made_by(*find_method(name), target, options);
}

class Method : public testing::TestWithParam<const ExplainMethodRow*> {};

TEST_P(Method, HasTheInputsShapeIsFiniteAndKeepsItsSign) {
  const auto& row = *GetParam();
  for (const auto& target : {kFirst, kSecond, kDifference}) {
    const auto map = made_by(row, target);
    EXPECT_EQ(map.width, 16);
    EXPECT_EQ(map.height, 12);
    ASSERT_EQ(map.values.size(), 192u);
    EXPECT_EQ(map.has_sign, row.has_sign);
    float least = 0;
    float greatest = 0;
    for (const float value : map.values) {
      ASSERT_TRUE(std::isfinite(value));
      least = std::min(least, value);
      greatest = std::max(greatest, std::abs(value));
    }
    EXPECT_GT(greatest, 0) << "a map of nothing";
    if (!row.has_sign) EXPECT_EQ(least, 0);
  }
}

// A signed map says the same of the opposite target, with the other sign.
TEST_P(Method, TurnsItsSignWithTheTarget) {
  const auto& row = *GetParam();
  if (!row.has_sign) return;
  const auto one = made_by(row, kDifference);
  const auto other = made_by(row, kReversed);
  float greatest = 0;
  for (const float value : one.values) greatest = std::max(greatest, std::abs(value));
  for (std::size_t i = 0; i < one.values.size(); ++i) {
    EXPECT_NEAR(one.values[i], -other.values[i], 1e-5f * greatest);
  }
}

TEST_P(Method, DependsOnNothingButItsSeed) {
  const auto& row = *GetParam();
  const auto one = made_by(row, kDifference, {.seed = 3});
  EXPECT_EQ(one.values, made_by(row, kDifference, {.seed = 3}).values);
  // How many images go through at once changes no number.
  EXPECT_EQ(one.values, made_by(row, kDifference, {.seed = 3, .batch = 7}).values);
  // At zero every rectifier of this network is at rest: made images begin with noise.
  const bool is_random =
      row.name == "random" || row.name == "smoothgrad" || row.name == "rise" || row.makes_image;
  EXPECT_EQ(one.values == made_by(row, kDifference, {.seed = 4}).values, !is_random);
}

TEST_P(Method, AnswersForTheClassThatWasAskedFor) {
  const auto& row = *GetParam();
  if (row.name == "random") return;  // knows of no class
  EXPECT_NE(made_by(row, kFirst).values, made_by(row, kSecond).values);
  const auto by_hand = PixelNetwork{}.logits([] {
    auto maps = PixelNetwork{}.sums(PixelNetwork{}.image().data());
    for (auto& value : maps) value = std::max(value, 0.0f);
    return maps;
  }());
  EXPECT_FLOAT_EQ(static_cast<float>(made_by(row, kSecond).score), by_hand[1]);
}

// The network reads the left half only. Grad-CAM and Grad-CAM++ weigh whole maps, so they show the
// other half too: what HiResCAM's authors hold against them.
TEST_P(Method, PointsToWhatTheNetworkReads) {
  const auto& row = *GetParam();
  if (row.name == "random" || row.name.starts_with("gradcam")) return;
  ExplainOptions options;
  options.samples = row.name == "rise" ? 600 : 0;
  options.patch = 2;
  const auto map = made_by(row, kDifference, options);
  double left = 0;
  double right = 0;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    (i % 16 < 8 ? left : right) += std::abs(map.values[i]);
  }
  EXPECT_GT(left, 2 * right);
}

TEST_P(Method, ExplainsAFilterToo) {
  const auto& row = *GetParam();
  for (const auto response :
       {FilterResponse::kSum, FilterResponse::kMaximum, FilterResponse::kCell}) {
    ExplainTarget target;
    target.filter = FilterTarget{0, 1, response, 3, 5};
    const auto map = made_by(row, target);
    ASSERT_EQ(map.values.size(), 192u);
    float greatest = 0;
    for (const float value : map.values) greatest = std::max(greatest, std::abs(value));
    EXPECT_GT(greatest, 0);
  }
}

TEST_P(Method, SeesAnInputWithChannelsLastAlike) {
  const auto& row = *GetParam();
  if (row.name == "smoothgrad") return;  // its noise falls on other values
  const auto one = made_by(row, kDifference);
  const auto other = made_by(row, kDifference, {}, Layout::kNhwc);
  for (std::size_t i = 0; i < one.values.size(); ++i) {
    EXPECT_NEAR(one.values[i], other.values[i], 1e-6f);
  }
}

TEST_P(Method, RefusesAnswersThatAreNone) {
  const auto& row = *GetParam();
  const PixelNetwork network;
  const auto code_of = [&](auto spoil) {
    const auto found = explain(row, network.facts(), kFirst, {.samples = 4}, network.image(),
                               [&](const lesion::Run& run) {
                                 auto answer = network(run);
                                 spoil(*answer);
                                 return answer;
                               });
    return found ? ErrorCode::kPlain : found.error().code;
  };
  const auto spoil_each = [](ExplainAnswer& answer, auto spoil) {
    for (auto& values : answer.values) spoil(values);
    for (auto& values : answer.gradients) spoil(values);
  };
  EXPECT_EQ(code_of([&](ExplainAnswer& a) { spoil_each(a, [](auto& v) { v.pop_back(); }); }),
            ErrorCode::kExplainAnswer);
  EXPECT_EQ(code_of([&](ExplainAnswer& a) {
              spoil_each(a, [](auto& v) { v[0] = std::numeric_limits<float>::quiet_NaN(); });
            }),
            ErrorCode::kExplainNotFinite);
  EXPECT_EQ(code_of([](ExplainAnswer& a) { a = ExplainAnswer{}; }), ErrorCode::kExplainAnswer);
}

INSTANTIATE_TEST_SUITE_P(All, Method,
                         testing::ValuesIn(explain_methods().begin(), explain_methods().end()),
                         [](const auto& test) { return std::string(test.param->name); });

TEST(Methods, AreNamedOnce) {
  std::set<std::string_view> names;
  for (const auto* row : explain_methods()) {
    EXPECT_TRUE(names.insert(row->name).second) << row->name;
    EXPECT_EQ(find_method(row->name), row);
  }
  EXPECT_EQ(find_method("grad"), nullptr);
  EXPECT_EQ(names.size(), 15u);
}

// Everything behind the layer is linear, so its cells add up to the logit but for the bias.
TEST(HiResCam, AddsUpToTheLogit) {
  const auto map = made_by("hirescam", kSecond);
  const double sum = std::accumulate(map.values.begin(), map.values.end(), 0.0);
  EXPECT_NEAR(sum, map.score - PixelNetwork::kBias[1], 1e-4);
}

TEST(IntegratedGradients, AddUpToTheDifferenceOfTheScores) {
  for (const auto fill :
       {ExplainFill::kSkin, ExplainFill::kBlack, ExplainFill::kBlur, ExplainFill::kMean}) {
    const auto map = made_by("integrated_gradients", kDifference, {.samples = 400, .fill = fill});
    ASSERT_TRUE(map.completeness_gap && map.baseline_score);
    const double sum = std::accumulate(map.values.begin(), map.values.end(), 0.0);
    EXPECT_NEAR(sum, map.score - *map.baseline_score + *map.completeness_gap, 1e-4);
    const double difference = std::abs(map.score - *map.baseline_score);
    EXPECT_LT(std::abs(*map.completeness_gap), 0.01 * (difference + 0.05));
  }
}

TEST(Occlusion, IsTheFallOfTheScoreUnderEachPatch) {
  const PixelNetwork network;
  ExplainOptions options{.patch = 4, .stride = 4, .fill = ExplainFill::kBlack};
  const auto map = made_by("occlusion", kDifference, options);
  auto image = network.image();
  for (std::size_t y = 4; y < 8; ++y) {
    for (std::size_t x = 4; x < 8; ++x) {
      for (std::size_t c = 0; c < 3; ++c) image[network.place(y * 16 + x, c)] = 0;
    }
  }
  lesion::Run run;
  run.count = 1;
  run.images = image;
  run.values = {"logits"};
  const auto logits = network(run)->values[0];
  EXPECT_NEAR(map.values[5 * 16 + 6], map.score - (logits[1] - logits[0]), 1e-5);
}

// Mean gradients of 1 and alpha by the formula, on maps that are constants.
TEST(GradCam, WeighsMapsByTheirMeanGradients) {
  const PixelNetwork network;
  const auto map = made_by("gradcam", kFirst);
  auto maps = network.sums(network.image().data());
  for (auto& value : maps) value = std::max(value, 0.0f);
  double weights[2] = {};
  for (std::size_t i = 0; i < 384; ++i) {
    weights[i / 192] += PixelNetwork::reading(0, i / 192, i % 192) / 192.0;
  }
  for (std::size_t p = 0; p < 192; ++p) {
    const double sum = weights[0] * maps[p] + weights[1] * maps[192 + p];
    EXPECT_NEAR(map.values[p], std::max(sum, 0.0), 1e-6);
  }
}

TEST(Explainer, ShowsWhatThereIsAndMayBeGivenUp) {
  const PixelNetwork network;
  auto work = Explainer::start(*find_method("occlusion"), network.facts(), kDifference,
                               {.patch = 4, .stride = 4, .batch = 2}, network.image());
  ASSERT_TRUE(work.has_value());
  double before = -1;
  for (int step = 0; step < 4; ++step) {
    ASSERT_NE(work->wanted(), nullptr);
    ASSERT_TRUE(work->take(network(*work->wanted()).value()).has_value());
    EXPECT_GE(work->progress(), before);
    before = work->progress();
  }
  EXPECT_LT(before, 1);
  EXPECT_NE(work->explanation().values[0], 0);
  EXPECT_EQ(work->explanation().values.back(), 0);
}

TEST(Explainer, RefusesWhatIsOutOfRange) {
  const PixelNetwork network;
  const auto code_of = [&](const ExplainTarget& target, const ExplainOptions& options,
                           const char* method = "gradcam") {
    const auto work =
        Explainer::start(*find_method(method), network.facts(), target, options, network.image());
    return work ? ErrorCode::kPlain : work.error().code;
  };
  const auto filter = [](int layer, int number, FilterResponse response = FilterResponse::kSum,
                         int row = 0, int column = 0) {
    ExplainTarget target;
    target.filter = FilterTarget{layer, number, response, row, column};
    return target;
  };
  EXPECT_EQ(code_of(kFirst, {}), ErrorCode::kPlain);
  EXPECT_EQ(code_of(kFirst, {.layer = 1}), ErrorCode::kExplainLayer);
  EXPECT_EQ(code_of(kFirst, {.layer = -2}), ErrorCode::kExplainLayer);
  EXPECT_EQ(code_of(filter(1, 0), {}), ErrorCode::kExplainLayer);
  EXPECT_EQ(code_of(filter(0, 2), {}), ErrorCode::kExplainFilter);
  EXPECT_EQ(code_of(filter(0, -1), {}), ErrorCode::kExplainFilter);
  EXPECT_EQ(code_of(filter(0, 1, FilterResponse::kCell, 12, 0), {}), ErrorCode::kExplainOption);
  EXPECT_EQ(code_of(filter(0, 1, FilterResponse::kCell, 0, -1), {}), ErrorCode::kExplainOption);
  EXPECT_EQ(code_of({{1, 0, 0}, {}}, {}), ErrorCode::kExplainClass);
  EXPECT_EQ(code_of(kFirst, {.samples = -1}), ErrorCode::kExplainOption);
  EXPECT_EQ(code_of(kFirst, {.noise = -0.1}), ErrorCode::kExplainOption);
  EXPECT_EQ(code_of(kFirst, {.patch = 13}, "occlusion"), ErrorCode::kExplainOption);
  EXPECT_EQ(code_of(kFirst, {.batch = 0}), ErrorCode::kExplainOption);
}

}  // namespace
}  // namespace lesion
