// Field numbers of onnx.proto, for the reader and the writer.
#pragma once

#include <cstdint>

namespace lesion::onnx::field {

using Number = std::uint32_t;

namespace model {
inline constexpr Number kIrVersion = 1, kProducerName = 2, kProducerVersion = 3, kDomain = 4,
                        kModelVersion = 5, kGraph = 7, kOperatorSet = 8, kMetadata = 14,
                        kFunction = 25;
}
namespace operator_set {
inline constexpr Number kDomain = 1, kVersion = 2;
}
namespace string_entry {
inline constexpr Number kKey = 1, kValue = 2;
}
namespace graph {
inline constexpr Number kNode = 1, kName = 2, kInitializer = 5, kInput = 11, kOutput = 12,
                        kValueInfo = 13, kSparseInitializer = 15;
}
namespace node {
inline constexpr Number kInput = 1, kOutput = 2, kName = 3, kOpType = 4, kAttribute = 5,
                        kDomain = 7;
}
namespace attribute {
inline constexpr Number kName = 1, kFloat = 2, kInt = 3, kString = 4, kTensor = 5, kGraph = 6,
                        kFloats = 7, kInts = 8, kStrings = 9, kTensors = 10, kGraphs = 11,
                        kType = 20, kReference = 21;
}
namespace tensor {
inline constexpr Number kDims = 1, kDataType = 2, kFloatData = 4, kInt32Data = 5, kStringData = 6,
                        kInt64Data = 7, kName = 8, kRawData = 9, kDoubleData = 10, kUint64Data = 11,
                        kExternalData = 13, kDataLocation = 14;
}
namespace value_info {
inline constexpr Number kName = 1, kType = 2;
}
namespace type {
inline constexpr Number kTensor = 1;
}
namespace tensor_type {
inline constexpr Number kElement = 1, kShape = 2;
}
namespace shape {
inline constexpr Number kDimension = 1;
}
namespace dimension {
inline constexpr Number kValue = 1, kSymbol = 2;
}

// AttributeProto.AttributeType
enum class AttributeKind : std::int32_t {
  kFloat = 1,
  kInt = 2,
  kString = 3,
  kTensor = 4,
  kFloats = 6,
  kInts = 7,
  kStrings = 8,
};

}  // namespace lesion::onnx::field
