// Lines for people and log files alike, and on a terminal a bar below them.
#pragma once

#include <string>

#include "native/train/progress.h"

namespace lesion {

// Whether standard output is a terminal that can draw over a line.
bool on_terminal();

// A line, flushed: a log file shows the run as it goes. A bar makes room for it.
void print_line(const std::string& line);

// Draws the bar in the place of the one before. Only for a terminal.
void print_bar(const Progress& progress);

}  // namespace lesion
