#include <algorithm>
#include <array>

#include "wasm/viewer/dicom_words.h"
#include "wasm/viewer/own_words.h"
#include "wasm/viewer/panels/crop.h"
#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/point_words.h"
#include "wasm/viewer/screens/read/parts.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/terms.h"

namespace lesion::viewer {
namespace {

// The figure large, and beside it, or below where there is no room, which network says so.
void figure_and_network(Ui& ui, const EstimateWords& said) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float room = ImGui::GetContentRegionAvail().x;
  text(ui, ui.fonts.result, colour::kText, said.figure);
  const float left = text_size(ui.fonts.result, said.figure).x + ui.px(12);
  const ImVec2 network = text_size(ui.fonts.body, said.network);
  if (left + network.x <= room) {
    const float base = ui.fonts.result->Ascent - ui.fonts.body->Ascent;
    draw_text(ImGui::GetWindowDrawList(), ui.fonts.body, ImVec2(at.x + left, at.y + base),
              colour::kText, said.network);
  } else {
    wrapped(ui, ui.fonts.body, colour::kText, said.network);
  }
}

// From 0 to 100%, with a mark and its words where the class begins to be called.
void scale_of_estimate(Ui& ui, const EstimateWords& said, double probability) {
  ImDrawList* list = ImGui::GetWindowDrawList();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float line = text_size(ui.fonts.small, "X").y;
  const float top = said.threshold ? line + ui.px(5) : 0;
  const bool above = said.threshold && probability >= *said.threshold;
  if (said.threshold) {
    const float mark = at.x + width * static_cast<float>(*said.threshold);
    const ImVec2 words = text_size(ui.fonts.small, said.from_here);
    // Beside the mark, on the side where there is more room; never beyond the panel.
    const float x = *said.threshold <= 0.5 ? mark : mark - words.x;
    draw_text(list, ui.fonts.small,
              ImVec2(std::clamp(x, at.x, std::max(at.x, at.x + width - words.x)), at.y),
              colour::kText, said.from_here, width);
    list->AddRectFilled(ImVec2(mark - ui.px(0.75), at.y + line),
                        ImVec2(mark + ui.px(0.75), at.y + top), colour::kMark);
  }
  bar(list, ImVec2(at.x, at.y + top), ImVec2(width, ui.px(8)), static_cast<float>(probability),
      above ? colour::kWarm : colour::kCool,
      said.threshold ? std::optional(static_cast<float>(*said.threshold)) : std::nullopt);
  const float ends = at.y + top + ui.px(11);
  draw_text(list, ui.fonts.small, ImVec2(at.x, ends), colour::kMuted, "0");
  draw_text(list, ui.fonts.small, ImVec2(at.x + width - text_size(ui.fonts.small, "100%").x, ends),
            colour::kMuted, "100%");
  ImGui::Dummy(ImVec2(width, top + ui.px(13) + line));
}

float small_width(const Ui& ui, const std::string& label) {
  return text_size(ui.fonts.small, label).x + ui.px(20);
}

// All that is said here, for a letter or a table; the page has the clipboard.
void flow_copy(Ui& ui) {
  const std::string& label = ui.words[ui.state.copied ? "copy.done" : "copy.figures"];
  if (button_within(ui, "copy", label, ui.state.copied,
                    small_width(ui, ui.words["copy.figures"]))) {
    ui.commands.emplace_back(R"({"type":"copy-figures"})");
  }
  hint(ui, ui.words["copy.hint"]);
}

// How far the estimate spreads over squares nearby and turns: asked for, or said.
void flow_spread(Ui& ui) {
  if (ui.state.spread) {
    const Spread& spread = *ui.state.spread;
    std::string said =
        ui.words.fill("spread.said", {{"lowest", percent_read(ui.words, ui.state, spread.lowest)},
                                      {"highest", percent_read(ui.words, ui.state, spread.highest)},
                                      {"count", std::to_string(spread.n)}});
    if (spread_crosses(ui.state)) said += " " + ui.words["spread.crosses"];
    wrapped(ui, ui.fonts.body, colour::kText, said);
  } else if (ui.state.spread_pending) {
    wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["spread.pending"]);
    if (button(ui, "spread-stop", ui.words["spread.stop"])) ui.act(DropSpread{});
  } else {
    // Both in a row where they fit: what follows is to be seen without scrolling.
    const std::string& ask = ui.words["spread.ask"];
    const float both = small_width(ui, ask) + ui.px(8) + small_width(ui, ui.words["copy.figures"]);
    const bool fits = both <= ImGui::GetContentRegionAvail().x;
    if (button_within(ui, "spread-ask", ask, false, small_width(ui, ask))) ui.act(AskSpread{});
    hint(ui, ui.words["spread.hint"]);
    if (fits) ImGui::SameLine(0, ui.px(8));
  }
  flow_copy(ui);
  gap(ui, 2);
}

// What became of a colour profile that is not sRGB's.
void flow_colour(Ui& ui) {
  const ColourConversion& colour = ui.state.image->colour;
  if (colour.use == ProfileUse::kLeftOut) {
    wrapped(ui, ui.fonts.small, colour::kWarm, ui.words["colour.left_out"]);
  } else if (colour.use == ProfileUse::kConverted) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            colour.name.empty() ? ui.words["colour.converted_unnamed"]
                                : ui.words.fill("colour.converted", {{"profile", colour.name}}));
  }
}

// Who decoded the image, where that was not we, and that a file holds more.
void flow_source(Ui& ui) {
  const ImageSource& source = ui.state.image->source;
  if (source.by_browser) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("source.browser", {{"format", source.format}}));
  }
  if (source.several) wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["source.several"]);
}

// What a DICOM file says of its image, and which of its frames is shown.
void flow_dicom(Ui& ui) {
  if (!ui.state.image->dicom) return;
  const DicomInfo& info = *ui.state.image->dicom;
  if (info.burned_in) {
    wrapped(ui, ui.fonts.small, colour::kWarm, ui.words["dicom.burned_in"]);
  }
  if (const std::string said = dicom_words(ui.words, info); !said.empty()) {
    wrapped(ui, ui.fonts.small, colour::kMuted, said);
  }
  if (info.frames == 1) return;
  const auto step = [&](const char* id, const char* sign, int frame, const std::string& what) {
    if (button(ui, id, sign, "", false, ui.px(32), what) && frame >= 0 && frame < info.frames) {
      ui.commands.push_back(R"({"type":"frame","frame":)" + std::to_string(frame) + "}");
    }
    hint(ui, what);
    ImGui::SameLine(0, ui.px(8));
  };
  step("frame-back", "\xE2\x80\xB9", info.frame - 1, ui.words["frame.back"]);
  step("frame-on", "\xE2\x80\xBA", info.frame + 1, ui.words["frame.on"]);
  ImGui::AlignTextToFramePadding();
  text(ui, ui.fonts.body, colour::kText, frame_words(ui.words, info));
}

// What the network itself gave for each class, before it is made a probability.
std::string logits_words(const Ui& ui) {
  const ModelCard& card = ui.state.model->card;
  std::string all;
  const auto add = [&](const std::string& name, float logit) {
    if (!all.empty()) all += ", ";
    all += name + " " + ui.words.fixed(static_cast<double>(logit), 2);
  };
  const std::vector<float>& logits = ui.state.verdict->logits;
  if (logits.size() == card.classes.size()) {
    for (std::size_t i = 0; i < logits.size(); ++i) {
      add(class_words(ui.words.estimate_table(), card.classes[i]), logits[i]);
    }
  } else {
    for (const float logit : logits) {
      add(positive_class_words(ui.words.estimate_table(), card), logit);
    }
  }
  return ui.words.fill("logits.said", {{"logits", all}});
}

}  // namespace

void flow_result(Ui& ui) {
  if (!ui.state.verdict || !ui.state.model) {
    if (ui.state.progress) {
      gap(ui, 4);
      flow_progress(ui);
    } else {
      wrapped(ui, ui.fonts.body, colour::kMuted,
              ui.words[ui.state.model ? "result.none" : "result.no_model"]);
    }
    return;
  }
  const double probability = ui.state.verdict->probability;
  const EstimateWords said =
      say_estimate(ui.state.model->card, ui.state.model->name, probability, ui.state.threshold,
                   ui.words.estimate_table(), figures_beside(ui.state), own_in_use(ui.state));
  constexpr std::array kEstimate = {"estimate"};
  explained(ui, ui.fonts.body, colour::kText, said.title, kEstimate);
  figure_and_network(ui, said);
  gap(ui, 2);
  scale_of_estimate(ui, said, probability);
  flow_unlike(ui);
  // What a person should know before the figures is said before them; what is as always, after.
  const bool as_always = seen_kind(ui.state) == RegionKind::kCentral && !lesion_missed(ui.state) &&
                         !central_crosses(ui.state);
  if (!as_always) flow_crop(ui);
  constexpr std::array kTerms = {"point", "sensitivity", "specificity"};
  wrapped_with_terms(ui, ui.fonts.body, colour::kText, said.line, kTerms);
  wrapped_with_terms(ui, ui.fonts.small, colour::kMuted, said.found, kTerms);
  for (const std::string& own : own_words(ui.words, ui.state, probability)) {
    wrapped(ui, ui.fonts.body, colour::kAccent, own);
  }
  if (as_always) flow_crop(ui);
  flow_colour(ui);
  flow_source(ui);
  flow_dicom(ui);
  gap(ui, 2);
  flow_spread(ui);
}

void flow_estimate_line(Ui& ui) {
  if (!ui.state.verdict || !ui.state.model) return;
  const EstimateWords said = say_estimate(
      ui.state.model->card, ui.state.model->name, ui.state.verdict->probability, ui.state.threshold,
      ui.words.estimate_table(), figures_beside(ui.state), own_in_use(ui.state));
  text(ui, ui.fonts.strong, colour::kText, said.title + ": " + said.figure);
  flow_own_square(ui);
  flow_doubts(ui);
  wrapped(ui, ui.fonts.small, colour::kMuted, said.network + ". " + said.line);
  wrapped(ui, ui.fonts.small, colour::kMuted, said.found);
  constexpr std::array kLogit = {"logit"};
  if (!ui.state.verdict->logits.empty()) {
    wrapped_with_terms(ui, ui.fonts.small, colour::kMuted, logits_words(ui), kLogit);
  }
  flow_copy(ui);
  gap(ui, 8);
}

namespace {

std::string metric_words(const Ui& ui, const char* key, const Metric& metric) {
  return ui.words.fill(key, {{"auc", ui.words.fixed(metric.auc, 3)},
                             {"low", ui.words.fixed(metric.auc_low, 3)},
                             {"high", ui.words.fixed(metric.auc_high, 3)},
                             {"n", std::to_string(metric.n)},
                             {"data", metric.data}});
}

}  // namespace

void flow_about_model(Ui& ui) {
  if (!ui.state.model || ui.state.model->card.metrics.empty()) return;
  const ModelCard& card = ui.state.model->card;
  gap(ui, 10);
  text(ui, ui.fonts.strong, colour::kText, ui.words["about.title"]);
  constexpr std::array kTerms = {"auc"};
  const auto say = [&](const std::string& words) {
    wrapped_with_terms(ui, ui.fonts.small, colour::kMuted, words, kTerms);
  };
  bool elsewhere = false;
  for (const Metric& metric : card.metrics) {
    if (!metric.elsewhere) continue;
    elsewhere = true;
    say(metric_words(ui, "about.elsewhere", metric));
  }
  const Metric& metric = *held_out(card);
  const bool unseen = card.operating_point && card.operating_point->measured_on == metric.data;
  if (!metric.elsewhere)
    say(metric_words(ui, unseen ? "about.metric" : "about.metric_plain", metric));
  if (!elsewhere) say(ui.words["about.only_home"]);
}

}  // namespace lesion::viewer
