// lesionlens-bench: images a second of the trainer beside the plain libtorch loop, in one run.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "native/bench/children.h"
#include "native/data/files.h"

namespace lesion::bench {
namespace {

using Json = nlohmann::ordered_json;

// What one image costs in learning: multiplications and additions forward, twice that backward,
// less the gradient for the image itself.
double flops_per_image(int size) {
  const double cells = static_cast<double>(size) * size;
  double forward = 0;
  double channels = 3;
  double scale = 1;
  for (const double filters : {8.0, 8.0, 16.0, 16.0, 32.0, 32.0, 64.0, 64.0}) {
    forward += 2 * cells * scale * filters * channels * 9;
    if (channels == filters) scale /= 4;
    channels = filters;
  }
  const double features = 64 * cells * scale;
  forward += 2 * (features * 2056 + 2056.0 * 1024 + 1024.0 * 64 + 64.0 * 2);
  return 3 * forward - 2 * cells * 8 * 3 * 9;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

void collect(const Json& from, Json& into, std::vector<double>& speeds) {
  for (const Json& value : from["images_per_second"]) speeds.push_back(value.get<double>());
  into["peak_mb"] = std::max(into.value("peak_mb", 0L), from["peak_mb"].get<long>());
}

// The same batches learnt from by one thread, by `options.threads` of them in one process, and by
// as many processes of one thread, which exchange their gradients over the loopback interface.
Json measure_scaling(const std::string& program, Options options, int rounds, int steps) {
  const int all = options.threads;
  Json sides[3] = {Json::object(), Json::object(), Json::object()};
  std::vector<double> speeds[3];
  for (int round = 0; round < rounds; ++round) {
    std::cerr << "processes, " << arch_name(options.arch) << ": round " << round + 1 << " of "
              << rounds << '\n';
    options.threads = 1;
    collect(run_child(program, "trainer", options, steps), sides[0], speeds[0]);
    collect(run_child(program, "trainer", options, steps, all), sides[2], speeds[2]);
    options.threads = all;
    collect(run_child(program, "trainer", options, steps), sides[1], speeds[1]);
  }
  for (int i = 0; i < 3; ++i) {
    sides[i]["images_per_second"] = median(speeds[i]);
    sides[i]["times_one_thread"] = median(speeds[i]) / median(speeds[0]);
  }
  Json out;
  out["architecture"] = arch_name(options.arch);
  out["batch"] = options.batch;
  out["size"] = options.size;
  out["processes"] = all;
  out["steps_each"] = rounds * steps;
  out["one_thread"] = sides[0];
  out["one_process_of_threads"] = sides[1];
  out["processes_of_one_thread"] = sides[2];
  return out;
}

Json measure(const std::string& program, const Options& options, int rounds, int steps) {
  Json trainer = Json::object();
  Json plain = Json::object();
  std::vector<double> trainer_speeds;
  std::vector<double> plain_speeds;
  std::vector<double> peaks;
  for (int round = 0; round < rounds; ++round) {
    std::cerr << "round " << round + 1 << " of " << rounds << '\n';
    collect(run_child(program, "trainer", options, steps), trainer, trainer_speeds);
    collect(run_child(program, "plain", options, steps), plain, plain_speeds);
    peaks.push_back(run_child(program, "sgemm", options, steps)["gflops"].get<double>());
  }
  trainer["images_per_second"] = median(trainer_speeds);
  plain["images_per_second"] = median(plain_speeds);
  const double flops = flops_per_image(options.size);
  const double peak = *std::max_element(peaks.begin(), peaks.end());
  Json out;
  out["architecture"] = "paper";
  out["batch"] = options.batch;
  out["size"] = options.size;
  out["threads"] = options.threads;
  out["steps_each"] = rounds * steps;
  out["sgemm_gflops"] = peak;
  out["gflop_per_image"] = flops * 1e-9;
  for (auto* side : {&trainer, &plain}) {
    (*side)["part_of_sgemm"] = (*side)["images_per_second"].get<double>() * flops * 1e-9 / peak;
  }
  out["trainer"] = trainer;
  out["plain_libtorch"] = plain;
  out["times_as_fast"] = median(trainer_speeds) / median(plain_speeds);
  return out;
}

int run(int argc, char** argv) {
  CLI::App app("The trainer beside the plain libtorch loop: the paper's network, synthetic images");
  Options options;
  std::string json;
  std::string side;
  int rounds = 3;
  int steps = 4;
  std::string arch = "paper";
  app.add_option("--arch", arch, "of a side alone")->check(CLI::IsMember({"paper", "compact"}));
  app.add_option("--json", json, "write the figures here; without it they are printed");
  app.add_option("--threads", options.threads)->check(CLI::Range(1, 256));
  app.add_option("--batch", options.batch)->check(CLI::Range(2, 4096));
  app.add_option("--size", options.size, "of the input")->check(CLI::Range(32, 512));
  app.add_option("--rounds", rounds, "of each side, in turn")->check(CLI::Range(1, 100));
  app.add_option("--steps", steps, "measured a round, after one for warming up")
      ->check(CLI::Range(1, 1000));
  app.add_option("--side", side, "run one side alone and print its figures")
      ->check(CLI::IsMember({"trainer", "plain", "sgemm"}));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  options.images = 2 * options.batch;
  options.arch = arch == "paper" ? Arch::kPaper : Arch::kCompact;
  if (!side.empty()) return child(side, options, steps);
  const std::string program = std::filesystem::canonical("/proc/self/exe").string();
  Json figures = measure(program, options, rounds, steps);
  if (options.threads > 1) {
    figures["scaling"].push_back(measure_scaling(program, options, rounds, steps));
    // The network that ships, at the size at which it learns longest: little work a step.
    options.arch = Arch::kCompact;
    options.batch = 64;
    options.size = 64;
    figures["scaling"].push_back(measure_scaling(program, options, rounds, 10 * steps));
  }
  const std::string text = figures.dump(2) + "\n";
  if (json.empty()) {
    std::cout << text;
    return 0;
  }
  const auto written = write_file_atomic(
      json, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  if (!written) throw std::runtime_error(written.error().message);
  return 0;
}

}  // namespace
}  // namespace lesion::bench

int main(int argc, char** argv) {
  try {
    return lesion::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "lesionlens-bench: " << error.what() << '\n';
    return 1;
  }
}
