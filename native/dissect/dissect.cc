#include "native/dissect/dissect.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include "core/concepts/find_concepts.h"
#include "core/image/decode.h"
#include "core/model/card.h"
#include "core/model/region.h"
#include "core/onnx/metadata.h"
#include "core/onnx/read.h"
#include "core/onnx/tap.h"
#include "native/data/files.h"
#include "native/data/metadata.h"
#include "native/data/parallel.h"
#include "native/data/random.h"
#include "native/dissect/association.h"
#include "native/dissect/tally.h"
#include "native/dissect/untrained.h"
#include "native/masks/concepts.h"
#include "native/masks/places.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

// A model's file, opened but not run.
struct Opened {
  ModelCard card;
  std::vector<std::string> layers;
  onnx::Model model;
  std::shared_ptr<LesionPlaces> lesions;
};

// One image as all networks are shown it.
struct Shown {
  std::size_t record = 0;
  Rect region;
  std::vector<std::uint8_t> covers;  // covers_on_grid()
  double tone = 0;                   // individual typology angle of its skin, degrees
};

// A network that is examined by the rule, with all that belongs to it.
struct Examined {
  Subject subject;
  std::optional<Mixer> mixer;
  Tally tally;
  Tally mixed;
};

Result<Opened> open_model(const DissectionRequest& request) {
  const auto about = [&](const Error& error) { return fail_about(request.model.string(), error); };
  const auto file = read_file(request.model);
  if (!file) return tl::unexpected<Error>(file.error());
  auto model = onnx::read_model(*file);
  if (!model) return about(model.error());
  auto card = onnx::read_model_card(*file);
  if (!card) return about(card.error());
  Opened opened{std::move(*card), {}, {}, nullptr};
  for (const LayerCard& layer : opened.card.layers) opened.layers.push_back(layer.tensor);
  if (opened.layers.empty()) {
    const auto found = onnx::tap(*model);
    if (!found) return about(found.error());
    for (const auto& layer : found->layers) opened.layers.push_back(layer.tensor);
  }
  opened.model = std::move(*model);
  if (opened.card.input.crop.kind == CropKind::kLesion) {
    auto lesions = open_lesion_places(request.masks);
    if (!lesions) return tl::unexpected<Error>(lesions.error());
    opened.lesions = std::move(*lesions);
  }
  return opened;
}

Result<Subject> subject_of(const Opened& opened, std::optional<std::uint64_t> untrained) {
  onnx::Model model = opened.model;
  if (untrained) {
    auto drawn = with_untrained_weights(std::move(model), *untrained);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
    model = std::move(*drawn);
  }
  auto runtime = TorchRuntime::open(std::move(model));
  if (!runtime) return tl::unexpected<Error>(runtime.error());
  return Subject(std::move(*runtime), opened.layers);
}

Result<Dataset> chosen(const DissectionRequest& request) {
  const auto mapping = parse_class_mapping(request.classes);
  if (!mapping) return fail(mapping.error().kind, "--classes: " + mapping.error().message);
  auto dataset = read_dataset(request.data, *mapping);
  if (!dataset) return dataset;
  if (request.split != "all" && !dataset->has_split) {
    return fail(ErrorKind::kInvalidArgument, dataset->table() + ": has no column split");
  }
  std::erase_if(dataset->records, [&](const Record& record) {
    return record.file.empty() ||
           (request.split != "all" && request.split != part_name(record.part));
  });
  auto& records = dataset->records;
  const auto limit = static_cast<std::size_t>(std::max(request.limit, 0));
  if (limit > 0 && records.size() > limit) {
    std::vector<Record> some;
    for (std::size_t i = 0; i < limit; ++i) some.push_back(records[i * records.size() / limit]);
    records = std::move(some);
  }
  return dataset;
}

Result<Shown> show(const Opened& opened, const MaskFinder& finder, const Record& record,
                   std::size_t number) {
  const auto bytes = read_file(record.file);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  const auto image = decode_image(*bytes);
  if (!image) return tl::unexpected<Error>(image.error());
  const auto found = concepts_of(finder, *image);
  if (!found) return tl::unexpected<Error>(found.error());
  std::optional<LesionSummary> lesion;
  if (opened.lesions) {
    const auto place = opened.lesions->of(*bytes, *image);
    if (!place) return tl::unexpected<Error>(place.error());
    lesion = *place;
  }
  const Rect region = region_for(opened.card.input, image->width, image->height, lesion);
  return Shown{number, region, covers_on_grid(*found, region),
               individual_typology_angle(found->skin)};
}

Result<InputTensor> input_of(const Opened& opened, const Record& record, const Rect& region) {
  const auto image = read_image(record.file);
  if (!image) return tl::unexpected<Error>(image.error());
  return preprocess(*image, opened.card.input, region);
}

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

}  // namespace

Result<Dissection> dissect(const DissectionRequest& request, const Progress& progress) {
  const auto opened = open_model(request);
  if (!opened) return tl::unexpected<Error>(opened.error());
  const auto finder = MaskFinder::open(request.masks);
  if (!finder) return tl::unexpected<Error>(finder.error());
  const auto dataset = chosen(request);
  if (!dataset) return tl::unexpected<Error>(dataset.error());
  TorchRuntime::set_threads(1);

  // What is on the images.
  std::vector<std::optional<Shown>> looked(dataset->records.size());
  std::atomic<std::size_t> done{0};
  const auto look = for_all(looked.size(), request.threads, [&](std::size_t i) -> Result<void> {
    auto one = show(*opened, *finder, dataset->records[i], i);
    if (one) looked[i] = std::move(*one);
    if (const std::size_t n = ++done; n % 20 == 0) progress("concepts", n, looked.size());
    return {};
  });
  if (!look) return tl::unexpected<Error>(look.error());
  std::vector<Shown> shown;
  for (auto& one : looked) {
    if (one) shown.push_back(std::move(*one));
  }
  if (shown.size() < 2) {
    return fail(ErrorKind::kInvalidArgument, "fewer than two images could be looked at");
  }

  // The networks.
  std::vector<Examined> examined;
  std::vector<Subject> controls;
  for (int n = 0; n <= request.checks + request.untrained; ++n) {
    std::optional<std::uint64_t> drawn;
    if (n > 0) drawn = request.seed * 1000 + static_cast<std::uint64_t>(n);
    auto subject = subject_of(*opened, drawn);
    if (!subject) return tl::unexpected<Error>(subject.error());
    if (n <= request.checks) {
      examined.push_back({std::move(*subject), std::nullopt, {}, {}});
    } else {
      controls.push_back(std::move(*subject));
    }
  }
  std::vector<Tally> untrained(controls.size());
  std::vector<LayerSpan> spans;
  const auto input_for = [&](std::size_t i) {
    return input_of(*opened, dataset->records[shown[i].record], shown[i].region);
  };

  // Thresholds of the intersection over union, from a few images.
  std::vector<std::vector<std::uint8_t>> covers;
  for (Shown& one : shown) covers.push_back(std::move(one.covers));
  const MaskTotals totals = totals_of(covers);
  std::vector<GridMaps> samples;
  constexpr std::size_t kSamples = 32;
  for (std::size_t n = 0; n < std::min(kSamples, shown.size()); ++n) {
    const auto input = input_for(n * shown.size() / std::min(kSamples, shown.size()));
    if (!input) return tl::unexpected<Error>(input.error());
    auto maps = examined[0].subject.maps(*input, spans);
    if (!maps) return tl::unexpected<Error>(maps.error());
    samples.push_back(std::move(*maps));
  }
  const Thresholds thresholds = thresholds_of(samples, totals.share);
  samples.clear();
  for (Examined& one : examined) one.mixer.emplace(spans, request.seed);

  // All images before all networks, a few at a time; tallied in their order.
  const std::vector<std::size_t> shifts = shifts_of(shown.size(), request.shuffles, request.seed);
  examined[0].tally.keep_images = true;
  const auto batch = static_cast<std::size_t>(std::max(request.threads, 1)) * 4;
  for (std::size_t begin = 0; begin < shown.size(); begin += batch) {
    const std::size_t count = std::min(batch, shown.size() - begin);
    std::vector<std::vector<Answer>> answers(count);
    std::vector<std::vector<ImageTally>> others(count);
    const auto ran = for_all(count, request.threads, [&](std::size_t n) -> Result<void> {
      const std::size_t i = begin + n;
      const auto input = input_for(i);
      if (!input) return tl::unexpected<Error>(input.error());
      const CoverTable table(covers, i, shifts);
      const CoverTable bare(covers, i, {});
      std::vector<LayerSpan> ignored;
      for (std::size_t j = 0; j < examined.size(); ++j) {
        const auto maps = examined[j].subject.maps(*input, ignored);
        if (!maps) return tl::unexpected<Error>(maps.error());
        answers[n].push_back(
            {tally_image(*maps, table), tally_image(examined[j].mixer->mixed(*maps), bare)});
        if (j == 0) {
          answers[n][0].real.overlaps =
              overlaps_of(*maps, thresholds, covers[i], covers[(i + shifts[0]) % covers.size()]);
          answers[n][0].real.responses = greatest_of(*maps);
        }
      }
      for (const Subject& control : controls) {
        const auto maps = control.maps(*input, ignored);
        if (!maps) return tl::unexpected<Error>(maps.error());
        others[n].push_back(tally_image(*maps, bare));
      }
      return {};
    });
    if (!ran) return tl::unexpected<Error>(ran.error());
    for (std::size_t n = 0; n < count; ++n) {
      for (std::size_t j = 0; j < examined.size(); ++j) {
        examined[j].tally.add(std::move(answers[n][j].real));
        examined[j].mixed.add(std::move(answers[n][j].mixed));
      }
      for (std::size_t j = 0; j < controls.size(); ++j) untrained[j].add(std::move(others[n][j]));
    }
    progress("networks", begin + count, shown.size());
  }

  Dissection result;
  result.model = opened->card.name;
  result.data = dataset->name + (request.split == "all" ? "" : " " + request.split);
  result.images = static_cast<int>(shown.size());
  result.left_out = static_cast<int>(dataset->records.size() - shown.size());
  result.layers = spans;
  result.present = totals.present;
  result.share = totals.share;
  const Ceilings ceiling = ceilings_of(untrained, spans);
  for (std::size_t j = 0; j < examined.size(); ++j) {
    const Verdict verdict = verdict_of(examined[j].tally, examined[j].mixed, ceiling, spans);
    if (j == 0) {
      result.discovery_limit = verdict.limit;
      result.filters = filters_of(examined[0].tally, verdict, request.seed);
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
  for (const Shown& one : shown) {
    records.push_back(dataset->records[one.record]);
    tones.push_back(one.tone);
  }
  if (auto linked = associate(*dataset, records, tones, examined[0].tally.responses, result);
      !linked) {
    return tl::unexpected<Error>(linked.error());
  }
  return result;
}

}  // namespace lesion
