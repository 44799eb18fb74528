// What the network is given of a square of an image, natively, for tests/web/crop.test.mjs.
//
//   crop_reference IMAGE X Y SIDE < CARD
//
// CARD: a model card as JSON. Standard output: the tensor, 3 x size x size floats, little endian.
// Ends with 1 where the input is not that.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "core/model/card.h"
#include "core/model/preprocess.h"
#include "core/model/region.h"

int main(int argc, char** argv) {
  if (argc != 5) return 1;
  std::ifstream file(argv[1], std::ios::binary);
  const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  const std::string json{std::istreambuf_iterator<char>(std::cin), {}};
  const auto card = lesion::card_from_json(json);
  const auto image = lesion::decode_image(bytes);
  if (!card || !image) return 1;
  const double side = std::atof(argv[4]);
  const lesion::Rect square =
      lesion::limited_region({std::atof(argv[2]), std::atof(argv[3]), side, side}, image->width,
                             image->height, card->input.aspect());
  const auto tensor = lesion::preprocess(*image, card->input, square);
  if (!tensor) return 1;
  std::fwrite(tensor->values.data(), sizeof(float), tensor->values.size(), stdout);
  return 0;
}
