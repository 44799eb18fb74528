#include "core/onnx/read.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <protozero/pbf_writer.hpp>
#include <random>
#include <string>
#include <vector>

#include "core/onnx/fields.h"
#include "core/onnx/tap.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

using Bytes = std::vector<std::uint8_t>;
using protozero::pbf_writer;

Bytes bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

// A model of one Identity whose only constant is the given TensorProto.
Bytes model_around(const std::string& tensor) {
  std::string file;
  pbf_writer model{file};
  model.add_int64(field::model::kIrVersion, 8);
  {
    pbf_writer graph{model, field::model::kGraph};
    graph.add_message(field::graph::kInitializer, tensor);
    pbf_writer info{graph, field::graph::kOutput};
    info.add_string(field::value_info::kName, "c");
    pbf_writer type{info, field::value_info::kType};
    pbf_writer kind{type, field::type::kTensor};
    kind.add_int32(field::tensor_type::kElement, 1);
  }
  return bytes_of(file);
}

std::string tensor_header(std::int32_t type, std::initializer_list<std::int64_t> dims) {
  std::string tensor;
  pbf_writer out{tensor};
  for (const auto dim : dims) out.add_int64(field::tensor::kDims, dim);
  out.add_int32(field::tensor::kDataType, type);
  out.add_string(field::tensor::kName, "c");
  return tensor;
}

// Exercises everything that reads a file; only that it returns matters.
void read_everything(std::span<const std::uint8_t> file) {
  auto model = read_model(file);
  (void)read_model_card(file);
  if (!model) {
    ASSERT_FALSE(model.error().message.empty());
    return;
  }
  (void)tap(*model);
  for (const auto& tensor : model->graph.initializers) (void)as_floats(tensor);
  (void)write_model(*model);
}

TEST(ReadModel, WhatWasWrittenIsReadBackEqual) {
  auto model = small_model();
  model.producer_version = "1.2.3";
  model.domain = "org.example";
  model.model_version = 7;
  model.operator_sets.push_back({"com.example", 3});
  model.graph.nodes.push_back(
      {"all kinds",
       "Custom",
       "com.example",
       {"layer0", "", "layer1"},
       {"made", ""},
       {{"float", -0.5f},
        {"int", std::int64_t{-9'000'000'000}},
        {"text", std::string("a\0b", 3)},
        {"tensor", int64_tensor("t", {2}, std::vector<std::int64_t>{-1, 5})},
        {"floats", std::vector<float>{1.5f, -0.0f, std::numeric_limits<float>::infinity()}},
        {"ints", std::vector<std::int64_t>{0, -1, std::numeric_limits<std::int64_t>::min()}},
        {"texts", std::vector<std::string>{"", "x"}}}});
  model.graph.value_infos = {{"made", ElementType::kInt8, true, {Dimension(), "side", 3}},
                             {"scalar", ElementType::kFloat, true, {}},
                             {"unshaped", ElementType::kFloat16, false, {}}};
  const auto file = write_model(model);
  ASSERT_TRUE(file.has_value());
  const auto again = read_model(*file);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_TRUE(*again == model);
  EXPECT_EQ(write_model(*again).value(), *file);
}

TEST(ReadModel, TypedFieldsArriveAsRawBytes) {
  auto floats = tensor_header(1, {2, 2});
  {
    pbf_writer out{floats};
    const std::vector<float> values{1, 2, 3};
    out.add_packed_float(field::tensor::kFloatData, values.begin(), values.end());
    out.add_float(field::tensor::kFloatData, 4);
  }
  auto model = read_model(model_around(floats));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(as_floats(model->graph.initializers[0]), (std::vector<float>{1, 2, 3, 4}));

  auto halves = tensor_header(10, {3});
  {
    pbf_writer out{halves};
    // 1, -2 and the smallest subnormal in IEEE 754 binary16.
    const std::vector<std::int32_t> values{0x3c00, 0xc000, 0x0001};
    out.add_packed_int32(field::tensor::kInt32Data, values.begin(), values.end());
  }
  model = read_model(model_around(halves));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(as_floats(model->graph.initializers[0]), (std::vector<float>{1, -2, 0x1p-24f}));

  auto bytes = tensor_header(3, {2});
  {
    pbf_writer out{bytes};
    const std::vector<std::int32_t> values{-128, 127};
    out.add_packed_int32(field::tensor::kInt32Data, values.begin(), values.end());
  }
  model = read_model(model_around(bytes));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(as_int64s(model->graph.initializers[0]), (std::vector<std::int64_t>{-128, 127}));
}

TEST(ReadModel, ShapesThatDisagreeWithTheirValuesAreRefusedBeforeMemoryIsTaken) {
  const auto refused = [](std::string tensor) {
    const auto model = read_model(model_around(tensor));
    ASSERT_FALSE(model.has_value());
    EXPECT_EQ(model.error().kind, ErrorKind::kCorrupt);
    EXPECT_NE(model.error().message.find("constant c"), std::string::npos) << model.error().message;
  };
  refused(tensor_header(1, {1'000'000'000'000}));
  refused(tensor_header(1, {1LL << 40, 1LL << 40}));
  refused(tensor_header(1, {-4}));
  refused(tensor_header(1, {std::numeric_limits<std::int64_t>::min(), -1}));
  auto few = tensor_header(1, {1LL << 33});
  {
    pbf_writer out{few};
    out.add_float(field::tensor::kFloatData, 1);
  }
  refused(few);
  auto many = tensor_header(1, {1});
  {
    pbf_writer out{many};
    out.add_float(field::tensor::kFloatData, 1);
    out.add_float(field::tensor::kFloatData, 2);
  }
  refused(many);
  auto wrong = tensor_header(7, {1});
  {
    pbf_writer out{wrong};
    out.add_float(field::tensor::kFloatData, 1);
  }
  refused(wrong);
}

TEST(ReadModel, SaysInWordsWhatItDoesNotRead) {
  auto external = tensor_header(1, {1});
  {
    pbf_writer out{external};
    out.add_int32(field::tensor::kDataLocation, 1);
  }
  auto model = read_model(model_around(external));
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(model.error().message,
            "the constant c lies in a file beside the model; save the model as one file");

  model = read_model(model_around(tensor_header(8, {1})));
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().kind, ErrorKind::kUnsupported);

  model = read_model(bytes_of("This is only a text.\n"));
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().kind, ErrorKind::kCorrupt);

  model = read_model({});
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().message, "this is not an ONNX model");
}

TEST(ReadModel, KeepsItsLimits) {
  const auto file = write_model(small_model()).value();
  auto model = read_model(file, {.max_bytes = 100});
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().kind, ErrorKind::kTooLarge);
  model = read_model(file, {.max_parts = 50});
  ASSERT_FALSE(model.has_value());
  EXPECT_EQ(model.error().kind, ErrorKind::kTooLarge);
}

TEST(ReadModel, EveryTruncationEndsInAnErrorOrAModel) {
  const auto file = write_model(small_model()).value();
  for (std::size_t length = 0; length < file.size(); ++length) {
    // A copy of exactly that length, so that a sanitizer sees any read behind it.
    const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
    read_everything(part);
  }
}

TEST(ReadModel, TenThousandFlippedBytesEndInAnErrorOrAModel) {
  const auto file = write_model(small_model()).value();
  std::mt19937 random(20180901);
  for (int trial = 0; trial < 10'000; ++trial) {
    auto damaged = file;
    const int flips = 1 + trial % 4;
    for (int i = 0; i < flips; ++i) {
      damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
    }
    read_everything(damaged);
  }
}

TEST(ReadModelCard, ReadsTheCardAndSaysWhereThereIsNone) {
  ModelCard card;
  card.input = square_input(16);
  card.name = "small";
  card.architecture = "test";
  card.classes = {"benign", "malignant"};
  auto model = small_model();
  model.metadata = {{"other", "x"}, {"lesionlens", to_json(card)}};
  const auto read = read_model_card(write_model(model).value());
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->name, "small");
  EXPECT_EQ(read->classes, card.classes);

  model.metadata.clear();
  const auto none = read_model_card(write_model(model).value());
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace lesion::onnx
