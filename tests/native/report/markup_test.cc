#include "native/report/markup.h"

#include <gtest/gtest.h>

namespace lesion {
namespace {

TEST(Escaped, TextThatWouldBeMarkupIsText) {
  EXPECT_EQ(escaped("<b a=\"1\" c='2'>&amp;</b>"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;");
}

TEST(Escaped, WellFormedUtf8StaysAndTheRestIsReplaced) {
  EXPECT_EQ(escaped("naïve – 皮膚 🙂"), "naïve – 皮膚 🙂");
  EXPECT_EQ(escaped("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(escaped("\xC0\xBCscript"), "\uFFFD\uFFFDscript");  // overlong '<'
  EXPECT_EQ(escaped("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");    // surrogate
  EXPECT_EQ(escaped("\xE2\x82"), "\uFFFD\uFFFD");              // cut short
  EXPECT_EQ(escaped(std::string_view("a\0\x1B\nb", 5)), "a\uFFFD\uFFFD\nb");
}

TEST(Numbers, HaveTheirDecimalsAndNoMinusZero) {
  EXPECT_EQ(fixed(0.9126, 3), "0.913");
  EXPECT_EQ(fixed(-0.0001, 2), "0.00");
  EXPECT_EQ(fixed(-1.5, 1), "\u22121.5");
  EXPECT_EQ(fixed(0.0 / 0.0, 3), "n/a");
  EXPECT_EQ(grouped(8415), "8,415");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(plain_number(0.0001), "0.0001");
  EXPECT_EQ(plain_number(2000), "2,000");
  EXPECT_EQ(with_interval(0.9, 0.85, 0.95), "0.900 (0.850\u20130.950)");
}

}  // namespace
}  // namespace lesion
