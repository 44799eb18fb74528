#include "native/train/validation.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/image/decode.h"
#include "native/data/files.h"
#include "native/data/parallel.h"
#include "native/train/step.h"

namespace lesion {

Result<PreparedPictures> PreparedPictures::load(const Dataset& dataset,
                                                std::span<const std::size_t> places,
                                                const InputRule& rule, int threads) {
  PreparedPictures out;
  out.size_ = rule.size;
  const auto floats = static_cast<std::size_t>(rule.size) * static_cast<std::size_t>(rule.size) * 3;
  out.values_.resize(places.size() * floats);
  for (const std::size_t place : places) {
    out.labels_.push_back(dataset.records[place].label == kMalignant ? 1 : 0);
  }
  const auto done = for_all(places.size(), threads, [&](std::size_t i) -> Result<void> {
    const Record& record = dataset.records[places[i]];
    const auto trouble = [&](const Error& error) {
      return fail(error.kind,
                  "metadata.csv line " + std::to_string(record.line) + ": " + error.message);
    };
    const auto bytes = read_file(record.file);
    if (!bytes) return trouble(bytes.error());
    const auto image = decode_image(*bytes);
    if (!image) return trouble(image.error());
    const auto tensor = preprocess(*image, rule);
    if (!tensor) return trouble(tensor.error());
    std::copy(tensor->values.begin(), tensor->values.end(),
              out.values_.begin() + static_cast<std::ptrdiff_t>(i * floats));
    return {};
  });
  if (!done) return tl::unexpected(done.error());
  return out;
}

std::span<const float> PreparedPictures::picture(std::size_t index) const {
  const auto floats = static_cast<std::size_t>(size_) * static_cast<std::size_t>(size_) * 3;
  return std::span(values_).subspan(index * floats, floats);
}

ValidationFigures validate(const Plan& plan, std::vector<float>& weights,
                           std::vector<float>& buffers, Workers& workers,
                           const PreparedPictures& pictures) {
  const std::vector<float> logits = score(
      plan, weights, buffers, workers, [&](std::size_t i) { return pictures.picture(i); },
      pictures.count(), pictures.size());
  ValidationFigures figures;
  for (std::size_t i = 0; i < pictures.count(); ++i) {
    const double margin = static_cast<double>(logits[2 * i + 1]) - logits[2 * i];
    figures.margins.push_back(margin);
    const double wrong = pictures.labels()[i] == 1 ? -margin : margin;
    // log(1 + exp(wrong)), without overflow.
    figures.loss += std::max(wrong, 0.0) + std::log1p(std::exp(-std::abs(wrong)));
  }
  figures.loss /= static_cast<double>(std::max<std::size_t>(1, pictures.count()));
  const auto area = auc({.scores = figures.margins, .labels = pictures.labels()});
  if (area) figures.auc = *area;
  return figures;
}

}  // namespace lesion
