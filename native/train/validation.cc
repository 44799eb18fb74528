#include "native/train/validation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>
#include <string>

#include "core/image/decode.h"
#include "core/model/region.h"
#include "native/data/files.h"
#include "native/data/parallel.h"
#include "native/train/progress.h"
#include "native/train/step.h"

namespace lesion {
namespace {

constexpr const char* kNoLesions =
    "the squares are fitted to the lesion; name the network that finds it with --masks";

}  // namespace

Result<PreparedImages> PreparedImages::load(const Dataset& dataset,
                                            std::span<const std::size_t> places,
                                            const InputRule& rule, int threads,
                                            LesionPlaces* lesions) {
  const bool fitted = rule.crop.kind == CropKind::kLesion;
  if (fitted && lesions == nullptr) return fail(ErrorKind::kInvalidArgument, kNoLesions);
  PreparedImages out;
  out.size_ = rule.width;
  const auto floats =
      static_cast<std::size_t>(rule.width) * static_cast<std::size_t>(rule.height) * 3;
  out.values_.resize(places.size() * floats);
  for (const std::size_t place : places) {
    out.labels_.push_back(dataset.records[place].label == kMalignant ? 1 : 0);
  }
  const auto done = for_all(places.size(), threads, [&](std::size_t i) -> Result<void> {
    const Record& record = dataset.records[places[i]];
    const auto trouble = [&](const Error& error) {
      return fail(error.kind, dataset.where(record) + error.message);
    };
    // Of an image that was read but cannot be decoded, the file's name is not in the sentence yet.
    const auto in_file = [&](const Error& error) {
      return trouble(about_file(record.file.filename().string(), error));
    };
    if (record.file.empty()) {
      return trouble(plain_error(ErrorKind::kNotFound, record.id + ": there is no such image"));
    }
    const auto bytes = read_file(record.file);
    if (!bytes) return trouble(bytes.error());
    const auto image = decode_image(*bytes);
    if (!image) return in_file(image.error());
    std::optional<LesionSummary> lesion;
    if (fitted) {
      const auto found = lesions->of(*bytes, *image);
      if (!found) return in_file(found.error());
      lesion = *found;
    }
    const auto tensor =
        preprocess(*image, rule, region_for(rule, image->width, image->height, lesion));
    if (!tensor) return in_file(tensor.error());
    std::copy(tensor->values.begin(), tensor->values.end(),
              out.values_.begin() + static_cast<std::ptrdiff_t>(i * floats));
    return {};
  });
  if (!done) return tl::unexpected(done.error());
  return out;
}

std::span<const float> PreparedImages::image(std::size_t index) const {
  const auto floats = static_cast<std::size_t>(size_) * static_cast<std::size_t>(size_) * 3;
  return std::span(values_).subspan(index * floats, floats);
}

std::vector<double> margins_of(const Plan& plan, std::vector<float>& weights,
                               std::vector<float>& buffers, Workers& workers, const Crew& crew,
                               const PreparedImages& images, std::size_t count,
                               c10::Device device) {
  const std::size_t first = crew.begin(crew.first, count);
  const std::vector<float> logits = score(
      plan, weights, buffers, workers, crew, [&](std::size_t i) { return images.image(i - first); },
      count, images.size(), device);
  std::vector<double> margins;
  for (std::size_t i = 0; i + 1 < logits.size(); i += 2) {
    margins.push_back(static_cast<double>(logits[i + 1]) - logits[i]);
  }
  return margins;
}

ValidationFigures figures_of(std::vector<double> margins, std::span<const std::uint8_t> labels) {
  ValidationFigures figures;
  figures.margins = std::move(margins);
  for (std::size_t i = 0; i < figures.margins.size(); ++i) {
    const double wrong = labels[i] == 1 ? -figures.margins[i] : figures.margins[i];
    // log(1 + exp(wrong)), without overflow.
    figures.loss += std::max(wrong, 0.0) + std::log1p(std::exp(-std::abs(wrong)));
  }
  figures.loss /= static_cast<double>(std::max<std::size_t>(1, figures.margins.size()));
  const auto area = auc({.scores = figures.margins, .labels = labels});
  if (area) figures.auc = *area;
  return figures;
}

ValidationFigures figures_of(std::vector<double> margins, std::span<const std::uint8_t> labels,
                             std::span<const int> sources) {
  ValidationFigures figures = figures_of(std::move(margins), labels);
  const int count = sources.empty() ? 1 : *std::max_element(sources.begin(), sources.end()) + 1;
  for (int source = 0; count > 1 && source < count; ++source) {
    std::vector<double> some;
    std::vector<std::uint8_t> theirs;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (sources[i] != source) continue;
      some.push_back(figures.margins[i]);
      theirs.push_back(labels[i]);
    }
    const auto area = auc({.scores = some, .labels = theirs});
    figures.sources.push_back(area ? area->value : 0);
  }
  return figures;
}

double merit(const ValidationFigures& figures) {
  if (figures.sources.empty()) return figures.auc.value;
  return std::accumulate(figures.sources.begin(), figures.sources.end(), 0.0) /
         static_cast<double>(figures.sources.size());
}

std::vector<std::string> epoch_lines(const EpochRow& row, int epochs,
                                     const ValidationFigures& figures, const Dataset& dataset) {
  std::array<char, 300> text{};
  std::snprintf(text.data(), text.size(),
                "epoch %d/%d (%d px) done: loss %.4f, val loss %.4f, val AUC %.4f (%.3f-%.3f), "
                "%.0f images/s, %s so far",
                row.epoch, epochs, row.size, row.loss, row.val_loss, figures.auc.value,
                figures.auc.low, figures.auc.high, row.images_per_second,
                duration_text(row.seconds).c_str());
  std::vector<std::string> lines{text.data()};
  for (std::size_t i = 0; i < figures.sources.size(); ++i) {
    std::snprintf(text.data(), text.size(), "  %s: val AUC %.4f", dataset.sources[i].name.c_str(),
                  figures.sources[i]);
    lines.emplace_back(text.data());
  }
  return lines;
}

ValidationFigures validate(const Plan& plan, std::vector<float>& weights,
                           std::vector<float>& buffers, Workers& workers,
                           const PreparedImages& images) {
  return figures_of(margins_of(plan, weights, buffers, workers, crew_of(0, 1, workers.count()),
                               images, images.count(), torch::kCPU),
                    images.labels());
}

}  // namespace lesion
