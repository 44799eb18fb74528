#include "core/onnx/metadata.h"

#include <cstddef>
#include <protozero/pbf_writer.hpp>

#include "core/onnx/fields.h"
#include "core/onnx/wire.h"

namespace lesion::onnx {
namespace {

using Bytes = std::span<const std::uint8_t>;

// One entry of metadata_props, with its place in the file, tag and length included.
struct Entry {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string key;
  Bytes value;
};

tl::unexpected<Error> cut_off(const char* part) {
  return fail(ErrorCode::kOnnxPartCutOff, {{"part", part}});
}

std::optional<Entry> read_entry(Bytes message) {
  Entry entry;
  WireCursor in(message);
  while (in.next()) {
    if (in.field() == field::string_entry::kKey) entry.key = in.text();
    if (in.field() == field::string_entry::kValue) entry.value = in.bytes();
  }
  if (!in.ok()) return std::nullopt;
  return entry;
}

// Those of `key`.
Result<std::vector<Entry>> entries_of(Bytes file, std::string_view key) {
  std::vector<Entry> entries;
  bool has_graph = false;
  WireCursor in(file);
  for (std::size_t begin = 0; in.next(); begin = file.size() - in.left()) {
    has_graph = has_graph || in.field() == field::model::kGraph;
    if (in.field() != field::model::kMetadata) continue;
    auto entry = read_entry(in.bytes());
    if (!entry) return cut_off("StringStringEntryProto");
    if (entry->key != key) continue;
    entry->begin = begin;
    entry->end = file.size() - in.left();
    entries.push_back(*std::move(entry));
  }
  if (!in.ok() || !has_graph) {
    if (!has_graph) return fail(ErrorCode::kOnnxNone);
    return cut_off("ModelProto");
  }
  return entries;
}

std::string written(std::string_view key, std::string_view value) {
  std::string entry;
  protozero::pbf_writer inner(entry);
  inner.add_string(field::string_entry::kKey, key.data(), key.size());
  inner.add_string(field::string_entry::kValue, value.data(), value.size());
  std::string whole;
  protozero::pbf_writer(whole).add_message(field::model::kMetadata, entry);
  return whole;
}

}  // namespace

Result<std::optional<std::string>> find_metadata(Bytes file, std::string_view key) {
  const auto entries = entries_of(file, key);
  if (!entries) return tl::unexpected<Error>(entries.error());
  if (entries->empty()) return std::nullopt;
  const Bytes value = entries->back().value;
  return std::string(reinterpret_cast<const char*>(value.data()), value.size());
}

Result<std::vector<std::uint8_t>> set_metadata(Bytes file, std::string_view key,
                                               std::string_view value) {
  const auto entries = entries_of(file, key);
  if (!entries) return tl::unexpected<Error>(entries.error());
  const std::string fresh = written(key, value);
  std::vector<std::uint8_t> out;
  out.reserve(file.size() + fresh.size());
  std::size_t copied = 0;
  const auto copy_to = [&](std::size_t end) {
    out.insert(out.end(), file.begin() + static_cast<std::ptrdiff_t>(copied),
               file.begin() + static_cast<std::ptrdiff_t>(end));
  };
  for (const Entry& entry : *entries) {
    copy_to(entry.begin);
    if (copied == 0) out.insert(out.end(), fresh.begin(), fresh.end());
    copied = entry.end;
  }
  copy_to(file.size());
  if (entries->empty()) out.insert(out.end(), fresh.begin(), fresh.end());
  return out;
}

}  // namespace lesion::onnx
