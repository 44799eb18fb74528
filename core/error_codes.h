// Every error that can reach the page: its name here, its stable code, its kind. The sentence for
// the code "image.too_large" stands under "error.image.too_large" in each of web/words/*.json, with
// the places that the error's values fill. The English one is built in: without it nothing
// compiles; a test wants the others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lesion {

enum class ErrorKind : std::uint8_t {
  kInvalidArgument,  // the caller or the command line asked for something impossible
  kUnsupported,      // well formed, but nothing we read (HEIC, an operator we do not know)
  kTooLarge,         // beyond a stated limit; refused before memory is taken
  kCorrupt,          // a file that is damaged or truncated
  kNotFound,
  kIo,
};

// As the page knows them.
constexpr std::string_view kind_text(ErrorKind kind) {
  constexpr std::array<std::string_view, 6> kTexts = {
      "invalid_argument", "unsupported", "too_large", "corrupt", "not_found", "io"};
  return kTexts[static_cast<std::size_t>(kind)];
}

// clang-format off
#define LESION_ERROR_CODES(X)                                                  \
  /* A sentence made on the spot (core/plain_error.h); its kind is its own. */ \
  X(kPlain, "plain", kInvalidArgument)                                         \
  X(kFileEmpty, "file.empty", kCorrupt)                                        \
  X(kFileTooLarge, "file.too_large", kTooLarge)                                \
  X(kImageFormat, "image.format", kUnsupported)                                \
  X(kImageVideo, "image.video", kUnsupported)                                  \
  X(kImageUnknown, "image.unknown", kUnsupported)                              \
  X(kImageTooLarge, "image.too_large", kTooLarge)                              \
  X(kImageUnreadable, "image.unreadable", kCorrupt)                            \
  X(kImageHeaderOnly, "image.header_only", kCorrupt)                           \
  X(kImageCutOff, "image.cut_off", kCorrupt)                                   \
  X(kImageBlocks, "image.blocks", kCorrupt)                                    \
  X(kImageDamaged, "image.damaged", kCorrupt)                                  \
  X(kImageNoPixels, "image.no_pixels", kCorrupt)                               \
  X(kImageFrame, "image.frame", kInvalidArgument)                              \
  X(kImageHeic, "image.heic", kUnsupported)                                    \
  X(kImageDecoder, "image.decoder", kIo)                                       \
  X(kTiffForm, "tiff.form", kUnsupported)                                      \
  X(kDicomDamaged, "dicom.damaged", kCorrupt)                                  \
  X(kDicomNoImage, "dicom.no_image", kUnsupported)                             \
  X(kDicomSyntax, "dicom.syntax", kUnsupported)                                \
  X(kDicomCodec, "dicom.codec", kIo)                                           \
  X(kDicomForm, "dicom.form", kUnsupported)                                    \
  X(kImageSize, "image.size", kInvalidArgument)                                \
  X(kPngDotsPerInch, "png.dots_per_inch", kInvalidArgument)                    \
  X(kPngNotWritten, "png.not_written", kIo)                                    \
  X(kCardTooLarge, "card.too_large", kTooLarge)                                \
  X(kCardNotJson, "card.not_json", kCorrupt)                                   \
  X(kCardSchema, "card.schema", kUnsupported)                                  \
  X(kCardMissing, "card.missing", kCorrupt)                                    \
  X(kCardNotText, "card.not_text", kCorrupt)                                   \
  X(kCardNotTexts, "card.not_texts", kCorrupt)                                 \
  X(kCardNotBoolean, "card.not_boolean", kCorrupt)                             \
  X(kCardNotNumber, "card.not_number", kCorrupt)                               \
  X(kCardNotSingle, "card.not_single", kCorrupt)                               \
  X(kCardNotNumbers, "card.not_numbers", kCorrupt)                             \
  X(kCardNotInteger, "card.not_integer", kCorrupt)                             \
  X(kCardNotUnsigned, "card.not_unsigned", kCorrupt)                           \
  X(kCardOutOfRange, "card.out_of_range", kCorrupt)                            \
  X(kCardNotObject, "card.not_object", kCorrupt)                               \
  X(kCardNotList, "card.not_list", kCorrupt)                                   \
  X(kCardNotPositive, "card.not_positive", kCorrupt)                           \
  X(kCardColourConstancy, "card.colour_constancy", kCorrupt)                   \
  X(kCardNotThree, "card.not_three", kCorrupt)                                 \
  X(kCardEmpty, "card.empty", kCorrupt)                                        \
  X(kCardFilterCount, "card.filter_count", kCorrupt)                           \
  X(kCardClassCount, "card.class_count", kCorrupt)                             \
  X(kCardClassEmpty, "card.class_empty", kCorrupt)                             \
  X(kCardClassTwice, "card.class_twice", kCorrupt)                             \
  X(kCardLayerTwice, "card.layer_twice", kCorrupt)                             \
  X(kCardMoreThanN, "card.more_than_n", kCorrupt)                              \
  X(kCardOutsideInterval, "card.outside_interval", kCorrupt)                   \
  X(kCardDescends, "card.descends", kCorrupt)                                  \
  X(kCardNotChoice, "card.not_choice", kCorrupt)                               \
  X(kCardTooDeep, "card.too_deep", kCorrupt)                                   \
  X(kCardOutsideLowHigh, "card.outside_low_high", kCorrupt)                    \
  X(kCardSingleOutput, "card.single_output", kCorrupt)                         \
  X(kCardNotLogits, "card.not_logits", kCorrupt)                               \
  X(kInputSize, "input.size", kInvalidArgument)                                \
  X(kInputDeviation, "input.deviation", kInvalidArgument)                      \
  X(kInputColourConstancy, "input.colour_constancy", kInvalidArgument)         \
  X(kInputRegionEmpty, "input.region_empty", kInvalidArgument)                 \
  X(kModelNoneOpen, "model.none_open", kInvalidArgument)                       \
  X(kModelNoCard, "model.no_card", kNotFound)                                  \
  X(kModelNoLayer, "model.no_layer", kInvalidArgument)                         \
  X(kModelFilters, "model.filters", kCorrupt)                                  \
  X(kModelScores, "model.scores", kCorrupt)                                    \
  X(kModelChannels, "model.channels", kUnsupported)                            \
  X(kModelInput, "model.input", kCorrupt)                                      \
  X(kModelInputs, "model.inputs", kUnsupported)                                \
  X(kModelNoImage, "model.no_image", kUnsupported)                             \
  X(kModelNoAnswer, "model.no_answer", kUnsupported)                           \
  X(kModelNotProbability, "model.not_probability", kCorrupt)                   \
  X(kModelNotFinite, "model.not_finite", kCorrupt)                             \
  X(kMapsLayers, "maps.layers", kInvalidArgument)                              \
  X(kMapsFilters, "maps.filters", kInvalidArgument)                            \
  X(kMapsShape, "maps.shape", kInvalidArgument)                                \
  X(kOnnxNone, "onnx.none", kCorrupt)                                          \
  X(kOnnxTooLarge, "onnx.too_large", kTooLarge)                                \
  X(kOnnxTooManyParts, "onnx.too_many_parts", kTooLarge)                       \
  X(kOnnxPartCutOff, "onnx.part_cut_off", kCorrupt)                            \
  X(kOnnxTwoGraphs, "onnx.two_graphs", kCorrupt)                               \
  X(kOnnxNoOutput, "onnx.no_output", kCorrupt)                                 \
  X(kOnnxNoOperator, "onnx.no_operator", kCorrupt)                             \
  X(kOnnxNoName, "onnx.no_name", kCorrupt)                                     \
  X(kOnnxNegativeSide, "onnx.negative_side", kCorrupt)                         \
  X(kOnnxAttributeTensor, "onnx.attribute_tensor", kCorrupt)                   \
  X(kOnnxConstantCutOff, "onnx.constant_cut_off", kCorrupt)                    \
  X(kOnnxConstantShape, "onnx.constant_shape", kCorrupt)                       \
  X(kOnnxConstantValues, "onnx.constant_values", kCorrupt)                     \
  X(kOnnxConstantType, "onnx.constant_type", kCorrupt)                         \
  X(kOnnxConstantBeside, "onnx.constant_beside", kUnsupported)                 \
  X(kOnnxConstantTypeUnknown, "onnx.constant_type_unknown", kUnsupported)      \
  X(kOnnxFunctions, "onnx.functions", kUnsupported)                            \
  X(kOnnxSparse, "onnx.sparse", kUnsupported)                                  \
  X(kOnnxSubgraphs, "onnx.subgraphs", kUnsupported)                            \
  X(kOnnxAttributeKind, "onnx.attribute_kind", kUnsupported)                   \
  X(kOnnxNoTensor, "onnx.no_tensor", kUnsupported)                             \
  X(kOnnxNoLayers, "onnx.no_layers", kUnsupported)                             \
  X(kOnnxWriteTooLarge, "onnx.write_too_large", kTooLarge)                     \
  X(kGraphNoTensor, "graph.no_tensor", kNotFound)                              \
  X(kGraphNoPath, "graph.no_path", kInvalidArgument)                           \
  X(kGraphNotFloat, "graph.not_float", kUnsupported)                           \
  X(kGraphNameTaken, "graph.name_taken", kUnsupported)                         \
  X(kGraphTooOld, "graph.too_old", kUnsupported)                               \
  X(kGraphCarried, "graph.carried", kUnsupported)                              \
  X(kGraphBatch, "graph.batch", kUnsupported)                                  \
  X(kReverseOperator, "reverse.operator", kUnsupported)                        \
  X(kReverseForm, "reverse.form", kUnsupported)                                \
  X(kReverseShape, "reverse.shape", kUnsupported)                              \
  X(kReverseTooLarge, "reverse.too_large", kTooLarge)                          \
  X(kExplainMethod, "explain.method", kInvalidArgument)                        \
  X(kExplainLayer, "explain.layer", kInvalidArgument)                          \
  X(kExplainFilter, "explain.filter", kInvalidArgument)                        \
  X(kExplainClass, "explain.class", kInvalidArgument)                          \
  X(kExplainOption, "explain.option", kInvalidArgument)                        \
  X(kExplainAnswer, "explain.answer", kCorrupt)                                \
  X(kExplainNotFinite, "explain.not_finite", kCorrupt)                         \
  X(kWeightsScaleAxes, "weights.scale_axes", kCorrupt)                         \
  X(kWeightsScaleAxis, "weights.scale_axis", kCorrupt)                         \
  X(kWeightsScaleCount, "weights.scale_count", kCorrupt)                       \
  X(kWeightsScaleSign, "weights.scale_sign", kCorrupt)                         \
  X(kWeightsZeroCount, "weights.zero_count", kCorrupt)                         \
  X(kWeightsZeroWide, "weights.zero_wide", kCorrupt)                           \
  X(kWeightsTwice, "weights.twice", kCorrupt)                                  \
  X(kWeightsTooLarge, "weights.too_large", kTooLarge)                          \
  X(kFontTooLarge, "font.too_large", kTooLarge)                                \
  X(kFontUnknown, "font.unknown", kCorrupt)                                    \
  X(kFontCutOff, "font.cut_off", kCorrupt)                                     \
  X(kFontOutlines, "font.outlines", kUnsupported)                              \
  X(kFontCollection, "font.collection", kUnsupported)                          \
  X(kFontTable, "font.table", kCorrupt)                                        \
  X(kFontCharacters, "font.characters", kUnsupported)                          \
  X(kWordsNotJson, "words.not_json", kCorrupt)                                 \
  X(kWordsNotText, "words.not_text", kCorrupt)                                 \
  X(kPrintNoFont, "print.no_font", kInvalidArgument)                           \
  X(kPrintNoSize, "print.no_size", kInvalidArgument)                           \
  X(kPrintTooLarge, "print.too_large", kTooLarge)                              \
  X(kPrintDotsPerInch, "print.dots_per_inch", kInvalidArgument)                \
  X(kPrintRegion, "print.region", kInvalidArgument)                            \
  X(kPrintMapSize, "print.map_size", kInvalidArgument)                         \
  X(kReportPage, "report.page", kInvalidArgument)                              \
  X(kReportMaps, "report.maps", kInvalidArgument)                              \
  X(kReportFigures, "report.figures", kCorrupt)                                \
  X(kSheetPage, "sheet.page", kInvalidArgument)                                \
  X(kSheetNarrow, "sheet.narrow", kInvalidArgument)                            \
  X(kSheetLow, "sheet.low", kInvalidArgument)                                  \
  X(kSheetColumns, "sheet.columns", kInvalidArgument)                          \
  X(kSheetNoImage, "sheet.no_image", kInvalidArgument)                         \
  X(kSheetNoFilter, "sheet.no_filter", kInvalidArgument)                       \
  X(kSheetTooMany, "sheet.too_many", kInvalidArgument)                         \
  X(kSheetCellShape, "sheet.cell_shape", kInvalidArgument)                     \
  X(kSheetCellSize, "sheet.cell_size", kInvalidArgument)                       \
  X(kSheetPlan, "sheet.plan", kInvalidArgument)                                \
  X(kSheetPages, "sheet.pages", kInvalidArgument)                              \
  X(kSheetFull, "sheet.full", kInvalidArgument)                                \
  X(kSheetMaps, "sheet.maps", kInvalidArgument)                                \
  X(kTableQuote, "table.quote", kCorrupt)                                      \
  X(kTableFields, "table.fields", kCorrupt)                                    \
  X(kTableFlag, "table.flag", kInvalidArgument)                                \
  X(kTableNoDiagnosis, "table.no_diagnosis", kInvalidArgument)                 \
  X(kTableTwoDiagnoses, "table.two_diagnoses", kInvalidArgument)               \
  X(kTableUnclassed, "table.unclassed", kInvalidArgument)                      \
  X(kTableMappingUnused, "table.mapping_unused", kInvalidArgument)             \
  X(kTableMappingColumn, "table.mapping_column", kInvalidArgument)             \
  X(kTableNameColumn, "table.name_column", kInvalidArgument)                   \
  X(kTableClassColumn, "table.class_column", kInvalidArgument)                 \
  X(kTableSplit, "table.split", kInvalidArgument)                              \
  X(kTableNoName, "table.no_name", kInvalidArgument)                           \
  X(kTableSlash, "table.slash", kInvalidArgument)                              \
  X(kTableTwice, "table.twice", kInvalidArgument)                              \
  X(kTableClass, "table.class", kInvalidArgument)                              \
  X(kTableNone, "table.none", kNotFound)                                       \
  X(kTableSeveral, "table.several", kInvalidArgument)                          \
  X(kTableUnlabelled, "table.unlabelled", kInvalidArgument)                    \
  X(kMappingNoClass, "mapping.no_class", kInvalidArgument)                     \
  X(kMappingNoDiagnosis, "mapping.no_diagnosis", kInvalidArgument)             \
  X(kMappingClass, "mapping.class", kInvalidArgument)                          \
  X(kMappingTwice, "mapping.twice", kInvalidArgument)                          \
  X(kOwnNone, "own.none", kCorrupt)                                            \
  X(kOwnLater, "own.later", kUnsupported)                                      \
  X(kOwnMember, "own.member", kCorrupt)                                        \
  X(kOwnOtherModel, "own.other_model", kInvalidArgument)                       \
  X(kMasksNotJson, "masks.not_json", kCorrupt)                                 \
  X(kMasksMember, "masks.member", kCorrupt)
// clang-format on

enum class ErrorCode : std::uint8_t {
#define LESION_NAME(name, code, kind) name,
  LESION_ERROR_CODES(LESION_NAME)
#undef LESION_NAME
};

struct ErrorCodeRow {
  ErrorCode code;
  std::string_view text;
  ErrorKind kind;
};

inline constexpr std::array kErrorCodes = {
#define LESION_ROW(name, code, kind) ErrorCodeRow{ErrorCode::name, code, ErrorKind::kind},
    LESION_ERROR_CODES(LESION_ROW)
#undef LESION_ROW
};

constexpr std::string_view code_text(ErrorCode code) {
  return kErrorCodes[static_cast<std::size_t>(code)].text;
}
constexpr ErrorKind kind_of(ErrorCode code) {
  return kErrorCodes[static_cast<std::size_t>(code)].kind;
}

}  // namespace lesion
