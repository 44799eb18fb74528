#include "core/onnx/metadata.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/onnx/read.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes file() { return write_model(small_model()).value(); }

std::string text_under(const Bytes& bytes, std::string_view key) {
  const auto found = find_metadata(bytes, key);
  return found && *found ? **found : "none";
}

TEST(SetMetadata, ChangesNothingButTheEntry) {
  const Bytes before = file();
  const std::string old = "{\"schema\":1}";
  const auto after = set_metadata(before, "lesionlens", "{}");
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(text_under(*after, "lesionlens"), "{}");
  EXPECT_EQ(text_under(*after, "other"), "kept");
  EXPECT_EQ(after->size(), before.size() - (old.size() - 2));
  // Written back, it is the file as it was.
  EXPECT_EQ(set_metadata(*after, "lesionlens", old).value(), before);
}

TEST(SetMetadata, AnEntryThatIsNewGoesBehindEverything) {
  const Bytes before = file();
  const auto after = set_metadata(before, "fresh", std::string(300, 'x'));
  ASSERT_TRUE(after);
  ASSERT_GT(after->size(), before.size());
  EXPECT_TRUE(std::equal(before.begin(), before.end(), after->begin()));
  EXPECT_EQ(text_under(*after, "fresh"), std::string(300, 'x'));
  EXPECT_EQ(read_model(*after)->metadata.size(), 3u);
}

TEST(SetMetadata, OfSeveralEntriesOneIsLeft) {
  Bytes twice = file();
  const auto one = set_metadata(twice, "again", "1").value();
  // The same entry once more: fields of a message may repeat.
  twice = one;
  twice.insert(twice.end(), one.begin() + static_cast<std::ptrdiff_t>(file().size()), one.end());
  ASSERT_EQ(read_model(twice)->metadata.size(), 4u);
  const auto after = set_metadata(twice, "again", "2").value();
  EXPECT_EQ(read_model(after)->metadata.size(), 3u);
  EXPECT_EQ(text_under(after, "again"), "2");
}

TEST(FindMetadata, TakesTheLastOfSeveralAndSaysWhereThereIsNone) {
  const Bytes before = file();
  Bytes both = set_metadata(before, "again", "1").value();
  const auto second = set_metadata(before, "again", "2").value();
  both.insert(both.end(), second.begin() + static_cast<std::ptrdiff_t>(before.size()),
              second.end());
  EXPECT_EQ(text_under(both, "again"), "2");
  EXPECT_FALSE(find_metadata(before, "nowhere")->has_value());
}

TEST(SetMetadata, RefusesWhatIsNoModel) {
  const Bytes before = file();
  for (const Bytes& bad : {Bytes{}, Bytes{1, 2, 3}, Bytes(before.begin(), before.end() - 5)}) {
    const auto after = set_metadata(bad, "lesionlens", "{}");
    ASSERT_FALSE(after);
    EXPECT_EQ(after.error().kind, ErrorKind::kCorrupt);
    EXPECT_FALSE(find_metadata(bad, "lesionlens"));
  }
}

}  // namespace
}  // namespace lesion::onnx
