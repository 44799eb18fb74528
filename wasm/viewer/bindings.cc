// The page's door to the viewer: free functions on the module (see the table at the end). Messages
// in, the mirrored state out; nothing is computed here.
#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/image/dicom_json.h"
#include "wasm/problem_js.h"
#include "wasm/viewer/bindings.h"
#include "wasm/viewer/point_words.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

// options: {dpr, boldFont?: Uint8Array}
bool start(const std::string& selector, const std::string& words, const val& font,
           const val& options) {
  const val dpr = options["dpr"];
  return app().start(selector, words, elements<std::uint8_t>(font),
                     elements<std::uint8_t>(options["boldFont"]),
                     dpr.isNumber() ? dpr.as<double>() : 1);
}

std::string last_error() { return app().error(); }

bool set_words(const std::string& json) { return app().set_words(json); }

// hash: SHA-256 of its file, by which settings know it again; empty: not known. Null; or why the
// card cannot be read, as {kind, code, values}: the earlier model stays, and the page has the
// sentence in its language.
val set_model(const std::string& name, const std::string& card_json, const std::string& hash) {
  Result<ModelCard> card = card_from_json(card_json);
  if (!card) return problem_to_js(about_file(name, card.error()));
  app().dispatch(ModelOpened{name, std::move(*card)});
  app().dispatch(ValidateAction(ModelKnown{hash}));
  return val::null();
}

// A copy is {width, height, rgba: Uint8Array}.
SmallImage small_image(const val& copy) {
  return {copy["width"].as<int>(), copy["height"].as<int>(), elements<std::uint8_t>(copy["rgba"])};
}

// colour: {use, name}, as core/image/colour_profile.h has them; dicom: JSON text of
// core/image/dicom_json.h, "" of other files; source: {format, browser, several}, as
// core/image/image_source.h has them; levels: copies, the finest first; thumbnail: copy. False
// where sizes and pixels disagree.
bool set_image(int id, const std::string& name, int width, int height, const val& colour,
               const std::string& dicom, const val& source, const val& levels,
               const val& thumbnail) {
  ImageInfo info{id, name, width, height};
  for (const ProfileUse use : {ProfileUse::kSrgb, ProfileUse::kConverted, ProfileUse::kLeftOut}) {
    if (colour["use"].as<std::string>() == name_of(use)) info.colour.use = use;
  }
  info.colour.name = colour["name"].as<std::string>();
  info.dicom = dicom_from_json(dicom);
  info.source = {source["format"].as<std::string>(), source["browser"].as<bool>(),
                 source["several"].as<bool>()};
  return app().set_image(info, image_levels(levels), small_image(thumbnail));
}

// What the network said by its own square, for who judges it (Validate): of a person's square
// nothing but the estimate of the model's own, where that was asked.
void tell_validate(int id, const Verdict& verdict, int width, int height) {
  const InputRule& rule = app().state().model->card.input;
  ImageAnswer answer;
  if (is_by_rule(verdict.region, width, height, rule, verdict.lesion)) {
    answer.probability = verdict.probability;
    answer.logits = verdict.logits;
    answer.novelty = verdict.novelty;
    if (rule.crop.kind == CropKind::kLesion) {
      answer.square = SeenSquare{verdict.region,
                                 region_kind(verdict.region, width, height, rule, verdict.lesion)};
    }
  } else if (verdict.by_rule) {
    answer.probability = *verdict.by_rule;
  } else {
    return;
  }
  app().dispatch(ValidateAction(AnswerCame{id, std::move(answer)}));
}

// seen: {region: {x, y, width, height}, lesion: {area, x, y} or null, central, byRule: number or
// null, novelty: {responses, light} or null}, as Verdict has them; layers: as layer_answers() has
// them. False where the image is not the one that is shown, or sizes disagree.
bool set_result(int id, const val& seen, double probability, const val& logits, const val& layers) {
  Verdict verdict;
  verdict.lesion = lesion_from(seen["lesion"]);
  if (seen["central"].isNumber()) verdict.central = seen["central"].as<double>();
  if (seen["byRule"].isNumber()) verdict.by_rule = seen["byRule"].as<double>();
  verdict.novelty = novelty_from(seen["novelty"]);
  verdict.region = region_from(seen["region"]);
  verdict.probability = probability;
  verdict.logits = elements<float>(logits);
  const Verdict kept = verdict;
  if (!app().set_result(id, std::move(verdict), layer_answers(layers))) return false;
  if (app().state().model && app().state().image) {
    const ImageInfo& image = *app().state().image;
    tell_validate(id, kept, image.width, image.height);
  }
  return true;
}

// An image that is not shown; by_rule: the estimate of the model's own square, null where that was
// seen; seen: {width, height, region, lesion: null where none was found or looked for, novelty:
// null where the card has no detectors, logits}; notability: of every filter, a list for each
// layer. False where size and pixels disagree.
bool set_scored(int id, const std::string& name, double probability, const val& by_rule,
                const val& seen, const val& thumbnail, const val& notability) {
  Notabilities filters;
  for (const val& layer : emscripten::vecFromJSArray<val>(notability)) {
    filters.push_back(elements<float>(layer));
  }
  std::optional<double> own;
  if (by_rule.isNumber()) own = by_rule.as<double>();
  Verdict verdict;
  verdict.region = region_from(seen["region"]);
  verdict.lesion = lesion_from(seen["lesion"]);
  verdict.probability = probability;
  verdict.by_rule = own;
  verdict.novelty = novelty_from(seen["novelty"]);
  if (seen["central"].isNumber()) verdict.central = seen["central"].as<double>();
  if (!app().add_scored({id, name, probability, std::move(filters), own, verdict.lesion.has_value(),
                         verdict.novelty && verdict.novelty->unlike(), verdict.central},
                        small_image(thumbnail))) {
    return false;
  }
  verdict.logits = elements<float>(seen["logits"]);
  if (app().state().model) {
    tell_validate(id, verdict, seen["width"].as<int>(), seen["height"].as<int>());
  }
  return true;
}

void set_spread(int id, double lowest, double highest, int n) {
  app().dispatch(SpreadCame{id, {lowest, highest, static_cast<std::size_t>(n)}});
}

// Of one layer's kernels, as LayerWeights in state/viewer_state.h has them. False where the counts
// disagree.
bool set_weights(int layer, int filters, int inputs, int shown, int height, int width,
                 const val& channels, const val& values) {
  LayerWeights weights{
      filters, inputs, shown, height, width, elements<int>(channels), elements<float>(values)};
  if (!weights.whole()) return false;
  app().dispatch(WeightsCame{layer, std::move(weights)});
  return true;
}

// An empty stage: nothing is going on.
void set_progress(const std::string& stage, double done, double total) {
  if (stage.empty()) {
    app().dispatch(ProgressMade{std::nullopt});
  } else {
    app().dispatch(ProgressMade{Progress{stage, done, total}});
  }
}

void set_error(const std::string& sentence) { app().dispatch(ErrorRaised{sentence}); }
void clear_error() { app().dispatch(DismissError{}); }

bool dispatch(const std::string& json) {
  const std::optional<Action> action = action_from_json(json);
  if (action) app().dispatch(*action);
  return action.has_value();
}

std::string state() { return app().mirror(); }

void on_change(val function) {
  app().on_change([function]() { function(); });
}

void on_command(val function) {
  app().on_command([function](const std::string& json) { function(json); });
}

// [{name, label}]; what is no such list leaves the samples as they were.
void set_samples(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) return;
  std::vector<Sample> samples;
  for (const auto& entry : json) {
    if (!entry.is_object()) return;
    const auto name = entry.find("name");
    const auto label = entry.find("label");
    if (name == entry.end() || label == entry.end() || !name->is_string() || !label->is_string()) {
      return;
    }
    samples.push_back(
        {*name->get_ptr<const std::string*>(), *label->get_ptr<const std::string*>()});
  }
  app().dispatch(SamplesListed{std::move(samples)});
}

// [{name, file, bytes, description}], all of the models that come with the page; what is no such
// list leaves them as they were.
void set_models(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) return;
  std::vector<ShippedModel> models;
  for (const auto& entry : json) {
    if (!entry.is_object()) return;
    ShippedModel model;
    const auto word = [&entry](const char* key, std::string& into) {
      const auto at = entry.find(key);
      if (at == entry.end() || !at->is_string()) return false;
      into = *at->get_ptr<const std::string*>();
      return true;
    };
    const auto bytes = entry.find("bytes");
    if (!word("name", model.name) || !word("file", model.file) ||
        !word("description", model.description) || bytes == entry.end() || !bytes->is_number()) {
      return;
    }
    model.bytes = bytes->get<double>();
    models.push_back(std::move(model));
  }
  app().dispatch(ModelsListed{std::move(models)});
}

// The ids of the session's images in the order of the filmstrip: Int32Array. Another one where
// the state's "listing" is another.
val listed() {
  std::vector<int> ids;
  for (const SessionImage& image : app().state().session.listed()) ids.push_back(image.id);
  return val::global("Int32Array").new_(emscripten::typed_memory_view(ids.size(), ids.data()));
}

// What is said of an estimate of the model that is open: see estimate_json().
// beside: numbers that are read beside it.
std::string estimate(double probability, const val& beside) {
  return estimate_json(app().state(), probability,
                       emscripten::convertJSArrayToNumberVector<double>(beside));
}

// Numbers as they stand on the screen, in its language.
std::string figure(double value) { return app().words().figure(value); }
std::string percent(double fraction) { return app().words().percent(fraction); }
val all_of(const std::vector<std::string>& words) {
  val list = val::array();
  for (const std::string& one : words) list.call<void>("push", one);
  return list;
}
val percents(const val& fractions) {
  return all_of(
      app().words().percents(emscripten::convertJSArrayToNumberVector<double>(fractions)));
}
val percents_and_change(const val& fractions) {
  return all_of(app().words().percents_and_change(
      emscripten::convertJSArrayToNumberVector<double>(fractions)));
}
std::string read_percent(double fraction) {
  return percent_read(app().words(), app().state(), fraction);
}
std::string percent_beside(double fraction, double other) {
  return app().words().percent_beside(fraction, other);
}

// The words beside the pointer in the last frame; empty: none.
std::string hint() { return app().hint(); }

void resize(double css_width, double css_height, double dpr) {
  app().dispatch(Resized{{css_width, css_height, dpr}});
}

std::string counters() {
  const Counters counters = app().counters();
  nlohmann::json json{{"framesDrawn", counters.frames_drawn},
                      {"textureUploads", app().texture_uploads()},
                      {"resting", app().resting()},
                      {"heapBytes", static_cast<double>(emscripten_get_heap_size())},
                      {"drawCalls", counters.draw_calls},
                      {"lastFrameMs", counters.last_frame_ms},
                      {"lastStepMs", counters.last_step_ms},
                      {"greatestStepMs", counters.greatest_step_ms},
                      {"missingWords", app().words().missing()}};
  for (const ScreenView* view : all_views()) {
    if (view->held) json[view->held_name] = view->held();
  }
  return json.dump();
}

val read_pixels(int x, int y, int width, int height) {
  const std::vector<std::uint8_t> pixels = app().read_pixels(x, y, width, height);
  // A copy of its own: our memory moves when the heap grows.
  return val::global("Uint8Array")
      .new_(emscripten::typed_memory_view(pixels.size(), pixels.data()));
}

}  // namespace
}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_viewer) {
  using namespace lesion::viewer;
  emscripten::function("start", &start);
  emscripten::function("lastError", &last_error);
  emscripten::function("setWords", &set_words);
  emscripten::function("setModel", &set_model);
  emscripten::function("setImage", &set_image);
  emscripten::function("setResult", &set_result);
  emscripten::function("setScored", &set_scored);
  emscripten::function("setSpread", &set_spread);
  emscripten::function("setWeights", &set_weights);
  emscripten::function("setProgress", &set_progress);
  emscripten::function("setError", &set_error);
  emscripten::function("clearError", &clear_error);
  emscripten::function("dispatch", &dispatch);
  emscripten::function("state", &state);
  emscripten::function("onChange", &on_change);
  emscripten::function("onCommand", &on_command);
  emscripten::function("setSamples", &set_samples);
  emscripten::function("setModels", &set_models);
  emscripten::function("listed", &listed);
  emscripten::function("estimate", &estimate);
  emscripten::function("figure", &figure);
  emscripten::function("percent", &percent);
  emscripten::function("percents", &percents);
  emscripten::function("percentsAndChange", &percents_and_change);
  emscripten::function("percentBeside", &percent_beside);
  emscripten::function("percentRead", &read_percent);
  emscripten::function("hint", &hint);
  emscripten::function("resize", &resize);
  emscripten::function("counters", &counters);
  emscripten::function("readPixels", &read_pixels);
}
