// How far a run is, in one line: for a log file, or a bar for a terminal.
#pragma once

#include <string>

namespace lesion {

struct Progress {
  int epoch = 0;  // from 1
  int epochs = 0;
  int size = 0;  // of the images
  int step = 0;  // done of this epoch
  int steps = 0;
  double speed = 0;  // images a second
  double loss = 0;   // mean of this epoch
  double seconds_left = 0;
  double best_auc = -1;  // on val, of the epochs before; below 0: none yet
};

// "12 min 30 s", "2 h 05 min".
std::string duration_text(double seconds);

// The whole line, without a terminal.
std::string progress_line(const Progress& progress);

// At most `columns` characters, the bar as long as there is room; plain ASCII.
std::string progress_bar(const Progress& progress, int columns);

}  // namespace lesion
