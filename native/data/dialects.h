// Other ways in which the field writes down what is on an image, brought to the one that
// read_dataset reads.
#pragma once

#include <filesystem>

#include "core/error.h"
#include "native/data/class_mapping.h"
#include "native/data/csv.h"
#include "native/data/metadata.h"

namespace lesion {

// `table` with a column benign_malignant (benign, malignant, or empty for rows to be left out) and,
// where it can be known, a column diagnosis; all other columns as they are. Understood:
// - a table that has benign_malignant or diagnosis_1: its class stays, unless `mapping` names the
//   row's diagnosis;
// - columns of 0 and 1, one per diagnosis, of which each row sets one: MEL, NV, BCC, AK, AKIEC,
//   BKL, DF, VASC, SCC, UNK (challenges of 2018 and 2019; UNK is left out);
// - columns melanoma and seborrheic_keratosis (challenge of 2017; neither is a naevus);
// - a column diagnosis, diagnosis_3 or dx (HAM10000): classes by `mapping`, then usual_classes();
// - a column target of 0 and 1 (challenge of 2020), where nothing above gives the class.
// A table of another kind comes back as it is. Fails with kInvalidArgument, beginning with "line
// N: ", for cells other than 0 and 1 or not exactly one 1 in a row; for diagnoses with no class
// (all are listed with their numbers of rows) and for a name in `mapping` that no row has.
Result<CsvTable> in_plain_dialect(CsvTable table, const ClassMapping& mapping = {});

// The table of `folder`: metadata.csv, else the one file that ends in .csv. Fails with kNotFound
// where there is none, with kInvalidArgument, naming them, where there are several.
Result<std::filesystem::path> find_table(const std::filesystem::path& folder);

// Whether `folder` has no table but subfolders benign and malignant (any letter case), or
// subfolders train, val (or valid, validation), test that have them.
bool has_class_folders(const std::filesystem::path& folder);

// Such a folder as a data set: ids are file names without their ending, in alphabetical order,
// lines 0, has_split where there are train, val and test. Files that are no images by their
// ending are passed over. Fails with kNotFound where a class has no image at all, with
// kInvalidArgument where two files have the same name.
Result<Dataset> read_class_folders(const std::filesystem::path& folder);

}  // namespace lesion
