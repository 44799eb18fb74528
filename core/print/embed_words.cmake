# cmake -DFROM=en.json -DOUT=words.inc -P embed_words.cmake: the members "common", "print" and
# "estimate" of a table of words as a string literal.
file(READ "${FROM}" table)
string(JSON common GET "${table}" common)
string(JSON print GET "${table}" print)
string(JSON estimate GET "${table}" estimate)
file(WRITE "${OUT}" "R\"json({\"common\": ${common}, \"print\": ${print}, \"estimate\": ${estimate}})json\"\n")
