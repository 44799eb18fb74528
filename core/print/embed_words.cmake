# cmake -DFROM=en.json -DOUT=words.inc -P embed_words.cmake: the member "print" of a table of words
# as a string literal.
file(READ "${FROM}" table)
string(JSON words GET "${table}" print)
file(WRITE "${OUT}" "R\"json(${words})json\"\n")
