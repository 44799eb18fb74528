// lesionlens image: what is read of image files, just as the page and the networks get it.
#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "core/image/dicom_json.h"
#include "core/image/png.h"
#include "native/cli/commands.h"
#include "native/data/files.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ImageRequest {
  std::vector<std::string> files;
  std::string json;
  std::string png;
  int frame = 1;
};

// Mean of each channel, 0..255.
std::array<double, 3> mean_rgb(const Image& image) {
  std::array<double, 3> sums{};
  for (std::size_t i = 0; i < image.rgb.size(); ++i) sums[i % 3] += image.rgb[i];
  const double pixels = static_cast<double>(image.rgb.size()) / 3;
  for (double& sum : sums) sum /= pixels;
  return sums;
}

std::vector<std::string> notes_of(const DecodeNotes& done) {
  std::vector<std::string> notes;
  if (done.orientation != 1) {
    notes.push_back("turned upright from EXIF orientation " + std::to_string(done.orientation));
  }
  if (done.source.several) notes.emplace_back("the file holds more than one image: the first");
  const std::string name = done.colour.name.empty() ? "an unnamed profile" : done.colour.name;
  if (done.dicom) {
    const DicomInfo& dicom = *done.dicom;
    if (dicom.frames > 1) {
      notes.push_back("frame " + std::to_string(dicom.frame + 1) + " of " +
                      std::to_string(dicom.frames));
    }
    if (dicom.burned_in) notes.emplace_back("text may stand in the pixels: it may name a person");
  }
  if (done.colour.use == ProfileUse::kConverted) {
    notes.push_back("colours converted to sRGB from " + name);
  } else if (done.colour.use == ProfileUse::kLeftOut) {
    notes.push_back("its colour profile (" + name + ") could not be used: taken for sRGB");
  }
  return notes;
}

Result<void> write_png(const ImageRequest& request, const fs::path& file, const Image& image) {
  const auto png = encode_png(image);
  if (!png) return tl::unexpected(png.error());
  fs::path out = request.png;
  if (request.files.size() > 1) {
    std::error_code error;
    fs::create_directories(out, error);
    if (error) return fail(ErrorKind::kIo, out.string() + ": " + error.message());
    out /= file.stem().string() + ".png";
  }
  return write_file_atomic(out, *png);
}

// Every member for every file: null is what could not be had.
Json description_of(const ImageRequest& request, const fs::path& path) {
  Json json = {{"file", path.filename().string()},
               {"width", nullptr},
               {"height", nullptr},
               {"mean_rgb", nullptr},
               {"notes", Json::array()},
               {"profile", nullptr},
               {"dicom", nullptr},
               {"damaged", false},
               {"error", nullptr}};
  const auto refuse = [&](const Error& error) {
    json["error"] = error.message;
    json["damaged"] = error.kind == ErrorKind::kCorrupt;
    std::cerr << path.string() << ": " << error.message << '\n';
    // Damage is an answer; a file that is not there, or no image, is none.
    if (error.kind != ErrorKind::kCorrupt) exit_code = error.kind == ErrorKind::kIo ? 1 : 2;
    return json;
  };
  const auto file = read_file(path);
  if (!file) return refuse(file.error());
  DecodeNotes done;
  const auto image = decode_image(*file, {}, &done, request.frame - 1);
  if (!image) return refuse(image.error());
  json["width"] = image->width;
  json["height"] = image->height;
  json["mean_rgb"] = mean_rgb(*image);
  json["notes"] = notes_of(done);
  if (done.colour.use != ProfileUse::kNone) {
    json["profile"] = done.colour.name.empty() ? "unnamed" : done.colour.name;
  }
  if (done.dicom) json["dicom"] = dicom_json(*done.dicom);
  if (!request.png.empty()) {
    if (const auto done = write_png(request, path, *image); !done) return refuse(done.error());
  }
  return json;
}

void describe(const ImageRequest& request) {
  Json all = Json::array();
  for (const std::string& file : request.files) all.push_back(description_of(request, file));
  const std::string text = (all.size() == 1 ? all[0] : all).dump(1) + "\n";
  if (request.json.empty()) {
    std::cout << text;
    return;
  }
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  if (const auto done = write_file_atomic(request.json, std::span(bytes, text.size())); !done) {
    std::cerr << "lesionlens: " << done.error().message << '\n';
    exit_code = 1;
  }
}

}  // namespace

void add_image(CLI::App& app) {
  auto request = std::make_shared<ImageRequest>();
  CLI::App* command = app.add_subcommand(
      "image",
      "What is read of image files, as the page and the networks get it: size (upright), mean of "
      "each channel (0 to 255), colour profile, what a DICOM file says of the image, whether the "
      "file is damaged");
  command
      ->add_option("file", request->files,
                   "JPEG, PNG, BMP, GIF, TGA, PSD, TIFF, WebP or DICOM files")
      ->required();
  command->add_option("--json", request->json,
                      "file for the answer: an object, of several files a list of them (default: "
                      "standard output)");
  command->add_option("--png", request->png,
                      "file for the pixels; of several files a folder (NAME.png)");
  command->add_option("--frame", request->frame, "of a DICOM file of several frames")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->footer(
      "Exit: 0 also where a file is damaged (\"damaged\": true, no pixels), 2 where one "
      "is no image that is read here, 1 where it could not be read or written.");
  command->callback([request] { describe(*request); });
}

}  // namespace lesion
