#include "native/novelty/components.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

namespace lesion {
namespace {

double six_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return std::strtod(text, nullptr);
}

double four_places(double value) { return std::round(value * 1e4) / 1e4; }

// A symmetric matrix, size x size, and the rotation that makes it diagonal (Jacobi 1846; cyclic
// sweeps as in Golub and Van Loan, Matrix Computations, 8.5).
class Jacobi {
 public:
  Jacobi(std::vector<double> matrix, std::size_t size)
      : size_(size), matrix_(std::move(matrix)), vectors_(size * size) {
    for (std::size_t i = 0; i < size; ++i) vectors_[i * size + i] = 1;
  }

  void solve() {
    constexpr int kMostSweeps = 60;
    for (int sweep = 0; sweep < kMostSweeps && off_diagonal() > 1e-18; ++sweep) {
      for (std::size_t p = 0; p + 1 < size_; ++p) {
        for (std::size_t q = p + 1; q < size_; ++q) rotate(p, q);
      }
    }
  }

  double value(std::size_t i) const { return matrix_[i * size_ + i]; }
  // Row i: the vector that belongs to value(i).
  std::span<const double> vector(std::size_t i) const {
    return std::span(vectors_).subspan(i * size_, size_);
  }

 private:
  // Sum of squares beside the diagonal, of the whole sum.
  double off_diagonal() const {
    double off = 0;
    double all = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) {
        const double square = matrix_[i * size_ + j] * matrix_[i * size_ + j];
        all += square;
        if (i != j) off += square;
      }
    }
    return all > 0 ? off / all : 0;
  }

  static void turn(double* a, double* b, std::size_t count, std::size_t step, double c, double s) {
    for (std::size_t i = 0; i < count; ++i, a += step, b += step) {
      const double x = *a;
      const double y = *b;
      *a = c * x - s * y;
      *b = s * x + c * y;
    }
  }

  void rotate(std::size_t p, std::size_t q) {
    const double apq = matrix_[p * size_ + q];
    if (apq == 0) return;
    const double theta = (value(q) - value(p)) / (2 * apq);
    const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
    const double c = 1 / std::sqrt(t * t + 1);
    const double s = t * c;
    double* const m = matrix_.data();
    turn(m + p * size_, m + q * size_, size_, 1, c, s);
    turn(m + p, m + q, size_, size_, c, s);
    double* const v = vectors_.data();
    turn(v + p * size_, v + q * size_, size_, 1, c, s);
  }

  std::size_t size_;
  std::vector<double> matrix_;
  std::vector<double> vectors_;
};

std::vector<double> correlations(std::span<const std::vector<float>> rows,
                                 const NoveltyDetector& detector) {
  const std::size_t size = detector.size();
  std::vector<double> sums(size * size);
  std::vector<double> standard(size);
  for (const std::vector<float>& row : rows) {
    for (std::size_t i = 0; i < size; ++i) {
      standard[i] = (static_cast<double>(row[i]) - detector.mean[i]) / detector.deviation[i];
    }
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t j = 0; j <= i; ++j) sums[i * size + j] += standard[i] * standard[j];
    }
  }
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      sums[i * size + j] /= static_cast<double>(rows.size() - 1);
      sums[j * size + i] = sums[i * size + j];
    }
  }
  return sums;
}

}  // namespace

Result<NoveltyDetector> principal_components(std::span<const std::vector<float>> rows,
                                             std::size_t count) {
  if (rows.size() < 2 || count < 1 || rows.front().size() < count) {
    return fail(ErrorKind::kInvalidArgument,
                "too few images or features for " + std::to_string(count) + " components");
  }
  const std::size_t size = rows.front().size();
  NoveltyDetector detector;
  for (std::size_t i = 0; i < size; ++i) {
    double sum = 0;
    for (const auto& row : rows) sum += static_cast<double>(row[i]);
    const double mean = sum / static_cast<double>(rows.size());
    double squares = 0;
    for (const auto& row : rows) {
      squares += (static_cast<double>(row[i]) - mean) * (static_cast<double>(row[i]) - mean);
    }
    detector.mean.push_back(six_digits(mean));
    detector.deviation.push_back(six_digits(
        std::max(kLeastDeviation, std::sqrt(squares / static_cast<double>(rows.size() - 1)))));
  }
  Jacobi found(correlations(rows, detector), size);
  found.solve();
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return found.value(a) > found.value(b); });
  for (std::size_t k = 0; k < count; ++k) {
    for (const double value : found.vector(order[k])) {
      detector.directions.push_back(four_places(value));
    }
    detector.variances.push_back(six_digits(std::max(1e-6, found.value(order[k]))));
  }
  return detector;
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double at = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

}  // namespace lesion
