#include "core/model/own_point.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/model/card.h"
#include "core/model/fingerprint.h"
#include "core/model/operating.h"

namespace lesion {
namespace {

OwnPoint made_point() {
  OwnPoint point;
  point.model = "made";
  point.sha256 = std::string(64, '0');
  point.date = "2026-11-28";
  point.n = 312;
  point.positives = 48;
  point.threshold =
      OwnPoint::Threshold{0.123456789012345678, 0.9, order_bound(44, 48), proportion(120, 264)};
  point.recalibration = OwnPoint::Calibrated{{1.7, -1.2}, false, 0.12, 0.03};
  return point;
}

TEST(OwnPoint, IsReadAsItWasWritten) {
  const std::string text = to_json(made_point());
  const auto read = own_point_from_json(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->threshold->value, made_point().threshold->value);
  EXPECT_EQ(read->threshold->specificity.low, proportion(120, 264).low);
  EXPECT_EQ(read->recalibration->by.offset, -1.2);
}

TEST(OwnPoint, WhatIsAmissIsRefusedByName) {
  const auto refusal = [](auto change) {
    auto json = nlohmann::json::parse(to_json(made_point()));
    change(json);
    const auto read = own_point_from_json(json.dump());
    return read ? std::string() : read.error().message;
  };
  EXPECT_EQ(refusal([](auto& json) { json["sha256"] = "abc"; }),
            "its member \"sha256\" is missing or wrong");
  EXPECT_EQ(refusal([](auto& json) { json["threshold"]["value"] = 1.5; }),
            "its member \"value\" is missing or wrong");
  EXPECT_EQ(refusal([](auto& json) { json["threshold"]["benign_left_alone"] = 265; }),
            "its member \"benign_left_alone\" is missing or wrong");
  EXPECT_EQ(refusal([](auto& json) { json["malignant"] = 313; }),
            "its member \"malignant\" is missing or wrong");
  EXPECT_EQ(refusal([](auto& json) { json["recalibration"]["temperature"] = 0; }),
            "its member \"temperature\" is missing or wrong");
  EXPECT_EQ(refusal([](auto& json) { json["version"] = 2; }), "it was saved by a later version");
  EXPECT_NE(refusal([](auto& json) { json.erase("lesionlens"); }), "");
  EXPECT_NE(refusal([](auto& json) {
              json.erase("threshold");
              json.erase("recalibration");
            }),
            "");
  EXPECT_EQ(code_text(own_point_from_json("3").error().code), "own.none");
  for (const char* text : {"", "[]", "null", "{", "3", "{\"lesionlens\":\"own_point\"}"}) {
    EXPECT_FALSE(own_point_from_json(text)) << text;
  }
}

TEST(OwnPoint, StandsInACardAsInAFileAndWhatIsAmissIsNamed) {
  ModelCard card;
  card.name = "made";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{0.4, 0.9, 0.7, "a", "b"};
  EXPECT_EQ(calling_threshold(card), 0.4);
  const std::string before = to_json(card);
  EXPECT_EQ(before.find("own_point"), std::string::npos);
  card.own_point = made_point();
  const std::string text = to_json(card);
  const auto read = card_from_json(text);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_TRUE(read->own_point);
  EXPECT_EQ(to_json(*read->own_point), to_json(made_point()));
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(calling_threshold(*read), made_point().threshold->value);
  // All else is as it was: a reader that does not know the member reads the card of before.
  auto rest = nlohmann::ordered_json::parse(text);
  rest.erase("own_point");
  EXPECT_EQ(rest.dump(), before);
  auto damaged = nlohmann::ordered_json::parse(text);
  damaged["own_point"]["threshold"]["value"] = -1;
  const auto refused = card_from_json(damaged.dump());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "its member \"own_point.value\" is missing or wrong");
  damaged["own_point"] = 3;
  EXPECT_FALSE(card_from_json(damaged.dump()));
  damaged["own_point"] = nullptr;
  EXPECT_TRUE(card_from_json(damaged.dump()));
  card.own_point->threshold.reset();
  EXPECT_EQ(calling_threshold(card), 0.4);
}

// FIPS 180-4's examples (NIST, "Cryptographic Standards and Guidelines: Example Values").
TEST(Fingerprint, HasThePublishedDigests) {
  const auto of = [](const std::string& text) {
    return sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  EXPECT_EQ(of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(of(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace lesion
