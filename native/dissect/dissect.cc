#include "native/dissect/dissect.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "core/model/card.h"
#include "core/model/fingerprint.h"
#include "core/model/region.h"
#include "native/data/files.h"
#include "native/data/metadata.h"
#include "native/data/parallel.h"
#include "native/data/random.h"
#include "native/dissect/association.h"
#include "native/dissect/choose.h"
#include "native/dissect/dissected_model.h"
#include "native/dissect/effects.h"
#include "native/dissect/filter_effects.h"
#include "native/dissect/tally.h"
#include "native/masks/concepts.h"

namespace lesion {
namespace {

// A network that is examined by the rule, with all that belongs to it.
struct Examined {
  Subject subject;
  std::optional<Mixer> mixer;
  Tally tally;
  Tally mixed;
};

// What one image adds to one examined network.
struct Answer {
  ImageTally real;
  ImageTally mixed;
};

// Shuffle p shows image i the masks of the image this far behind it: all differ, none is 0.
std::vector<std::size_t> shifts_of(std::size_t images, int shuffles, std::uint64_t seed) {
  std::vector<std::size_t> shifts(images - 1);
  std::iota(shifts.begin(), shifts.end(), std::size_t{1});
  Random random({seed, 0x5C0FFull});
  random.shuffle(shifts);
  shifts.resize(std::min(shifts.size(), static_cast<std::size_t>(std::max(shuffles, 1))));
  return shifts;
}

void put_into(Dissection& result, const FilterEffects& effects) {
  result.no_filter_effects = effects.why_not;
  if (effects.record.images == 0) return;
  result.filter_effects = effects.record;
  result.filter_effects->measured_on = result.data;
  for (std::size_t f = 0; f < result.filters.size(); ++f) {
    FilterDissection& one = result.filters[f];
    one.effect = effects.by_zero.at(f);
    if (effects.means.empty()) continue;
    one.effect_of_mean = effects.by_mean.at(f);
    one.mean = effects.means.at(f);
  }
}

// One dissection on its way; the functions are called in their order.
class Run {
 public:
  Run(const DissectionRequest& request, const Progress& progress, Opened opened, Dataset dataset)
      : request_(request),
        progress_(progress),
        opened_(std::move(opened)),
        dataset_(std::move(dataset)) {}

  // The model, those that are examined beside it, and the untrained controls.
  Result<void> open_networks();
  // What is on the images, and what it does to the model's answer.
  Result<void> find_concepts_on_images(const MaskFinder& finder);
  // Of the intersections over union, from a few images.
  Result<void> choose_thresholds();
  // All images before all networks, a few at a time; tallied in their order.
  Result<void> tally_images();
  // What each filter does to the model's answer, on some of the images.
  Result<void> put_filters_out();
  Result<void> write_strongest_places() const;
  Result<Dissection> conclude() const;

 private:
  // Of one image, from all networks.
  struct Answers {
    std::vector<Answer> examined;
    std::vector<ImageTally> controls;
  };

  std::string name_of_data() const {
    return dataset_.name + (request_.split == "all" ? "" : " " + request_.split);
  }
  Result<InputTensor> input_for(std::size_t i) const {
    return input_of(opened_, dataset_.records[shown_[i].record], shown_[i].region);
  }
  Result<Answers> ask_networks(std::size_t i) const;

  const DissectionRequest& request_;
  const Progress& progress_;
  Opened opened_;
  Dataset dataset_;
  std::vector<Shown> shown_;  // their covers are in covers_
  std::vector<std::vector<std::uint8_t>> covers_;
  MaskTotals totals_;
  std::vector<Examined> examined_;  // the model first
  std::vector<Subject> controls_;
  std::vector<Tally> untrained_;  // of controls_
  std::vector<LayerSpan> spans_;
  Thresholds thresholds_;
  std::vector<std::size_t> shifts_;
  FilterEffects filter_effects_;
};

Result<void> Run::open_networks() {
  for (int n = 0; n <= request_.checks + request_.untrained; ++n) {
    std::optional<std::uint64_t> drawn;
    if (n > 0) drawn = request_.seed * 1000 + static_cast<std::uint64_t>(n);
    auto subject = subject_of(opened_, drawn);
    if (!subject) return tl::unexpected<Error>(subject.error());
    if (n <= request_.checks) {
      examined_.push_back({std::move(*subject), std::nullopt, {}, {}});
    } else {
      controls_.push_back(std::move(*subject));
    }
  }
  untrained_.resize(controls_.size());
  examined_[0].tally.keep_images = true;
  return {};
}

Result<void> Run::find_concepts_on_images(const MaskFinder& finder) {
  std::vector<std::optional<Shown>> shown(dataset_.records.size());
  std::atomic<std::size_t> done{0};
  const Subject& model = examined_.front().subject;
  const InputRule& rule = opened_.card.input;
  LogOdds log_odds;
  if (request_.effects) {
    log_odds = [&](const Image& square) -> Result<double> {
      const Rect whole{0, 0, static_cast<double>(square.width), static_cast<double>(square.height)};
      const auto input = preprocess(square, rule, whole);
      if (!input) return tl::unexpected<Error>(input.error());
      return model.log_odds(*input, opened_.card);
    };
  }
  const auto done_all = for_all(shown.size(), request_.threads, [&](std::size_t i) -> Result<void> {
    auto one =
        show(opened_, finder, dataset_.records[i], i, log_odds, request_.seed * 1'000'000 + i);
    if (one) shown[i] = std::move(*one);
    if (const std::size_t n = ++done; n % 20 == 0) progress_("concepts", n, shown.size());
    return {};
  });
  if (!done_all) return done_all;
  for (auto& one : shown) {
    if (!one) continue;
    covers_.push_back(std::move(one->covers));
    shown_.push_back(std::move(*one));
  }
  if (shown_.size() < 2) {
    return fail(ErrorKind::kInvalidArgument, "fewer than two images could be examined");
  }
  totals_ = totals_of(covers_);
  shifts_ = shifts_of(shown_.size(), request_.shuffles, request_.seed);
  return {};
}

Result<void> Run::choose_thresholds() {
  constexpr std::size_t kSamples = 32;
  const std::size_t count = std::min(kSamples, shown_.size());
  std::vector<GridMaps> samples;
  for (std::size_t n = 0; n < count; ++n) {
    const auto input = input_for(n * shown_.size() / count);
    if (!input) return tl::unexpected<Error>(input.error());
    auto maps = examined_[0].subject.maps(*input, spans_);
    if (!maps) return tl::unexpected<Error>(maps.error());
    samples.push_back(std::move(*maps));
  }
  thresholds_ = thresholds_of(samples, totals_.share);
  for (Examined& one : examined_) one.mixer.emplace(spans_, request_.seed);
  return {};
}

Result<Run::Answers> Run::ask_networks(std::size_t i) const {
  const auto input = input_for(i);
  if (!input) return tl::unexpected<Error>(input.error());
  const CoverTable table(covers_, i, shifts_);
  const CoverTable bare(covers_, i, {});
  Answers answers;
  std::vector<LayerSpan> ignored;
  for (const Examined& one : examined_) {
    const auto maps = one.subject.maps(*input, ignored);
    if (!maps) return tl::unexpected<Error>(maps.error());
    answers.examined.push_back(
        {tally_image(*maps, table), tally_image(one.mixer->mixed(*maps), bare)});
    if (&one == &examined_.front()) {
      ImageTally& own = answers.examined.front().real;
      own.overlaps =
          overlaps_of(*maps, thresholds_, covers_[i], covers_[(i + shifts_[0]) % covers_.size()]);
      own.responses = greatest_of(*maps);
    }
  }
  for (const Subject& control : controls_) {
    const auto maps = control.maps(*input, ignored);
    if (!maps) return tl::unexpected<Error>(maps.error());
    answers.controls.push_back(tally_image(*maps, bare));
  }
  return answers;
}

Result<void> Run::tally_images() {
  const auto batch = static_cast<std::size_t>(std::max(request_.threads, 1)) * 4;
  for (std::size_t begin = 0; begin < shown_.size(); begin += batch) {
    std::vector<Answers> answers(std::min(batch, shown_.size() - begin));
    const auto asked =
        for_all(answers.size(), request_.threads, [&](std::size_t n) -> Result<void> {
          auto of_image = ask_networks(begin + n);
          if (!of_image) return tl::unexpected<Error>(of_image.error());
          answers[n] = std::move(*of_image);
          return {};
        });
    if (!asked) return asked;
    for (Answers& of_image : answers) {
      for (std::size_t j = 0; j < examined_.size(); ++j) {
        examined_[j].tally.add(std::move(of_image.examined[j].real));
        examined_[j].mixed.add(std::move(of_image.examined[j].mixed));
      }
      for (std::size_t j = 0; j < controls_.size(); ++j) {
        untrained_[j].add(std::move(of_image.controls[j]));
      }
    }
    progress_("networks", begin + answers.size(), shown_.size());
  }
  return {};
}

Result<void> Run::put_filters_out() {
  if (!request_.effects) return {};
  const auto training =
      chosen_records(request_.data, "train", request_.classes, request_.mean_images);
  const auto most = static_cast<std::size_t>(std::max(request_.effect_images, 0));
  FilterEffectsRequest wanted;
  wanted.images = most == 0 ? shown_.size() : std::min(most, shown_.size());
  wanted.input = [&](std::size_t n) { return input_for(n * shown_.size() / wanted.images); };
  if (training) {
    wanted.training_images = training->records.size();
    wanted.training_input = [&](std::size_t n) { return input_of(opened_, training->records[n]); };
    wanted.means_from = training->name + " train";
  }
  wanted.threads = request_.threads;
  wanted.seed = request_.seed;
  auto found = filter_effects(opened_.model, opened_.card, opened_.layers, wanted, progress_);
  if (!found) return tl::unexpected<Error>(found.error());
  filter_effects_ = std::move(*found);
  return {};
}

Result<void> Run::write_strongest_places() const {
  if (request_.atlas.folder.empty()) return {};
  const auto file = read_file(request_.model);
  if (!file) return tl::unexpected<Error>(file.error());
  AtlasData data{{sha256(*file)}, opened_.card.name, name_of_data(), {}, spans_};
  for (const Shown& one : shown_) {
    data.names.push_back(dataset_.records[one.record].file.filename().string());
  }
  const auto source = [&](std::size_t i) -> Result<AtlasSource> {
    auto image = read_image(dataset_.records[shown_[i].record].file);
    if (!image) return tl::unexpected<Error>(image.error());
    const auto input = preprocess(*image, opened_.card.input, shown_[i].region);
    if (!input) return tl::unexpected<Error>(input.error());
    std::vector<LayerSpan> ignored;
    auto maps = examined_[0].subject.maps(*input, ignored);
    if (!maps) return tl::unexpected<Error>(maps.error());
    return AtlasSource{std::move(*image), shown_[i].region, std::move(*maps)};
  };
  return write_atlas(request_.atlas, data, examined_[0].tally.responses, source,
                     [&](std::size_t done, std::size_t all) { progress_("atlas", done, all); });
}

Result<Dissection> Run::conclude() const {
  Dissection result;
  result.model = opened_.card.name;
  result.data = name_of_data();
  result.images = static_cast<int>(shown_.size());
  result.left_out = static_cast<int>(dataset_.records.size() - shown_.size());
  result.layers = spans_;
  result.present = totals_.present;
  result.share = totals_.share;
  const Ceilings ceiling = ceilings_of(untrained_, spans_);
  for (std::size_t j = 0; j < examined_.size(); ++j) {
    const Verdict verdict = verdict_of(examined_[j].tally, examined_[j].mixed, ceiling, spans_);
    if (j == 0) {
      result.discovery_limit = verdict.limit;
      result.filters = filters_of(examined_[0].tally, verdict, request_.seed);
      find_constant(result);
    } else {
      const auto named = std::count_if(verdict.labels.begin(), verdict.labels.end(),
                                       [](const auto& labels) { return !labels.empty(); });
      result.untrained_named.push_back(static_cast<double>(named) /
                                       static_cast<double>(verdict.labels.size()));
    }
  }
  std::vector<Record> records;
  std::vector<double> tones;
  std::vector<EffectSample> effects;
  std::vector<int> labels;
  for (const Shown& one : shown_) {
    records.push_back(dataset_.records[one.record]);
    tones.push_back(one.tone);
    effects.push_back(one.effects);
    labels.push_back(records.back().label);
  }
  const std::vector<std::string> classes = {"benign", "malignant"};
  result.effects = mean_effects(effects, labels, classes, request_.seed);
  put_into(result, filter_effects_);
  const auto linked = associate(dataset_, records, tones, examined_[0].tally.responses, result);
  if (!linked) return tl::unexpected<Error>(linked.error());
  return result;
}

}  // namespace

Result<Dissection> dissect(const DissectionRequest& request, const Progress& progress) {
  auto opened = open_model(request);
  if (!opened) return tl::unexpected<Error>(opened.error());
  const auto finder = MaskFinder::open(request.masks);
  if (!finder) return tl::unexpected<Error>(finder.error());
  auto dataset = chosen_records(request.data, request.split, request.classes, request.limit);
  if (!dataset) return tl::unexpected<Error>(dataset.error());
  TorchRuntime::set_threads(1);
  Run run(request, progress, std::move(*opened), std::move(*dataset));
  const auto done = run.open_networks()
                        .and_then([&] { return run.find_concepts_on_images(*finder); })
                        .and_then([&] { return run.choose_thresholds(); })
                        .and_then([&] { return run.tally_images(); })
                        .and_then([&] { return run.put_filters_out(); })
                        .and_then([&] { return run.write_strongest_places(); });
  if (!done) return tl::unexpected<Error>(done.error());
  return run.conclude();
}

}  // namespace lesion
