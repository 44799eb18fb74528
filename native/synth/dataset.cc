#include "native/synth/dataset.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "core/image/png.h"
#include "core/image/resample.h"
#include "core/synth/exact.h"
#include "native/synth/label_file.h"

namespace lesion::synth {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

constexpr std::string_view kHeader =
    "isic_id,benign_malignant,lesion_id,split,irregular_border,several_colours,skin_tone,width,"
    "height,dark_corner,hair,gel_border,gel_bubble,ruler,ink,patches,seed,image_type,license\n";

constexpr int kThumbnailQuality = 82;

std::string describe(int smallest, int largest) {
  return std::to_string(smallest) + " to " + std::to_string(largest);
}

std::string image_id(int index) {
  const std::string digits = std::to_string(index + 1);
  return std::string("SYNTH_").append(7 - std::min<std::size_t>(7, digits.size()), '0') + digits;
}

Result<void> write_file(const fs::path& path, std::span<const std::uint8_t> bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) {
    return fail(ErrorKind::kIo, path.string() +
                                    ": cannot be written; is the disk full or the folder "
                                    "read-only?");
  }
  return {};
}

Result<void> make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error)
    return fail(ErrorKind::kIo, path.string() + ": the folder cannot be made: " + error.message());
  return {};
}

Result<void> check(const DatasetOptions& options) {
  const auto wrong = [](std::string text) {
    return fail(ErrorKind::kInvalidArgument, std::move(text));
  };
  if (options.count < 1 || options.count > kMostImages) {
    return wrong("--count must be " + describe(1, kMostImages) + ", not " +
                 std::to_string(options.count));
  }
  for (const int side : {options.width, options.height}) {
    if (side < kSmallestSide || side > kLargestSide) {
      return wrong("--size must be " + describe(kSmallestSide, kLargestSide) +
                   " pixels on each side, not " + std::to_string(side));
    }
  }
  if (options.tone < 0 || options.tone > 6) {
    return wrong("--tone must be a Fitzpatrick type, 1 to 6, or 0 to draw it, not " +
                 std::to_string(options.tone));
  }
  if (options.quality < 1 || options.quality > 100) {
    return wrong("--quality must be 1 to 100, not " + std::to_string(options.quality));
  }
  if (options.thumbnail_width != 0 &&
      (options.thumbnail_width < 16 || options.thumbnail_width > options.width)) {
    return wrong("--thumbnail must be " + describe(16, options.width) + " pixels wide, not " +
                 std::to_string(options.thumbnail_width));
  }
  if (options.folder.empty()) return wrong("--out must name a folder");
  std::error_code error;
  if (fs::exists(options.folder, error)) {
    if (!fs::is_directory(options.folder, error)) {
      return wrong(options.folder.string() + " is a file; --out must name a folder");
    }
    if (!options.force && !fs::is_empty(options.folder, error)) {
      return wrong(options.folder.string() +
                   " already holds something; name a new folder, or add --force to write into it");
    }
  }
  return {};
}

Artefacts draw_artefacts(std::uint64_t seed) {
  Random random(sub_seed(seed, "which artefacts"));
  Artefacts drawn;
  drawn.hair = random.chance(0.35);
  drawn.ruler = random.chance(0.30);
  drawn.gel = random.chance(0.25);
  drawn.ink = random.chance(0.12);
  drawn.patch = random.chance(0.10);
  drawn.dark_corner = random.chance(0.25);
  return drawn;
}

// Place of image `index` among those of its label.
int place_in_class(const DatasetOptions& options, int index) {
  return options.labels == Labels::kBoth ? index / 2 : index;
}

std::string row_of(const DatasetOptions& options, int index, const SynthOptions& made,
                   const SynthImage& image) {
  constexpr std::array<const char*, 5> kSplits = {"train", "train", "train", "val", "test"};
  const Artefacts& has = made.artefacts;
  std::string row = image_id(index);
  const auto add = [&row](const std::string& field) {
    row += ',';
    row += field;
  };
  add(image.malignant ? "malignant" : "benign");
  add("LESION_" + image_id(index));
  add(kSplits[static_cast<std::size_t>(place_in_class(options, index) % 5)]);
  add(made.irregular ? "1" : "0");
  add(made.several_colours ? "1" : "0");
  add(std::to_string(image.tone));
  add(std::to_string(made.width));
  add(std::to_string(made.height));
  for (const bool on :
       {has.dark_corner, has.hair, image.gel_border, has.gel, has.ruler, has.ink, has.patch}) {
    add(on ? "1" : "0");
  }
  add(std::to_string(made.seed));
  add("synthetic dermoscopic");
  add("CC0-1.0 synthetic");
  return row + '\n';
}

Result<void> write_masks(const fs::path& folder, const std::string& id, const SynthImage& image) {
  for (std::size_t c = 0; c < image.masks.size(); ++c) {
    const auto file = encode_png_grey(image.masks[c], image.image.width, image.image.height);
    if (!file) return tl::unexpected(file.error());
    const std::string name = id + "_" + std::string(kConceptNames[c]) + ".png";
    if (auto done = write_file(folder / name, *file); !done) return done;
  }
  return {};
}

Result<void> write_thumbnail(const fs::path& path, const Image& image, int width) {
  const int height = std::max(1, (image.height * width + image.width / 2) / image.width);
  const Rect whole{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
  const auto file = encode_jpeg(resample_to_bytes(image, whole, width, height), kThumbnailQuality,
                                kSyntheticComment);
  if (!file) return tl::unexpected(file.error());
  return write_file(path, *file);
}

Result<void> write_image(const DatasetOptions& options, const std::string& id,
                         const SynthImage& image) {
  const Result<Bytes> file = options.jpeg
                                 ? encode_jpeg(image.image, options.quality, kSyntheticComment)
                                 : encode_png_with_comment(image.image, kSyntheticComment);
  if (!file) return tl::unexpected(file.error());
  const std::string name = id + (options.jpeg ? ".jpg" : ".png");
  if (auto done = write_file(options.folder / "images" / name, *file); !done) return done;
  if (options.masks) {
    if (auto done = write_masks(options.folder / "masks", id, image); !done) return done;
  }
  if (options.thumbnail_width == 0) return {};
  return write_thumbnail(options.folder / "thumbnails" / (id + ".jpg"), image.image,
                         options.thumbnail_width);
}

}  // namespace

Result<Size> parse_size(std::string_view text) {
  const auto wrong = [&]() {
    return fail(ErrorKind::kInvalidArgument,
                "--size must be like 512 or 1024x768, not \"" + std::string(text) + "\"");
  };
  const std::size_t cross = text.find('x');
  const std::string_view first = text.substr(0, cross);
  const std::string_view second = cross == std::string_view::npos ? first : text.substr(cross + 1);
  Size size;
  for (auto [part, side] : {std::pair{first, &size.width}, std::pair{second, &size.height}}) {
    const char* end = part.data() + part.size();
    const auto read = std::from_chars(part.data(), end, *side);
    if (part.empty() || read.ec != std::errc() || read.ptr != end) return wrong();
  }
  return size;
}

Result<Artefacts> parse_artefacts(std::string_view text) {
  if (text == "none") return Artefacts{};
  if (text == "all") return Artefacts{true, true, true, true, true, true};
  Artefacts wanted;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t comma = std::min(text.find(',', from), text.size());
    const std::string_view name = text.substr(from, comma - from);
    const std::array<std::pair<std::string_view, bool*>, 6> known = {
        {{"hair", &wanted.hair},
         {"ruler", &wanted.ruler},
         {"gel", &wanted.gel},
         {"ink", &wanted.ink},
         {"patch", &wanted.patch},
         {"dark_corner", &wanted.dark_corner}}};
    const auto* found =
        std::find_if(known.begin(), known.end(), [&](const auto& k) { return k.first == name; });
    if (found == known.end()) {
      return fail(ErrorKind::kInvalidArgument,
                  "--artefact does not know \"" + std::string(name) +
                      "\"; it knows hair, ruler, gel, ink, patch, dark_corner, all and none");
    }
    *found->second = true;
    from = comma + 1;
  }
  return wanted;
}

SynthOptions image_options(const DatasetOptions& options, int index) {
  SynthOptions made;
  made.width = options.width;
  made.height = options.height;
  made.tone = options.tone;
  made.seed =
      sub_seed(sub_seed(options.seed, "data set") + static_cast<std::uint64_t>(index), "picture");
  made.artefacts = options.artefacts.value_or(draw_artefacts(made.seed));
  const bool malignant =
      options.labels == Labels::kMalignant || (options.labels == Labels::kBoth && index % 2 == 1);
  const int kind = Random(sub_seed(made.seed, "kind of benign")).below(5);
  made.irregular = malignant || kind == 1;
  made.several_colours = malignant || kind == 3;
  return made;
}

Result<void> write_dataset(const DatasetOptions& options,
                           const std::function<void(int done)>& progress) {
  if (auto fine = check(options); !fine) return fine;
  std::vector<fs::path> folders = {options.folder, options.folder / "images"};
  if (options.masks) folders.push_back(options.folder / "masks");
  if (options.thumbnail_width != 0) folders.push_back(options.folder / "thumbnails");
  for (const fs::path& folder : folders) {
    if (auto made = make_folder(folder); !made) return made;
  }
  std::string table(kHeader);
  for (int i = 0; i < options.count; ++i) {
    const SynthOptions made = image_options(options, i);
    const SynthImage image = render(made);
    if (auto done = write_image(options, image_id(i), image); !done) return done;
    table += row_of(options, i, made, image);
    if (progress) progress(i + 1);
  }
  // Last, so that a run that was cut short leaves no table that promises missing images.
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(table.data());
  return write_file(options.folder / "metadata.csv", {bytes, table.size()});
}

}  // namespace lesion::synth
