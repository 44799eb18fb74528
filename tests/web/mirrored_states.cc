// The mirrored state in all its shapes: a JSON list, for viewer_state.test.mjs, which holds the
// page's type against it. Every choice, and every member that may be null, is there both ways.
#include <cstdio>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/model/region.h"
#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/screens/compare/panes.h"
#include "wasm/viewer/screens/sheet/rows.h"
#include "wasm/viewer/state/mirror.h"
#include "wasm/viewer/state/outline_edit.h"
#include "wasm/viewer/state/screens.h"

namespace {

using namespace lesion;
using namespace lesion::viewer;

class Shown {
 public:
  explicit Shown(ViewerState state) : state_(std::move(state)) { tell(); }
  void then(const Action& action) {
    state_ = reduce(std::move(state_), action);
    tell();
  }
  const ViewerState& state() const { return state_; }
  static bool first;

 private:
  void tell() const {
    std::printf("%s%s", first ? "[" : ",\n", mirror_json(state_).c_str());
    first = false;
  }
  ViewerState state_;
};
bool Shown::first = true;

ModelCard card_with_curve() {
  ModelCard card = made_card();
  card.metrics = {{"b", 10, 5, 0.7, 0.6, 0.8, {{0.1, 1, 0.2}, {0.5, 0.6, 0.9}}, {}}};
  card.metrics.push_back(card.metrics.front());
  card.metrics.back().data = "far";
  card.metrics.back().elsewhere = true;
  return card;
}

void read_screen() {
  Shown shown(ViewerState{});
  for (const Action& action : std::vector<Action>{
           Resized{{1280, 800, 2}},
           ProgressMade{Progress{"model", 1, 2}},
           ErrorRaised{"No."},
           DismissError{},
           ModelOpened{"made.onnx", card_with_curve()},
           ImageOpened{made_image()},
           made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}),
           MasksCame{1, made_masks({{Concept::kLesion, {80, 60, 6, 6}},
                                    {Concept::kHair, {60, 20, 40, 3}}})},
           SetOutline{Concept::kHair},
           ShowAbcd{},
           PaintedOverCame{1, {Concept::kHair, {50, 0, 300, 300}, 0.6}},
           AskSpread{},
           SpreadCame{1, {0.12, 0.29, 16}},
           made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}, {{8, 8, 1}, {0.5f, 8, 0, 1, 2}}),
           Select{1, 2},
           Select{0, 0},
           SetThreshold{0.6},
           MarkFilter{false},
           MarkFilter{true},
           EditJump{"1/"},
           Escape{},
           NextContours{},
           ShowProbe{true},
           ShowKeys{true},
           ShowKeys{false},
           NextScaleMode{},
           NextScaleMode{},
           ToggleSmoothing{},
           NextPalette{},
           NextSort{},
           NextSort{},
           NextImageOrder{},
           NextImageOrder{},
           ShowCropTool{true},
           WholeCrop{},
           made_result(1, {whole_region(400, 300), 0.5, {0, 1}}),
           SetCrop{{10, 20, 100, 100}},
           made_result(1, {{10, 20, 100, 100}, 0.4, {0, 1}}),
           ShowOverlay{false}}) {
    shown.then(action);
  }
  for (const Screen screen : all_screens()) shown.then(ShowScreen{screen});
  for (const ProfileUse use : {ProfileUse::kSrgb, ProfileUse::kConverted, ProfileUse::kLeftOut}) {
    ImageInfo image = made_image();
    image.colour = {use, "Display P3"};
    shown.then(ImageOpened{image});
  }
  for (const bool browser : {false, true}) {
    ImageInfo image = made_image();
    image.source = {browser ? "WebP" : "TIFF", browser, true};
    shown.then(ImageOpened{image});
  }
  for (const bool spaced : {false, true}) {
    ImageInfo image = made_image();
    image.dicom = DicomInfo{.frame = 1, .frames = 2, .body_site = "Back", .laterality = "L"};
    if (spaced) image.dicom->spacing = {0.02, 0.02};
    shown.then(ImageOpened{image});
  }
}

void compare_screen() {
  Shown shown(made_state());
  const auto answered = [&shown] {
    for (const CompareRequest& request : compare_wanted(shown.state())) {
      CompareAnswer answer;
      answer.request = request;
      answer.image = made_image(request.image);
      answer.verdict = {{50, 0, 300, 300}, 0.3, {0, 1}};
      answer.layers = made_result(1, {}).layers;
      shown.then(CompareAction(Compared{std::move(answer)}));
    }
  };
  shown.then(ModelsListed{{{"Second", "second.onnx", 1000, "Another."}}});
  shown.then(ShowScreen{Screen::kCompare});
  answered();
  shown.then(ImageScored{2, "other.jpg", 0.2});
  shown.then(CompareAction(CompareRefused{{2, false}}));
  shown.then(CompareAction(ApplyPreset{CompareKind::kModels}));
  shown.then(CompareAction(SecondModelOpened{"second.onnx", made_card()}));
  for (int round = 0; round < 3; ++round) {
    answered();
    shown.then(NextScaleMode{});
  }
  // Both models on labelled images: two benign, two malignant.
  for (const int id : {3, 4, 5, 6}) {
    const double probability = 0.1 * id + (id == 4 ? 0.3 : 0);
    shown.then(ImageScored{id, "x.jpg", probability});
    shown.then(ScreenAction(ValidateAction(AnswerCame{id, {probability, {}, {}}})));
    shown.then(ScreenAction(ValidateAction(MarkImage{id < 5 ? kBenign : kMalignant, id})));
  }
  shown.then(CompareAction(JudgeBoth{true}));
  for (const int id : {3, 4, 5, 6}) {
    shown.then(CompareAction(SecondScored{id, id == 3 ? 0.9 : 0.1 * id}));
  }
  for (const int pane : {0, 1}) shown.then(CompareAction(SetPane{pane, 1, false, 1, 2}));
}

void fitted_square() {
  Shown shown(made_fitting_state());
  Verdict verdict = made_fitted_verdict({10'000, 150, 120}, 0.4);
  verdict.central = 0.2;
  shown.then(made_result(1, verdict));
}

// Its square fitted to the outline as a hand has corrected it, for this model and for another one.
void corrected_outline() {
  Shown shown(made_fitting_state());
  const auto found = [&shown](const Rect& where) {
    ImageMasks masks = made_masks({{Concept::kLesion, where}});
    masks.revision = outline_revision(shown.state());
    shown.then(MasksCame{1, std::move(masks)});
  };
  shown.then(made_result(1, made_fitted_verdict({12'000, 200, 150}, 0.7)));
  found({70, 50, 60, 50});
  const auto then = [&shown](const OutlineAction& action) { shown.then(Action(action)); };
  then(ShowOutlineTool{true});
  then(AimOutline{1, 0});
  then(PaintOutline{.at = {100, 150}, .rests = true});
  found({20, 50, 60, 50});
  shown.then(ModelOpened{"other.onnx", made_fitting_state().model->card});
  shown.then(ModelOpened{"made.onnx", made_card()});
}

// A scale that a person has set.
void hand_scale_set() {
  Shown shown(made_state());
  shown.then(ScaleAction(ShowScaleTool{true}));
  shown.then(ScaleAction(DrawScale{{10, 10}, Point{110, 10}, 5}));
}

// A name of every group, sure and not, of the filter that is shown too.
void named_filters_shown() {
  ModelCard card = made_card();
  const std::vector<const char*> names = {"border_top", "skin", "hair", "frogs"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    card.layers[1].filters[i].concepts = {{names[i], 0.9f, i == 0 ? 0.85f : 0.7f, 0.95f}};
  }
  ViewerState state = made_state();
  state.model = std::make_shared<const Model>(Model{"made.onnx", card});
  Shown shown(state);
  shown.then(made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}, {{1, 2, 3}, {8, 7, 6, 5, 2}}));
  for (int filter = 0; filter < 5; ++filter) shown.then(Select{1, filter});
  shown.then(SetSort{SortBy::kConcept});
  shown.then(ShowOnly{"hair"});
}

// Of two layers' filters, one with its mean over training images.
ModelCard card_with_effects() {
  ModelCard card = made_card();
  for (LayerCard& layer : card.layers) {
    layer.filters.resize(static_cast<std::size_t>(layer.filter_count));
    for (FilterCard& filter : layer.filters) {
      filter.effect = EffectCard{.mean = 0.1f, .low = 0.05f, .high = 0.15f};
      filter.mean = 0.5f;
    }
  }
  card.filter_effects = FilterEffectsRecord{
      .measured_on = "made val", .images = 40, .means_from = "made train", .means_images = 80};
  return card;
}

void effects_shown() {
  ViewerState state = made_state();
  state.model = std::make_shared<const Model>(Model{"made.onnx", card_with_effects()});
  Shown shown(state);
  shown.then(made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}, {{8, 8, 1}, {0.5f, 8, 0, 1, 2}}));
  shown.then(Select{1, 0});
  shown.then(ListByEffect{true});
  shown.then(SetSort{SortBy::kEffect});
}

void sheet_screen() {
  Shown shown(made_state());
  shown.then(ImageScored{2, "other.jpg", 0.2, made_notability({{4, 0, 0}, {0, 0, 1, 0, 0}})});
  shown.then(ShowScreen{Screen::kSheet});
  SheetAnswer answer{made_image(), {{50, 0, 300, 300}, 0.73, {}}, std::nullopt, {}, {}};
  answer.layers = made_result(1, {}).layers;
  answer.columns = sheet_columns(shown.state());
  shown.then(SheetAction(SheetRowCame{answer}));
  shown.then(SheetAction(SheetRowRefused{2}));
  shown.then(SheetAction(StepSheet{1, 0}));
  shown.then(SheetAction(KeepSheetColumns{}));
  for (int mode = 0; mode < 3; ++mode) shown.then(NextScaleMode{});
  // Of a network without an operating point nothing is on either side.
  ModelCard card = made_card();
  card.operating_point.reset();
  shown.then(ModelOpened{"foreign.onnx", card});
  shown.then(made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
}

void what_if_screen() {
  ModelCard card = card_with_effects();
  card.layers[1].filters[0].concepts = {{"hair", 0.9f, 0.85f, 0.95f}};
  ViewerState state = made_state();
  state.model = std::make_shared<const Model>(Model{"made.onnx", card});
  state.session.open(5, "other");
  state.session.estimate(5, 0.4, std::nullopt);
  Shown shown(state);
  const Rect region{50, 0, 300, 300};
  const auto then = [&shown](const WhatIfAction& action) {
    shown.then(Action(ScreenAction(action)));
  };
  const auto answer = [&](double probability, std::optional<Rect> painted) {
    const int revision = shown.state().what_if.tries[shown.state().what_if.at]->revision;
    then(TryCame{{revision, region, probability, painted}});
  };
  shown.then(ShowScreen{Screen::kWhatIf});
  then(SwitchFilters{{{0, 1}}, true});
  answer(0.1, std::nullopt);
  then(UndoTry{});
  then(RedoTry{});
  then(SetReplaceBy{ReplaceBy::kMean});
  then(EffectsCame{1, region, ReplaceBy::kMean, {{{0, 1}, -0.5, -0.1}}, 8});
  then(MeasureEffects{false});
  for (const ReplaceBy by : {ReplaceBy::kTraining, ReplaceBy::kHalf, ReplaceBy::kDouble}) {
    then(SetReplaceBy{by});
  }
  then(ConceptEffectCame{1, region, ReplaceBy::kDouble, {"hair", -0.5, -0.1}});
  then(SetReplaceBy{ReplaceBy::kOthers});
  const WhatIfTry others = *shown.state().what_if.tries[shown.state().what_if.at];
  then(TryGoesOn{{others.revision, 1, 2}});
  then(NoteDrawn{{5}});
  const OverOthers over{0.05, 0.2};
  then(TryCame{{others.revision, region, 0.1, std::nullopt, over}});
  then(ConceptEffectCame{1, region, ReplaceBy::kOthers, {"hair", 0.1, 0.1, over}, others.others});
  then(SetReplaceBy{ReplaceBy::kDouble});
  then(StepPaint{1, 0});
  then(UseStamp{synth::Stamp::kRuler});
  then(Paint{{60, 60}, std::nullopt, synth::Stamp::kRuler});
  then(UseBrush{true});
  then(Paint{{100, 100}, std::nullopt});
  answer(0.2, Rect{80, 80, 40, 40});
  then(ListEffects{WhatIfList::kConcept});
  then(OpenConcept{"hair"});
  then(ListEffects{WhatIfList::kLayer});
  then(ShowWholeList{true});
  shown.then(SetThreshold{0.8});
  shown.then(made_result(1, {region, 0.1, {0, 1}}));
  then(ResetTry{});
  then(SwitchFilters{{{0, 1}}, true});
  answer(0.9, std::nullopt);
  // A phone shows one of the two at a time.
  shown.then(Resized{{390, 844, 3}});
  // Another image, of which the network has said nothing yet.
  shown.then(ImageOpened{made_image(2)});
}

void explain_screen() {
  Shown shown(made_state());
  const auto then = [&shown](const ExplainAction& action) {
    shown.then(Action(ScreenAction(action)));
  };
  shown.then(ShowScreen{Screen::kExplain});
  then(Explained{{shown.state().explain.revision, 10, 10, true, 0.5f, 0.5, 1.5, 0.01}});
  then(StopExplaining{});
  then(SetExplainTarget{true});
  then(SetExplainMethod{"gradcam"});
  then(ExplainRefused{shown.state().explain.revision});
  then(SetExplainMethod{"deconvnet"});
  then(SetExplainMethod{"class_image"});
  then(SetExplainSmooth{true});
  then(SetExplainUntrained{true});
  then(Explained{{.revision = shown.state().explain.revision,
                  .width = 10,
                  .height = 10,
                  .greatest = 0.5f,
                  .made = ExplainAnswer::Made{-1, 3}}});
  // Beyond what can be written as a number.
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  then(Explained{{.revision = shown.state().explain.revision,
                  .width = 10,
                  .height = 10,
                  .greatest = 0.5f,
                  .made = ExplainAnswer::Made{kNone, kNone}}});
}

void validate_screen() {
  Shown shown(made_state());
  const auto then = [&shown](const ValidateAction& action) {
    shown.then(Action(ScreenAction(action)));
  };
  shown.then(ShowScreen{Screen::kValidate});
  then(ModelKnown{std::string(64, 'a')});
  then(AnswerCame{1, {0.73, {0, 1}, std::nullopt}});
  then(MarkImage{kMalignant});
  shown.then(ImageScored{2, "b.jpg", 0.2});
  then(AnswerCame{2, {0.2, {1, 0}, std::nullopt}});
  auto labels = std::make_shared<Labels>();
  labels->name = "t.csv";
  labels->table = *read_labels("isic_id,benign_malignant,split\nb,benign,test\n", "t.csv");
  labels->by_id["b"] = 0;
  then(LabelsCame{labels});
  then(ReadingOn{2});
  then(ReadingOn{0});
  then(UseThreshold{"2026-11-28"});
  for (const Part part : {Part::kTrain, Part::kVal, Part::kTest}) then(JudgePart{part});
  shown.then(SetThreshold{});
}

}  // namespace

int main() {
  read_screen();
  fitted_square();
  compare_screen();
  named_filters_shown();
  effects_shown();
  corrected_outline();
  hand_scale_set();
  sheet_screen();
  what_if_screen();
  explain_screen();
  validate_screen();
  std::printf("]\n");
  return 0;
}
