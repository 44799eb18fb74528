#include "native/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace lesion {
namespace {

// To the line's begin, and nothing behind it.
constexpr const char* kClear = "\r\033[K";

bool bar_stands = false;

int columns() {
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

}  // namespace

bool on_terminal() {
  const char* name = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && name != nullptr && std::string_view(name) != "dumb";
}

void print_line(const std::string& line) {
  if (bar_stands) std::cout << kClear;
  bar_stands = false;
  std::cout << line << std::endl;
}

void print_bar(const Progress& progress) {
  // The last column stays free: some terminals begin a new line once it is taken.
  std::cout << kClear << progress_bar(progress, columns() - 1) << std::flush;
  bar_stands = true;
}

}  // namespace lesion
