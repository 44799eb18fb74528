// Which diagnoses count as malignant.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/error.h"

namespace lesion {

enum class DiagnosisClass { kBenign, kMalignant, kLeftOut };

// From a diagnosis in lower case, without blanks around it, to its class.
using ClassMapping = std::map<std::string, DiagnosisClass>;

// The challenges' abbreviations and the ISIC Archive's usual names. Malignant are melanoma, basal
// and squamous cell carcinoma and, as in HAM10000's akiec (actinic keratoses and intraepithelial
// carcinoma), actinic keratosis; a lab that sees that otherwise gives a mapping of its own.
const ClassMapping& usual_classes();

// Reads "mel=malignant, nv=benign, unk=skip": parted by commas, semicolons or line ends; '#' begins
// a comment that goes to the line's end; names may be quoted ("melanoma, NOS"=malignant). Classes:
// benign, malignant, skip. Fails with kInvalidArgument, quoting the part that is wrong, also for a
// diagnosis that is given two classes.
Result<ClassMapping> parse_class_mapping(std::string_view text);

}  // namespace lesion
