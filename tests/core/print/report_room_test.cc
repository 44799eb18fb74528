// Whatever has to be said on the one-page report, in each language: a map that it was given is
// drawn, or said to be left out.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "core/print/one_page.h"
#include "tests/support/images.h"

namespace lesion::print {
namespace {

std::string file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Font real_font(const char* name) {
  const std::string bytes = file(std::string(LESION_FONT_DIR) + "/" + name);
  return *Font::open({bytes.begin(), bytes.end()});
}

// The exports' words of a language, and its sentences.
struct Language {
  std::string json;
  std::vector<std::string> sentences;

  explicit Language(const std::string& name) {
    const auto all = nlohmann::json::parse(file(std::string(LESION_WORDS) + "/" + name + ".json"));
    nlohmann::json flat;
    for (const char* member : {"common", "print", "estimate"}) {
      const bool estimate = std::string_view(member) == "estimate";
      for (const auto& [key, said] : all[member].items()) {
        flat[(estimate ? "estimate." : "") + key] = said;
        const auto& text = said.get_ref<const std::string&>();
        if (text.size() >= 60 && text.size() <= 250) sentences.push_back(text);
      }
    }
    json = flat.dump();
  }
};

constexpr std::array<std::uint8_t, 3> kFullGreen = {0, 100, 0};

// Rectangles of a map's full colour on the page; one that something is drawn upon is none.
int whole_maps(const Image& page) {
  const int wide = page.width;
  std::vector<bool> green(static_cast<std::size_t>(wide) * static_cast<std::size_t>(page.height));
  for (std::size_t i = 0; i < green.size(); ++i) {
    green[i] = std::equal(kFullGreen.begin(), kFullGreen.end(),
                          page.rgb.begin() + static_cast<std::ptrdiff_t>(3 * i));
  }
  const auto at = [&](int x, int y) {
    return x < wide && y < page.height &&
           green[static_cast<std::size_t>(y) * static_cast<std::size_t>(wide) +
                 static_cast<std::size_t>(x)];
  };
  int found = 0;
  for (int y = 0; y < page.height; ++y) {
    for (int x = 0; x < wide; ++x) {
      const bool corner = at(x, y) && !(x > 0 && at(x - 1, y)) && !(y > 0 && at(x, y - 1));
      if (!corner) continue;
      int across = 1;
      int down = 1;
      while (at(x + across, y)) ++across;
      while (at(x, y + down)) ++down;
      bool whole = across >= 10 && down >= 10;
      for (int row = y; whole && row < y + down; ++row) {
        for (int column = x; whole && column < x + across; ++column) whole = at(column, row);
      }
      found += whole;
    }
  }
  return found;
}

class ReportRoom : public ::testing::TestWithParam<const char*> {};

TEST_P(ReportRoom, EveryMapIsDrawnOrSaidToBeLeftOut) {
  if (file(LESION_FONT_DIR "/Inter-Regular.otf").empty()) {
    GTEST_SKIP() << LESION_FONT_DIR "/Inter-Regular.otf is not installed";
  }
  const Language language(GetParam());
  const Words words = *Words::from_json(language.json);
  auto other = nlohmann::json::parse(language.json);
  other["report.left_out"] = "A";
  const Words silent = *Words::from_json(other.dump());
  const Font regular = real_font("Inter-Regular.otf");
  const Font bold = real_font("Inter-SemiBold.otf");
  ReportOptions options;
  options.dots_per_inch = 60;
  std::mt19937 random(7);  // fixed: the cases are the same on every run
  const auto up_to = [&](int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most + 1));
  };
  const auto sentence = [&] {
    return language.sentences[static_cast<std::size_t>(
        up_to(static_cast<int>(language.sentences.size()) - 1))];
  };
  const std::vector<float> full{2.0f};
  const std::array images = {testing::filled(80, 60, 200, 150, 100),
                             testing::filled(60, 60, 200, 150, 100),
                             testing::filled(60, 80, 200, 150, 100)};
  int all_drawn = 0;
  int left_out = 0;
  for (int round = 0; round < 12; ++round) {
    ModelCard card;
    card.name = "default";
    card.architecture = "compact";
    card.licence = "CC BY-NC 4.0";
    card.classes = {"benign", "malignant"};
    card.operating_point = OperatingPoint{0.087, 0.88, 0.57, "b val", "b test"};
    for (const char* data :
         {"ham10000 test", "isic2018_task12 test", "ham10000 val", "isic2018_task12 val"}) {
      card.metrics.push_back({data, 600, 117, 0.914, 0.887, 0.935});
    }
    const Image& image = images[static_cast<std::size_t>(up_to(2))];
    Report report;
    report.name = "ISIC_0000146.jpg";
    report.date = "2026-11-28";
    report.image = {&image,
                    {0, 0, static_cast<double>(image.width), static_cast<double>(image.height)}};
    report.probability = 0.2;
    report.opacity = 1;
    if (up_to(1) == 1) report.threshold = 0.2645;
    const auto say = [&](std::vector<std::string>& list, int most) {
      for (int i = up_to(most); i > 0; --i) list.push_back(sentence());
    };
    // The first rounds are as the page most often is, the last ones as full as it can be.
    const int more = round / 4;
    say(report.doubts, 1 + more);
    say(report.notes, 1 + more);
    say(report.warnings, 2 * more + 1);
    say(report.measures, 4);
    const int count = 1 + up_to(kMostReportMaps - 1);
    for (int i = 0; i < count; ++i) {
      report.maps.push_back({.layer = 6,
                             .filter = 100 + i,
                             .name = up_to(2) == 0 ? "" : std::string(words["concept.border_top"]),
                             .by_hand = up_to(5) == 0,
                             .unsure = up_to(1) == 0,
                             .usual = 1.25f,
                             .map = {1, 1, full},
                             .scale = {0, 1}});
    }
    const Fonts fonts{&regular, &bold};
    const auto drawn = draw_report(report, card, options, fonts, words);
    ASSERT_TRUE(drawn) << drawn.error().message;
    const bool said = drawn->rgb != draw_report(report, card, options, fonts, silent)->rgb;
    const int whole = whole_maps(*drawn);
    EXPECT_EQ(said, whole < count) << "round " << round << ": " << whole << " of " << count;
    EXPECT_LE(whole, count);
    (whole == count ? all_drawn : left_out) += 1;
    if (round < 4) {
      EXPECT_EQ(whole, count) << "round " << round;
    }
  }
  EXPECT_GE(all_drawn, 8) << left_out << " with some left out";
}

INSTANTIATE_TEST_SUITE_P(Languages, ReportRoom, ::testing::Values("en", "de", "nl"));

}  // namespace
}  // namespace lesion::print
