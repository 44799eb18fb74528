# What decodes DICOM's pixels: JPEG, also lossless and of 12 bits, and JPEG-LS (CharLS), from GDCM's sources; JPEG
# 2000 by OpenJPEG. From their makers' sources, so that workstation and page have the same
# bits. tools/fetch_sources.sh puts them into third_party.
set(GDCM_SOURCE_DIR ${CMAKE_SOURCE_DIR}/third_party/gdcm CACHE PATH
    "Folder that holds GDCM 3.0.21: Utilities/gdcmjpeg and Utilities/gdcmcharls")
set(OPENJPEG_SOURCE_DIR ${CMAKE_SOURCE_DIR}/third_party/openjpeg CACHE PATH
    "Folder that holds OpenJPEG 2.5.0: src/lib/openjp2")
set(gdcm_jpeg ${GDCM_SOURCE_DIR}/Utilities/gdcmjpeg)
set(charls ${GDCM_SOURCE_DIR}/Utilities/gdcmcharls)
set(openjp2 ${OPENJPEG_SOURCE_DIR}/src/lib/openjp2)
foreach(file IN ITEMS ${gdcm_jpeg}/jdlossls.c ${charls}/charls.h ${openjp2}/openjpeg.h)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "${file} is not there: run tools/fetch_sources.sh, or name the folders with "
                        "-DGDCM_SOURCE_DIR= and -DOPENJPEG_SOURCE_DIR=")
  endif()
endforeach()

# lesion_codec(NAME SOURCE...): a library of others, compiled without their warnings.
function(lesion_codec name)
  add_library(${name} STATIC ${ARGN})
  target_compile_options(${name} PRIVATE -w -ffp-contract=off)
  if(LESION_SANITIZE)
    # Their arithmetic relies on wrapping in places; addresses are still watched.
    target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
  endif()
endfunction()

# The JPEG library is compiled for one size of samples: 8 and 12 bits (DCT), 16 (lossless, whatever the precision).
# Its encoder and quantiser are called by nothing here, and linkers leave them out.
file(GLOB jpeg_sources ${gdcm_jpeg}/j*.c)
list(FILTER jpeg_sources EXCLUDE REGEX "/(jmemsrc|example)\\.c$")
set(HAVE_STDDEF_H 1)
set(HAVE_STDLIB_H 1)
set(JPEGSTATIC 1)
foreach(bits IN ITEMS 8 12 16)
  set(CMAKE_BITS_IN_JSAMPLE ${bits})
  set(MANGLE_PREFIX lesion_jpeg${bits})
  set(generated ${CMAKE_BINARY_DIR}/codecs/jpeg${bits})
  configure_file(${gdcm_jpeg}/jpegcmake.h.in ${generated}/jpegcmake.h @ONLY)
  configure_file(${gdcm_jpeg}/mangle_jpeg.h.in ${generated}/mangle_jpeg${bits}bits.h @ONLY)
  lesion_codec(lesion_jpeg${bits} ${jpeg_sources} ${CMAKE_SOURCE_DIR}/core/image/jpeg_frame.c)
  target_include_directories(lesion_jpeg${bits} PRIVATE ${generated} ${gdcm_jpeg} ${CMAKE_SOURCE_DIR})
endforeach()

lesion_codec(lesion_charls ${charls}/interface.cpp ${charls}/jpegls.cpp ${charls}/jpegmarkersegment.cpp
             ${charls}/jpegstreamreader.cpp ${charls}/jpegstreamwriter.cpp)
target_include_directories(lesion_charls SYSTEM PUBLIC ${charls})
target_compile_definitions(lesion_charls PUBLIC CHARLS_STATIC=1 PRIVATE NDEBUG=1)
# It fails by exceptions, which do not leave it.
target_compile_options(lesion_charls PRIVATE -fexceptions -frtti)
if(EMSCRIPTEN)
  target_link_options(lesion_charls INTERFACE -fexceptions)
endif()

set(generated ${CMAKE_BINARY_DIR}/codecs/openjp2)
set(OPENJPEG_VERSION_MAJOR 2)
set(OPENJPEG_VERSION_MINOR 5)
set(OPENJPEG_VERSION_BUILD 0)
set(PACKAGE_VERSION 2.5.0)
set(OPJ_HAVE_INTTYPES_H 1)
set(OPJ_HAVE_STDINT_H 1)
set(OPJ_HAVE_POSIX_MEMALIGN 1)
configure_file(${openjp2}/opj_config.h.cmake.in ${generated}/opj_config.h @ONLY)
configure_file(${openjp2}/opj_config_private.h.cmake.in ${generated}/opj_config_private.h @ONLY)
set(openjp2_sources)
foreach(name IN ITEMS bio cio dwt event function_list ht_dec image invert j2k jp2 mct mqc openjpeg opj_clock
                      opj_malloc pi sparse_array t1 t2 tcd tgt thread)
  list(APPEND openjp2_sources ${openjp2}/${name}.c)
endforeach()
lesion_codec(lesion_openjp2 ${openjp2_sources})
target_include_directories(lesion_openjp2 SYSTEM PUBLIC ${openjp2} ${generated})
target_compile_definitions(lesion_openjp2 PUBLIC OPJ_STATIC=1 PRIVATE NDEBUG=1)
