#include "native/masks/concepts.h"

#include <algorithm>
#include <utility>

#include "core/concepts/presence.h"
#include "native/data/columns.h"

namespace lesion {
namespace {

struct Flag {
  Concept what;
  std::string_view column;
};
constexpr std::array<Flag, 8> kFlags = {{{Concept::kHair, "hair"},
                                         {Concept::kRuler, "ruler"},
                                         {Concept::kPatch, "patches"},
                                         {Concept::kDarkCorner, "dark_corner"},
                                         {Concept::kInk, "ink"},
                                         {Concept::kReflection, "gel_bubble"},
                                         {Concept::kBubble, "gel_bubble"},
                                         {Concept::kGelBorder, "gel_border"}}};

Result<FoundConcepts> concepts_in(const MaskFinder& finder, const Record& record, Image& image) {
  if (record.file.empty()) {
    return fail(ErrorKind::kNotFound, record.id + ": there is no such image");
  }
  auto read = read_image(record.file);
  if (!read) return tl::unexpected(read.error());
  image = std::move(*read);
  auto found = concepts_of(finder, image);
  if (!found) return fail(found.error().kind, record.file.string() + ": " + found.error().message);
  return found;
}

}  // namespace

Result<FoundConcepts> concepts_of(const MaskFinder& finder, const Image& image) {
  auto answer = finder.answer(image);
  if (!answer) return tl::unexpected(answer.error());
  const int lesion = finder.mask_number("lesion");
  if (lesion < 0) return fail(ErrorKind::kInvalidArgument, "the network has no mask of the lesion");
  const Mask mask = finder.mask_of(*answer, lesion, image.width, image.height);
  std::vector<AttributeLogits> attributes;
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    if (kConcepts[k].kind != ConceptKind::kAttribute) continue;
    const int number = finder.mask_number(kConcepts[k].name);
    if (number < 0) continue;
    attributes.push_back(
        {static_cast<Concept>(k), std::move((*answer)[static_cast<std::size_t>(number)])});
  }
  return find_concepts(image, mask, attributes);
}

std::vector<Concept> concepts_named(std::string_view name) {
  if (name == "gel") return {Concept::kReflection, Concept::kBubble, Concept::kGelBorder};
  if (const auto what = concept_named(name)) return {*what};
  return {};
}

Mask mask_of(const FoundConcepts& found, std::span<const Concept> what, int width, int height) {
  Mask all{width, height, {}};
  all.pixels.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
  for (const Concept one : what) {
    const Mask mask = concept_mask(found.at(one), width, height);
    for (std::size_t i = 0; i < all.pixels.size(); ++i) {
      all.pixels[i] = std::max(all.pixels[i], mask.pixels[i]);
    }
  }
  return all;
}

MaskVerdict evaluate_concept(const MaskFinder& finder, std::span<const Record> records,
                             const TruthFolders& truth, const std::string& name) {
  MaskVerdict verdict;
  verdict.masks.push_back({name, {}, {}});
  const std::vector<Concept> what = concepts_named(name);
  for (const Record& record : records) {
    Image image;
    const auto found = concepts_in(finder, record, image);
    if (!found) {
      verdict.left_out.push_back(found.error().message);
      continue;
    }
    const auto marked = true_mask(truth, record.id, name, image);
    if (!marked) {
      verdict.left_out.push_back(marked.error().message);
      continue;
    }
    const double value = jaccard(mask_of(*found, what, image.width, image.height), *marked);
    verdict.masks[0].all.push_back(value);
    if (summarise(*marked).area > 0) verdict.masks[0].shown.push_back(value);
  }
  return verdict;
}

Result<FlagVerdict> evaluate_flags(const MaskFinder& finder, const Dataset& dataset) {
  std::vector<int> lines;
  for (const Record& record : dataset.records) lines.push_back(record.line);
  const auto cells = table_cells(dataset.csv, lines);
  if (!cells) return tl::unexpected(cells.error());
  std::vector<std::ptrdiff_t> columns;
  for (const Flag& flag : kFlags) {
    const auto at = std::find(cells->header.begin(), cells->header.end(), flag.column);
    columns.push_back(at == cells->header.end() ? -1 : at - cells->header.begin());
  }
  FlagVerdict verdict;
  std::array<std::vector<double>, kFlags.size()> scores;
  std::array<std::vector<std::uint8_t>, kFlags.size()> labels;
  std::array<std::array<int, 2>, kFlags.size()> told{};  // others, flagged
  for (std::size_t i = 0; i < dataset.records.size(); ++i) {
    Image image;
    const auto found = concepts_in(finder, dataset.records[i], image);
    if (!found) {
      verdict.left_out.push_back(found.error().message);
      continue;
    }
    const auto& row = cells->rows[i];
    const auto summaries = summaries_of(*found);
    for (std::size_t k = 0; k < kFlags.size(); ++k) {
      if (columns[k] < 0 || static_cast<std::size_t>(columns[k]) >= row.size()) continue;
      // Neither 1 nor 0: nobody knows.
      const std::string& flag = row[static_cast<std::size_t>(columns[k])];
      if (flag != "1" && flag != "0") continue;
      scores[k].push_back(static_cast<double>(found->at(kFlags[k].what).presence));
      labels[k].push_back(flag == "1" ? 1 : 0);
      if (summaries[static_cast<std::size_t>(kFlags[k].what)].told) ++told[k][labels[k].back()];
    }
  }
  for (std::size_t k = 0; k < kFlags.size(); ++k) {
    if (columns[k] < 0) continue;
    FlagEvaluation evaluation{kFlags[k].what, std::string(kFlags[k].column), std::nullopt,
                              told[k][1], told[k][0]};
    if (const auto area = auc({scores[k], labels[k]})) evaluation.auc = *area;
    verdict.flags.push_back(std::move(evaluation));
  }
  return verdict;
}

}  // namespace lesion
