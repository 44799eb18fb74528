#include "core/onnx/metadata.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/model/card.h"
#include "core/model/fingerprint.h"
#include "core/onnx/own_point.h"
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

// A card of before with what was found on a user's images: nothing else of the file changes.
TEST(OwnPoint, IsPutIntoTheCardOfTheFileThatItWasFoundWith) {
  ModelCard card;
  card.name = "made";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{0.4, 0.9, 0.7, "a", "b"};
  const Bytes before = set_metadata(file(), kCardKey, to_json(card)).value();
  OwnPoint own;
  own.model = "made";
  own.sha256 = sha256(before);
  own.date = "2026-11-28";
  own.n = 312;
  own.positives = 48;
  own.threshold =
      OwnPoint::Threshold{0.123456789012345678, 0.9, order_bound(44, 48), proportion(120, 264)};
  own.recalibration = OwnPoint::Calibrated{{1.7, -1.2}, false, 0.12, 0.03};
  const auto after = with_own_point(before, to_json(own));
  ASSERT_TRUE(after) << after.error().message;
  const auto read = card_from_json(text_under(*after, kCardKey));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read->own_point), to_json(own));
  EXPECT_EQ(read->operating_point->threshold, 0.4);
  EXPECT_EQ(text_under(*after, "other"), "kept");
  EXPECT_EQ(set_metadata(*after, kCardKey, to_json(card)).value(), before);
  // Found again with that file, it takes the place of the first.
  own.sha256 = sha256(*after);
  own.recalibration.reset();
  const auto again = with_own_point(*after, to_json(own));
  ASSERT_TRUE(again);
  EXPECT_FALSE(card_from_json(text_under(*again, kCardKey))->own_point->recalibration);
  // Another file's is refused, as is what is no point, and a file without a card.
  EXPECT_EQ(with_own_point(before, to_json(own)).error().code, ErrorCode::kOwnOtherModel);
  EXPECT_EQ(with_own_point(before, "{}").error().code, ErrorCode::kOwnNone);
  Bytes bare = before;
  bare = set_metadata(write_model(Model{}).value(), "other", "kept").value();
  own.sha256 = sha256(bare);
  EXPECT_EQ(with_own_point(bare, to_json(own)).error().code, ErrorCode::kModelNoCard);
}

}  // namespace
}  // namespace lesion::onnx
