#include "native/train/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lesion {
namespace {

template <typename... Values>
std::string text_of(const char* format, Values... values) {
  char text[300];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

}  // namespace

std::string duration_text(double seconds) {
  const long all = std::lround(seconds);
  if (all >= 3600) return text_of("%ld h %02ld min", all / 3600, all / 60 % 60);
  return text_of("%ld min %02ld s", all / 60, all % 60);
}

std::string progress_line(const Progress& progress) {
  return text_of("epoch %d/%d (%d px) step %d/%d  %.0f images/s  loss %.4f  %s left in this epoch",
                 progress.epoch, progress.epochs, progress.size, progress.step, progress.steps,
                 progress.speed, progress.loss, duration_text(progress.seconds_left).c_str());
}

std::string progress_bar(const Progress& progress, int columns) {
  const std::string before = text_of("epoch %d/%d ", progress.epoch, progress.epochs);
  std::string after = text_of(" %.0f images/s, loss %.4f", progress.speed, progress.loss);
  if (progress.best_auc >= 0) after += text_of(", best AUC %.3f", progress.best_auc);
  after += ", " + duration_text(progress.seconds_left) + " left";
  const auto room = columns - static_cast<int>(before.size() + after.size()) - 2;
  std::string bar;
  if (room >= 4 && progress.steps > 0) {
    const int cells = std::min(room, 40);
    const int done = static_cast<int>(static_cast<long>(cells) * progress.step / progress.steps);
    bar += '[';
    bar.append(static_cast<std::size_t>(done), '#');
    bar.append(static_cast<std::size_t>(cells - done), '-');
    bar += ']';
  }
  return (before + bar + after).substr(0, static_cast<std::size_t>(std::max(0, columns)));
}

}  // namespace lesion
