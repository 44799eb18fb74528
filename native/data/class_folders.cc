#include "native/data/class_folders.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/table/words.h"
#include "native/data/image_files.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

// Entries of `folder` in alphabetical order, hidden ones left out; none where it cannot be read.
std::vector<fs::path> entries(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.path().filename().string().starts_with('.')) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<fs::path> subfolder(const fs::path& folder, const char* name) {
  std::error_code ignored;
  for (const fs::path& entry : entries(folder)) {
    if (lower(entry.filename().string()) == name && fs::is_directory(entry, ignored)) return entry;
  }
  return std::nullopt;
}

struct ClassFolder {
  fs::path path;
  Part part = Part::kTrain;
  int label = kBenign;
};

void add_classes(const fs::path& folder, Part part, std::vector<ClassFolder>& out) {
  const auto benign = subfolder(folder, "benign");
  const auto malignant = subfolder(folder, "malignant");
  if (!benign || !malignant) return;
  out.push_back({*benign, part, kBenign});
  out.push_back({*malignant, part, kMalignant});
}

struct Layout {
  std::vector<ClassFolder> folders;
  bool has_split = false;
};

Layout layout_of(const fs::path& folder) {
  Layout layout;
  add_classes(folder, Part::kTrain, layout.folders);
  if (!layout.folders.empty()) return layout;
  layout.has_split = true;
  for (const fs::path& entry : entries(folder)) {
    const std::string name = lower(entry.filename().string());
    if (name == "train") {
      add_classes(entry, Part::kTrain, layout.folders);
    } else if (name == "val" || name == "valid" || name == "validation") {
      add_classes(entry, Part::kVal, layout.folders);
    } else if (name == "test") {
      add_classes(entry, Part::kTest, layout.folders);
    }
  }
  return layout;
}

}  // namespace

Result<fs::path> find_table(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> tables;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code ignored;
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.') && entry.is_regular_file(ignored) &&
        lower(entry.path().extension().string()) == ".csv") {
      tables.push_back(name);
    }
  }
  if (error) return fail(ErrorKind::kNotFound, folder.string() + ": no such folder");
  const auto table = table_among(std::move(tables), folder.filename().string());
  if (!table) return tl::unexpected(table.error());
  return folder / *table;
}

bool has_class_folders(const fs::path& folder) {
  std::error_code ignored;
  return !fs::exists(folder / "metadata.csv", ignored) && !layout_of(folder).folders.empty();
}

Result<Dataset> read_class_folders(const fs::path& folder) {
  std::error_code ignored;
  const fs::path whole = fs::weakly_canonical(folder, ignored);
  const Layout layout = layout_of(folder);
  Dataset dataset;
  dataset.name = (whole.has_filename() ? whole : whole.parent_path()).filename().string();
  dataset.has_split = layout.has_split;
  std::unordered_map<std::string, fs::path> seen;
  std::array<int, 2> counts{};
  for (const ClassFolder& where : layout.folders) {
    for (const fs::path& file : entries(where.path)) {
      if (!is_image_file(file)) continue;
      Record record;
      record.id = file.stem().string();
      record.file = file;
      record.label = where.label;
      record.part = where.part;
      const auto [earlier, fresh] = seen.emplace(record.id, file);
      if (!fresh) {
        return fail(ErrorKind::kInvalidArgument,
                    file.lexically_relative(folder).string() + " and " +
                        earlier->second.lexically_relative(folder).string() +
                        " have the same name; give each image a name of its own");
      }
      ++counts[static_cast<std::size_t>(where.label)];
      dataset.records.push_back(std::move(record));
    }
  }
  for (const int label : {kBenign, kMalignant}) {
    if (counts[static_cast<std::size_t>(label)] > 0) continue;
    return fail(ErrorKind::kNotFound, dataset.name + ": no image in the folder " +
                                          (label == kBenign ? "benign" : "malignant"));
  }
  return dataset;
}

}  // namespace lesion
