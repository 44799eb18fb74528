#include "native/data/files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

std::size_t file_count(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

TEST(Files, WhatIsWrittenIsReadBack) {
  const TemporaryFolder folder;
  const std::vector<std::uint8_t> bytes{1, 2, 3, 0, 255};
  ASSERT_TRUE(write_file_atomic(folder.path() / "a", bytes));
  EXPECT_EQ(*read_file(folder.path() / "a"), bytes);
  EXPECT_EQ(file_count(folder.path()), 1u);
}

TEST(Files, WhenThereIsNoRoomTheOldFileStaysWholeAndNothingElseRemains) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "a";
  const std::vector<std::uint8_t> old{1, 2, 3};
  ASSERT_TRUE(write_file_atomic(file, old));
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto written = write_file_atomic(file, std::vector<std::uint8_t>(5000));
  setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kIo);
  EXPECT_EQ(written.error().message.rfind("a: cannot be written (", 0), 0u);
  EXPECT_EQ(*read_file(file), old);
  EXPECT_EQ(file_count(folder.path()), 1u);
}

TEST(Files, MissingFileIsNamed) {
  const auto bytes = read_file("nowhere.jpg");
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(bytes.error().message.rfind("nowhere.jpg: ", 0), 0u);
}

TEST(Files, ContentHashSeesEveryBitAndTheLength) {
  std::vector<std::uint8_t> bytes(37, 9);
  const std::uint64_t whole = content_hash(bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto other = bytes;
      other[i] = static_cast<std::uint8_t>(other[i] ^ (1 << bit));
      EXPECT_NE(content_hash(other), whole);
    }
  }
  EXPECT_NE(content_hash(std::vector<std::uint8_t>(3)), content_hash(std::vector<std::uint8_t>(4)));
}

}  // namespace
}  // namespace lesion
