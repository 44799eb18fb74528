// Which explanation to trust on a model, measured over a data set.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/explain/judge.h"
#include "core/model/card.h"

namespace lesion {

struct JudgeRequest {
  std::filesystem::path model;
  std::filesystem::path data;   // folder as read_dataset() takes it
  std::filesystem::path masks;  // mask network
  std::filesystem::path truth;  // folder of true masks, ID.png; empty: the mask network's are taken
  std::string split = "val";    // or "all"
  std::string classes;          // as for training
  std::vector<std::string> methods;  // empty: all
  int limit = 100;                   // images, evenly over the table; 0: all
  int randomised = 5;                // of them, on which weights are made random layer by layer
  int copies = 4;                    // noisy copies of smooth MPRT
  int steps = 16;                    // of deletion and insertion
  std::uint64_t seed = 1;
};

// Masks of RISE while it is judged: a quarter of those that it takes else.
inline constexpr int kJudgedRiseMasks = 250;

struct Judgement {
  std::string model;
  std::string data;  // "ham10000 val"
  bool true_masks = false;
  int images = 0;
  int left_out = 0;       // could not be read
  int with_lesion = 0;    // on which a part of the square, not all of it, is lesion
  int randomised = 0;     // on which MPRT was measured
  double mask_share = 0;  // mean part of the square that the lesion covers, where there is one
  std::vector<ExplanationScoreCard> scores;  // by method, measure, untrained last
};

using JudgeProgress = std::function<void(const char*, std::size_t, std::size_t)>;

// What is explained of each image is the class that the network calls at the card's operating point
// (0.5 without one); deletion and insertion take the calibrated probability of that class and the
// blurred image (ExplainFill::kBlur). Scores are means over images with 95% intervals (bootstrap).
// Of a measure that is not there for an image (a map that is 0 everywhere, no lesion) the image is
// left out; ExplanationScoreCard::images counts the others. The same request gives the same result.
// Fails with a sentence: files that cannot be read, a method that there is not, no image.
Result<Judgement> judge(const JudgeRequest& request, const JudgeProgress& progress);

nlohmann::ordered_json to_json(const Judgement& judgement);
// A table of methods and measures for the terminal and for documents (Markdown).
std::string judgement_table(const Judgement& judgement);

// Into the card, instead of what stands there.
void put_into(ModelCard& card, const Judgement& judgement);

}  // namespace lesion
