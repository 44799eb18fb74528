#include "native/report/run_report.h"

#include <gtest/gtest.h>

#include <cctype>
#include <random>

#include "tests/native/report/well_formed.h"

namespace lesion {
namespace {

RunReport made_report() {
  RunReport report;
  report.title = "compact, seed 1";
  report.command = "lesionlens train data --seed 1";
  report.facts = {{"architecture", "compact"}};
  report.settings = {{"batch", "64"}};
  report.versions = {{"lesionlens", "0.1.0"}};
  for (int i = 1; i <= 5; ++i) {
    report.epochs.push_back(
        {.epoch = i, .size = 64, .loss = 1.0 / i, .val_loss = 1.1 / i, .val_auc = 0.7 + 0.03 * i});
  }
  report.best_epoch = 5;
  std::mt19937 engine(1);
  std::normal_distribution<double> normal;
  ReportSet set;
  set.name = "made test";
  for (int i = 0; i < 120; ++i) {
    const bool malignant = i >= 90;
    set.ids.push_back("P" + std::to_string(i));
    set.margins.push_back(normal(engine) + (malignant ? 1.0 : -1.0));
    set.labels.push_back(malignant ? 1 : 0);
    set.diagnoses.push_back(malignant ? "mel" : "nv");
  }
  set.groupings = {{"Diagnosis", set.diagnoses, false}};
  report.sets = {set};
  return report;
}

TEST(RunReport, HoldsEverySectionAndTheNotice) {
  const std::string html = run_report_html(made_report());
  for (const char* part :
       {"Research and education only. Not a medical device; not for diagnosis.", "Training",
        "Results", "On made test", "At the operating point", "Worst mistakes", "Configuration",
        "Versions", "AUC", "lesionlens train data --seed 1", "95% interval"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(testing::read_markup(html).fault, "");
}

TEST(RunReport, NeedsNothingFromOutside) {
  const std::string html = run_report_html(made_report());
  for (const char* part : {"<script", "<link", "<img", "src=", "href=", "url(", "@import"}) {
    EXPECT_EQ(html.find(part), std::string::npos) << part;
  }
}

TEST(RunReport, EqualReportsGiveEqualBytes) {
  EXPECT_EQ(run_report_html(made_report()), run_report_html(made_report()));
}

TEST(RunReport, ForeignTextNeverBecomesMarkup) {
  const std::string evil = "</title></style><script>alert(1)</script>\" onclick='x' &\xFF";
  RunReport report = made_report();
  report.title = report.summary = report.command = report.threshold_rule = report.licence = evil;
  report.notice = evil;
  report.facts = report.settings = report.versions = {{evil, evil}};
  report.warnings = {evil};
  report.sets[0].name = evil;
  for (auto& id : report.sets[0].ids) id = evil;
  for (auto& diagnosis : report.sets[0].diagnoses) diagnosis = evil;
  report.sets[0].groupings = {{evil, report.sets[0].diagnoses, false}};
  report.threshold = 0.9;  // so that there are mistakes to list
  ReportSet broken = report.sets[0];
  broken.labels.assign(broken.labels.size(), 0);
  report.sets.push_back(broken);
  const auto expected = testing::read_markup(run_report_html(made_report()));
  const std::string html = run_report_html(report);
  const auto markup = testing::read_markup(html);
  EXPECT_EQ(markup.fault, "");
  for (const std::string& element : markup.elements) {
    EXPECT_TRUE(expected.elements.contains(element) || element == "ul" || element == "li")
        << element;
  }
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("\" onclick"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onclick=&#39;x&#39; &amp;"),
            std::string::npos);
}

TEST(RunReport, EmptyReportIsStillAPage) {
  const std::string html = run_report_html({});
  EXPECT_NE(html.find("No epoch was recorded."), std::string::npos);
  EXPECT_NE(html.find("No data set was evaluated."), std::string::npos);
  EXPECT_EQ(testing::read_markup(html).fault, "");
}

TEST(RunReport, SetThatCannotBeJudgedSaysWhy) {
  RunReport report = made_report();
  report.sets[0].labels.assign(120, 1);
  const std::string html = run_report_html(report);
  EXPECT_NE(html.find("made test: "), std::string::npos);
  EXPECT_EQ(html.find("At the operating point"), std::string::npos);
}

TEST(RunReport, EpochWithoutFiguresLeavesAGapAndNoNan) {
  RunReport report = made_report();
  report.epochs[2] = {.epoch = 3, .size = 64};
  const std::string html = run_report_html(report);
  // "malignant" holds "nan" too, so the neighbours are looked at.
  for (const std::string word : {"nan", "inf"}) {
    for (auto at = html.find(word); at != std::string::npos; at = html.find(word, at + 1)) {
      EXPECT_TRUE(std::isalpha(static_cast<unsigned char>(html[at - 1])) != 0 ||
                  std::isalpha(static_cast<unsigned char>(html[at + word.size()])) != 0)
          << html.substr(at - 30, 60);
    }
  }
}

TEST(Settings, NestedNamesAreJoinedByDots) {
  const auto rows = settings_from_json(
      R"({"batch":96,"augment":{"hue":0.02,"saturation":[0.7,1.5]},"name":"a\"b","stages":[{"size":64}]})");
  ASSERT_TRUE(rows);
  EXPECT_EQ(*rows, (ReportRows{{"batch", "96"},
                               {"augment.hue", "0.02"},
                               {"augment.saturation", "0.7, 1.5"},
                               {"name", "a\"b"},
                               {"stages.1.size", "64"}}));
  EXPECT_FALSE(settings_from_json("[1]"));
  EXPECT_FALSE(settings_from_json("{"));
}

TEST(AgeBand, EdgesBelongToTheOlder) {
  EXPECT_EQ(age_band("0"), "0\u201329");
  EXPECT_EQ(age_band("29.9"), "0\u201329");
  EXPECT_EQ(age_band("30.0"), "30\u201344");
  EXPECT_EQ(age_band("74"), "60\u201374");
  EXPECT_EQ(age_band("75"), "75 and over");
  for (const char* text : {"", "unknown", "-1", "121", "nan", "45 years"}) {
    EXPECT_EQ(age_band(text), "") << text;
  }
}

}  // namespace
}  // namespace lesion
