// Which columns of a table tell groups of patients and images apart.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "native/report/report_input.h"

namespace lesion {

// Groupings from the columns that the ISIC Archive, the challenges, HAM10000 and tables of artefact
// flags use: diagnosis (diagnosis, diagnosis_3, dx), age in bands (age, age_approx), sex, site
// (localization, anatom_site_general_challenge, anatom_site_general, anatom_site_1), how the
// diagnosis was made (dx_type, diagnosis_confirm_type), and every column of the names dark_corner,
// hair, gel_border, gel_bubble, ruler, ink, patches or artefact_* that holds 0 and 1 only
// ("present", "absent"). Letter case of names is ignored; empty and "unknown" count as not known; a
// column with fewer than two known values says nothing and is left out. `rows` are those of the
// judged images, in their order, each with one field per header entry; shorter rows count as
// unknown.
std::vector<ReportGrouping> groupings_of(std::span<const std::string> header,
                                         std::span<const std::vector<std::string>> rows);

}  // namespace lesion
