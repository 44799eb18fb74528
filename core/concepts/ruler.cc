#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/concepts/artefacts.h"

namespace lesion {
namespace {

constexpr int kAngles = 180;
constexpr float kPrint = 4;             // depth from which a pixel may be print
constexpr double kSureScale = 0.25;     // score from which a scale is marked
constexpr double kShortestScale = 0.2;  // of a scale's base line; in shorter sides

struct Direction {
  double x = 1;
  double y = 0;
};

// Every degree, turned on step by step.
std::array<Direction, kAngles> directions() {
  constexpr double kCos = 0.99984769515639123916;
  constexpr double kSin = 0.01745240643728351282;
  std::array<Direction, kAngles> all;
  for (std::size_t k = 1; k < all.size(); ++k) {
    all[k] = {all[k - 1].x * kCos - all[k - 1].y * kSin, all[k - 1].x * kSin + all[k - 1].y * kCos};
  }
  return all;
}

// The straight line { p : p.normal = rho } along `along`, and its longest run of print.
struct Run {
  Direction along;
  double rho = 0;
  int from = 0;  // positions along the line, pixels
  int to = 0;
  float depth = 0;    // mean over the run
  double filled = 0;  // part of its pixels that are print
  int length() const { return to - from; }
};

int rounded(double value) { return static_cast<int>(std::floor(value + 0.5)); }

// Depth at a point given by its position along the line and its offset to the right of it; 0
// outside the image.
float depth_at(const Plane& depth, const Run& run, double s, double offset) {
  const double r = run.rho + offset;
  const int x = static_cast<int>(std::floor(s * run.along.x - r * run.along.y));
  const int y = static_cast<int>(std::floor(s * run.along.y + r * run.along.x));
  return depth.holds(x, y) ? depth.at(x, y) : 0;
}

// Whether the piece through a pixel runs along `angle` degrees, give or take 17.
bool runs_along(const LineMap& dark, std::size_t i, int angle) {
  if (dark.direction[i] < 0) return false;
  int turn = std::abs(angle * kLineDirections - dark.direction[i] * kAngles);
  turn = std::min(turn, kAngles * kLineDirections - turn);
  return turn <= 17 * kLineDirections;
}

void find_longest(const LineMap& dark, int angle, int gap, Run& run) {
  const Plane& depth = dark.depth;
  const int reach = depth.width + depth.height;
  int start = 0;
  int last = -reach - 1000;
  float sum = 0;
  int count = 0;
  const auto close = [&] {
    if (last - start > run.length()) {
      run.from = start;
      run.to = last;
      run.depth = sum / static_cast<float>(count);
      run.filled = count / (last - start + 1.0);
    }
  };
  for (int s = -reach; s <= reach; ++s) {
    float value = 0;
    for (int offset = -1; offset <= 1; ++offset) {
      const double r = run.rho + offset;
      const int x = static_cast<int>(std::floor(s * run.along.x - r * run.along.y));
      const int y = static_cast<int>(std::floor(s * run.along.y + r * run.along.x));
      if (!depth.holds(x, y) || !runs_along(dark, depth.index(x, y), angle)) continue;
      value = std::max(value, depth.at(x, y));
    }
    if (value < kPrint) continue;
    if (s - last > gap + 1) {
      close();
      start = s;
      sum = 0;
      count = 0;
    }
    sum += value;
    ++count;
    last = s;
  }
  close();
}

// The straight lines with most print on them, each with its longest run.
std::vector<Run> straight_runs(const ConceptImage& image, const LineMap& dark) {
  const Plane& depth = dark.depth;
  const auto all = directions();
  const int reach = depth.width + depth.height;
  const auto bins = 2 * static_cast<std::size_t>(reach) + 1;
  const int edge = image.pixels(0.012, 2);
  std::vector<float> votes(bins * kAngles, 0.0f);
  for (int y = 0; y < depth.height; ++y) {
    for (int x = 0; x < depth.width; ++x) {
      const float value = depth.at(x, y);
      const bool at_edge = std::min({x, y, depth.width - 1 - x, depth.height - 1 - y}) < edge;
      if (value < kPrint || at_edge) continue;
      const float weight = std::min(value, 15.0f);
      for (std::size_t k = 0; k < kAngles; ++k) {
        if (!runs_along(dark, depth.index(x, y), static_cast<int>(k))) continue;
        const double rho = (y + 0.5) * all[k].x - (x + 0.5) * all[k].y;
        votes[k * bins + static_cast<std::size_t>(rounded(rho) + reach)] += weight;
      }
    }
  }
  std::vector<Run> runs;
  for (int n = 0; n < 12; ++n) {
    const auto best = std::max_element(votes.begin(), votes.end());
    if (!(*best > 0)) break;
    const auto at = static_cast<std::size_t>(best - votes.begin());
    const int angle = static_cast<int>(at / bins);
    const int rho = static_cast<int>(at % bins) - reach;
    Run run{all[static_cast<std::size_t>(angle)], static_cast<double>(rho), 0, 0, 0};
    find_longest(dark, angle, image.pixels(0.02, 3), run);
    if (run.length() >= kShortestScale * image.unit) runs.push_back(run);
    // Its neighbours are the same line.
    for (int a = angle - 4; a <= angle + 4; ++a) {
      const bool turned = a < 0 || a >= kAngles;
      const auto row = static_cast<std::size_t>((a + kAngles) % kAngles);
      const int centre = turned ? -rho : rho;
      for (int r = centre - 6; r <= centre + 6; ++r) {
        if (r >= -reach && r <= reach) votes[row * bins + static_cast<std::size_t>(r + reach)] = 0;
      }
    }
  }
  return runs;
}

// Leaves of each value what it has beyond the mean within `reach` of it.
void take_away_slow(std::vector<double>& profile, int reach) {
  const std::vector<double> whole = profile;
  const int n = static_cast<int>(whole.size());
  for (int i = 0; i < n; ++i) {
    const int from = std::max(0, i - reach);
    const int to = std::min(n - 1, i + reach);
    double sum = 0;
    for (int j = from; j <= to; ++j) sum += whole[static_cast<std::size_t>(j)];
    profile[static_cast<std::size_t>(i)] -= sum / (to - from + 1);
  }
}

// How regularly marks stand along one side of a run, 0..1: the greatest autocorrelation of the
// difference of the mean depths beside the line over periods of 0.012 to 0.1 of the shorter side.
double regularity(const ConceptImage& image, const Plane& depth, const Run& run) {
  const int near = image.pixels(0.008, 2);
  const int far = image.pixels(0.016, 4);
  std::vector<double> profile;
  for (int s = run.from; s <= run.to; ++s) {
    double sum = 0;
    for (int offset = near; offset <= far; ++offset) {
      // What crosses the line, as hair does, stands on both sides.
      sum += std::min(depth_at(depth, run, s, offset), 25.0f) -
             std::min(depth_at(depth, run, s, -offset), 25.0f);
    }
    profile.push_back(sum / (far - near + 1));
  }
  const auto n = static_cast<int>(profile.size());
  take_away_slow(profile, image.pixels(0.04, 4));
  double power = 0;
  for (const double value : profile) power += value * value;
  if (!(power > 4.0 * n)) return 0;  // marks are at least 2 grey values deep
  double best = 0;
  for (int p = image.pixels(0.012, 3); p <= image.pixels(0.1) && 2 * p < n; ++p) {
    double sum = 0;
    for (int i = 0; i + p < n; ++i) {
      sum += profile[static_cast<std::size_t>(i)] * profile[static_cast<std::size_t>(i + p)];
    }
    best = std::max(best, sum / power * n / (n - p));
  }
  return std::min(best, 1.0);
}

// Print along the run and up to `reach` beside it.
void mark_scale(const ConceptImage& image, const Plane& depth, const Run& run, Plane& cover) {
  const int reach = image.pixels(0.035);
  const float least = std::max(0.4f * run.depth, kPrint);
  for (int half = 2 * (run.from - 1); half <= 2 * (run.to + 1); ++half) {
    const double s = half / 2.0;
    for (int offset = -reach; offset <= reach; ++offset) {
      const double r = run.rho + offset;
      const int x = static_cast<int>(std::floor(s * run.along.x - r * run.along.y));
      const int y = static_cast<int>(std::floor(s * run.along.y + r * run.along.x));
      if (!depth.holds(x, y) || depth.at(x, y) < least) continue;
      cover.at(x, y) = std::max(cover.at(x, y), std::min(1.0f, depth.at(x, y) / run.depth));
    }
  }
}

// Short straight pieces of print near the image's corners that stand parallel and beside each
// other; the number of the largest family, 0 or at least 2, times their mean depth.
float mark_ticks(const ConceptImage& image, const LineMap& dark, Plane& cover) {
  Plane print = dark.depth;
  for (std::size_t i = 0; i < print.size(); ++i) {
    if (dark.strength.values[i] < 8 || image.lesion.values[i] > 0.5f) print.values[i] = 0;
  }
  std::vector<PlanePart> ticks;
  const double unit = image.unit;
  for (PlanePart& part : parts_of(print, 15)) {
    const double length = part.length();
    float depth = 0;
    for (const std::size_t i : part.pixels) depth += print.values[i];
    if (depth < 25 * static_cast<float>(part.pixels.size())) continue;
    if (length < 0.03 * unit || length > 0.13 * unit || part.minor > 0.0055 * unit) continue;
    const double u = std::min(part.x, image.width() - part.x);
    const double v = std::min(part.y, image.height() - part.y);
    if (std::max(u, v) > 0.36 * unit || std::min(u, v) > 0.14 * unit) continue;
    ticks.push_back(std::move(part));
  }
  float best = 0;
  std::vector<std::size_t> family;
  for (const PlanePart& first : ticks) {
    std::vector<std::size_t> members;
    float depth = 0;
    std::size_t pixels = 0;
    for (std::size_t k = 0; k < ticks.size(); ++k) {
      const PlanePart& other = ticks[k];
      const double turn = first.along_x * other.along_y - first.along_y * other.along_x;
      const double dx = other.x - first.x;
      const double dy = other.y - first.y;
      const double along = std::abs(dx * first.along_x + dy * first.along_y);
      const double beside = std::abs(dx * first.along_y - dy * first.along_x);
      const bool itself = &other == &first;
      if (!itself && (std::abs(turn) > 0.17 || beside < 0.02 * unit || along > 1.5 * beside ||
                      beside > 0.3 * unit)) {
        continue;
      }
      members.push_back(k);
      for (const std::size_t i : other.pixels) depth += std::min(print.values[i], 60.0f);
      pixels += other.pixels.size();
    }
    if (members.size() < 2) continue;
    const float score = static_cast<float>(members.size()) * depth / static_cast<float>(pixels);
    if (score > best) {
      best = score;
      family = members;
    }
  }
  for (const std::size_t k : family) {
    for (const std::size_t i : ticks[k].pixels) cover.values[i] = 1;
  }
  return best;
}

}  // namespace

Finding find_ruler(const ConceptImage& image, const LineMap& dark) {
  Finding found{Plane(image.width(), image.height()), 0};
  Run best;
  double best_score = 0;
  for (const Run& run : straight_runs(image, dark)) {
    const double regular = regularity(image, dark.depth, run);
    const double score =
        regular * run.filled * run.filled *
        static_cast<double>(ramp(static_cast<float>(run.length() / image.unit), 0.15f, 0.6f));
    if (score > best_score) {
      best_score = score;
      best = run;
    }
  }
  if (best_score >= kSureScale) mark_scale(image, dark.depth, best, found.cover);
  found.presence = static_cast<float>(best_score);
  const float ticks = mark_ticks(image, dark, found.cover);
  found.presence = std::max(found.presence, std::min(ticks / 120, 1.0f));
  return found;
}

}  // namespace lesion
