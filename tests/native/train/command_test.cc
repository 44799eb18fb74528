#include "native/train/command.h"

#include <gtest/gtest.h>

#include "core/model/card.h"
#include "native/train/card_text.h"

namespace lesion {
namespace {

TEST(Command, SaysOnlyWhatDiffersFromTheArchitecturesDefaults) {
  EXPECT_EQ(command_text(paper_config(), "ham10000"),
            "lesionlens train --data ham10000 --arch paper --stages 224:192 --seed 1 --threads 1");
  TrainConfig config = compact_config();
  config.width = 2;
  config.stages = {{64, 30}, {128, 10}};
  config.average = 0.99;
  config.augment.flip = false;
  config.augment.fill = Fill::kEdge;
  config.augment.saturation_low = 0.7;
  EXPECT_EQ(command_text(config, "ham10000"),
            "lesionlens train --data ham10000 --arch compact --stages 64:30,128:10 --seed 1 "
            "--threads 1 --width 2 --average 0.99 --flip false --fill edge "
            "--saturation 0.7 1.25");
}

TEST(Command, NamesTheClassesAndThatLeaksWereAllowed) {
  TrainConfig config = compact_config();
  config.classes = "akiec=benign, \"melanoma, NOS\"=malignant";
  config.allow_leak = true;
  const std::string text = command_text(config, "x");
  EXPECT_NE(text.find(" --classes 'akiec=benign, \"melanoma, NOS\"=malignant'"), std::string::npos);
  EXPECT_NE(text.find(" --allow-leak"), std::string::npos);
  const auto read = config_from_json(config_to_json(config));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->classes, config.classes);
  EXPECT_TRUE(read->allow_leak);
}

TEST(Command, SaysWhatSquaresAndSourcesARunHas) {
  TrainConfig config = lens_config(Arch::kCompact);
  use_lesion_square(config);
  config.cap = 2;
  config.augment.zoom = 0.3;
  config.masks = 0xFEDCBA9876543210u;
  const std::string text = command_text(config, "vienna + sydney");
  EXPECT_EQ(text.rfind("lesionlens train --data vienna --data sydney --arch compact", 0), 0u);
  EXPECT_NE(text.find(" --square lesion --square-cap 2 --zoom 0.3 "), std::string::npos) << text;
  EXPECT_EQ(text.find("--crop"), std::string::npos);
  const auto read = config_from_json(config_to_json(config));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->square, CropKind::kLesion);
  EXPECT_EQ(read->cap, 2);
  EXPECT_EQ(read->masks, config.masks);
  EXPECT_EQ(read->augment, config.augment);
  EXPECT_EQ(read->rule(64).crop, (CropRule{CropKind::kLesion, 1.0, 0.30, 2}));
}

TEST(Command, RunsOnCentralSquaresAreWrittenDownAsBefore) {
  EXPECT_EQ(config_to_json(compact_config()).find("square"), std::string::npos);
  EXPECT_EQ(config_to_json(compact_config()).find("margin"), std::string::npos);
}

TEST(CardText, NamesLicenceFiguresCommandAndNotice) {
  ModelCard card;
  card.name = "default";
  card.licence = "CC BY-NC 4.0, research only";
  card.classes = {"benign", "malignant"};
  card.metrics = {{"ham10000 test", 600, 117, 0.9, 0.87, 0.93}};
  card.training.emplace();
  card.training->data = "ham10000 train";
  card.training->command = "lesionlens train --data x";
  const std::string text = card_markdown(card);
  EXPECT_NE(text.find("# default"), std::string::npos);
  EXPECT_NE(text.find("CC BY-NC 4.0, research only"), std::string::npos);
  EXPECT_NE(text.find("| ham10000 test | 600 | 117 | 0.900 | 0.870-0.930 | - | - | - |"),
            std::string::npos);
  EXPECT_NE(text.find("lesionlens train --data x"), std::string::npos);
  EXPECT_NE(text.find(std::string(kNotice)), std::string::npos);
}

TEST(CardText, HasTablesOfGroupsAndTheKnownFaults) {
  ModelCard card;
  card.classes = {"benign", "malignant"};
  card.metrics = {{"clinic", 50, 9, 0.7, 0.6, 0.8}};
  card.metrics[0].elsewhere = true;
  card.metrics[0].sensitivity = 0.61;
  card.metrics[0].groups = {{"Site",
                             {{"trunk | back", 20, 4, 0.75, 0.5, 0.9, false, 0.5, 0.625},
                              {"face", 5, 5, 0.8, 0.6, 0.9, true, 0.6, {}}}}};
  card.faults = {"Ink misleads it."};
  const std::string text = card_markdown(card);
  EXPECT_NE(text.find("| clinic (from elsewhere) | 50 | 9 | 0.700 | 0.600-0.800 | 0.610 | - | - |"),
            std::string::npos);
  EXPECT_NE(text.find("## Groups: clinic\n\n| Site | images |"), std::string::npos);
  EXPECT_NE(text.find("| trunk / back | 20 | 4 | 0.750 (0.500-0.900) | 0.500 | 0.625 |"),
            std::string::npos);
  EXPECT_NE(text.find("| face | 5 | 5 | 0.800 (0.600-0.900) \\* | 0.600 | - |"), std::string::npos);
  EXPECT_NE(text.find("## Known faults\n\n- Ink misleads it.\n"), std::string::npos);
  EXPECT_EQ(text.find("artefacts"), std::string::npos);
  EXPECT_EQ(text.find("respond to"), std::string::npos);
}

TEST(CardText, SaysWhatArtefactsDoAndWhatFiltersRespondTo) {
  ModelCard card;
  card.classes = {"benign", "malignant"};
  card.concept_effects = {{"hair",
                           EffectWay::kDrawn,
                           "malignant",
                           48,
                           {.mean = -0.894f, .low = -1.12f, .high = -0.66f}}};
  LayerCard layer;
  layer.filters.resize(3);
  layer.filters[1].concepts = {{"ruler", 0.82f, 0.78f, 0.87f}, {"hair", 0.8f, 0.7f, 0.9f}};
  card.layers = {layer};
  const std::string text = card_markdown(card);
  EXPECT_NE(text.find("| hair | drawn | malignant | 48 | -0.89 (-1.12 to -0.66) |"),
            std::string::npos);
  EXPECT_NE(text.find("| ruler | 1 |\n| nothing we know | 2 |\n"), std::string::npos);
}

}  // namespace
}  // namespace lesion
