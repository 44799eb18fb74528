#include "core/image/jpeg_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <optional>
#include <vector>

#include "core/image/jpeg_codes.h"

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;
using namespace jpeg;

constexpr std::size_t kStrayMost = 3;  // bytes between a scan's last block and the next marker
// A DC coefficient of 8 bits lies in -1024..1016 (8 times the mean less 128); encoders round it to
// a multiple of the quantisation's step, and some sharpen.
constexpr int kDcMost = 1024 + 256;

struct Component {
  int id = 0;
  int h = 1, v = 1;
  int quantisation = 0;
  int blocks_wide = 0, blocks_high = 0;  // of a scan of its own
  int stored_wide = 0, stored_high = 0;  // padded to whole MCUs
  int dc_table = 0, ac_table = 0;
  int dc = 0;         // prediction
  bool seen = false;  // its DC was coded
  std::array<std::int8_t, 64>
      precision{};  // progressive: the bit that a coefficient is known to; -1: not at all
  std::vector<std::uint64_t> nonzero;  // progressive: a bit a coefficient of each block
};

class Scanner {
 public:
  Scanner(Bytes file, std::uint64_t max_pixels) : file_(file), max_pixels_(max_pixels) {}

  JpegScan scan() {
    found_.state = walk();
    found_.components = static_cast<int>(components_.size());
    return found_;
  }

 private:
  struct Spectral {
    int from = 0, to = 63, high = 0, low = 0;
  };

  JpegState walk() {
    std::size_t at = 2;
    while (true) {
      // Stray bytes between segments are passed over, as decoders do.
      while (at + 1 < file_.size() &&
             !(file_[at] == 0xFF && file_[at + 1] != 0 && file_[at + 1] != 0xFF)) {
        ++at;
      }
      if (at + 1 >= file_.size()) return at_the_end();
      const std::uint8_t marker = file_[at + 1];
      at += 2;
      if (marker == 0xD9) return at_the_end();
      if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;  // no length
      if (at + 2 > file_.size()) return at_the_end();
      const std::size_t length = static_cast<std::size_t>(file_[at]) << 8 | file_[at + 1];
      if (length < 2 || length > file_.size() - at) {
        // Behind an image that is whole: a trailer.
        return complete() ? JpegState::kWhole : JpegState::kCutOff;
      }
      const Bytes body = file_.subspan(at + 2, length - 2);
      at += length;
      JpegState state = JpegState::kWhole;
      if (marker == 0xC4) {
        state = read_tables(body);
      } else if (marker == 0xDB) {
        read_quantisation(body);
      } else if (marker == 0xDD && body.size() >= 2) {
        restart_ = body[0] << 8 | body[1];
      } else if (marker == 0xEE && body.size() >= 5 &&
                 std::equal(body.begin(), body.begin() + 5, "Adobe")) {
        found_.adobe = true;
      } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC8 && marker != 0xCC) {
        state = read_frame(marker, body);
      } else if (marker == 0xDA) {
        if (components_.empty()) return JpegState::kUnknown;
        state = read_scan(body, at);
        found_.end = at;
      }
      if (state != JpegState::kWhole) return state;
    }
  }

  JpegState at_the_end() const {
    if (components_.empty()) return JpegState::kUnknown;
    return complete() ? JpegState::kWhole : JpegState::kCutOff;
  }

  // Every coefficient of every component was coded to its last bit.
  bool complete() const {
    return !components_.empty() &&
           std::all_of(components_.begin(), components_.end(), [&](const Component& one) {
             return one.seen &&
                    (!progressive_ || std::all_of(one.precision.begin(), one.precision.end(),
                                                  [](int bit) { return bit == 0; }));
           });
  }

  JpegState read_tables(Bytes body) {
    while (body.size() >= 17) {
      const int which = body[0];
      std::size_t count = 0;
      for (std::size_t i = 1; i <= 16; ++i) count += body[i];
      if ((which & 0x0F) > 3 || which >> 4 > 1 || count > 256 || body.size() < 17 + count) {
        return JpegState::kDamaged;
      }
      const auto table = read_huffman(body.subspan(1, 16 + count));
      if (!table) return JpegState::kDamaged;
      tables_[static_cast<std::size_t>(which >> 4 << 2 | (which & 3))] = *table;
      body = body.subspan(17 + count);
    }
    return JpegState::kWhole;
  }

  void read_quantisation(Bytes body) {
    while (!body.empty()) {
      const std::size_t wide = body[0] >> 4 != 0 ? 2 : 1;
      if (body.size() < 1 + 64 * wide) return;
      steps_[body[0] & 3] = wide == 2 ? body[1] << 8 | body[2] : body[1];
      body = body.subspan(1 + 64 * wide);
    }
  }

  JpegState read_frame(std::uint8_t marker, Bytes body) {
    if (!components_.empty()) return JpegState::kDamaged;
    if (marker > 0xC2 || body.size() < 6 || body[0] != 8) return JpegState::kUnknown;
    progressive_ = marker == 0xC2;
    const int height = body[1] << 8 | body[2];
    const int width = body[3] << 8 | body[4];
    const std::size_t count = body[5];
    const std::uint64_t pixels =
        static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    if (pixels == 0 || pixels > max_pixels_ || count < 1 || count > 4 ||
        body.size() < 6 + 3 * count) {
      return JpegState::kUnknown;
    }
    std::vector<Component> components(count);
    int most_h = 1, most_v = 1;
    for (std::size_t i = 0; i < count; ++i) {
      Component& one = components[i];
      one.id = body[6 + 3 * i];
      one.h = body[7 + 3 * i] >> 4;
      one.v = body[7 + 3 * i] & 15;
      one.quantisation = body[8 + 3 * i] & 3;
      if (one.h < 1 || one.h > 4 || one.v < 1 || one.v > 4) return JpegState::kUnknown;
      most_h = std::max(most_h, one.h);
      most_v = std::max(most_v, one.v);
    }
    const auto parts = [](int whole, int part) { return (whole + part - 1) / part; };
    mcus_wide_ = parts(width, 8 * most_h);
    mcus_high_ = parts(height, 8 * most_v);
    for (Component& one : components) {
      one.blocks_wide = parts(parts(width * one.h, most_h), 8);
      one.blocks_high = parts(parts(height * one.v, most_v), 8);
      one.stored_wide = mcus_wide_ * one.h;
      one.stored_high = mcus_high_ * one.v;
      one.precision.fill(-1);
      if (progressive_) {
        one.nonzero.resize(static_cast<std::size_t>(one.stored_wide) *
                           static_cast<std::size_t>(one.stored_high));
      }
    }
    components_ = std::move(components);
    return JpegState::kWhole;
  }

  // `at`: of the scan's data; afterwards, of what follows them.
  JpegState read_scan(Bytes body, std::size_t& at) {
    const std::size_t count = body.empty() ? 0 : body[0];
    if (count < 1 || count > components_.size() || body.size() < 4 + 2 * count) {
      return JpegState::kDamaged;
    }
    std::vector<Component*> scanned;
    for (std::size_t i = 0; i < count; ++i) {
      const auto found =
          std::find_if(components_.begin(), components_.end(),
                       [&](const Component& one) { return one.id == body[1 + 2 * i]; });
      if (found == components_.end()) return JpegState::kDamaged;
      found->dc_table = body[2 + 2 * i] >> 4 & 3;
      found->ac_table = body[2 + 2 * i] & 3;
      scanned.push_back(&*found);
    }
    Spectral band;
    if (progressive_) {
      const std::uint8_t* last = body.data() + 1 + 2 * count;
      band = {last[0], last[1], last[2] >> 4, last[2] & 15};
      const bool dc = band.from == 0;
      if (band.from > 63 || band.to > 63 || band.to < band.from || band.low > 13 ||
          (dc && band.to != 0) || (!dc && count != 1) ||
          (band.high != 0 && band.high != band.low + 1)) {
        return JpegState::kDamaged;
      }
    }
    for (Component* one : scanned) {
      if (const JpegState state = begin(*one, band); state != JpegState::kWhole) return state;
    }
    return read_data(scanned, band, at);
  }

  // Whether the tables are there, and what came before lets this scan refine it.
  JpegState begin(Component& one, const Spectral& band) {
    const bool needs_dc = !progressive_ || (band.from == 0 && band.high == 0);
    const bool needs_ac = !progressive_ || band.from > 0;
    if ((needs_dc && !dc_table(one).defined) || (needs_ac && !ac_table(one).defined)) {
      return JpegState::kDamaged;
    }
    if (!progressive_ || band.from == 0) one.seen = true;
    if (!progressive_) return JpegState::kWhole;
    for (int k = band.from; k <= band.to; ++k) {
      std::int8_t& bit = one.precision[static_cast<std::size_t>(k)];
      if (band.high != (bit < 0 ? 0 : bit)) return JpegState::kDamaged;
      bit = static_cast<std::int8_t>(band.low);
    }
    return JpegState::kWhole;
  }

  JpegState read_data(const std::vector<Component*>& scanned, const Spectral& band,
                      std::size_t& at) {
    const bool single = scanned.size() == 1;
    Component& first = *scanned.front();
    const int wide = single ? first.blocks_wide : mcus_wide_;
    const int high = single ? first.blocks_high : mcus_high_;
    Bits bits(file_, at);
    int until_restart = restart_ > 0 ? restart_ : -1;
    int restarts = 0;
    reset();
    for (int y = 0; y < high; ++y) {
      for (int x = 0; x < wide; ++x) {
        if (until_restart == 0) {
          at = bits.end();
          if (bits.left(kStrayMost) > kStrayMost) return JpegState::kDamaged;
          if (at + 1 >= file_.size() || file_[at + 1] == 0xD9) return JpegState::kCutOff;
          if (file_[at + 1] != 0xD0 + (restarts & 7)) return JpegState::kDamaged;
          ++restarts;
          until_restart = restart_;
          at += 2;
          bits = Bits(file_, at);
          reset();
        }
        for (Component* one : scanned) {
          for (int v = 0; v < (single ? 1 : one->v); ++v) {
            for (int h = 0; h < (single ? 1 : one->h); ++h) {
              const int column = single ? x : x * one->h + h;
              const int row = single ? y : y * one->v + v;
              const bool sound = read_block(*one, band, bits, column, row);
              if (bits.exhausted()) {
                at = bits.end();
                return ended_by(at);
              }
              if (!sound) return JpegState::kDamaged;
            }
          }
        }
        if (until_restart > 0) --until_restart;
      }
    }
    const std::size_t left = bits.left(kStrayMost);
    at = bits.end();
    return left > kStrayMost ? JpegState::kDamaged : JpegState::kWhole;
  }

  // Of data that were too short: cut off, unless something else than an end follows.
  JpegState ended_by(std::size_t at) const {
    const bool end = at + 1 >= file_.size() || file_[at + 1] == 0xD9;
    return end ? JpegState::kCutOff : JpegState::kDamaged;
  }

  void reset() {
    for (Component& one : components_) one.dc = 0;
    run_ = 0;
  }

  const Huffman& dc_table(const Component& one) const {
    return tables_[static_cast<std::size_t>(one.dc_table)];
  }
  const Huffman& ac_table(const Component& one) const {
    return tables_[4 + static_cast<std::size_t>(one.ac_table)];
  }

  // False where it cannot be.
  bool read_block(Component& one, const Spectral& band, Bits& bits, int column, int row) {
    if (!progressive_) return read_dc(one, bits, 0) && read_sequential(one, bits);
    if (band.from == 0) {
      if (band.high == 0) return read_dc(one, bits, band.low);
      bits.skip(1);
      return true;
    }
    std::uint64_t& nonzero =
        one.nonzero[static_cast<std::size_t>(row) * static_cast<std::size_t>(one.stored_wide) +
                    static_cast<std::size_t>(column)];
    return band.high == 0 ? read_first(one, band, bits, nonzero)
                          : read_refinement(one, band, bits, nonzero);
  }

  bool read_dc(Component& one, Bits& bits, int low) {
    const int size = next(dc_table(one), bits);
    if (size < 0 || size > 11) return false;
    one.dc += extended(bits, size);
    const int step = steps_[static_cast<std::size_t>(one.quantisation)];
    // What rounding to a step may add is allowed for too.
    return std::abs(one.dc) * (1 << low) * step <= kDcMost + step * (1 << low);
  }

  bool read_sequential(const Component& one, Bits& bits) const {
    const Huffman& table = ac_table(one);
    for (int k = 1; k < 64;) {
      const int coded = next(table, bits);
      if (coded < 0) return false;
      const int run = coded >> 4;
      const int size = coded & 15;
      if (size == 0) {
        if (run != 15) return run == 0;  // end of block
        k += 16;
        if (k > 63) return false;
        continue;
      }
      k += run;
      if (k > 63 || size > 10) return false;
      bits.skip(size);
      ++k;
    }
    return true;
  }

  // T.81, G.1.2.2: the first scan of a band.
  bool read_first(const Component& one, const Spectral& band, Bits& bits, std::uint64_t& nonzero) {
    if (run_ > 0) {
      --run_;
      return true;
    }
    const Huffman& table = ac_table(one);
    for (int k = band.from; k <= band.to;) {
      const int coded = next(table, bits);
      if (coded < 0) return false;
      const int run = coded >> 4;
      const int size = coded & 15;
      if (size == 0) {
        if (run < 15) {
          run_ = (1 << run) + static_cast<int>(bits.take(run)) - 1;
          return true;
        }
        k += 16;
        if (k > band.to) return false;
        continue;
      }
      k += run;
      if (k > band.to || size > 10) return false;
      bits.skip(size);
      nonzero |= std::uint64_t{1} << k;
      ++k;
    }
    return true;
  }

  // T.81, G.1.2.3: a further bit of a band.
  bool read_refinement(const Component& one, const Spectral& band, Bits& bits,
                       std::uint64_t& nonzero) {
    int k = band.from;
    const std::uint64_t known = nonzero;
    const auto is_known = [&](int at) { return (known >> at & 1) != 0; };
    if (run_ == 0) {
      const Huffman& table = ac_table(one);
      while (k <= band.to) {
        const int coded = next(table, bits);
        if (coded < 0) return false;
        int run = coded >> 4;
        const int size = coded & 15;
        if (size > 1) return false;
        if (size == 0 && run < 15) {
          run_ = (1 << run) + static_cast<int>(bits.take(run));
          break;
        }
        if (size == 1) bits.skip(1);
        // Past `run` coefficients that are still zero; a bit for each that is not.
        while (k <= band.to) {
          if (is_known(k)) {
            bits.skip(1);
          } else if (run-- == 0) {
            break;
          }
          ++k;
        }
        if (size == 1) {
          if (k > band.to) return false;
          nonzero |= std::uint64_t{1} << k;
        }
        ++k;
        if (bits.exhausted()) return false;
      }
    }
    if (run_ > 0) {
      for (; k <= band.to; ++k) {
        if (is_known(k)) bits.skip(1);
      }
      --run_;
    }
    return true;
  }

  Bytes file_;
  std::uint64_t max_pixels_;
  JpegScan found_;
  bool progressive_ = false;
  std::vector<Component> components_;
  int mcus_wide_ = 0, mcus_high_ = 0;
  int restart_ = 0;                       // MCUs between restart markers; 0: none
  int run_ = 0;                           // progressive: blocks that end at once (EOBRUN)
  std::array<Huffman, 8> tables_;         // four for DC, four for AC
  std::array<int, 4> steps_{1, 1, 1, 1};  // of the DC quantisation
};

}  // namespace

JpegScan scan_jpeg(Bytes file, std::uint64_t max_pixels) {
  if (file.size() < 4 || file[0] != 0xFF || file[1] != 0xD8) return {};
  return Scanner(file, max_pixels).scan();
}

}  // namespace lesion
