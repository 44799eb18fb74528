// Text into HTML and SVG, safely.
#pragma once

#include <string>
#include <string_view>

namespace lesion {

// `text` for use between tags and inside quoted attributes: & < > " ' become entities; control
// characters other than tab and line feed, and bytes that are not UTF-8, become U+FFFD.
std::string escaped(std::string_view text);

// With a fixed number of decimals, a true minus sign, and "n/a" where the value is not finite.
std::string fixed(double value, int decimals);

// Without needless digits: 0.0001, 0.25, 10, 2,000.
std::string plain_number(double value);

// 8,415.
std::string grouped(std::size_t count);

// "0.912 (0.885–0.934)".
std::string with_interval(double value, double low, double high, int decimals = 3);

// "0.912–0.934".
std::string range_text(double low, double high, int decimals = 3);

}  // namespace lesion
