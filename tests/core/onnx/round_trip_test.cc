// Files that are read must be written so that they are read again: files of the kinds that were
// not, made by hand, and the case that a fuzzer found.
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <vector>

#include "core/onnx/fields.h"
#include "core/onnx/read.h"
#include "core/onnx/tap.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

using Bytes = std::vector<std::uint8_t>;
using protozero::pbf_writer;

// A model whose only node has one attribute, the given AttributeProto.
Bytes model_with_attribute(const std::string& attribute) {
  std::string file;
  {
    pbf_writer model{file};
    model.add_int64(field::model::kIrVersion, 8);
    pbf_writer graph{model, field::model::kGraph};
    {
      pbf_writer node{graph, field::graph::kNode};
      node.add_string(field::node::kOutput, "y");
      node.add_string(field::node::kOpType, "Constant");
      node.add_message(field::node::kAttribute, attribute);
    }
    pbf_writer info{graph, field::graph::kOutput};
    info.add_string(field::value_info::kName, "y");
    pbf_writer type{info, field::value_info::kType};
    pbf_writer kind{type, field::type::kTensor};
    kind.add_int32(field::tensor_type::kElement, 1);
  }
  return {file.begin(), file.end()};
}

// What is wrong with reading `file`, tapping, writing and reading again; empty where it is sound or
// refused at the first reading.
std::string round_trip(const Bytes& file) {
  auto model = read_model(file);
  if (!model) return {};
  (void)tap(*model);
  const auto written = write_model(*model);
  if (!written) return written.error().message;
  const auto again = read_model(*written);
  if (!again) return again.error().message;
  return write_model(*again).value() == *written ? "" : "another file the second time";
}

TEST(RoundTrip, AnAttributeOfEveryKindWithoutAValueIsReadBackOrRefused) {
  for (int kind = 1; kind <= 14; ++kind) {
    std::string attribute;
    pbf_writer out{attribute};
    out.add_string(field::attribute::kName, "value");
    out.add_int32(field::attribute::kType, kind);
    EXPECT_EQ(round_trip(model_with_attribute(attribute)), "") << "kind " << kind;
  }
}

TEST(RoundTrip, AnAttributeThatLacksItsTensorIsCalledDamaged) {
  std::string attribute;
  pbf_writer out{attribute};
  out.add_string(field::attribute::kName, "value");
  out.add_int64(field::attribute::kInt, 4);
  out.add_int32(field::attribute::kType, static_cast<int>(field::AttributeKind::kTensor));
  const auto model = read_model(model_with_attribute(attribute));
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().kind, ErrorKind::kCorrupt);
  EXPECT_EQ(model.error().message,
            "the ONNX file is damaged: the attribute value lacks its tensor");
}

TEST(RoundTrip, ALayerWhoseOutputHasNoNameIsNotTapped) {
  auto model = small_model();
  for (auto& node : model.graph.nodes) {
    if (node.op_type != "Conv") continue;
    node.outputs[0].clear();
    break;
  }
  EXPECT_EQ(round_trip(write_model(model).value()), "");
}

TEST(RoundTrip, AShapeLongerThanThePartsAllowedIsRefusedAndNotCutShort) {
  std::string tensor;
  pbf_writer out{tensor};
  out.add_int32(field::tensor::kDataType, 1);
  out.add_bytes(field::tensor::kRawData, std::string(4, '\0'));
  const std::vector<std::int64_t> ones(40, 1);
  out.add_packed_int64(field::tensor::kDims, ones.begin(), ones.end());
  std::string file;
  {
    pbf_writer model{file};
    model.add_int64(field::model::kIrVersion, 8);
    pbf_writer graph{model, field::model::kGraph};
    {
      pbf_writer info{graph, field::graph::kOutput};
      info.add_string(field::value_info::kName, "y");
      pbf_writer type{info, field::value_info::kType};
      pbf_writer kind{type, field::type::kTensor};
      kind.add_int32(field::tensor_type::kElement, 1);
    }
    graph.add_message(field::graph::kInitializer, tensor);
  }
  const Bytes bytes(file.begin(), file.end());
  for (std::size_t parts = 0; parts < 60; ++parts) {
    const auto model = read_model(bytes, {.max_parts = parts});
    if (!model) continue;
    EXPECT_EQ(model->graph.initializers.at(0).dims.size(), 40u) << parts;
  }
  EXPECT_TRUE(read_model(bytes, {.max_parts = 60}).has_value());
}

TEST(RoundTrip, TheCaseThatTheFuzzerFound) {
  std::ifstream in("tests/core/onnx/round_trip.bin", std::ios::binary);
  const Bytes file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  ASSERT_EQ(file.size(), 5648u);
  EXPECT_EQ(round_trip(file), "");
}

}  // namespace
}  // namespace lesion::onnx
