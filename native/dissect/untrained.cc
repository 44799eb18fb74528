#include "native/dissect/untrained.h"

#include <cmath>

#include "native/data/random.h"

namespace lesion {

std::vector<float> random_orthogonal(int n, std::uint64_t seed) {
  Random random({seed, 0xD155ECull});
  const auto size = static_cast<std::size_t>(n);
  std::vector<double> rows(size * size);
  for (double& value : rows) value = random.normal();
  for (std::size_t r = 0; r < size; ++r) {
    double* row = rows.data() + r * size;
    // Twice, as once leaves what rounding brings in.
    for (int round = 0; round < 2; ++round) {
      for (std::size_t q = 0; q < r; ++q) {
        const double* other = rows.data() + q * size;
        double dot = 0;
        for (std::size_t i = 0; i < size; ++i) dot += row[i] * other[i];
        for (std::size_t i = 0; i < size; ++i) row[i] -= dot * other[i];
      }
    }
    double length = 0;
    for (std::size_t i = 0; i < size; ++i) length += row[i] * row[i];
    length = std::sqrt(length);
    for (std::size_t i = 0; i < size; ++i) row[i] /= length;
  }
  return {rows.begin(), rows.end()};
}

}  // namespace lesion
