#include "native/cli/inspect_images.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

#include "core/image/decode.h"
#include "core/image/png.h"
#include "core/image/resample.h"
#include "core/model/region.h"
#include "core/table/class_mapping.h"
#include "native/data/columns.h"
#include "native/data/files.h"
#include "native/data/image_scan.h"
#include "native/data/leaks.h"
#include "native/data/metadata.h"
#include "native/report/contact_sheet.h"
#include "native/train/augment.h"
#include "native/train/config.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kSheetImages = 48;

std::string text_of(const ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void add_sizes(const ImageScan& scan, ordered_json& json) {
  std::map<std::pair<int, int>, int> sizes;
  for (const auto& size : scan.sizes) {
    if (size.width > 0) ++sizes[{size.width, size.height}];
  }
  std::vector<std::pair<int, std::pair<int, int>>> by_count;
  for (const auto& [size, count] : sizes) by_count.push_back({count, size});
  std::sort(by_count.rbegin(), by_count.rend());
  json["sizes"] = ordered_json::array();
  for (const auto& [count, size] : by_count) {
    json["sizes"].push_back({{"width", size.first}, {"height", size.second}, {"count", count}});
  }
}

Result<void> add_licences(const Dataset& dataset, const ClassMapping& mapping, ordered_json& json) {
  std::vector<int> lines;
  for (const Record& record : dataset.records) lines.push_back(record.line);
  const auto cells = table_cells(dataset.csv, lines, mapping);
  if (!cells) return tl::unexpected(cells.error());
  std::map<std::string, int> licences;
  for (const char* name : {"copyright_license", "license", "licence"}) {
    const auto found = std::find(cells->header.begin(), cells->header.end(), name);
    if (found == cells->header.end()) continue;
    const auto column = static_cast<std::size_t>(found - cells->header.begin());
    for (const auto& row : cells->rows) {
      const std::string licence = column < row.size() ? row[column] : std::string();
      ++licences[licence.empty() ? "not stated" : licence];
    }
    break;
  }
  json["licences"] = licences;
  return {};
}

void add_duplicates(const Dataset& dataset, const ImageScan& scan, ordered_json& json) {
  const auto id = [&](std::size_t i) { return dataset.records[i].id; };
  json["same_files"] = ordered_json::array();
  std::map<std::uint64_t, std::size_t> firsts;
  for (std::size_t i = 0; i < scan.contents.size(); ++i) {
    if (scan.contents[i] == 0) continue;
    const auto [first, fresh] = firsts.emplace(scan.contents[i], i);
    if (!fresh) json["same_files"].push_back({id(first->second), id(i)});
  }
  json["near_duplicates"] = ordered_json::array();
  for (const NearDuplicate& pair : near_duplicates(scan.prints)) {
    if (scan.contents[pair.first] == scan.contents[pair.second]) continue;
    json["near_duplicates"].push_back({id(pair.first), id(pair.second), pair.correlation});
  }
  json["leaks"] = ordered_json::array();
  for (const Leak& leak : find_leaks(dataset, scan)) {
    std::string text = leaks_text(dataset, {leak}, 1);
    text.erase(0, text.find('\n') + 1);
    text.erase(0, text.find_first_not_of(' '));
    while (!text.empty() && text.back() == '\n') text.pop_back();
    json["leaks"].push_back(text);
  }
}

// Places of the training part, the classes in turn as long as both last.
std::vector<std::size_t> sheet_places(const Dataset& dataset, const ImageScan& scan,
                                      std::uint64_t seed) {
  std::vector<std::size_t> of[2];
  for (const std::size_t place : dataset.part(Part::kTrain)) {
    if (scan.sizes[place].width > 0) of[dataset.records[place].label].push_back(place);
  }
  Random random({seed, 0x5EE7u});
  random.shuffle(of[kBenign]);
  random.shuffle(of[kMalignant]);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < std::max(of[0].size(), of[1].size()); ++i) {
    for (const auto& list : of) {
      if (i < list.size() && places.size() < kSheetImages) places.push_back(list[i]);
    }
  }
  return places;
}

Result<void> write_sheet(const ImagesRequest& request, const Dataset& dataset,
                         const ImageScan& scan) {
  const TrainConfig config =
      request.recipe == "paper" ? paper_config() : lens_config(Arch::kCompact);
  const int size = config.input_size();
  const int side = config.cache_side(size);
  const auto floats = static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3;
  std::vector<std::vector<std::uint8_t>> squares;
  std::vector<SheetImage> images;
  const auto places = sheet_places(dataset, scan, request.seed);
  for (std::size_t at = 0; at < places.size(); ++at) {
    const auto bytes = read_file(dataset.records[places[at]].file);
    if (!bytes) return tl::unexpected(bytes.error());
    const auto image = decode_image(*bytes);
    if (!image) return tl::unexpected(image.error());
    const Image square = resample_to_bytes(
        *image, region_for(square_input(side), image->width, image->height), side, side);
    Random random({request.seed, 0xA06u, 0u, at});
    std::vector<float> values(floats);
    augment(square.rgb, side, draw(config.augment, random), config.augment.fill, config.rule(size),
            values);
    std::vector<float> planar(floats);
    for (std::size_t i = 0; i < floats; ++i) planar[i % 3 * (floats / 3) + i / 3] = values[i];
    squares.push_back(bytes_of_input(planar, size, config.mean, config.std));
  }
  for (std::size_t at = 0; at < places.size(); ++at) {
    const bool malignant = dataset.records[places[at]].label == kMalignant;
    images.push_back({squares[at], malignant ? kMalignantBar : kBenignBar});
  }
  const auto sheet = contact_sheet(images, size, {.cell = 112});
  if (!sheet) return tl::unexpected(sheet.error());
  const auto png = encode_png(*sheet);
  if (!png) return tl::unexpected(png.error());
  return write_file_atomic(request.sheet, *png);
}

void print_pairs(const char* title, const ordered_json& pairs) {
  constexpr std::size_t kShown = 10;
  std::printf("\n%s  %zu\n", title, pairs.size());
  for (std::size_t i = 0; i < std::min(kShown, pairs.size()); ++i) {
    std::printf("  %s and %s", text_of(pairs[i][0]).c_str(), text_of(pairs[i][1]).c_str());
    if (pairs[i].size() > 2) std::printf(", correlation %.3f", pairs[i][2].get<double>());
    std::printf("\n");
  }
  if (pairs.size() > kShown) std::printf("  and %zu more\n", pairs.size() - kShown);
}

}  // namespace

Result<ordered_json> describe_images(const ImagesRequest& request) {
  const auto mapping = parse_class_mapping(request.classes);
  if (!mapping) return tl::unexpected<Error>(mapping.error());
  auto dataset = read_dataset(std::filesystem::path(request.metadata),
                              std::filesystem::path(request.images), *mapping);
  if (!dataset) return tl::unexpected<Error>(dataset.error());
  ordered_json json{{"labelled", dataset->records.size()},
                    {"unlabelled_rows", dataset->skipped},
                    {"has_split", dataset->has_split},
                    {"splits", ordered_json::object()}};
  for (const Part part : {Part::kTrain, Part::kVal, Part::kTest}) {
    const int benign = dataset->count(part, kBenign);
    const int malignant = dataset->count(part, kMalignant);
    const auto* name = dataset->has_split ? part_name(part) : "all";
    if (benign + malignant == 0) continue;
    json["splits"][name] = {
        {"n", benign + malignant}, {"benign", benign}, {"malignant", malignant}};
  }
  std::map<std::string, int> diagnoses;
  for (const auto& record : dataset->records) {
    if (!record.diagnosis.empty()) ++diagnoses[record.diagnosis];
  }
  json["diagnoses"] = diagnoses;
  json["unknown_patients"] = dataset->unknown_patients;
  if (const auto added = add_licences(*dataset, *mapping, json); !added) {
    return tl::unexpected<Error>(added.error());
  }
  if (request.limit > 0 && dataset->records.size() > static_cast<std::size_t>(request.limit)) {
    dataset->records.resize(static_cast<std::size_t>(request.limit));
  }
  const ImageScan scan = scan_images(*dataset, request.threads);
  json["images_read"] = dataset->records.size();
  add_sizes(scan, json);
  add_duplicates(*dataset, scan, json);
  json["unreadable"] = ordered_json::array();
  for (const UnreadableImage& image : scan.unreadable) {
    const Record& record = dataset->records[image.place];
    json["unreadable"].push_back(
        {{"isic_id", record.id}, {"line", record.line}, {"reason", image.reason}});
  }
  if (!request.sheet.empty()) {
    if (const auto written = write_sheet(request, *dataset, scan); !written) {
      return tl::unexpected<Error>(written.error());
    }
  }
  return json;
}

void print_images(const ordered_json& json) {
  std::printf("labelled images  %s", text_of(json["labelled"]).c_str());
  std::printf(" (%s rows labelled neither benign nor malignant left out)\n",
              text_of(json["unlabelled_rows"]).c_str());
  if (json["unknown_patients"] != 0) {
    std::printf("rows without a known patient (such as \"nan\" or \"unknown\")  %s\n",
                text_of(json["unknown_patients"]).c_str());
  }
  std::printf("\n%-8s %8s %8s %10s\n", "split", "n", "benign", "malignant");
  for (const auto& [name, split] : json["splits"].items()) {
    std::printf("%-8s %8d %8d %10d\n", name.c_str(), split["n"].get<int>(),
                split["benign"].get<int>(), split["malignant"].get<int>());
  }
  if (!json["diagnoses"].empty()) std::printf("\ndiagnosis\n");
  for (const auto& [name, count] : json["diagnoses"].items()) {
    std::printf("  %-24s %8d\n", name.c_str(), count.get<int>());
  }
  std::printf("\nsize (of %s images read)\n", text_of(json["images_read"]).c_str());
  constexpr std::size_t kShown = 20;
  std::size_t shown = 0;
  for (const auto& size : json["sizes"]) {
    if (shown++ == kShown) break;
    std::printf("  %5d x %-5d %8d\n", size["width"].get<int>(), size["height"].get<int>(),
                size["count"].get<int>());
  }
  if (json["sizes"].size() > kShown) {
    std::printf("  and %zu more sizes\n", json["sizes"].size() - kShown);
  }
  if (!json["licences"].empty()) std::printf("\nlicence\n");
  for (const auto& [name, count] : json["licences"].items()) {
    std::printf("  %-64s %8d\n", name.c_str(), count.get<int>());
  }
  print_pairs("same file", json["same_files"]);
  print_pairs("near duplicates", json["near_duplicates"]);
  std::printf("\non two sides of the split  %zu\n", json["leaks"].size());
  for (const auto& leak : json["leaks"]) std::printf("  %s\n", text_of(leak).c_str());
  std::printf("\nunreadable  %zu\n", json["unreadable"].size());
  for (const auto& image : json["unreadable"]) {
    std::printf("  line %d, %s: %s\n", image["line"].get<int>(), text_of(image["isic_id"]).c_str(),
                text_of(image["reason"]).c_str());
  }
}

}  // namespace lesion
