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
#include "tests/core/image/made_dicom.h"
#include "tests/core/image/made_frames.h"
#include "tests/core/image/made_jpegs.h"
#include "tests/core/onnx/small_models.h"
#include "tests/core/print/tiny_font.h"
#include "tests/support/made_tiff.h"

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

// Every encoding of elements and every coding of pixels.
Seeds tiff_files() {
  Seeds seeds;
  for (const std::uint16_t compression :
       std::vector<std::uint16_t>{COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                  COMPRESSION_PACKBITS, COMPRESSION_JPEG}) {
    for (const char* mode : {"w", "wb", "w8"}) {
      TiffPage page;
      page.compression = compression;
      const bool jpeg = compression == COMPRESSION_JPEG;
      if (jpeg) page.photometric = PHOTOMETRIC_YCBCR;
      page.rows = 8;
      page.orientation = 6;
      const TiffSample sample = [](auto x, auto y, auto s) { return 7 * x + 3 * y + s; };
      seeds.push_back(tiff_file({page, page}, sample, mode));
      page.tile = 16;
      page.icc = {1, 2, 3};
      seeds.push_back(tiff_file({page}, sample, mode));
      page.tile = 0;
      page.photometric = PHOTOMETRIC_MINISWHITE;
      page.samples = 2;
      page.extras = {EXTRASAMPLE_UNASSALPHA};
      if (!jpeg) page.bits = 16;
      if (!jpeg) page.planar = PLANARCONFIG_SEPARATE;
      seeds.push_back(tiff_file({page}, sample, mode));
    }
  }
  TiffPage palette;
  palette.samples = 1;
  palette.bits = 4;
  palette.photometric = PHOTOMETRIC_PALETTE;
  seeds.push_back(tiff_file({palette}, [](auto x, auto y, auto) { return (x + y) % 16; }));
  return seeds;
}

Seeds dicom_files() {
  using namespace lesion::testing;
  Seeds seeds;
  MadeDicom site;
  site.text(0x00080100, "SH", "77568009").text(0x00080104, "LO", "Back");
  const std::vector<std::uint8_t> pixels(48, 90);
  for (const DicomForm& form : {explicit_little(), implicit_little(), explicit_big()}) {
    MadeDicom made(form);
    made.image(4, 4, "RGB", 3).pixels(pixels).text(0x00280030, "DS", "0.1\\0.1");
    made.text(0x00080070, "LO", "Maker").text(0x00161003, "CS", "CONTACT");
    seeds.push_back(made.file());
    seeds.push_back(MadeDicom(made).words(0x00280006, {1}).file());
    seeds.push_back(MadeDicom(made).text(0x00280004, "CS", "YBR_FULL_422").file());
    MadeDicom grey(form);
    grey.image(3, 2, "MONOCHROME1", 1, 16, 12, true).pixel_words({0, 900, -900, 5, 6, 7});
    grey.text(0x00281050, "DS", "40").text(0x00281051, "DS", "400");
    seeds.push_back(grey.file());
  }
  MadeDicom nested;
  nested.image(4, 4, "RGB", 3).pixels(pixels).sequence(0x00082218, site, false);
  seeds.push_back(nested.file());
  seeds.push_back(
      MadeDicom(coded_as(".1.99")).image(4, 4, "RGB", 3).pixels(pixels).deflated_file());
  MadeDicom palette;
  palette.image(4, 1, "PALETTE COLOR", 1).pixels({0, 1, 2, 3});
  for (const std::uint32_t c : {0u, 1u, 2u}) {
    palette.words(0x00281101 + c, {3, 0, 16}).words(0x00281201 + c, {1, 0x8000, 0xFF00}, "OW");
  }
  seeds.push_back(palette.file());
  std::vector<std::uint8_t> runs(64, 0);
  runs[0] = 3;
  for (const int at : {64, 66, 68}) {
    runs[static_cast<std::size_t>(4 + 2 * (at - 64))] = static_cast<std::uint8_t>(at);
    runs.insert(runs.end(), {0xF1, static_cast<std::uint8_t>(at)});
  }
  MadeDicom rle(coded_as(".5"));
  rle.image(4, 4, "RGB", 3).text(0x00280008, "IS", "2").fragments({runs, runs});
  seeds.push_back(rle.file());
  const auto coded = [&](const char* syntax, const auto& frame, int samples, int bits) {
    MadeDicom made(coded_as(syntax));
    made.image(16, 12, samples == 3 ? "RGB" : "MONOCHROME2", samples, bits > 8 ? 16 : 8, bits);
    seeds.push_back(made.fragments({{frame.begin(), frame.end()}}).file());
  };
  coded(".4.70", kLosslessRgb, 3, 8);
  coded(".4.57", kLosslessGrey16, 1, 16);
  coded(".4.51", kExtendedGrey12, 1, 12);
  coded(".4.80", kJpegLsRgb, 3, 8);
  coded(".4.80", kJpegLsGrey16, 1, 16);
  coded(".4.90", kJpeg2000Rgb, 3, 8);
  MadeDicom jpeg(coded_as(".4.50"));
  jpeg.image(128, 96, "YBR_FULL_422", 3);
  seeds.push_back(jpeg.fragments({{kSequentialJpeg.begin(), kSequentialJpeg.end()}}).file());
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

Seeds own_points() {
  const std::string head = R"({"lesionlens":"own_point","version":1,"model":"made","sha256":")" +
                           std::string(64, '0') +
                           R"(","date":"2026-11-28","images":312,"malignant":48)";
  const std::string threshold =
      R"(,"threshold":{"value":0.12,"wanted_sensitivity":0.9,"sensitivity":0.92,)"
      R"("sensitivity_low":0.8,"sensitivity_high":0.97,"benign_left_alone":120,"benign":264})";
  const std::string recalibration =
      R"(,"recalibration":{"offset":-1.2,"temperature":1.7,"offset_only":false,)"
      R"("error_before":0.12,"error_after":0.03})";
  Seeds seeds;
  for (const std::string& rest : {threshold, recalibration, threshold + recalibration}) {
    seeds.push_back(bytes_of(head + rest + "}"));
  }
  return seeds;
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
  if (door == "dicom") return dicom_files();
  if (door == "tiff") return tiff_files();
  if (door == "image") return images();
  if (door == "onnx" || door == "reverse") return onnx_files();
  if (door == "own_point") return own_points();
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
