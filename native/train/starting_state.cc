#include "native/train/starting_state.h"

#include <string>
#include <system_error>
#include <utility>

#include "native/train/command.h"
#include "native/train/group.h"
#include "native/train/run_folder.h"

namespace lesion {
namespace {

// A run that goes on may be made longer or shorter, and with other threads, ranks, another device.
void change(Checkpoint& state, const TrainRequest& request, int ranks) {
  TrainConfig next = state.config;
  if (!request.stages.empty()) next.stages = request.stages;
  next.threads = request.threads.value_or(next.threads);
  next.device = request.device.value_or(next.device);
  next.precision = request.precision.value_or(next.precision);
  next.ranks = ranks;
  if (config_to_json(next) == config_to_json(state.config)) return;
  state.history.push_back(command_text(state.config, state.data) + " (stopped after " +
                          std::to_string(state.steps_done) + " steps)");
  // Validation at another final size says nothing about this one.
  if (next.input_size() != state.config.input_size()) state.best_auc = -1;
  state.config = next;
}

Result<Checkpoint> settle(const TrainRequest& request) {
  const RunFolder folder{request.run};
  const int ranks = request.group != nullptr ? request.group->ranks() : 1;
  Checkpoint state;
  if (request.resume) {
    auto loaded = load_checkpoint(folder.last());
    if (!loaded) return loaded;
    state = std::move(*loaded);
    if (request.square && *request.square != state.config.square) {
      return fail(ErrorKind::kInvalidArgument,
                  "--square: this run learns on other squares, and a network is of use only on "
                  "those that it learnt on; begin a new run for these");
    }
    change(state, request, ranks);
  } else {
    std::error_code ignored;
    if (std::filesystem::exists(folder.last(), ignored)) {
      return fail(ErrorKind::kInvalidArgument,
                  folder.path.string() +
                      ": holds a run already; go on with it by --resume or name another folder");
    }
    state.config = request.config;
    state.config.ranks = ranks;
  }
  if (const auto checked = check_config(state.config); !checked) {
    return tl::unexpected(checked.error());
  }
  return state;
}

}  // namespace

Result<Checkpoint> starting_state(const TrainRequest& request) {
  Group* group = request.group;
  if (group == nullptr) return settle(request);
  std::vector<std::uint8_t> bytes;
  if (group->rank() == 0) {
    const auto state = settle(request);
    if (!state) return state;
    bytes = checkpoint_bytes(*state);
  }
  if (const auto spread = group->spread(bytes); !spread) return tl::unexpected(spread.error());
  return checkpoint_from(bytes, "rank 0's state");
}

}  // namespace lesion
