#include "native/bench/children.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "native/train/launch.h"
#include "native/train/workers.h"

namespace lesion::bench {
namespace {

using Json = nlohmann::ordered_json;

// A port that nobody listens on.
int free_port() {
  const int file = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof name;
  const bool found = ::bind(file, reinterpret_cast<sockaddr*>(&name), length) == 0 &&
                     ::getsockname(file, reinterpret_cast<sockaddr*>(&name), &length) == 0;
  ::close(file);
  if (!found) throw std::runtime_error("no free port");
  return ntohs(name.sin_port);
}

std::unique_ptr<Group> group_of_environment() {
  const auto launch = launch_from([](const char* name) { return std::getenv(name); });
  if (!launch) throw std::runtime_error(launch.error().message);
  if (launch->ranks == 1) return nullptr;
  auto group = Group::join(*launch);
  if (!group) throw std::runtime_error(group.error().message);
  return std::move(*group);
}

}  // namespace

int child(const std::string& name, const Options& options, int steps) {
  Json out;
  std::unique_ptr<Group> group;
  if (name == "sgemm") {
    out["gflops"] = sgemm_gflops(options.threads);
  } else {
    if (name == "trainer") tune_process();
    group = group_of_environment();
    const auto side =
        name == "trainer" ? make_trainer(options, group.get()) : make_plain_loop(options);
    side->step();  // the first one pays for memory and code that is new
    for (int i = 0; i < steps; ++i) {
      const auto start = std::chrono::steady_clock::now();
      side->step();
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      out["images_per_second"].push_back(options.batch / took.count());
    }
  }
  if (group != nullptr) static_cast<void>(group->finish());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  out["peak_mb"] = usage.ru_maxrss / 1024;
  if (group == nullptr || group->rank() == 0) std::cout << out << std::endl;
  return 0;
}

Json run_child(const std::string& program, const std::string& name, const Options& options,
               int steps, int ranks) {
  const std::string call =
      "'" + program + "' --side " + name + " --arch " + arch_name(options.arch) + " --threads " +
      std::to_string(options.threads) + " --batch " + std::to_string(options.batch) + " --size " +
      std::to_string(options.size) + " --steps " + std::to_string(steps);
  std::string command = call;
  if (ranks > 1) {
    command = "export MASTER_ADDR=127.0.0.1 WORLD_SIZE=" + std::to_string(ranks) +
              " MASTER_PORT=" + std::to_string(free_port()) + "; ";
    for (int k = 1; k < ranks; ++k) command += "RANK=" + std::to_string(k) + " " + call + " & ";
    command += "RANK=0 " + call;
  }
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no process for " + name);
  std::string text;
  std::array<char, 4096> buffer;
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) text += buffer.data();
  if (::pclose(pipe) != 0) throw std::runtime_error("the side " + name + " failed");
  return Json::parse(text);
}

}  // namespace lesion::bench
