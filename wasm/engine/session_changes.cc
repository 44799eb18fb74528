// Of Session: how the estimate differs between outputs of the network, which What if asks for.
#include <algorithm>
#include <cmath>

#include "core/explain/first_order.h"
#include "wasm/engine/session.h"

namespace lesion::engine {
namespace {

double log_odds(double p) {
  constexpr double kLeast = 1e-12;
  const double held = std::clamp(p, kLeast, 1 - kLeast);
  return std::log(held) - std::log1p(-held);
}

}  // namespace

Result<Session::Changes> Session::changes(std::span<const float> output,
                                          std::span<const float> others) const {
  const Result<double> before = probability(output);
  if (!before) return tl::unexpected<Error>(before.error());
  if (others.size() % output.size() != 0) {
    return fail_about(model_name_, Error(ErrorCode::kModelScores,
                                         {{"stated", output.size()}, {"given", others.size()}}));
  }
  Changes changes;
  for (std::size_t at = 0; at < others.size(); at += output.size()) {
    const Result<double> after = probability(others.subspan(at, output.size()));
    if (!after) return tl::unexpected<Error>(after.error());
    changes.log_odds.push_back(static_cast<float>(log_odds(*after) - log_odds(*before)));
    changes.probability.push_back(static_cast<float>(*after - *before));
  }
  return changes;
}

Result<Session::ChangesOver> Session::changes_over(std::span<const float> output,
                                                   std::span<const float> others,
                                                   std::size_t images) const {
  const auto all = changes(output, others);
  if (!all) return tl::unexpected<Error>(all.error());
  const std::size_t rows = all->log_odds.size();
  if (images == 0 || rows % images != 0) {
    return fail_about(model_name_,
                      Error(ErrorCode::kModelScores, {{"stated", images}, {"given", rows}}));
  }
  const std::size_t each = rows / images;
  ChangesOver over;
  for (std::size_t at = 0; at < each; ++at) {
    double log_odds = 0;
    double probability = 0;
    float lowest = all->log_odds[at];
    float highest = lowest;
    for (std::size_t row = at; row < rows; row += each) {
      log_odds += static_cast<double>(all->log_odds[row]);
      probability += static_cast<double>(all->probability[row]);
      lowest = std::min(lowest, all->log_odds[row]);
      highest = std::max(highest, all->log_odds[row]);
    }
    const auto count = static_cast<double>(images);
    over.log_odds.push_back(static_cast<float>(log_odds / count));
    over.probability.push_back(static_cast<float>(probability / count));
    over.lowest.push_back(lowest);
    over.highest.push_back(highest);
  }
  return over;
}

Result<Session::EstimateOver> Session::estimate_over(std::span<const float> outputs) const {
  const std::size_t each = model_ ? output_count(*model_) : 1;
  if (outputs.empty() || outputs.size() % each != 0) {
    return fail_about(
        model_name_, Error(ErrorCode::kModelScores, {{"stated", each}, {"given", outputs.size()}}));
  }
  EstimateOver over{0, 1, 0};
  for (std::size_t at = 0; at < outputs.size(); at += each) {
    const Result<double> one = probability(outputs.subspan(at, each));
    if (!one) return tl::unexpected<Error>(one.error());
    over.mean += *one;
    over.lowest = std::min(over.lowest, *one);
    over.highest = std::max(over.highest, *one);
  }
  const std::size_t images = outputs.size() / each;
  over.mean /= static_cast<double>(images);
  return over;
}

Result<std::vector<float>> Session::log_odds_seed(std::span<const float> output,
                                                  bool in_front) const {
  const Result<double> before = probability(output);
  if (!before) return tl::unexpected<Error>(before.error());
  return log_odds_gradient(*model_, output, in_front);
}

Result<Session::Changes> Session::estimated_changes(
    std::span<const float> output, std::span<const float> maps, std::span<const float> gradients,
    std::size_t filters, std::span<const float> replacement, double keep) const {
  const Result<double> before = probability(output);
  if (!before) return tl::unexpected<Error>(before.error());
  Changes changes;
  changes.log_odds = first_order_effects(maps, gradients, filters, replacement, keep);
  if (changes.log_odds.empty()) {
    return fail_about(model_name_, Error(ErrorCode::kModelScores,
                                         {{"stated", maps.size()}, {"given", gradients.size()}}));
  }
  for (const float change : changes.log_odds) {
    const double after = 1 / (1 + std::exp(-(log_odds(*before) + change)));
    changes.probability.push_back(static_cast<float>(after - *before));
  }
  return changes;
}

}  // namespace lesion::engine
