#include "wasm/engine/session.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/concepts/paint_over.h"
#include "core/image/png.h"
#include "core/maps/place.h"
#include "core/model/region.h"
#include "tests/wasm/engine/patterned.h"

namespace lesion::engine {
namespace {

ModelCard two_layers() {
  ModelCard card;
  card.name = "tiny";
  card.architecture = "test";
  card.input = square_input(4);
  card.classes = {"benign", "malignant"};
  LayerCard layer;
  layer.tensor = "layer0";
  layer.filter_count = 2;
  card.layers.push_back(layer);
  layer.tensor = "layer1";
  layer.filter_count = 1;
  card.layers.push_back(layer);
  return card;
}

Session with_model() {
  Session session;
  EXPECT_TRUE(session.use_card("tiny.onnx", to_json(two_layers())).has_value());
  return session;
}

TEST(Session, DamagedModelIsNamedAndTheEarlierOneStays) {
  Session session = with_model();
  const std::vector<std::uint8_t> bytes{1, 2, 3};
  const auto card = session.read_model("broken.onnx", bytes);
  ASSERT_FALSE(card.has_value());
  EXPECT_EQ(card.error().message.rfind("broken.onnx: ", 0), 0u);
  EXPECT_FALSE(session.keep_model());
  ASSERT_TRUE(session.model().has_value());
  EXPECT_EQ(session.model()->name, "tiny");
}

TEST(Session, UnreadableImageIsNamed) {
  Session session = with_model();
  const auto copy = session.open_image("IMG_1.jpg", {});
  ASSERT_FALSE(copy.has_value());
  EXPECT_EQ(copy.error().message, "IMG_1.jpg: the file is empty");
}

TEST(Session, TensorHasTheSizeThatTheCardAsksFor) {
  Session session = with_model();
  const auto png = encode_png(patterned(12, 8));
  ASSERT_TRUE(png.has_value());
  ASSERT_TRUE(session.open_image("a.png", *png).has_value());
  EXPECT_EQ(session.width(), 12);
  EXPECT_EQ(session.height(), 8);
  // The central square of a 12 x 8 image.
  EXPECT_EQ(*session.region(), (Rect{2, 0, 8, 8}));
  const auto tensor = session.tensor();
  ASSERT_TRUE(tensor.has_value());
  EXPECT_EQ(tensor->values.size(), 3u * 4 * 4);
  session.close_image();
  EXPECT_FALSE(session.tensor().has_value());
}

// Worked by hand: the image is as large as the input, so that no pixel is mixed with another.
TEST(Session, TensorIsLaidOutOrderedAndRangedAsTheCardSays) {
  const Image image = patterned(4, 2);
  const auto png = encode_png(image);
  ASSERT_TRUE(png.has_value());
  for (const Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    for (const ChannelOrder order : {ChannelOrder::kRgb, ChannelOrder::kBgr}) {
      for (const ValueRange range : {ValueRange::kUnit, ValueRange::kSigned, ValueRange::kBytes}) {
        ModelCard card = two_layers();
        card.input.width = 4;
        card.input.height = 2;
        card.input.layout = layout;
        card.input.channels = order;
        card.input.range = range;
        card.input.mean = {1, 2, 3};
        card.input.std = {2, 4, 8};
        Session session;
        ASSERT_TRUE(session.use_card("tiny.onnx", to_json(card)).has_value());
        ASSERT_TRUE(session.open_image("a.png", *png).has_value());
        EXPECT_EQ(*session.region(), (Rect{0, 0, 4, 2}));
        const auto tensor = session.tensor();
        ASSERT_TRUE(tensor.has_value());
        const bool last = layout == Layout::kNhwc;
        EXPECT_EQ(tensor->shape, (last ? std::array<std::int64_t, 4>{1, 2, 4, 3}
                                       : std::array<std::int64_t, 4>{1, 3, 2, 4}));
        ASSERT_EQ(tensor->values.size(), 24u);
        for (std::size_t i = 0; i < 24; ++i) {
          const std::size_t pixel = i / 3;
          const std::size_t c = i % 3;  // 0 is red
          const double unit = image.rgb[i] / 255.0;
          const double value = range == ValueRange::kUnit     ? unit
                               : range == ValueRange::kSigned ? 2 * unit - 1
                                                              : 255 * unit;
          const double mean = static_cast<double>(c) + 1;
          const double wanted = (value - mean) / static_cast<double>(2 << c);
          const std::size_t channel = order == ChannelOrder::kBgr ? 2 - c : c;
          const std::size_t at = last ? pixel * 3 + channel : channel * 8 + pixel;
          EXPECT_NEAR(tensor->values[at], wanted, 1e-5) << i;
        }
      }
    }
  }
}

TEST(Session, PartThatIsAskedForHasTheInputsAspect) {
  ModelCard card = two_layers();
  card.input.width = 8;
  Session session;
  ASSERT_TRUE(session.use_card("tiny.onnx", to_json(card)).has_value());
  ASSERT_TRUE(session.open_image("a.png", *encode_png(patterned(100, 80))).has_value());
  EXPECT_EQ(*session.region(), (Rect{0, 15, 100, 50}));
  // Only its width counts: whoever asks for a square gets what the network can see.
  EXPECT_EQ(*session.region(Rect{10, 20, 40, 40}), (Rect{10, 20, 40, 20}));
  EXPECT_EQ(session.tensor(Rect{10, 20, 40, 20})->values,
            preprocess(session.image(), card.input, {10, 20, 40, 20})->values);
}

TEST(Session, ProbabilityIsWhatTheOutputSays) {
  const double known = 0.7;
  const auto margin = static_cast<float>(std::log(known / (1 - known)));
  const auto given = [](OutputKind kind, const std::vector<float>& output) {
    ModelCard card = two_layers();
    card.output = kind;
    Session session;
    EXPECT_TRUE(session.use_card("tiny.onnx", to_json(card)).has_value());
    return session.probability(output);
  };
  EXPECT_NEAR(given(OutputKind::kLogits, {1, 1 + margin}).value_or(-1), known, 1e-6);
  EXPECT_NEAR(given(OutputKind::kLogit, {margin}).value_or(-1), known, 1e-6);
  EXPECT_NEAR(given(OutputKind::kProbabilities, {0.3f, 0.7f}).value_or(-1), known, 1e-6);
  EXPECT_NEAR(given(OutputKind::kSigmoid, {0.7f}).value_or(-1), known, 1e-6);
  EXPECT_FALSE(given(OutputKind::kSigmoid, {0.3f, 0.7f}).has_value());
  EXPECT_FALSE(given(OutputKind::kProbabilities, {-0.7f, 1.7f}).has_value());
}

TEST(Session, WithoutAModelThereIsNoTensor) {
  Session session;
  const auto tensor = session.tensor();
  ASSERT_FALSE(tensor.has_value());
  EXPECT_EQ(tensor.error().message, "no model is open");
}

TEST(Session, FiguresOfAFilterComeInTheOrderOfTheMessage) {
  Session session = with_model();
  // Filter 0: nothing. Filter 1, rows from the top: 0 3 / 1 0.
  const auto figures = session.figures(0, {2, 2, 2, {0, 0, 0, 0, 0, 3, 1, 0}});
  ASSERT_TRUE(figures.has_value());
  const std::vector<float> wanted{0, 0, 0, 0, 0, 0, 0, 3, 1, 0.5f, 1, 0};
  EXPECT_EQ(figures->statistics, wanted);
  // Where filter 1 answers: in the upper right corner of 2 x 2, and less in the lower left.
  EXPECT_EQ(figures->places,
            (std::vector<std::uint8_t>{static_cast<std::uint8_t>(Place::kNowhere),
                                       static_cast<std::uint8_t>(Place::kUpperRight)}));
  // Never measured in training: half of the part of the layer's greatest response.
  EXPECT_EQ(figures->notability, (std::vector<float>{0, 0.5f}));
}

TEST(Session, LayerThatIsNotTheOneTheCardPromisesIsRefused) {
  Session session = with_model();
  const auto other = session.figures(1, {2, 1, 1, {1, 2}});
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().message,
            "tiny.onnx: its card and its graph disagree on the filters of layer 1 (1 and 2)");
  EXPECT_FALSE(session.figures(0, {2, 2, 2, {1, 2, 3}}).has_value());
  EXPECT_FALSE(session.figures(2, {1, 1, 1, {1}}).has_value());
  EXPECT_FALSE(session.figures(-1, {1, 1, 1, {1}}).has_value());
}

TEST(Session, NoveltyIsOfTheImageWhoseFiguresWereAskedForLast) {
  ModelCard card = two_layers();
  NoveltyCard& novelty = card.novelty.emplace();
  novelty.learned_from = novelty.chosen_on = "made";
  // Off the first of three features by one deviation; what the direction along it leaves is 0.
  novelty.responses = {{1, 0, 0}, {1, 1, 1}, {0, 1, 0}, {1}, 1.0 / 3};
  novelty.light = {std::vector<double>(kLightFeatures, 0),
                   std::vector<double>(kLightFeatures, 1),
                   std::vector<double>(kLightFeatures, 0),
                   {1},
                   2};
  Session session;
  ASSERT_TRUE(session.use_card("tiny.onnx", to_json(card)));
  const auto png = encode_png(patterned(8, 8));
  ASSERT_TRUE(png);
  ASSERT_TRUE(session.open_image("a.png", *png));
  ASSERT_TRUE(session.tensor());
  EXPECT_EQ(session.novelty(), std::nullopt);
  ASSERT_TRUE(session.figures(0, {2, 1, 1, {4, 0}}));
  EXPECT_EQ(session.novelty(), std::nullopt) << "of one layer of two";
  ASSERT_TRUE(session.figures(1, {1, 1, 1, {0}}));
  ASSERT_TRUE(session.novelty());
  EXPECT_NEAR(session.novelty()->responses, 1, 1e-6);
  EXPECT_EQ(session.novelty()->light, 0);
  ASSERT_TRUE(session.tensor());
  EXPECT_EQ(session.novelty(), std::nullopt) << "another look at it";
}

TEST(Session, ProbabilityIsTheLogisticFunctionOfTheMargin) {
  const Session session = with_model();
  const std::vector<float> logits{0.0f, 1.0f};
  EXPECT_NEAR(session.probability(logits).value_or(-1), 1 / (1 + std::exp(-1.0)), 1e-12);
}

TEST(Session, AnswerThatIsNoNumberIsRefused) {
  const Session session = with_model();
  const std::vector<float> odd{0.0f, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_FALSE(session.probability(odd).has_value());
  const std::vector<float> three{0.0f, 1.0f, 2.0f};
  EXPECT_FALSE(session.probability(three).has_value());
}

Session with_fitted_model() {
  ModelCard card = two_layers();
  card.input.crop.kind = CropKind::kLesion;
  Session session;
  EXPECT_TRUE(session.use_card("tiny.onnx", to_json(card)).has_value());
  MaskCard masks;
  masks.input = square_input(8);
  masks.side = 4;
  masks.masks = {"lesion", "hair"};
  EXPECT_TRUE(session.use_mask_card(to_json(masks)).has_value());
  return session;
}

// The mask network's answer to the image and its three mirror images: the lesion is where the
// grid's cell is set, of 4 x 4.
std::vector<float> answer_with(int column, int row) {
  std::vector<float> logits(4 * 2 * 16, -6.0f);
  for (int mirror = 0; mirror < 4; ++mirror) {
    const int x = mirror % 2 == 1 ? 3 - column : column;
    const int y = mirror / 2 == 1 ? 3 - row : row;
    logits[static_cast<std::size_t>(mirror * 32 + y * 4 + x)] = 6.0f;
  }
  return logits;
}

TEST(Lesion, IsWantedByAFittedModelOnceAnImage) {
  EXPECT_FALSE(with_model().lesion_wanted());
  Session session = with_fitted_model();
  EXPECT_FALSE(session.lesion_wanted()) << "there is no image";
  const auto png = encode_png(patterned(80, 60));
  ASSERT_TRUE(session.open_image("a.png", *png));
  EXPECT_TRUE(session.lesion_wanted());
  const auto input = session.lesion_input();
  ASSERT_TRUE(input);
  EXPECT_EQ(input->shape, (decltype(input->shape){4, 3, 8, 8}));
  EXPECT_EQ(input->values.size(), 4u * 3 * 64);
  const auto lesion = session.find_lesion(answer_with(1, 2));
  ASSERT_TRUE(lesion && *lesion);
  EXPECT_FALSE(session.lesion_wanted());
  // Cell (1, 2) of a 4 x 4 grid over 80 x 60 pixels.
  EXPECT_NEAR((*lesion)->x, 30, 1e-6);
  EXPECT_NEAR((*lesion)->y, 37.5, 1e-6);
  EXPECT_EQ(*session.region(), region_for(session.model()->input, 80, 60, **lesion));
  EXPECT_NE(*session.region(), region_for(session.model()->input, 80, 60));
  const auto central = session.central_tensor();
  ASSERT_TRUE(central);
  EXPECT_EQ(central->values, preprocess(session.image(), session.model()->input,
                                        region_for(session.model()->input, 80, 60))
                                 ->values);
  ASSERT_TRUE(session.open_image("b.png", *png));
  EXPECT_TRUE(session.lesion_wanted());
  EXPECT_EQ(session.lesion(), std::nullopt);
}

TEST(Lesion, ThatIsNotThereLeavesTheMiddle) {
  Session session = with_fitted_model();
  ASSERT_TRUE(session.open_image("a.png", *encode_png(patterned(80, 60))));
  const auto lesion = session.find_lesion(std::vector<float>(4 * 2 * 16, -6.0f));
  ASSERT_TRUE(lesion);
  EXPECT_EQ(*lesion, std::nullopt);
  EXPECT_FALSE(session.lesion_wanted()) << "it was looked for";
  EXPECT_EQ(*session.region(), (Rect{10, 0, 60, 60}));
}

TEST(Masks, AreFoundOnceTheLesionWasSoughtWhateverTheSquare) {
  Session session = with_fitted_model();
  EXPECT_FALSE(session.lesion_unsought()) << "there is no image";
  EXPECT_FALSE(session.find_masks());
  ModelCard central = two_layers();
  ASSERT_TRUE(session.use_card("central.onnx", to_json(central)));
  const Image image = patterned(80, 60);
  ASSERT_TRUE(session.open_image("a.png", *encode_png(image)));
  EXPECT_FALSE(session.lesion_wanted()) << "no square follows it";
  EXPECT_TRUE(session.lesion_unsought());
  EXPECT_FALSE(session.find_masks());
  const auto lesion = session.find_lesion(answer_with(1, 2));
  ASSERT_TRUE(lesion && *lesion);
  EXPECT_FALSE(session.lesion_unsought());
  const auto found = session.find_masks();
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->lesion, *lesion);
  EXPECT_TRUE((*found)->abcd);
  EXPECT_EQ((*found)->concepts.image_width, 80);
  // The mask that `lesionlens masks` would write.
  const FoundConcepts native = find_concepts(
      image, mask_at(keep_lesion(merge_mirrored(answer_with(1, 2), 2, 4, 0), {}), 80, 60, 0));
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    EXPECT_EQ((*found)->concepts.findings[k].cover.values, native.findings[k].cover.values)
        << kConcepts[k].name;
  }
  ASSERT_TRUE(session.open_image("b.png", *encode_png(image)));
  EXPECT_FALSE(session.find_masks()) << "those of another image";
}

TEST(Masks, GoByTheLesionAsItWasCorrected) {
  Session session = with_fitted_model();
  const Image image = patterned(80, 60);
  ASSERT_TRUE(session.open_image("a.png", *encode_png(image)));
  const auto lesion = session.find_lesion(answer_with(1, 2));
  ASSERT_TRUE(lesion && *lesion);
  const auto found = session.find_masks();
  ASSERT_TRUE(found);
  const std::vector<float> before = (*found)->concepts.at(Concept::kLesion).cover.values;
  const Rect square = *session.region();
  // All of it goes; then a disc of radius 10 about (60, 30).
  const std::vector<float> pieces = {40, 30, 40, 30, 200, 0, 60, 30, 60, 30, 10, 1};
  session.correct_lesion(pieces);
  const auto corrected = session.find_masks();
  ASSERT_TRUE(corrected && (*corrected)->lesion);
  EXPECT_NEAR((*corrected)->lesion->x, 60, 0.01);
  EXPECT_NEAR((*corrected)->lesion->y, 30, 0.01);
  EXPECT_NEAR((*corrected)->lesion->area, 314, 8);
  ASSERT_TRUE((*corrected)->abcd);
  EXPECT_NEAR((*corrected)->abcd->diameter, 20, 1.5);
  // What lies outside is skin now, and the border goes round the disc.
  EXPECT_EQ((*corrected)->concepts.at(Concept::kLesion).cover.at(20, 30), 0);
  EXPECT_EQ((*corrected)->concepts.at(Concept::kLesion).cover.at(60, 30), 1);
  EXPECT_EQ((*corrected)->concepts.at(Concept::kBorder).cover.at(60, 20), 1);
  EXPECT_EQ(*session.region(), square) << "the network's own square is by what was found";
  session.correct_lesion({});
  EXPECT_EQ((*session.find_masks())->concepts.at(Concept::kLesion).cover.values, before);
  session.correct_lesion(pieces);
  ASSERT_TRUE(session.open_image("a.png", *encode_png(image)));
  ASSERT_TRUE(session.find_lesion(answer_with(1, 2)));
  EXPECT_EQ((*session.find_masks())->concepts.at(Concept::kLesion).cover.values, before)
      << "it went with the image";
}

TEST(Masks, WhatIsPaintedOverIsTheNetworksInputAndNothingElseChanges) {
  Session session = with_fitted_model();
  ASSERT_TRUE(session.use_card("central.onnx", to_json(two_layers())));
  Image image = patterned(80, 60);
  ASSERT_TRUE(session.open_image("a.png", *encode_png(image)));
  EXPECT_FALSE(session.tensor_without(Concept::kLesion, std::nullopt)) << "nothing was sought";
  ASSERT_TRUE(session.find_lesion(answer_with(1, 2)));
  const auto found = session.find_masks();
  ASSERT_TRUE(found);
  const auto before = session.tensor();
  const auto without = session.tensor_without(Concept::kLesion, std::nullopt);
  ASSERT_TRUE(before && without);
  EXPECT_NE(without->values, before->values);
  EXPECT_EQ(without->values,
            preprocess(painted_over(image, (*found)->concepts.at(Concept::kLesion)),
                       session.model()->input, *session.region())
                ->values);
  EXPECT_EQ(session.image().rgb, image.rgb);
  EXPECT_EQ(session.tensor()->values, before->values);
  // What is not there leaves everything as it is.
  EXPECT_EQ(session.tensor_without(Concept::kStreaks, std::nullopt)->values, before->values);
}

TEST(Lesion, OfAnAnswerOfAnotherSizeIsRefused) {
  Session session = with_fitted_model();
  ASSERT_TRUE(session.open_image("a.png", *encode_png(patterned(80, 60))));
  const auto lesion = session.find_lesion(std::vector<float>(16));
  ASSERT_FALSE(lesion);
  EXPECT_EQ(lesion.error().code, ErrorCode::kModelScores);
  EXPECT_TRUE(session.lesion_wanted());
  EXPECT_FALSE(Session().lesion_input());
  EXPECT_FALSE(Session().use_mask_card("{}"));
}

}  // namespace
}  // namespace lesion::engine
