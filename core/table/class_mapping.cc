#include "core/table/class_mapping.h"

#include <utility>

#include "core/table/words.h"

namespace lesion {
namespace {

constexpr auto kBenignClass = DiagnosisClass::kBenign;
constexpr auto kMalignantClass = DiagnosisClass::kMalignant;

// One "name=class" at a time, quotes and comments understood.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  // The next part that is not blank; empty at the end. `separator` is where its '=' stands.
  std::string next(std::size_t& separator) {
    std::string part;
    separator = std::string::npos;
    bool quoted = false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted) {
        part += c;
      } else if (c == '#') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (c == ',' || c == ';' || c == '\n' || c == '\r') {
        if (!trimmed(part).empty()) return part;
        part.clear();
      } else {
        // The last one counts: a name may hold '=' in quotes only.
        if (c == '=' && separator == std::string::npos) separator = part.size();
        part += c;
      }
    }
    return trimmed(part).empty() ? std::string() : part;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const ClassMapping& usual_classes() {
  static const ClassMapping classes{
      {"mel", kMalignantClass},
      {"melanoma", kMalignantClass},
      {"melanoma, nos", kMalignantClass},
      {"melanoma in situ", kMalignantClass},
      {"melanoma invasive", kMalignantClass},
      {"melanoma metastasis", kMalignantClass},
      {"bcc", kMalignantClass},
      {"basal cell carcinoma", kMalignantClass},
      {"scc", kMalignantClass},
      {"squamous cell carcinoma", kMalignantClass},
      {"squamous cell carcinoma, nos", kMalignantClass},
      {"squamous cell carcinoma in situ", kMalignantClass},
      {"squamous cell carcinoma, invasive", kMalignantClass},
      {"akiec", kMalignantClass},
      {"ak", kMalignantClass},
      {"actinic keratosis", kMalignantClass},
      {"solar or actinic keratosis", kMalignantClass},
      {"nv", kBenignClass},
      {"nevus", kBenignClass},
      {"naevus", kBenignClass},
      {"bkl", kBenignClass},
      {"pigmented benign keratosis", kBenignClass},
      {"seborrheic keratosis", kBenignClass},
      {"solar lentigo", kBenignClass},
      {"lentigo nos", kBenignClass},
      {"lentigo simplex", kBenignClass},
      {"lichenoid keratosis", kBenignClass},
      {"df", kBenignClass},
      {"dermatofibroma", kBenignClass},
      {"vasc", kBenignClass},
      {"vascular lesion", kBenignClass},
      {"hemangioma", kBenignClass},
      {"angioma", kBenignClass},
      {"angiokeratoma", kBenignClass},
  };
  return classes;
}

Result<ClassMapping> parse_class_mapping(std::string_view text) {
  ClassMapping mapping;
  Reader reader(text);
  std::size_t separator = 0;
  const auto refuse = [](const std::string& part, ErrorCode why) {
    return fail(why, {{"part", trimmed(part)}});
  };
  for (std::string part = reader.next(separator); !part.empty(); part = reader.next(separator)) {
    if (separator == std::string::npos) {
      return refuse(part, ErrorCode::kMappingNoClass);
    }
    const std::string name = lower(trimmed(part.substr(0, separator)));
    const std::string word = lower(trimmed(part.substr(separator + 1)));
    if (name.empty()) return refuse(part, ErrorCode::kMappingNoDiagnosis);
    DiagnosisClass value = DiagnosisClass::kLeftOut;
    if (word == "benign") {
      value = kBenignClass;
    } else if (word == "malignant") {
      value = kMalignantClass;
    } else if (word != "skip") {
      return refuse(part, ErrorCode::kMappingClass);
    }
    const auto [entry, fresh] = mapping.emplace(name, value);
    if (!fresh && entry->second != value) return refuse(part, ErrorCode::kMappingTwice);
  }
  return mapping;
}

}  // namespace lesion
