#include "wasm/viewer/screens/explain/choice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/explain/judge.h"
#include "wasm/viewer/state/json_members.h"

namespace lesion::viewer {
namespace {

// Of a map's values: below it core/text figures are "0".
constexpr float kLeastValue = 1e-7f;
constexpr std::array<std::string_view, 15> kMethods = {"occlusion",   "rise",
                                                       "gradcam",     "gradcam_plus_plus",
                                                       "hirescam",    "layercam",
                                                       "gradient",    "gradient_times_input",
                                                       "smoothgrad",  "integrated_gradients",
                                                       "deconvnet",   "guided_backpropagation",
                                                       "class_image", "filter_image",
                                                       "random"};

std::size_t place_of(std::string_view method) {
  return static_cast<std::size_t>(std::find(kMethods.begin(), kMethods.end(), method) -
                                  kMethods.begin());
}

struct Reducer {
  ViewerState& s;
  Explain& explain = s.explain;

  // Another question: what came for the last one is no answer to it.
  void ask() {
    ++explain.revision;
    explain.stopped = false;
    explain.answer.reset();
  }
  void operator()(const SetExplainMethod& a) {
    if (place_of(a.name) == kMethods.size() || explain.method == a.name) return;
    explain.method = a.name;
    ask();
  }
  void operator()(const StepExplainMethod& a) {
    const int last = static_cast<int>(kMethods.size()) - 1;
    const int at = static_cast<int>(place_of(explain.method)) + std::clamp(a.by, -last, last);
    (*this)(
        SetExplainMethod{std::string(kMethods[static_cast<std::size_t>(std::clamp(at, 0, last))])});
  }
  void operator()(const SetExplainTarget& a) {
    if (explain.against == a.against) return;
    explain.against = a.against;
    ask();
  }
  void operator()(const SetExplainLayer& a) {
    const int layer = std::clamp(a.layer, 0, std::max(0, layer_count(s) - 1));
    if (layer == explained_layer(s)) return;
    explain.layer = layer;
    if (takes_layer(explain.method)) ask();
  }
  void operator()(const SetExplainUntrained& a) {
    if (explain.untrained == a.untrained) return;
    explain.untrained = a.untrained;
    ask();
  }
  void operator()(const SetExplainSmooth& a) {
    if (explain.smooth == a.smooth) return;
    explain.smooth = a.smooth;
    if (makes_image(explain.method)) ask();
  }
  void operator()(const StopExplaining& a) {
    if (!a.stopped) ask();
    explain.stopped = a.stopped;
  }
  void operator()(const Explained& a) {
    const ExplainAnswer& one = a.answer;
    if (!s.verdict || one.revision != explain.revision || one.width < 1 || one.height < 1) return;
    if (!std::isfinite(one.greatest) || !std::isfinite(one.progress)) return;
    if (one.made.has_value() != makes_image(explain.method)) return;
    explain.answer = one;
    // Figures read it as 0: rounding errors in full colours would look like an answer.
    if (one.greatest < kLeastValue) explain.answer->greatest = 0;
  }
  void operator()(const ExplainGoesOn& a) {
    const bool own = explain.answer && explain.answer->revision == a.revision;
    if (own && a.progress >= 0 && a.progress < 1) explain.answer->progress = a.progress;
  }
  void operator()(const ExplainRefused& a) { explain.refused = a.revision; }
};

}  // namespace

std::span<const std::string_view> explain_methods() { return kMethods; }

std::string_view best_method(const ModelCard& card) {
  std::string_view best = kMethods.front();
  if (!card.explanations) return best;
  const std::string_view measure = kMeasures[static_cast<std::size_t>(Measure::kFaithfulness)].name;
  double most = 0;
  for (const ExplanationScoreCard& one : card.explanations->scores) {
    const auto known = std::find(kMethods.begin(), kMethods.end(), one.method);
    const bool asked = one.measure == measure && !one.untrained && known != kMethods.end();
    const auto mean = static_cast<double>(one.score.mean);
    if (!asked || !(mean > most)) continue;
    most = mean;
    best = *known;
  }
  return best;
}

bool takes_layer(std::string_view method) { return method.find("cam") != std::string_view::npos; }

bool takes_filter(std::string_view method) {
  return method == "deconvnet" || method == "filter_image";
}

bool makes_image(std::string_view method) { return method.ends_with("_image"); }

int explained_layer(const ViewerState& state) {
  const int last = std::max(0, layer_count(state) - 1);
  return std::clamp(state.explain.layer.value_or(last), 0, last);
}

const ExplainAnswer* explanation_of(const ViewerState& state) {
  const Explain& explain = state.explain;
  const bool own = state.verdict && explain.answer && explain.answer->revision == explain.revision;
  return own ? &*explain.answer : nullptr;
}

bool explanation_wanted(const ViewerState& state) {
  const Explain& explain = state.explain;
  if (!state.verdict || explain.stopped || explain.refused == explain.revision) return false;
  const ExplainAnswer* answer = explanation_of(state);
  return !answer || answer->progress < 1;
}

void reduce_explain(ViewerState& state, const ExplainAction& action) {
  std::visit(Reducer{state}, action);
}

void settle_explain(ViewerState& state) {
  Explain& explain = state.explain;
  const bool there = state.verdict && state.image && state.model;
  const int image = there ? state.image->id : 0;
  const std::string model = there ? state.model->name : "";
  const Rect region = there ? state.verdict->region : Rect{};
  if (explain.image == image && explain.model == model && explain.region == region) return;
  explain.image = image;
  explain.model = model;
  explain.region = region;
  explain.answer.reset();
  explain.stopped = false;
  ++explain.revision;
}

std::optional<ExplainAction> explain_action_from_json(const nlohmann::json& json) {
  const std::optional<std::string> type = words(json, "type");
  if (!type) return std::nullopt;
  if (*type == "explain-method") {
    if (const auto name = words(json, "name")) return SetExplainMethod{*name};
  } else if (*type == "explain-step") {
    if (const auto by = integer(json, "by")) return StepExplainMethod{*by};
  } else if (*type == "explain-target") {
    if (const auto against = truth(json, "against")) return SetExplainTarget{*against};
  } else if (*type == "explain-layer") {
    if (const auto layer = integer(json, "layer")) return SetExplainLayer{*layer};
  } else if (*type == "explain-untrained") {
    if (const auto untrained = truth(json, "untrained")) return SetExplainUntrained{*untrained};
  } else if (*type == "explain-smooth") {
    if (const auto smooth = truth(json, "smooth")) return SetExplainSmooth{*smooth};
  } else if (*type == "explain-stop") {
    if (const auto stopped = truth(json, "stopped")) return StopExplaining{*stopped};
  }
  return std::nullopt;
}

Json explain_json(const ViewerState& state) {
  const Explain& explain = state.explain;
  const ExplainAnswer* answer = explanation_of(state);
  Json json;
  json["revision"] = explain.revision;
  json["wanted"] = explanation_wanted(state);
  json["method"] = explain.method;
  Json methods = Json::array();
  for (const std::string_view one : kMethods) methods.push_back(std::string(one));
  json["methods"] = std::move(methods);
  json["target"] = explain.against ? "against" : "for";
  json["layer"] = takes_layer(explain.method) ? Json(explained_layer(state)) : Json(nullptr);
  json["filter"] =
      takes_filter(explain.method) ? Json::array({state.layer, state.filter}) : Json(nullptr);
  json["untrained"] = explain.untrained;
  json["smooth"] = makes_image(explain.method) ? Json(explain.smooth) : Json(nullptr);
  json["stopped"] = explain.stopped;
  json["refused"] = explain.refused == explain.revision;
  json["progress"] = answer ? number(answer->progress) : Json(nullptr);
  json["width"] = answer ? answer->width : 0;
  json["height"] = answer ? answer->height : 0;
  json["greatest"] = answer ? number(static_cast<double>(answer->greatest)) : Json(nullptr);
  json["signed"] = answer && answer->has_sign;
  json["score"] = answer ? number(answer->score) : Json(nullptr);
  json["gap"] = answer && answer->gap ? number(*answer->gap) : Json(nullptr);
  const bool made = answer && answer->made;
  json["made"] = made ? Json{{"from", number(answer->made->from)},
                             {"to", number(answer->made->to)},
                             {"nothing", answer->made_nothing()}}
                      : Json(nullptr);
  return json;
}

}  // namespace lesion::viewer
