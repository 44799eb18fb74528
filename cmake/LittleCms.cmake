# Little CMS, which brings colours to sRGB: from its makers' sources, so that workstation and page have the
# same bits. tools/fetch_sources.sh puts them into third_party.
set(LCMS2_SOURCE_DIR ${CMAKE_SOURCE_DIR}/third_party/lcms2 CACHE PATH
    "Folder that holds Little CMS 2.14: include/lcms2.h and src")
if(NOT EXISTS ${LCMS2_SOURCE_DIR}/include/lcms2.h)
  message(FATAL_ERROR "Little CMS is not in ${LCMS2_SOURCE_DIR}: run tools/fetch_sources.sh, or name "
                      "its folder with -DLCMS2_SOURCE_DIR=")
endif()
# What RGB and grey profiles of files need; the rest (PostScript, IT8 tables, gamut boundaries, named
# colours) is called by nothing here, and linkers leave it out.
file(GLOB lcms2_sources ${LCMS2_SOURCE_DIR}/src/*.c)
add_library(lcms2 STATIC ${lcms2_sources})
target_include_directories(lcms2 SYSTEM PUBLIC ${LCMS2_SOURCE_DIR}/include)
target_compile_definitions(lcms2 PUBLIC CMS_NO_REGISTER_KEYWORD=1)  # no word of C++17
if(EMSCRIPTEN)
  target_compile_definitions(lcms2 PRIVATE CMS_NO_PTHREAD=1)  # the worker has one thread
endif()
target_compile_options(lcms2 PRIVATE -w -ffp-contract=off)
if(LESION_SANITIZE)
  # Its arithmetic relies on wrapping in places; addresses are still watched.
  target_compile_options(lcms2 PRIVATE -fno-sanitize=undefined)
endif()
