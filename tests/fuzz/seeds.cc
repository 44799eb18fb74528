// fuzz_seeds DOOR FOLDER: writes sound inputs for one of the fuzz targets, to begin from.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <vector>

#include <lcms2.h>

#include "core/image/png.h"
#include "core/model/card.h"
#include "core/onnx/compress.h"
#include "core/onnx/graph.h"
#include "native/train/checkpoint.h"
#include "tests/core/image/made_jpegs.h"
#include "tests/core/onnx/small_models.h"
#include "tests/core/print/tiny_font.h"

namespace {

using namespace lesion;

ModelCard card() {
  ModelCard card;
  card.name = card.architecture = "seed";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{0.3, 0.9, 0.7, "val", "test"};
  card.metrics = {{"test", 10, 4, 0.9, 0.8, 0.95}};
  card.layers = {{"layer0", 1, 1, 3, 0.5, {{0.1f, 0.5f, 0.9f, false}}}};
  card.training = TrainingRecord{"data", "command", 1, 2, 0.5, "0.1.0"};
  return card;
}

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

using Seeds = std::vector<std::vector<std::uint8_t>>;

Seeds texts(std::initializer_list<std::string> all) {
  Seeds seeds;
  for (const std::string& text : all) seeds.push_back(bytes_of(text));
  return seeds;
}

Seeds onnx_files() {
  auto model = onnx::small_model();
  model.metadata = {{std::string(kCardKey), to_json(card())}};
  auto compressed = model;
  if (!onnx::compress_weights(compressed, {.least_values = 1})) return {};
  return {onnx::write_model(model).value(), onnx::write_model(compressed).value()};
}

Seeds images() {
  Image image{5, 4, {}};
  for (int i = 0; i < 60; ++i) image.rgb.push_back(static_cast<std::uint8_t>(i * 4));
  auto bmp = bytes_of(std::string("BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", 18));
  for (const int value : {2, 2}) {
    for (const int byte : {value, 0, 0, 0}) bmp.push_back(static_cast<std::uint8_t>(byte));
  }
  for (const int byte : {1, 0, 24, 0}) bmp.push_back(static_cast<std::uint8_t>(byte));
  bmp.resize(54 + 16, 0);
  const auto gif =
      bytes_of(std::string("GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0"
                           "\2\2D\1\0;",
                           35));
  // Found by this door: a number that overflowed, and image data that begin with an empty chunk.
  const auto ppm = bytes_of("P6 2556666660 1 255\nabc");
  const auto png = encode_png(image).value();
  const auto empty = bytes_of(std::string("\0\0\0\0IDAT\x35\xaf\x06\x1e", 12));
  auto begun = png;
  begun.insert(begun.begin() + 33, empty.begin(), empty.end());  // behind signature and IHDR
  Seeds seeds = {png, begun, bmp, gif, ppm};
  using namespace lesion::testing;
  seeds.emplace_back(kSequentialJpeg.begin(), kSequentialJpeg.end());
  seeds.emplace_back(kProgressiveJpeg.begin(), kProgressiveJpeg.end());
  seeds.emplace_back(kRestartJpeg.begin(), kRestartJpeg.end());
  // Its own profile, a grey one and one of another gamma.
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1.8);
  cmsToneCurve* const curves[3] = {curve, curve, curve};
  const cmsCIExyY white{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
  for (cmsHPROFILE profile : {cmsCreate_sRGBProfile(), cmsCreateGrayProfile(&white, curve),
                              cmsCreateRGBProfile(&white, &primaries, curves)}) {
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    std::vector<std::uint8_t> icc(size);
    cmsSaveProfileToMem(profile, icc.data(), &size);
    cmsCloseProfile(profile);
    seeds.push_back(sequential_jpeg_with(icc, 1));
  }
  cmsFreeToneCurve(curve);
  return seeds;
}

Seeds csv_tables() {
  return texts({"isic_id,benign_malignant,split\nA,benign,train\r\nB,malignant,val\n",
                "\xEF\xBB\xBFname,\"a \"\"word\"\"\",x\n\n\"one\ntwo\",,\"3,4\"\n"});
}

// A mapping, a zero byte, a table: every dialect that in_plain_dialect() knows.
Seeds tables() {
  Seeds seeds = texts({"", "mel=malignant, nv=benign\nbcc=skip # all of them",
                       "\"melanoma, NOS\"=malignant;unk=skip"});
  for (const std::string text :
       {"isic_id,benign_malignant,diagnosis\nA,benign,nv\nB,,mel\nC,malignant,bcc\n",
        "image,MEL,NV,BCC,AKIEC,UNK\nA,1.0,0.0,0,0,0\nB,0,0,0,0,1\n",
        "image_id,melanoma,seborrheic_keratosis\nA,1,0\nB,0,0\nC,0,1\n",
        "image_id,dx\nA,mel\nB,nv\nC,bcc\n", "image_name,target\nA,0\nB,1\n",
        "isic_id,diagnosis_1,diagnosis_3\nA,Benign,Nevus\nB,Indeterminate,\n"}) {
    for (const std::string mapping : {"", "mel=malignant, nv=benign\nbcc=skip"}) {
      seeds.push_back(bytes_of(mapping + '\0' + text));
    }
  }
  return seeds;
}

// The file, and what the fuzzer seals itself: the JSON alone.
Seeds checkpoints() {
  Checkpoint checkpoint;
  checkpoint.config = compact_config();
  checkpoint.diagnoses = {"mel", "nv"};
  checkpoint.data = "made";
  checkpoint.history = {"lesionlens train --data made"};
  checkpoint.adam.weights = {1, 2, 3};
  checkpoint.buffers = {4};
  const auto file = checkpoint_bytes(checkpoint);
  const auto floats = 4 * sizeof(float);
  return {file, {file.begin() + 16, file.end() - static_cast<std::ptrdiff_t>(8 + floats)}};
}

Seeds actions() {
  return texts({
      R"({"type":"select","layer":1,"filter":2}
{"type":"overlay","visible":false}
{"type":"zoom","factor":2,"x":3,"y":4}
{"type":"pan","dx":3,"dy":-4}
{"type":"opacity","value":0.5})",
      R"({"type":"screen","screen":"explore"}
{"type":"jump","to":"2/3"}
{"type":"commit-jump"}
{"type":"mark","which":"b"}
{"type":"flip"})",
      R"({"type":"crop","x":10,"y":20,"width":100}
{"type":"crop-scale","steps":-3}
{"type":"crop-step","x":1,"y":-1}
{"type":"probe","shown":true}
{"type":"step-probe","x":2,"y":1})",
      R"({"type":"screen","screen":"compare"}
{"type":"compare-panes","count":4}
{"type":"compare-pane","pane":1}
{"type":"compare-set","pane":1,"image":1,"layer":1,"filter":2}
{"type":"compare-places","places":[[0,1],[1,2]]}
{"type":"screen","screen":"sheet"}
{"type":"sheet-add","layer":1,"filter":1}
{"type":"sheet-columns","places":[[0,1],[1,2]]}
{"type":"sheet-scroll","dx":10,"dy":20}
{"type":"sheet-point","image":1,"column":1}
{"type":"sheet-remove","column":0})",
      R"({"type":"threshold","value":0.7}
{"type":"contour","level":1}
{"type":"scale-mode","mode":"map"}
{"type":"palette","value":"contrast"}
{"type":"sort","by":"response"}
{"type":"language","code":"de"}
{"type":"text-scale","value":1.5})",
  });
}

Seeds seeds(const std::string& door) {
  if (door == "action") return actions();
  if (door == "card") return {bytes_of(to_json(card()))};
  if (door == "checkpoint") return checkpoints();
  if (door == "csv") return csv_tables();
  if (door == "font") return {testing::tiny_font()};
  if (door == "image") return images();
  if (door == "onnx" || door == "reverse") return onnx_files();
  if (door == "table") return tables();
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const Seeds all = argc == 3 ? seeds(argv[1]) : Seeds{};
  if (all.empty()) {
    std::fprintf(stderr, "usage: fuzz_seeds DOOR FOLDER\n");
    return 2;
  }
  const std::filesystem::path folder = argv[2];
  std::filesystem::create_directories(folder);
  int index = 0;
  for (const auto& seed : all) {
    std::ofstream out(folder / std::to_string(index++), std::ios::binary);
    out.write(reinterpret_cast<const char*>(seed.data()),
              static_cast<std::streamsize>(seed.size()));
    if (!out) return 1;
  }
  return 0;
}
