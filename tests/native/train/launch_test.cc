#include "native/train/launch.h"

#include <gtest/gtest.h>

#include <map>

namespace lesion {
namespace {

Result<Launch> launch(const std::map<std::string, std::string>& variables) {
  return launch_from([&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

TEST(Launch, WithoutAStarterTheProcessIsAlone) {
  const auto is = launch({});
  ASSERT_TRUE(is);
  EXPECT_EQ(is->ranks, 1);
  EXPECT_EQ(is->rank, 0);
}

TEST(Launch, TorchrunSaysAllOfIt) {
  const auto is = launch({{"RANK", "3"},
                          {"WORLD_SIZE", "4"},
                          {"LOCAL_RANK", "1"},
                          {"MASTER_ADDR", "10.1.2.3"},
                          {"MASTER_PORT", "1234"}});
  ASSERT_TRUE(is) << is.error().message;
  EXPECT_EQ(is->rank, 3);
  EXPECT_EQ(is->ranks, 4);
  EXPECT_EQ(is->local_rank, 1);
  EXPECT_EQ(is->address, "10.1.2.3");
  EXPECT_EQ(is->port, 1234);
}

TEST(Launch, MpirunOnOneMachineNeedsNoAddress) {
  const auto is = launch({{"OMPI_COMM_WORLD_RANK", "1"},
                          {"OMPI_COMM_WORLD_SIZE", "2"},
                          {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
                          {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}});
  ASSERT_TRUE(is) << is.error().message;
  EXPECT_EQ(is->rank, 1);
  EXPECT_EQ(is->ranks, 2);
  EXPECT_EQ(is->address, "127.0.0.1");
  EXPECT_EQ(is->port, 29500);
  const auto pmi = launch({{"PMI_RANK", "0"}, {"PMI_SIZE", "2"}, {"MPI_LOCALNRANKS", "2"}});
  ASSERT_TRUE(pmi) << pmi.error().message;
  EXPECT_EQ(pmi->ranks, 2);
  EXPECT_EQ(pmi->local_rank, -1);
}

TEST(Launch, MpirunOverSeveralMachinesAsksForTheAddress) {
  const auto is = launch({{"OMPI_COMM_WORLD_RANK", "1"},
                          {"OMPI_COMM_WORLD_SIZE", "4"},
                          {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}});
  ASSERT_FALSE(is);
  EXPECT_NE(is.error().message.find("MASTER_ADDR"), std::string::npos);
}

TEST(Launch, SlurmStepIsFoundOnTheFirstOfItsMachines) {
  const std::map<std::string, std::string> step{{"SLURM_JOB_ID", "123456"},
                                                {"SLURM_STEP_ID", "0"},
                                                {"SLURM_PROCID", "2"},
                                                {"SLURM_NTASKS", "8"},
                                                {"SLURM_LOCALID", "0"},
                                                {"SLURM_STEP_NUM_TASKS", "4"},
                                                {"SLURM_STEP_NODELIST", "gpu[07-09]"}};
  const auto is = launch(step);
  ASSERT_TRUE(is) << is.error().message;
  EXPECT_EQ(is->rank, 2);
  EXPECT_EQ(is->ranks, 4);
  EXPECT_EQ(is->local_rank, 0);
  EXPECT_EQ(is->address, "gpu07");
  EXPECT_EQ(is->port, 23456);
}

TEST(Launch, ScriptOfSbatchItselfIsAlone) {
  const auto is = launch({{"SLURM_JOB_ID", "5"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}});
  ASSERT_TRUE(is);
  EXPECT_EQ(is->ranks, 1);
}

TEST(Launch, WhatIsMissingOrWrongIsNamed) {
  const auto wrong = [](const std::map<std::string, std::string>& variables) {
    const auto is = launch(variables);
    return is ? std::string() : is.error().message;
  };
  EXPECT_NE(wrong({{"RANK", "0"}}).find("WORLD_SIZE is missing"), std::string::npos);
  EXPECT_NE(wrong({{"WORLD_SIZE", "2"}}).find("RANK is missing"), std::string::npos);
  EXPECT_NE(wrong({{"RANK", "2"}, {"WORLD_SIZE", "2"}}).find("RANK"), std::string::npos);
  EXPECT_NE(wrong({{"RANK", "1"}, {"WORLD_SIZE", "two"}}).find("\"two\""), std::string::npos);
  EXPECT_NE(wrong({{"RANK", "1"}, {"WORLD_SIZE", "2"}}).find("MASTER_ADDR"), std::string::npos);
  EXPECT_NE(
      wrong({{"RANK", "1"}, {"WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}, {"MASTER_PORT", "70000"}})
          .find("MASTER_PORT"),
      std::string::npos);
}

TEST(Launch, FirstNameOfSlurmsLists) {
  EXPECT_EQ(first_host("a"), "a");
  EXPECT_EQ(first_host("a,b[1-2]"), "a");
  EXPECT_EQ(first_host("gpu[07-09,12],login"), "gpu07");
  EXPECT_EQ(first_host("rack[3,5]-n,z"), "rack3-n");
  EXPECT_EQ(first_host("n[001]"), "n001");
}

}  // namespace
}  // namespace lesion
