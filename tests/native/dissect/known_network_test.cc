// A network whose filters are known: a darkness and four edges. Each goes with its own concept.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/model/card.h"
#include "core/model/fingerprint.h"
#include "core/onnx/builder.h"
#include "native/data/files.h"
#include "native/dissect/dissect.h"
#include "native/dissect/result.h"
#include "native/synth/dataset.h"
#include "tests/native/masks/dark_network.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
constexpr int kSide = 64;
constexpr int kKernel = 9;
constexpr int kFilters = 5;

void write(const fs::path& file, const std::vector<std::uint8_t>& bytes) {
  ASSERT_FALSE(bytes.empty());
  ASSERT_TRUE(write_file_atomic(file, bytes));
}

// Filter 0 answers to the dark; 1 to 4 where it gets darker downwards, to the left, upwards, to the
// right: at the top, right, bottom and left border of a dark lesion.
std::vector<std::uint8_t> edge_network() {
  std::vector<float> weights;
  for (int f = 0; f < kFilters; ++f) {
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < kKernel; ++y) {
        for (int x = 0; x < kKernel; ++x) {
          const int v = y - kKernel / 2;
          const int u = x - kKernel / 2;
          const int along = f == 1 ? -v : f == 2 ? u : f == 3 ? v : -u;
          const bool middle = u == 0 && v == 0;
          weights.push_back(f == 0 ? (middle ? -1.0f / 3 : 0.0f)
                                   : static_cast<float>((along > 0) - (along < 0)) / 100);
        }
      }
    }
  }
  const std::vector<float> bias = {1, 0, 0, 0, 0};
  ModelCard card;
  card.name = "edges";
  card.input.width = card.input.height = kSide;
  card.classes = {"benign", "malignant"};
  LayerCard layer;
  layer.tensor = "layer0";
  layer.filter_count = kFilters;
  layer.receptive_field = kKernel;
  layer.filters.resize(kFilters);
  card.layers = {layer};
  onnx::GraphBuilder builder("edges");
  const auto image = builder.input("image", {"N", 3, kSide, kSide});
  const auto maps =
      builder.relu(builder.conv(image,
                                builder.initializer("w", {kFilters, 3, kKernel, kKernel},
                                                    std::span<const float>(weights)),
                                builder.initializer("b", {kFilters}, std::span<const float>(bias)),
                                "conv", {.stride = 1, .pad = kKernel / 2}),
                   "layer0");
  const std::vector<float> head(2 * kFilters, 0.1f);
  const std::vector<float> none(2, 0.0f);
  builder.output(
      builder.gemm(builder.flatten(builder.global_average_pool(maps)),
                   builder.initializer("h", {2, kFilters}, std::span<const float>(head)),
                   builder.initializer("hb", {2}, std::span<const float>(none)), true, "logits"),
      {"N", 2});
  builder.output("layer0", {"N", kFilters, kSide, kSide});
  auto file = builder.finish({{std::string(kCardKey), to_json(card)}});
  return file ? *file : std::vector<std::uint8_t>{};
}

class KnownNetwork : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / "lesionlens_known_network";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write(folder_ / "edges.onnx", edge_network());
    write(folder_ / "masks.onnx", testing::dark_network(kSide));
    synth::DatasetOptions options;
    options.folder = folder_ / "data";
    options.count = 30;
    options.width = options.height = 160;
    options.tone = 1;
    options.artefacts = synth::Artefacts{};
    ASSERT_TRUE(synth::write_dataset(options, {}));
    request_.model = folder_ / "edges.onnx";
    request_.masks = folder_ / "masks.onnx";
    request_.data = folder_ / "data";
    request_.split = "all";
    request_.shuffles = 5;
    request_.untrained = 1;
    request_.threads = 1;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
  DissectionRequest request_;
};

// Of the concepts of the lesion's outline, the one that filter f tells best.
Concept best(const Dissection& result, std::size_t f, std::initializer_list<Concept> among) {
  return *std::max_element(among.begin(), among.end(), [&](Concept a, Concept b) {
    const auto& evidence = result.filters[f].evidence;
    return evidence[static_cast<std::size_t>(a)].auc < evidence[static_cast<std::size_t>(b)].auc;
  });
}

TEST_F(KnownNetwork, EachFilterGoesWithItsOwnConcept) {
  const auto result = dissect(request_, [](const char*, std::size_t, std::size_t) {});
  ASSERT_TRUE(result) << result.error().message;
  ASSERT_EQ(result->filters.size(), std::size_t{kFilters});
  EXPECT_GE(result->present[static_cast<std::size_t>(Concept::kLesion)], 25);
  const auto sides = {Concept::kBorderTop, Concept::kBorderRight, Concept::kBorderBottom,
                      Concept::kBorderLeft};
  EXPECT_EQ(best(*result, 0, {Concept::kLesion, Concept::kSkin, Concept::kBorder}),
            Concept::kLesion);
  EXPECT_GT(result->filters[0].evidence[0].auc, 0.9);
  EXPECT_EQ(best(*result, 1, sides), Concept::kBorderTop);
  EXPECT_EQ(best(*result, 2, sides), Concept::kBorderRight);
  EXPECT_EQ(best(*result, 3, sides), Concept::kBorderBottom);
  EXPECT_EQ(best(*result, 4, sides), Concept::kBorderLeft);
  for (std::size_t f = 0; f < kFilters; ++f) {
    for (std::size_t k = 0; k < kConceptCount; ++k) {
      const FilterEvidence& one = result->filters[f].evidence[k];
      if (one.images < 2) continue;
      EXPECT_LE(result->filters[f].low[k], one.auc + 1e-6);
      EXPECT_GE(result->filters[f].high[k], one.auc - 1e-6);
    }
  }
  // What the masks of other images agree on by chance is less than what the own ones do.
  EXPECT_GT(result->filters[0].evidence[0].iou, result->filters[0].evidence[0].iou_shuffled);
}

TEST_F(KnownNetwork, TheSameRequestGivesTheSameResultOnTwoThreads) {
  const auto none = [](const char*, std::size_t, std::size_t) {};
  const auto once = dissect(request_, none);
  request_.threads = 2;
  const auto again = dissect(request_, none);
  ASSERT_TRUE(once && again);
  EXPECT_EQ(to_json(*once).dump(), to_json(*again).dump());
}

TEST_F(KnownNetwork, NamesGoIntoTheCardAndThePage) {
  auto result = dissect(request_, [](const char*, std::size_t, std::size_t) {});
  ASSERT_TRUE(result);
  result->filters[2].labels = {Concept::kBorderRight};
  ModelCard card;
  LayerCard layer;
  layer.filters.resize(kFilters);
  layer.filters[0].concepts = {{"old", 1, 1, 1}};
  card.layers = {layer};
  ASSERT_TRUE(put_into(card, *result));
  EXPECT_EQ(card.layers[0].filters[0].concepts.size(), result->filters[0].labels.size());
  ASSERT_EQ(card.layers[0].filters[2].concepts.size(), 1u);
  EXPECT_EQ(card.layers[0].filters[2].concepts[0].concept_name, "border_right");
  EXPECT_NE(dissection_html(*result).find("border_right"), std::string::npos);
  card.layers.clear();
  EXPECT_FALSE(put_into(card, *result));
}

TEST_F(KnownNetwork, ItsAtlasIsOfTheFileAndShowsEveryFilter) {
  request_.atlas.folder = folder_ / "atlas";
  request_.atlas.places = 3;
  const auto result = dissect(request_, [](const char*, std::size_t, std::size_t) {});
  ASSERT_TRUE(result) << result.error().message;
  const auto file = read_file(folder_ / "atlas" / "index.json");
  ASSERT_TRUE(file);
  const auto index = nlohmann::json::parse(*file);
  const auto model = read_file(request_.model);
  EXPECT_EQ(index["models"], nlohmann::json::array({sha256(*model)}));
  EXPECT_EQ(index["images"], 30);
  ASSERT_EQ(index["layers"][0].size(), std::size_t{kFilters});
  for (const auto& filter : index["layers"][0]) {
    EXPECT_EQ(filter["responses"].size(), 3u);
    EXPECT_GE(filter["responses"][0], filter["responses"][2]);
    EXPECT_TRUE(fs::exists(folder_ / "atlas" / std::string(filter["file"])));
  }
}

TEST_F(KnownNetwork, WhatCannotBeReadIsSaid) {
  const auto none = [](const char*, std::size_t, std::size_t) {};
  request_.model = folder_ / "missing.onnx";
  EXPECT_FALSE(dissect(request_, none));
  request_.model = folder_ / "edges.onnx";
  request_.masks = folder_ / "edges.onnx";
  EXPECT_FALSE(dissect(request_, none));
}

}  // namespace
}  // namespace lesion
