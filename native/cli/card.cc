// lesionlens card: shows the model card inside an ONNX file, and changes it there.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/model/card.h"
#include "core/model/card_edit.h"
#include "core/onnx/guess_card.h"
#include "core/onnx/metadata.h"
#include "core/onnx/read.h"
#include "native/cli/commands.h"
#include "native/data/files.h"
#include "native/train/card_text.h"

namespace lesion {
namespace {

struct Request {
  std::string model;
  std::string out;
  std::string labels;
  std::vector<std::string> changes;
  bool json = false;
};

Result<std::vector<CardChange>> changes_of(const std::vector<std::string>& given) {
  std::vector<CardChange> changes;
  for (const auto& one : given) {
    const auto at = one.find('=');
    if (at == std::string::npos || at == 0) {
      return fail(ErrorKind::kInvalidArgument, "--set " + one + ": must be KEY=VALUE");
    }
    changes.emplace_back(one.substr(0, at), one.substr(at + 1));
  }
  return changes;
}

// One class a line, in the order of the output; empty lines are left out.
Result<std::vector<std::string>> labels_of(const std::string& path) {
  std::vector<std::string> labels;
  if (path.empty()) return labels;
  const auto bytes = read_file(path);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  std::string line;
  const auto end_line = [&] {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) labels.push_back(line);
    line.clear();
  };
  for (const std::uint8_t byte : *bytes) {
    if (byte == '\n') {
      end_line();
    } else {
      line += static_cast<char>(byte);
    }
  }
  end_line();
  if (labels.empty()) return fail(ErrorKind::kInvalidArgument, path + ": names no class");
  return labels;
}

Result<void> show(const std::string& json, bool as_json) {
  const auto card = card_from_json(json);
  if (!card) return tl::unexpected<Error>(card.error());
  if (as_json) {
    using nlohmann::ordered_json;
    const auto whole = ordered_json::parse(json, nullptr, false);
    std::printf("%s\n", whole.dump(1, ' ', false, ordered_json::error_handler_t::replace).c_str());
  } else {
    std::printf("%s", card_markdown(*card).c_str());
  }
  return {};
}

// What is said of a file without a card: the guess, and which of it is assumed.
void say_guess(const onnx::GuessedCard& guess) {
  std::fprintf(stderr, "The file has no card. Assumed, as the file does not say it:");
  for (const onnx::Assumed what : guess.assumed) {
    std::fprintf(stderr, " %s", onnx::kAssumedNames[static_cast<std::size_t>(what)]);
  }
  std::fprintf(stderr, "\n");
}

bool sets(const std::vector<CardChange>& changes, std::string_view place) {
  return std::any_of(changes.begin(), changes.end(),
                     [&](const CardChange& change) { return change.first == place; });
}

// The file with the changed card inside; of one that has none, with the guessed one, changed, and
// its layers as outputs.
Result<std::vector<std::uint8_t>> changed_file(const Request& request,
                                               const std::vector<std::uint8_t>& file,
                                               const std::optional<std::string>& json) {
  const auto changes = changes_of(request.changes);
  if (!changes) return tl::unexpected<Error>(changes.error());
  const auto labels = labels_of(request.labels);
  if (!labels) return tl::unexpected<Error>(labels.error());
  if (json) {
    const auto edited = edited_card(*json, *changes, *labels);
    if (!edited) return tl::unexpected<Error>(edited.error());
    return onnx::set_metadata(file, kCardKey, *edited);
  }
  auto model = onnx::read_model(file);
  if (!model) return tl::unexpected<Error>(model.error());
  const auto guess =
      onnx::guess_card(*model, std::filesystem::path(request.model).filename().string());
  if (!guess) return tl::unexpected<Error>(guess.error());
  say_guess(*guess);
  const auto edited = edited_card(to_json(guess->card), *changes, *labels);
  if (!edited) return tl::unexpected<Error>(edited.error());
  const auto card = card_from_json(*edited);
  if (!card) return tl::unexpected<Error>(card.error());
  if (card->classes.size() > 2 && !sets(*changes, "positive_class")) {
    return fail(ErrorKind::kInvalidArgument, "which of the " +
                                                 std::to_string(card->classes.size()) +
                                                 " classes counts as malignant is not known: "
                                                 "--set positive_class=N, counted from 0");
  }
  return onnx::with_card(std::move(*model), *card);
}

Result<void> work(const Request& request) {
  const auto about = [&](const Error& error) {
    return fail(error.kind, request.model + ": " + error.message);
  };
  const auto file = read_file(request.model);
  if (!file) return tl::unexpected<Error>(file.error());
  const auto found = onnx::find_metadata(*file, kCardKey);
  if (!found) return about(found.error());
  if (request.changes.empty() && request.labels.empty()) {
    if (!request.out.empty()) {
      return fail(ErrorKind::kInvalidArgument, "--out needs a change: --set or --labels");
    }
    if (*found) {
      if (const auto held = onnx::read_model_card(*file); !held) return about(held.error());
      return show(**found, request.json);
    }
    const auto model = onnx::read_model(*file);
    if (!model) return about(model.error());
    const auto guess =
        onnx::guess_card(*model, std::filesystem::path(request.model).filename().string());
    if (!guess) return about(guess.error());
    say_guess(*guess);
    std::fprintf(
        stderr, "This would be its card; --set and --labels change it and put it into the file.\n");
    return show(to_json(guess->card), request.json);
  }
  const auto fresh = changed_file(request, *file, *found);
  if (!fresh) return about(fresh.error());
  // Held against the graph, as page and evaluate will.
  if (const auto held = onnx::read_model_card(*fresh); !held) return about(held.error());
  const auto& target = request.out.empty() ? request.model : request.out;
  if (const auto done = write_file_atomic(target, *fresh); !done) return done;
  const auto edited = onnx::find_metadata(*fresh, kCardKey);
  if (!edited) return about(edited.error());
  return show(**edited, request.json);
}

int run(const Request& request) {
  const auto done = work(request);
  if (done) return 0;
  std::fprintf(stderr, "lesionlens card: %s\n", done.error().message.c_str());
  return done.error().kind == ErrorKind::kIo ? 1 : 2;
}

}  // namespace

void add_card(CLI::App& app) {
  CLI::App* command = app.add_subcommand("card", "Shows or changes the card inside a model's file");
  auto request = std::make_shared<Request>();
  command->add_option("--model", request->model, "ONNX file")->required();
  command
      ->add_option("--set", request->changes,
                   "KEY=VALUE, as often as needed: temperature=1.3, input.layout=NHWC; "
                   "null takes a member out")
      ->take_all();
  command->add_option("--labels", request->labels, "File with the classes, one a line");
  command->add_option("--out", request->out,
                      "Where the changed model goes (default: its own file)");
  command->add_flag("--json", request->json, "Print JSON");
  command->callback([request] { exit_code = run(*request); });
}

}  // namespace lesion
