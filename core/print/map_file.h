// One filter's map as numbers, for other programs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"
#include "core/model/card.h"
#include "core/print/page.h"

namespace lesion::print {

// A record for each cell, row by row from the top (as table.h has them): image, layer, filter, x, y
// (the cell), image_x, image_y (its centre in the image's pixels), value (empty where it is not
// finite), model, date, notice; the first record carries the last three for all. `region`: what the
// network saw, the image's pixels, over which the map lies. Fails with kInvalidArgument as
// check(MapView) does.
Result<std::string> map_table(std::string_view image, int layer, int filter, const MapView& map,
                              const Rect& region, const ModelCard& card, std::string_view date);

// The same values as NumPy's array file (format 1.0: numpy.lib.format, "The .npy format"): 32-bit
// floats, little-endian, shape (height, width). Fails with kInvalidArgument as check(MapView) does.
Result<std::vector<std::uint8_t>> map_array(const MapView& map);

}  // namespace lesion::print
