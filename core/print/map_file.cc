#include "core/print/map_file.h"

#include <cstring>

#include "core/print/table.h"

namespace lesion::print {

Result<std::string> map_table(std::string_view image, int layer, int filter, const MapView& map,
                              const Rect& region, const ModelCard& card, std::string_view date) {
  if (auto whole = check(map); !whole) return tl::unexpected(whole.error());
  std::string table = "image,layer,filter,x,y,image_x,image_y,value,model,date,notice\r\n";
  const std::string which =
      csv_text(image) + "," + std::to_string(layer) + "," + std::to_string(filter) + ",";
  std::string ending =
      "," + csv_text(card.name) + "," + csv_text(date) + "," + csv_text(kNotice) + "\r\n";
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      const auto cell = static_cast<std::size_t>(y) * static_cast<std::size_t>(map.width) +
                        static_cast<std::size_t>(x);
      table += which;
      table += std::to_string(x) + "," + std::to_string(y) + ",";
      table += csv_number(region.x + region.width * (x + 0.5) / map.width) + ",";
      table += csv_number(region.y + region.height * (y + 0.5) / map.height) + ",";
      table += csv_number(map.values[cell]);
      table += ending;
      ending = ",,,\r\n";
    }
  }
  return table;
}

Result<std::vector<std::uint8_t>> map_array(const MapView& map) {
  if (auto whole = check(map); !whole) return tl::unexpected(whole.error());
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                       std::to_string(map.height) + ", " + std::to_string(map.width) + "), }";
  // Magic, version and the header's length are 10 bytes; the values begin at a multiple of 64.
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::vector<std::uint8_t> file = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  file.push_back(static_cast<std::uint8_t>(header.size() % 256));
  file.push_back(static_cast<std::uint8_t>(header.size() / 256));
  file.insert(file.end(), header.begin(), header.end());
  file.reserve(file.size() + map.values.size() * 4);
  for (const float value : map.values) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    for (int shift = 0; shift < 32; shift += 8) {
      file.push_back(static_cast<std::uint8_t>(bits >> shift & 255u));
    }
  }
  return file;
}

}  // namespace lesion::print
