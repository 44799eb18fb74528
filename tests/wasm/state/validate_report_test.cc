// What the one-page report of Validate says, in three languages, and what it must not say.
#include "wasm/viewer/screens/validate/report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "core/print/validation_report.h"
#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/screens/validate/say.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {
namespace {

const std::string kHash(64, 'a');

Action validate(const ValidateAction& action) { return ScreenAction(action); }

Words words_of(const std::string& language) {
  Words words;
  std::ifstream file(std::string(LESION_WORDS "/") + language + ".json");
  const std::string json{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(words.set(json)) << language;
  return words;
}

// Ten images called patient-2 .. patient-11, of a table called secret.csv.
ViewerState judged() {
  ViewerState state = reduce(made_state(), validate(ModelKnown{kHash}));
  std::string text = "isic_id,benign_malignant,sex\n";
  for (int id = 2; id <= 11; ++id) {
    const std::string name = "patient-" + std::to_string(id);
    const double probability = id % 2 == 1 ? 0.5 + 0.01 * id : 0.1 + 0.03 * id;
    state = reduce(std::move(state), ImageScored{id, name + ".jpg", probability});
    state = reduce(std::move(state), validate(AnswerCame{id, {probability, {}, {}}}));
    text += name + (id % 2 == 1 ? ",malignant," : ",benign,") + (id < 6 ? "male\n" : "female\n");
  }
  text += "patient-99,benign,male\n";
  auto labels = std::make_shared<Labels>();
  labels->name = "secret.csv";
  labels->table = read_labels(text, "secret.csv").value();
  for (std::size_t i = 0; i < labels->table.records.size(); ++i) {
    labels->by_id[labels->table.records[i].id] = i;
  }
  state = reduce(std::move(state), validate(LabelsCame{std::move(labels)}));
  return reduce(std::move(state), ShowScreen{Screen::kValidate});
}

TEST(ValidationReport, SaysWhatTheScreenSays) {
  const Words words = words_of("en");
  const ViewerState state = judged();
  const print::ValidationReport report =
      validation_report(words, state, true, "2026-11-28", {{"a.jpg", "it is no image"}});
  const ValidationText said = validation_text(words, state);
  EXPECT_EQ(report.headline, said.headline);
  ASSERT_EQ(report.figures.size(), said.figures.size());
  for (std::size_t i = 0; i < said.figures.size(); ++i) {
    EXPECT_EQ(report.figures[i].value, said.figures[i].value);
  }
  EXPECT_EQ(report.notes.at(0), "1 files could not be read: a.jpg: it is no image.");
  EXPECT_EQ(report.notes.at(1), "1 labelled rows of secret.csv have no image here.");
  const auto fact = [&](const std::string& name) {
    const auto at = std::find_if(report.facts.begin(), report.facts.end(),
                                 [&](const auto& one) { return one.first == name; });
    return at == report.facts.end() ? std::string() : at->second;
  };
  EXPECT_EQ(fact("File (SHA-256)"), kHash);
  EXPECT_EQ(fact("Images"), "10 counted: 5 malignant, 5 benign.");
  EXPECT_EQ(fact("Operating point used").substr(0, 27), "40%, the model's own; sensi");
  EXPECT_EQ(fact("In use"), "The model's own operating point; nothing of yours is in use.");
  // Trapezoids under the drawn curve add up to the area that is said.
  double area = 0;
  const auto& curve = report.roc->curve;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    area += (curve[i].x - curve[i - 1].x) * (curve[i].y + curve[i - 1].y) / 2;
  }
  EXPECT_DOUBLE_EQ(area, state.validate.found->evaluation.auc->value);
  EXPECT_EQ(report.roc->point->at.y, *state.validate.found->evaluation.sensitivity);
  EXPECT_EQ(report.scores->line, 0.4);
  ASSERT_EQ(report.groups.size(), said.groups.size());
  EXPECT_EQ(report.groups.at(0).title, "Sex");
  // It is what the engine can read.
  EXPECT_TRUE(print::validation_report_from_json(print::to_json(report)));
}

TEST(ValidationReport, NamesNobodyUnlessItIsAsked) {
  for (const char* language : {"en", "de", "nl"}) {
    const Words words = words_of(language);
    const std::vector<UnreadFile> unread = {
        {"patient-x.jpg", "no image"}, {"patient-y.jpg", "cut off"}, {"patient-z.jpg", "no image"}};
    const std::string text =
        print::to_json(validation_report(words, judged(), false, "2026-11-28", unread));
    EXPECT_EQ(text.find("patient"), std::string::npos) << text;
    EXPECT_EQ(text.find("secret"), std::string::npos) << text;
    EXPECT_NE(text.find("no image (2); cut off"), std::string::npos) << text;
    // No word is missing: a key would stand in its place.
    EXPECT_EQ(text.find("validate."), std::string::npos) << text;
    EXPECT_EQ(text.find("{count} file"), std::string::npos) << text;
  }
  // Nor do images that were read stand on it where names are asked for.
  const std::string named =
      print::to_json(validation_report(words_of("en"), judged(), true, "2026-11-28", {}));
  EXPECT_EQ(named.find("patient-2"), std::string::npos) << named;
}

// A single image is not "1 images".
TEST(ValidationReport, SaysOneImageAsOne) {
  for (const char* language : {"en", "de", "nl"}) {
    const Words words = words_of(language);
    for (const int label : {0, 1}) {
      ViewerState state = reduce(made_state(), validate(ModelKnown{kHash}));
      state = reduce(std::move(state), ImageScored{2, "b.jpg", 0.2});
      state = reduce(std::move(state), validate(AnswerCame{2, {0.2, {}, {}}}));
      auto labels = std::make_shared<Labels>();
      labels->table = read_labels(std::string("isic_id,benign_malignant\nb,") +
                                      (label == 1 ? "malignant\n" : "benign\n"),
                                  "t.csv")
                          .value();
      labels->by_id["b"] = 0;
      state = reduce(std::move(state), validate(LabelsCame{std::move(labels)}));
      state = reduce(std::move(state), ShowScreen{Screen::kValidate});
      const std::string headline = validation_text(words, state).headline;
      EXPECT_EQ(headline.find("1 "), std::string::npos) << headline;
      EXPECT_NE(headline.find("0%"), std::string::npos) << headline;
    }
  }
}

TEST(ValidationReport, SaysWhereAThresholdComesFrom) {
  ViewerState state = judged();
  ModelCard card = state.model->card;
  OwnPoint own;
  own.sha256 = kHash;
  own.date = "2026-11-28";
  own.n = 312;
  own.positives = 48;
  own.threshold = OwnPoint::Threshold{0.13, 0.9, order_bound(44, 48), proportion(120, 264)};
  card.own_point = own;
  state = reduce(std::move(state), ModelOpened{"own.onnx", card});
  for (int id = 2; id <= 11; ++id) {
    state = reduce(std::move(state), validate(AnswerCame{id, {0.05 * id, {}, {}}}));
  }
  const print::ValidationReport report =
      validation_report(words_of("en"), state, false, "2026-11-28", {});
  const std::string text = print::to_json(report);
  EXPECT_NE(text.find("13%, found on 312 images and kept in the model's file"), std::string::npos)
      << text;
  EXPECT_NE(text.find("from your 312 images (48 malignant, 2026-11-28)"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace lesion::viewer
