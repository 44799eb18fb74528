// lesionlens card: shows the model card inside an ONNX file, and changes it there.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/model/card.h"
#include "core/model/card_edit.h"
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
    if (const auto held = onnx::read_model_card(*file); !held) return about(held.error());
    if (const auto done = show(**found, request.json); !done) return about(done.error());
    return {};
  }
  const auto changes = changes_of(request.changes);
  if (!changes) return tl::unexpected<Error>(changes.error());
  const auto labels = labels_of(request.labels);
  if (!labels) return tl::unexpected<Error>(labels.error());
  const auto edited = edited_card(found->value_or(""), *changes, *labels);
  if (!edited) return about(edited.error());
  const auto fresh = onnx::set_metadata(*file, kCardKey, *edited);
  if (!fresh) return about(fresh.error());
  // Held against the graph, as page and evaluate will.
  if (const auto held = onnx::read_model_card(*fresh); !held) return about(held.error());
  const auto& target = request.out.empty() ? request.model : request.out;
  if (const auto done = write_file_atomic(target, *fresh); !done) return done;
  return show(*edited, request.json);
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
