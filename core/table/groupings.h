// Which columns of a table tell groups of patients and images apart.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lesion {

// A column of the table, by which results are told apart.
struct Grouping {
  std::string title;                // "Diagnosis", "Age", "Hair"
  std::vector<std::string> values;  // one per image; empty = not known
  bool by_name = false;             // rows in alphabetical order rather than by size
};

// "0–29", "30–44", "45–59", "60–74", "75 and over" from an age in years ("45.0"); empty where the
// text is no age within 0..120.
std::string age_band(std::string_view age);

// Groupings from the columns that the ISIC Archive, the challenges, HAM10000 and tables of artefact
// flags use: diagnosis (diagnosis, diagnosis_3, dx), age in bands (age, age_approx), sex, site
// (localization, anatom_site_general_challenge, anatom_site_general, anatom_site_1), how the
// diagnosis was made (dx_type, diagnosis_confirm_type), where the image comes from (source,
// attribution, dataset), and every column of the names dark_corner,
// hair, gel_border, gel_bubble, ruler, ink, patches or artefact_* that holds 0 and 1 only
// ("present", "absent"). Letter case of names is ignored; empty and "unknown" count as not known; a
// column with fewer than two known values says nothing and is left out. `rows` are those of the
// judged images, in their order, each with one field per header entry; shorter rows count as
// unknown.
std::vector<Grouping> groupings_of(std::span<const std::string> header,
                                   std::span<const std::vector<std::string>> rows);

}  // namespace lesion
