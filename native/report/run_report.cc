#include "native/report/run_report.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "native/report/chart.h"
#include "native/report/charts.h"
#include "native/report/figures.h"
#include "native/report/markup.h"
#include "native/report/page_style.h"
#include "native/report/roc_band.h"

namespace lesion {
namespace {

constexpr std::size_t kMistakes = 12;  // of each class

std::string paragraph(std::string_view text, const char* css = "") {
  std::string out = "<p";
  if (*css != '\0') out.append(" class=\"").append(css).append("\"");
  return out + ">" + escaped(text) + "</p>\n";
}

std::string figure(const std::string& svg, const std::string& caption) {
  return "<figure>" + svg + "<figcaption>" + escaped(caption) + "</figcaption></figure>\n";
}

std::string facts_table(const ReportRows& rows) {
  std::string out = "<table class=\"facts\"><tbody>\n";
  for (const auto& [name, value] : rows) {
    out += "<tr><th scope=\"row\">" + escaped(name) + "</th><td>" + escaped(value) + "</td></tr>\n";
  }
  return out + "</tbody></table>\n";
}

std::string tile(const std::string& value, const std::string& what, const std::string& more) {
  return "<div class=\"tile\"><span>" + escaped(what) + "</span><b>" + escaped(value) +
         "</b><span>" + escaped(more) + "</span></div>\n";
}

std::string text_of(const Proportion& p) { return with_interval(p.value, p.low, p.high); }

std::string of_count(const Proportion& p) { return grouped(p.count) + " of " + grouped(p.total); }

std::string cell(const std::string& text) { return "<td>" + escaped(text) + "</td>"; }

// In a region of its own that scrolls on a narrow screen, by keyboard too.
std::string open_table(const char* css, const std::string& name) {
  return "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + escaped(name) +
         "\"><table class=\"" + css + "\">";
}

std::string heading_cells(std::initializer_list<const char*> names) {
  std::string out = "<thead><tr>";
  for (const char* name : names) {
    out += *name == '\0' ? "<td></td>" : "<th scope=\"col\">" + escaped(name) + "</th>";
  }
  return out + "</tr></thead>";
}

class Page {
 public:
  explicit Page(const RunReport& report) : report_(report) {
    for (const ReportSet& set : report.sets) {
      figures_.push_back(figures_of(set, report.temperature, report.threshold));
    }
  }

  std::string html() {
    head();
    training();
    results();
    if (const SetFigures* figures = detailed()) {
      curves(*figures);
      operating_point(*figures);
      mistakes(*figures);
      groups(*figures);
    }
    settings();
    out_ += "</main>\n<footer>" + paragraph(report_.notice);
    if (!report_.licence.empty()) out_ += paragraph(report_.licence);
    return out_ + "</footer>\n</body>\n</html>\n";
  }

 private:
  const SetFigures* detailed() const {
    const bool there = report_.detailed < figures_.size() && figures_[report_.detailed];
    return there ? &*figures_[report_.detailed] : nullptr;
  }

  const ReportSet& set() const { return report_.sets[report_.detailed]; }

  void section(const std::string& title) { out_ += "<h2>" + escaped(title) + "</h2>\n"; }

  void head() {
    out_ +=
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
        escaped(report_.title) + "</title>\n<style>" + kPageStyle + chart_css() +
        "</style>\n</head>\n<body>\n<header>\n<h1>" + escaped(report_.title) + "</h1>\n";
    if (!report_.summary.empty()) out_ += paragraph(report_.summary, "soft");
    out_ += paragraph(report_.notice, "notice");
    if (!report_.warnings.empty()) {
      out_ += "<ul class=\"warnings\">\n";
      for (const std::string& warning : report_.warnings) {
        out_ += "<li>" + escaped(warning) + "</li>\n";
      }
      out_ += "</ul>\n";
    }
    if (const SetFigures* f = detailed()) {
      const Auc& a = f->auc;
      out_ += "<div class=\"tiles\">\n" +
              tile(fixed(a.value, 3), "AUC, " + set().name,
                   "95% interval " + range_text(a.low, a.high)) +
              tile(fixed(f->sensitivity.value, 3), "Sensitivity",
                   of_count(f->sensitivity) + " malignant found") +
              tile(fixed(f->specificity.value, 3), "Specificity",
                   of_count(f->specificity) + " benign left alone") +
              tile(fixed(f->after.expected_error, 3), "Calibration error",
                   fixed(f->before.expected_error, 3) + " before temperature") +
              "</div>\n";
    }
    out_ += "</header>\n<main>\n";
    ReportRows rows = report_.facts;
    rows.emplace_back("seed", std::to_string(report_.seed));
    out_ += facts_table(rows);
    if (!report_.command.empty()) out_ += "<pre>" + escaped(report_.command) + "</pre>\n";
  }

  void training() {
    section("Training");
    if (report_.epochs.empty()) {
      out_ += paragraph("No epoch was recorded.");
      return;
    }
    out_ += "<div class=\"charts\">\n";
    out_ += figure(loss_chart(report_.epochs, report_.best_epoch),
                   "Loss of each epoch. The training loss is measured with augmentation and "
                   "whatever the recipe adds, so it need not lie below the validation loss.");
    out_ += figure(auc_chart(report_.epochs, report_.best_epoch),
                   "AUC on the validation images after each epoch; the epoch kept is marked.");
    const auto& epochs = report_.epochs;
    if (std::any_of(epochs.begin(), epochs.end(),
                    [](const ReportEpoch& e) { return std::isfinite(e.rate); })) {
      out_ += figure(rate_chart(epochs), "Learning rate at the end of each epoch.");
    }
    out_ += "</div>\n";
  }

  void results() {
    section("Results");
    if (report_.sets.empty()) {
      out_ += paragraph("No data set was evaluated.");
      return;
    }
    std::string rule =
        "Values with 95% intervals: AUC after DeLong, sensitivity and specificity "
        "after Wilson, at the threshold " +
        fixed(report_.threshold, 3) + " on the calibrated probability";
    if (!report_.threshold_rule.empty()) rule += " (chosen for " + report_.threshold_rule + ")";
    out_ += paragraph(rule + ". The bar runs from AUC 0.5 to 1.", "soft");
    out_ += open_table("figures", "Results") +
            heading_cells({"Data set", "Images", "Malignant", "AUC", "", "Sensitivity",
                           "Specificity", "Calibration error"}) +
            "<tbody>\n";
    for (std::size_t i = 0; i < figures_.size(); ++i) {
      out_ += "<tr><th scope=\"row\">" + escaped(report_.sets[i].name) + "</th>";
      if (!figures_[i]) {
        out_ += "<td class=\"left\" colspan=\"7\">" + escaped(figures_[i].error().message) +
                "</td></tr>\n";
        continue;
      }
      const SetFigures& f = *figures_[i];
      out_ += cell(grouped(report_.sets[i].ids.size())) + cell(grouped(f.auc.positives)) +
              cell(with_interval(f.auc.value, f.auc.low, f.auc.high)) + "<td>" +
              interval_bar(f.auc) + "</td>" + cell(text_of(f.sensitivity)) +
              cell(text_of(f.specificity)) + cell(fixed(f.after.expected_error, 3)) + "</tr>\n";
    }
    out_ += "</tbody></table></div>\n";
  }

  void curves(const SetFigures& f) {
    section("On " + set().name);
    const auto band = roc_band({set().margins, set().labels});
    out_ += "<div class=\"charts\">\n";
    out_ += figure(roc_chart(f, band ? *band : std::vector<RocBandPoint>()),
                   "Receiver operating characteristic with its pointwise 95% band (bootstrap, "
                   "1,000 resamples of each class).");
    out_ += figure(reliability_chart(f),
                   "Reliability: temperature " + fixed(report_.temperature, 3) +
                       " brings the expected calibration error from " +
                       fixed(f.before.expected_error, 3) + " to " +
                       fixed(f.after.expected_error, 3) + " and the log-likelihood loss from " +
                       fixed(f.likelihood_before, 3) + " to " + fixed(f.likelihood_after, 3) +
                       " nats. The area of a dot is the part of the images in its bin.");
    out_ += figure(score_chart(set(), f, report_.threshold),
                   "Calibrated probabilities, each class as parts of its own images.");
    out_ += "</div>\n";
  }

  void operating_point(const SetFigures& f) {
    const Confusion& c = f.confusion;
    out_ += "<h3>At the operating point</h3>\n";
    std::string rule = "Malignant is said at a calibrated probability of " +
                       fixed(report_.threshold, 3) + " or more";
    if (!report_.threshold_rule.empty()) rule += ", chosen for " + report_.threshold_rule;
    out_ += paragraph(rule + ". Predictive values hold for this mix of classes only.");
    const auto count = [](std::size_t n) { return "<td><b>" + grouped(n) + "</b></td>"; };
    out_ += open_table("figures confusion", "Confusion") +
            heading_cells({"", "called malignant", "called benign", "", ""}) +
            "<tbody>\n<tr><th scope=\"row\">malignant</th>" + count(c.true_positives) +
            count(c.false_negatives) + "<td class=\"left\">sensitivity</td>" +
            cell(text_of(f.sensitivity)) + "</tr>\n<tr><th scope=\"row\">benign</th>" +
            count(c.false_positives) + count(c.true_negatives) +
            "<td class=\"left\">specificity</td>" + cell(text_of(f.specificity)) +
            "</tr>\n<tr><th scope=\"row\">predictive value</th>" +
            cell(text_of(f.predictive_positive)) + cell(text_of(f.predictive_negative)) +
            "<td></td><td></td></tr>\n</tbody></table></div>\n";
  }

  void mistake_table(const SetFigures& f, std::uint8_t label, const char* caption) {
    const auto places = worst_mistakes(set(), f.probabilities, report_.threshold, label, kMistakes);
    if (places.empty()) return;
    const bool named = !set().diagnoses.empty();
    out_ += "<table class=\"narrow\"><caption>" + escaped(caption) +
            "</caption><thead><tr>"
            "<th scope=\"col\">Image</th>" +
            (named ? "<th scope=\"col\" class=\"left\">Diagnosis</th>" : std::string()) +
            "<th scope=\"col\">Probability</th></tr></thead><tbody>\n";
    for (const std::size_t i : places) {
      out_ += "<tr><td>" + escaped(set().ids[i]) + "</td>";
      if (named) out_ += "<td class=\"left\">" + escaped(set().diagnoses[i]) + "</td>";
      out_ += cell(fixed(f.probabilities[i], 3)) + "</tr>\n";
    }
    out_ += "</tbody></table>\n";
  }

  void mistakes(const SetFigures& f) {
    out_ += "<h3>Worst mistakes</h3>\n";
    const Confusion& c = f.confusion;
    if (c.false_negatives + c.false_positives == 0) {
      out_ += paragraph("None at this threshold.");
      return;
    }
    out_ += "<div class=\"charts\">\n";
    mistake_table(f, 1, "Malignant, called benign: the lowest probabilities");
    mistake_table(f, 0, "Benign, called malignant: the highest probabilities");
    out_ += "</div>\n";
  }

  void group_table(const ReportGrouping& grouping, const SetFigures& f) {
    const auto rows = group_figures(set(), grouping, f.probabilities, report_.threshold);
    out_ += open_table("figures", grouping.title) +
            heading_cells({grouping.title.c_str(), "Images", "Malignant", "AUC", "", "Sensitivity",
                           "Specificity"}) +
            "<tbody>\n";
    for (const GroupFigures& row : rows) {
      out_ += "<tr><th scope=\"row\">" + escaped(row.name) + "</th>" + cell(grouped(row.count)) +
              cell(grouped(row.positives));
      if (row.auc) {
        out_ += cell(with_interval(row.auc->value, row.auc->low, row.auc->high) +
                     (row.against_all ? " *" : "")) +
                "<td>" + interval_bar(*row.auc) + "</td>";
      } else {
        out_ += cell("\u2013") + "<td></td>";
      }
      out_ += cell(row.sensitivity ? text_of(*row.sensitivity) : "\u2013") +
              cell(row.specificity ? text_of(*row.specificity) : "\u2013") + "</tr>\n";
    }
    out_ += "</tbody></table></div>\n";
  }

  void groups(const SetFigures& f) {
    if (set().groupings.empty()) return;
    section("By diagnosis, patient and image");
    out_ += paragraph(
        "AUC of a group's own images; marked * where the group has one class only: then against "
        "all images of the other class. Many groups are looked at, so some intervals miss by "
        "chance; small groups say little. The bar runs from AUC 0.5 to 1.");
    for (const ReportGrouping& grouping : set().groupings) group_table(grouping, f);
  }

  void settings() {
    if (!report_.settings.empty()) {
      section("Configuration");
      out_ += "<div class=\"columns\">" + facts_table(report_.settings) + "</div>\n";
    }
    if (!report_.versions.empty()) {
      section("Versions");
      out_ += facts_table(report_.versions);
    }
  }

  const RunReport& report_;
  std::vector<Result<SetFigures>> figures_;
  std::string out_;
};

}  // namespace

std::string run_report_html(const RunReport& report) { return Page(report).html(); }

}  // namespace lesion
