#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/validate/parts.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

void act(Ui& ui, ValidateAction action) { ui.act(ScreenAction(std::move(action))); }

// A wish to the page, which knows what day it is and has files.
void wish(Ui& ui, const char* type) {
  ui.commands.push_back(std::string(R"({"type":")") + type + R"("})");
}

bool wide_button(Ui& ui, const char* id, const std::string& label, bool chosen = false) {
  const float wanted = text_size(ui.fonts.small, label).x + ui.px(22);
  return button_within(ui, id, label, chosen, std::min(wanted, ImGui::GetContentRegionAvail().x));
}

// To the right of the last button, where the next one fits there.
void beside(Ui& ui, const std::string& label) {
  const float wanted = text_size(ui.fonts.small, label).x + ui.px(22) + ui.px(6);
  ImGui::SameLine(0, ui.px(6));
  if (ImGui::GetContentRegionAvail().x < wanted) ImGui::NewLine();
}

void flow_reading(Ui& ui, const ValidationText& said) {
  if (said.progress.empty()) return;
  gap(ui, 4);
  wrapped(ui, ui.fonts.small, colour::kMuted, said.progress);
  if (wide_button(ui, "stop", ui.words["spread.stop"])) wish(ui, "stop-reading");
}

// The label of the image that is shown, for who has no keys, and the images before and after it.
void flow_mark(Ui& ui) {
  if (!ui.state.image) return;
  const SessionImage* image = ui.state.session.find(ui.state.image->id);
  if (image == nullptr) return;
  gap(ui, 6);
  const auto step = [&](const char* id, const char* sign, int by, const char* key) {
    const std::optional<int> other = image_beside(ui.state, by);
    if (!other) return;
    if (button_within(ui, id, sign, false, ui.px(40), ui.words[key])) {
      ui.commands.push_back(nlohmann::json{{"type", "open-image"}, {"id", *other}}.dump());
    }
    hint(ui, ui.words[key]);
    ImGui::SameLine(0, ui.px(6));
  };
  step("image-back", "\xE2\x80\xB9", -1, "view.back.hint");
  step("image-on", "\xE2\x80\xBA", 1, "view.on.hint");
  wrapped(ui, ui.fonts.small, colour::kText, ui.words["validate.mark.legend"] + ": " + image->name);
  const std::optional<int> label = label_of(ui.state, *image);
  const int chosen = !label ? 2 : (*label == 0 ? 0 : 1);
  const std::vector<std::string> labels = {ui.words["validate.mark.benign"],
                                           ui.words["validate.mark.malignant"],
                                           ui.words["validate.mark.none"]};
  const int pressed = segments(ui, "mark", labels, chosen, ImGui::GetContentRegionAvail().x);
  if (pressed >= 0) act(ui, MarkImage{pressed == 2 ? std::nullopt : std::optional(pressed)});
}

void flow_sources(Ui& ui) {
  flow_mark(ui);
  gap(ui, 8);
  if (wide_button(ui, "folder", ui.words["validate.folder"])) wish(ui, "open-label-folder");
  hint(ui, ui.words["validate.folder.hint"]);
  beside(ui, ui.words["validate.table"]);
  if (wide_button(ui, "table", ui.words["validate.table"])) wish(ui, "open-label-table");
  hint(ui, ui.words["validate.table.hint"]);
  const Validate& validate = ui.state.validate;
  const ByImage& known = *validate.by_image;
  if (validate.labels || !known.marks.empty() || !known.folders.empty()) {
    beside(ui, ui.words["validate.forget"]);
    if (wide_button(ui, "forget", ui.words["validate.forget"])) act(ui, ForgetLabels{});
  }
  if (validate.labels && validate.labels->table.has_split) {
    gap(ui, 4);
    const std::vector<std::string> labels = {ui.words["validate.part.all"], "train", "val", "test"};
    const int chosen = validate.part ? 1 + static_cast<int>(*validate.part) : 0;
    const float width = std::min(ImGui::GetContentRegionAvail().x, ui.px(340));
    const int pressed = segments(ui, "part", labels, chosen, width);
    if (pressed == 0) act(ui, JudgePart{});
    if (pressed > 0) act(ui, JudgePart{static_cast<Part>(pressed - 1)});
  }
}

void flow_threshold(Ui& ui, const ValidationText& said) {
  if (said.threshold.empty()) return;
  flow_title(ui, ui.words["validate.threshold.title"]);
  text(ui, ui.fonts.body, colour::kText,
       ui.words.fill("validate.wanted", {{"wanted", said.wanted}}));
  const double wanted = ui.state.validate.wanted;
  if (button_within(ui, "less", "\xE2\x88\x92", false, ui.px(40), ui.words["validate.less"])) {
    act(ui, WantSensitivity{wanted - 0.01});
  }
  ImGui::SameLine(0, ui.px(6));
  if (button_within(ui, "more", "+", false, ui.px(40), ui.words["validate.more"])) {
    act(ui, WantSensitivity{wanted + 0.01});
  }
  wrapped(ui, ui.fonts.body, colour::kText, said.threshold);
  if (said.can_use_threshold && wide_button(ui, "use", ui.words["validate.use_threshold"])) {
    wish(ui, "use-threshold");
  }
}

void flow_recalibration(Ui& ui, const ValidationText& said) {
  if (said.recalibration.empty()) return;
  flow_title(ui, ui.words["validate.recalibration.title"]);
  wrapped(ui, ui.fonts.body, colour::kText, said.recalibration);
  if (said.can_use_recalibration &&
      wide_button(ui, "recalibrate", ui.words["validate.use_recalibration"])) {
    wish(ui, "use-recalibration");
  }
}

void flow_in_use(Ui& ui, const ValidationText& said) {
  flow_title(ui, ui.words["validate.in_use.title"]);
  const bool own = ui.state.validate.own.has_value();
  wrapped(ui, ui.fonts.body, own ? colour::kText : colour::kMuted,
          !said.in_use.empty() ? said.in_use
                               : ui.words[own ? "validate.not_holding" : "validate.none_in_use"]);
  if (own) {
    if (wide_button(ui, "remove", ui.words["validate.remove"])) act(ui, RemoveOwn{});
    beside(ui, ui.words["validate.save_own"]);
    if (wide_button(ui, "save-own", ui.words["validate.save_own"])) wish(ui, "save-own");
    beside(ui, ui.words["validate.save_model"]);
    if (wide_button(ui, "save-model", ui.words["validate.save_model"])) wish(ui, "save-own-model");
    hint(ui, ui.words["validate.save_model.hint"]);
    beside(ui, ui.words["validate.load_own"]);
  }
  if (wide_button(ui, "load-own", ui.words["validate.load_own"])) wish(ui, "open-label-table");
  hint(ui, ui.words["validate.load_own.hint"]);
}

void flow_save(Ui& ui) {
  flow_title(ui, ui.words["top.save"]);
  if (wide_button(ui, "save-report", ui.words["export.report"])) {
    wish(ui, "save-validation-report");
  }
  beside(ui, ui.words["validate.print"]);
  if (wide_button(ui, "print", ui.words["validate.print"])) wish(ui, "print-validation");
  if (wide_button(ui, "save-csv", ui.words["validate.save_csv"])) wish(ui, "save-validation-csv");
  beside(ui, ui.words["validate.save_json"]);
  if (wide_button(ui, "save-json", ui.words["validate.save_json"])) {
    wish(ui, "save-validation-json");
  }
  hint(ui, ui.words["validate.save_json.hint"]);
}

void draw(Ui& ui) {
  const ValidationText said = validation_text(ui.words, ui.state);
  const bool judged = !said.figures.empty();
  const Rect& pane = ui.layout.pane;
  const bool two = judged && pane.width >= 900;
  const double room = std::min(pane.width, 1280.0);
  const double left = pane.x + (pane.width - room) / 2;
  const Rect first{left, pane.y, two ? std::floor(room * 0.46) : room, pane.height};
  const auto seen = [&] {
    flow_plots(ui, *ui.state.validate.found);
    flow_mistakes(ui, said);
    flow_said_groups(ui, said);
  };
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(two ? 28 : 18, 20));
  if (begin_panel(ui, "validate", first, colour::kGround, true)) {
    if (!ui.state.keys_shown) scroll_by_keys(ui);
    wrapped(ui, judged ? ui.fonts.heading : ui.fonts.body, colour::kText, said.headline);
    gap(ui, 4);
    for (const std::string& note : said.notes) {
      wrapped(ui, ui.fonts.small, colour::kMuted, note);
    }
    flow_reading(ui, said);
    if (!judged) flow_sources(ui);
    if (judged) {
      gap(ui, 10);
      flow_said_figures(ui, said.figures);
      if (!two) seen();
      flow_threshold(ui, said);
      flow_recalibration(ui, said);
    }
    flow_in_use(ui, said);
    if (judged) {
      flow_save(ui);
      flow_title(ui, ui.words["validate.source.title"]);
      flow_sources(ui);
      gap(ui, 4);
      wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["validate.how"]);
    }
    gap(ui, 12);
  }
  end_panel(ui);
  if (two) {
    const Rect second{first.x + first.width, pane.y, room - first.width, pane.height};
    if (begin_panel(ui, "validate-plots", second, colour::kGround, true)) {
      if (!ui.state.keys_shown) scroll_by_keys(ui);
      seen();
      gap(ui, 12);
    }
    end_panel(ui);
  }
  ImGui::PopStyleVar();
}

}  // namespace

constinit const ScreenView validate_view = {.draw = draw};

}  // namespace lesion::viewer
