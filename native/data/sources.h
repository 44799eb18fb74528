// Several data sets as one to learn from, each still to be told apart.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "native/data/metadata.h"

namespace lesion {

// Between the names of the sources, in the name of what they make together.
inline constexpr const char* kBetweenSources = " + ";

// All records in the order of `sources`, each record's `source` its number. One alone comes back as
// it is. Of several, `diagnoses` are those of the images of the part train, empty where one of
// these has none; `has_split` holds where all have one.
Dataset merged(std::vector<Dataset> sources);

// How many data sets `dataset` was made of.
std::size_t source_count(const Dataset& dataset);

// The images of one of them, as the data set that it was; all of it where there is one only.
Dataset source_of(const Dataset& dataset, std::size_t which);

// The names that `name`, of a data set, was made of.
std::vector<std::string> source_names(const std::string& name);

}  // namespace lesion
