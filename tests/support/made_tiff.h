// TIFF files made in memory by LibTIFF's own writer.
#pragma once

#include <tiffio.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

namespace lesion {

struct TiffPage {
  std::uint32_t width = 20, height = 12;
  std::uint16_t bits = 8, samples = 3;
  std::uint16_t photometric = PHOTOMETRIC_RGB;
  std::uint16_t compression = COMPRESSION_NONE;
  std::uint16_t predictor = 1;
  std::uint16_t planar = PLANARCONFIG_CONTIG;
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  std::uint32_t rows = 5;               // a strip
  std::uint32_t tile = 0;               // side of a tile; 0: strips
  std::vector<std::uint16_t> extras{};  // kinds of the samples beyond the colours
  std::uint32_t subfile = 0;
  std::vector<std::uint8_t> icc{};
  std::uint16_t format = SAMPLEFORMAT_UINT;
};

// Value of a sample, as many bits as the page has.
using TiffSample = std::function<std::uint32_t(std::uint32_t x, std::uint32_t y, std::uint32_t s)>;

namespace made_tiff {

struct File {
  std::vector<std::uint8_t> bytes;
  std::size_t at = 0;
};

inline File& file_of(thandle_t handle) { return *static_cast<File*>(handle); }

inline tmsize_t read(thandle_t handle, void* to, tmsize_t count) {
  File& file = file_of(handle);
  const std::size_t left = file.bytes.size() - std::min(file.at, file.bytes.size());
  const std::size_t given = std::min(left, static_cast<std::size_t>(count));
  if (given > 0) std::memcpy(to, file.bytes.data() + file.at, given);
  file.at += given;
  return static_cast<tmsize_t>(given);
}

inline tmsize_t write(thandle_t handle, void* from, tmsize_t count) {
  File& file = file_of(handle);
  const auto wanted = static_cast<std::size_t>(count);
  file.bytes.resize(std::max(file.bytes.size(), file.at + wanted));
  std::memcpy(file.bytes.data() + file.at, from, wanted);
  file.at += wanted;
  return count;
}

inline toff_t seek(thandle_t handle, toff_t to, int whence) {
  File& file = file_of(handle);
  file.at = static_cast<std::size_t>(to) + (whence == SEEK_CUR   ? file.at
                                            : whence == SEEK_END ? file.bytes.size()
                                                                 : 0);
  return file.at;
}

inline int close(thandle_t) { return 0; }
inline toff_t size(thandle_t handle) { return file_of(handle).bytes.size(); }

// A row of a block, from (x, y) on.
inline void fill(std::uint8_t* row, const TiffPage& page, const TiffSample& sample, std::uint32_t x,
                 std::uint32_t y, std::uint32_t count, std::uint32_t plane) {
  const bool together = page.planar == PLANARCONFIG_CONTIG;
  const std::uint32_t samples = together ? page.samples : 1;
  for (std::uint32_t i = 0; i < count * samples; ++i) {
    const std::uint32_t s = together ? i % samples : plane;
    const std::uint32_t value = sample(x + i / samples, y, s);
    if (page.bits == 16) {
      const auto word = static_cast<std::uint16_t>(value);
      std::memcpy(row + 2 * i, &word, 2);
    } else if (page.bits == 8) {
      row[i] = static_cast<std::uint8_t>(value);
    } else {
      const std::uint32_t bit = i * page.bits;
      row[bit / 8] = static_cast<std::uint8_t>(row[bit / 8] | value << (8 - page.bits - bit % 8));
    }
  }
}

inline void write_page(TIFF* tiff, const TiffPage& page, const TiffSample& sample) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, page.width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, page.height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, page.bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, page.samples);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, page.format);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, page.photometric);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, page.compression);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, page.planar);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, page.orientation);
  if (page.predictor != 1) TIFFSetField(tiff, TIFFTAG_PREDICTOR, page.predictor);
  if (page.subfile != 0) TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, page.subfile);
  if (!page.extras.empty()) {
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, static_cast<int>(page.extras.size()),
                 page.extras.data());
  }
  if (!page.icc.empty()) {
    TIFFSetField(tiff, TIFFTAG_ICCPROFILE, static_cast<std::uint32_t>(page.icc.size()),
                 page.icc.data());
  }
  if (page.compression == COMPRESSION_JPEG) {
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 95);
  }
  if (page.photometric == PHOTOMETRIC_YCBCR && page.compression != COMPRESSION_JPEG) {
    TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, 1, 1);
  }
  if (page.photometric == PHOTOMETRIC_PALETTE) {
    std::vector<std::uint16_t> maps[3];
    for (std::uint32_t i = 0; i < 1u << page.bits; ++i) {
      for (std::uint32_t c = 0; c < 3; ++c) {
        maps[c].push_back(static_cast<std::uint16_t>((i * (c + 3) % 256) << 8 | 7));
      }
    }
    TIFFSetField(tiff, TIFFTAG_COLORMAP, maps[0].data(), maps[1].data(), maps[2].data());
  }
  const bool tiled = page.tile > 0;
  if (tiled) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, page.tile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, page.tile);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, page.rows);
  }
  const std::uint32_t planes = page.planar == PLANARCONFIG_CONTIG ? 1 : page.samples;
  const std::uint32_t wide = tiled ? page.tile : page.width;
  const std::uint32_t high = tiled ? page.tile : page.rows;
  std::uint32_t number = 0;
  for (std::uint32_t plane = 0; plane < planes; ++plane) {
    for (std::uint32_t y = 0; y < page.height; y += high) {
      for (std::uint32_t x = 0; x < page.width; x += wide) {
        const std::uint32_t rows = tiled ? high : std::min(high, page.height - y);
        const auto length =
            static_cast<std::size_t>(tiled ? TIFFTileRowSize(tiff) : TIFFScanlineSize(tiff));
        std::vector<std::uint8_t> block(length * rows);
        for (std::uint32_t row = 0; row < rows; ++row) {
          fill(block.data() + length * row, page, sample, x, y + row, wide, plane);
        }
        const auto size = static_cast<tmsize_t>(block.size());
        if (tiled) {
          TIFFWriteEncodedTile(tiff, number, block.data(), size);
        } else {
          TIFFWriteEncodedStrip(tiff, number, block.data(), size);
        }
        ++number;
      }
    }
  }
  TIFFWriteDirectory(tiff);
}

}  // namespace made_tiff

// mode: "w", with "b" of big-endian words, with "8" a BigTIFF.
inline std::vector<std::uint8_t> tiff_file(const std::vector<TiffPage>& pages,
                                           const TiffSample& sample, const char* mode = "w") {
  made_tiff::File file;
  TIFF* tiff = TIFFClientOpen("made", mode, &file, made_tiff::read, made_tiff::write,
                              made_tiff::seek, made_tiff::close, made_tiff::size, nullptr, nullptr);
  for (const TiffPage& page : pages) made_tiff::write_page(tiff, page, sample);
  TIFFClose(tiff);
  return file.bytes;
}

}  // namespace lesion
