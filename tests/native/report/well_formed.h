// Whether markup closes what it opens.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace lesion::testing {

// The names of all elements, or what is wrong: a tag not closed, an unquoted attribute, a stray
// bracket. Reads the XML-like markup that our own code writes.
struct Markup {
  std::set<std::string> elements;
  std::string fault;
};

inline Markup read_markup(const std::string& text) {
  static const std::set<std::string> kVoid{"meta", "!doctype", "br", "img"};
  Markup out;
  std::vector<std::string> open;
  std::size_t at = 0;
  while (at < text.size()) {
    if (text[at] == '>') {
      out.fault = "stray > at " + std::to_string(at);
      return out;
    }
    if (text[at] != '<') {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    bool quoted = false;
    while (end < text.size() && (quoted || text[end] != '>')) {
      if (text[end] == '"') quoted = !quoted;
      if (text[end] == '<') {
        out.fault = "< inside a tag at " + std::to_string(end);
        return out;
      }
      ++end;
    }
    const std::string tag = text.substr(at + 1, end - at - 1);
    at = end + 1;
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) {
        out.fault = "</" + tag.substr(1) + "> closes what is not open";
        return out;
      }
      open.pop_back();
      continue;
    }
    out.elements.insert(name);
    if (tag.ends_with('/') || kVoid.contains(name)) continue;
    open.push_back(name);
    if (name == "style") at = text.find("</style>", at);
  }
  if (!open.empty()) out.fault = open.back() + " is never closed";
  return out;
}

}  // namespace lesion::testing
