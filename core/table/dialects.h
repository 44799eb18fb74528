// Other ways in which the field writes down what is on an image, brought to the one that
// labels_of() reads.
#pragma once

#include "core/error.h"
#include "core/table/class_mapping.h"
#include "core/table/csv.h"

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
// A table of another kind comes back as it is. Fails with kInvalidArgument, naming the
// line, for cells other than 0 and 1 or not exactly one 1 in a row; for diagnoses with no class
// (all are listed with their numbers of rows) and for a name in `mapping` that no row has.
Result<CsvTable> in_plain_dialect(CsvTable table, const ClassMapping& mapping = {});

}  // namespace lesion
