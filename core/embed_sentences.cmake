# cmake -DFROM=en.json -DOUT=sentences.inc -P embed_sentences.cmake: the member "error" of a table of
# words as rows of a C++ array, {"image.too_large", "..."}.
file(READ "${FROM}" table)
string(JSON errors GET "${table}" error)
string(JSON count LENGTH "${errors}")
math(EXPR last "${count} - 1")
set(rows "")
foreach(i RANGE ${last})
  string(JSON key MEMBER "${errors}" ${i})
  string(JSON text GET "${errors}" "${key}")
  string(APPEND rows "{\"${key}\", R\"words(${text})words\"},\n")
endforeach()
file(WRITE "${OUT}" "${rows}")
