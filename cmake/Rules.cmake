# What every room's target shares: warnings as errors, exact floating point, header-only helpers.

# Header-only libraries of the system, linked one by one into a folder of our own: with -I/usr/include
# emscripten would find the native system's headers instead of its own.
set(LESION_HEADERS ${CMAKE_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${LESION_HEADERS})
foreach(header IN ITEMS tl nlohmann protozero stb)
  find_path(LESION_${header}_PARENT NAMES ${header} PATHS /usr/include /usr/local/include
            NO_CMAKE_FIND_ROOT_PATH REQUIRED)
endforeach()
foreach(header IN ITEMS tl nlohmann protozero)
  file(CREATE_LINK ${LESION_${header}_PARENT}/${header} ${LESION_HEADERS}/${header} SYMBOLIC)
endforeach()

# stb_image 2.27, which Debian 12 has, writes outside its Huffman tables where a JPEG defines more
# than 256 codes; later ones refuse that. Ours is a copy that does.
if(IS_SYMLINK ${LESION_HEADERS}/stb)
  file(REMOVE ${LESION_HEADERS}/stb)
endif()
file(MAKE_DIRECTORY ${LESION_HEADERS}/stb)
foreach(header IN ITEMS stb_image_write.h stb_truetype.h)
  file(CREATE_LINK ${LESION_stb_PARENT}/stb/${header} ${LESION_HEADERS}/stb/${header} SYMBOLIC)
endforeach()
file(READ ${LESION_stb_PARENT}/stb/stb_image.h stb_image)
set(stb_checks_codes "if(n > 256) return stbi__err(\"bad DHT header\",\"Corrupt JPEG\");")
string(FIND "${stb_image}" "${stb_checks_codes}" found)
if(found EQUAL -1)
  set(stb_counts_codes "               n += sizes[i];\n            }\n")
  string(REPLACE "${stb_counts_codes}" "${stb_counts_codes}            ${stb_checks_codes}\n"
         stb_patched "${stb_image}")
  if(stb_patched STREQUAL stb_image)
    message(FATAL_ERROR "${LESION_stb_PARENT}/stb/stb_image.h neither checks how many codes a JPEG "
                        "defines nor has the line behind which cmake/Rules.cmake adds that check.")
  endif()
  set(stb_image "${stb_patched}")
endif()
file(CONFIGURE OUTPUT ${LESION_HEADERS}/stb/stb_image.h CONTENT "${stb_image}" @ONLY)

add_library(lesion_rules INTERFACE)
target_include_directories(lesion_rules INTERFACE ${CMAKE_SOURCE_DIR})
target_include_directories(lesion_rules SYSTEM INTERFACE ${LESION_HEADERS})
target_compile_options(lesion_rules INTERFACE
  -Wall -Wextra -Werror -Wsign-conversion -Wconversion -Wno-float-conversion
  # The same arithmetic natively and in WebAssembly: no fused multiply-add behind our back.
  -ffp-contract=off)

if(LESION_SANITIZE)
  # Undefined behaviour ends the program, as a bad address does: what is only printed, no test sees.
  set(LESION_SANITIZERS -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  add_compile_options(${LESION_SANITIZERS} -fno-omit-frame-pointer)
  add_link_options(${LESION_SANITIZERS})
endif()

if(LESION_FUZZ)
  # The libraries too: what the fuzzer cannot see, it cannot steer by.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(EMSCRIPTEN)
  # The tests too: what they test is what ships, object by object.
  add_compile_options(-msimd128 -fno-exceptions -fno-rtti)
  add_compile_definitions(EMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
endif()

# lesion_library(NAME SOURCES a.cc b.cc [LINKS other ...])
function(lesion_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC lesion_rules ${ARG_LINKS})
endfunction()

# What this library says in its errors can reach the page, so each has a code (core/error_codes.h).
function(lesion_errors_have_codes name)
  target_compile_definitions(${name} PRIVATE LESION_ERRORS_HAVE_CODES)
endfunction()

# How a test's own files are compiled: where the libraries are instrumented for sanitizers and fuzzer,
# quickly, and watched for bad addresses only.
function(lesion_test_options name)
  if(LESION_FUZZ)
    target_compile_options(${name} PRIVATE -O0 -fno-sanitize=undefined,fuzzer-no-link)
  endif()
endfunction()

# lesion_test(NAME SOURCES a_test.cc [LINKS lesion_core_image ...] [HEADER target]): a GoogleTest
# program, run by ctest, under node when built by emscripten. HEADER: whose precompiled header it
# takes; GoogleTest's alone without it.
function(lesion_test name)
  cmake_parse_arguments(ARG "" "HEADER" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE lesion_rules ${ARG_LINKS} lesion_gtest)
  if(EMSCRIPTEN)
    target_link_libraries(${name} PRIVATE lesion_core_codecs)
    target_link_options(${name} PRIVATE -sENVIRONMENT=node -sSINGLE_FILE=1
      -sALLOW_MEMORY_GROWTH=1 -fno-rtti -sEXIT_RUNTIME=1 -sNODERAWFS=1
      # The objects are those of the page; binaryen's passes over the whole program take half a minute
      # each, for a test that runs two seconds.
      -O1)
  endif()
  if(NOT ARG_HEADER)
    set(ARG_HEADER lesion_test_header)
  endif()
  target_precompile_headers(${name} REUSE_FROM ${ARG_HEADER})
  lesion_test_options(${name})
  # Short constant vectors and "text" + std::string: GCC 12 sees writes past their ends where there
  # are none (GCC bugs 105329, 105651).
  target_compile_options(${name} PRIVATE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
                                 -Wno-stringop-overread>)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
