// Runs programs as a person does, for the tests of this folder.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace lesion {

struct Outcome {
  int code = -1;
  std::string text;  // both streams
};

inline std::string quoted(const std::string& text) { return "'" + text + "'"; }

inline Outcome run(const std::string& program, const std::vector<std::string>& arguments) {
  std::string command = quoted(program);
  for (const auto& argument : arguments) command.append(" ").append(quoted(argument));
  command += " 2>&1";
  Outcome outcome;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer{};
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    outcome.text.append(buffer.data(), count);
  }
  outcome.code = WEXITSTATUS(pclose(pipe));
  return outcome;
}

inline Outcome lesionlens(const std::vector<std::string>& arguments) {
  return run(LESIONLENS_PROGRAM, arguments);
}

inline void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace lesion
