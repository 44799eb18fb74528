# LibTIFF and the zlib that it unpacks Deflate with, from their makers' sources, so that workstation and page have
# the same bits; JPEG within TIFF is decoded by the library that DICOM's is (Codecs.cmake, 8 bits).
# tools/fetch_sources.sh puts them into third_party.
set(TIFF_SOURCE_DIR ${CMAKE_SOURCE_DIR}/third_party/tiff CACHE PATH "Folder that holds LibTIFF 4.5.0: libtiff")
set(ZLIB_SOURCE_DIR ${CMAKE_SOURCE_DIR}/third_party/zlib CACHE PATH "Folder that holds zlib 1.2.13")
foreach(file IN ITEMS ${TIFF_SOURCE_DIR}/libtiff/tiffio.h ${ZLIB_SOURCE_DIR}/inflate.c)
  if(NOT EXISTS ${file})
    message(FATAL_ERROR "${file} is not there: run tools/fetch_sources.sh, or name the folders with "
                        "-DTIFF_SOURCE_DIR= and -DZLIB_SOURCE_DIR=")
  endif()
endforeach()

set(zlib_sources)
foreach(name IN ITEMS adler32 crc32 deflate inffast inflate inftrees trees zutil)
  list(APPEND zlib_sources ${ZLIB_SOURCE_DIR}/${name}.c)
endforeach()
lesion_codec(lesion_zlib ${zlib_sources})
target_include_directories(lesion_zlib SYSTEM PUBLIC ${ZLIB_SOURCE_DIR})
# Its names begin with z_, so that no library of the system takes ours for its own.
target_compile_definitions(lesion_zlib PUBLIC Z_PREFIX=1)

# Fax, JBIG, LogLuv and the like are on no photograph; JPEG of before 1995 was never defined well enough.
set(generated ${CMAKE_BINARY_DIR}/codecs/tiff)
math(EXPR tiff_word "8 * ${CMAKE_SIZEOF_VOID_P}")
set(tiff_ssize int${tiff_word}_t)
file(CONFIGURE OUTPUT ${generated}/tif_config.h @ONLY CONTENT [[
#include "tiffconf.h"
#define CHECK_JPEG_YCBCR_SUBSAMPLING 1
#define HAVE_ASSERT_H 1
#define HAVE_FCNTL_H 1
#define HAVE_STRINGS_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1
#define PACKAGE_NAME "LibTIFF"
#define SIZEOF_SIZE_T @CMAKE_SIZEOF_VOID_P@
#define STRIP_SIZE_DEFAULT 8192
#define TIFF_MAX_DIR_COUNT 65536
#define TIFF_SIZE_FORMAT "zu"
#if SIZEOF_SIZE_T == 8
#define TIFF_SSIZE_FORMAT PRId64
#else
#define TIFF_SSIZE_FORMAT PRId32
#endif
]])
file(CONFIGURE OUTPUT ${generated}/tiffconf.h @ONLY CONTENT [[
#ifndef _TIFFCONF_
#define _TIFFCONF_
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#define TIFF_INT8_T int8_t
#define TIFF_INT16_T int16_t
#define TIFF_INT32_T int32_t
#define TIFF_INT64_T int64_t
#define TIFF_UINT8_T uint8_t
#define TIFF_UINT16_T uint16_t
#define TIFF_UINT32_T uint32_t
#define TIFF_UINT64_T uint64_t
#define TIFF_SSIZE_T @tiff_ssize@
#define HAVE_IEEEFP 1
#define HOST_FILLORDER FILLORDER_LSB2MSB
#define HOST_BIGENDIAN 0
#define JPEG_SUPPORT 1
#define LZW_SUPPORT 1
#define PACKBITS_SUPPORT 1
#define SUBIFD_SUPPORT 1
#define ZIP_SUPPORT 1
#define COLORIMETRY_SUPPORT
#define YCBCR_SUPPORT
#define CMYK_SUPPORT
#define ICC_SUPPORT
#endif
]])
set(tiff_sources)
foreach(name IN ITEMS aux close codec color compress dir dirinfo dirread dirwrite dumpmode error extension flush
                      getimage hash_set jpeg lzw open packbits predict print read strip swab tile unix version
                      warning write zip)
  list(APPEND tiff_sources ${TIFF_SOURCE_DIR}/libtiff/tif_${name}.c)
endforeach()
lesion_codec(lesion_tiff ${tiff_sources})
# That JPEG library has other names for two members, as it knows JPEG's lossless process too, and one more member in
# its memory manager, which its header leaves out for those who use the library: what LibTIFF sets behind it would
# overwrite a pointer.
set_source_files_properties(${TIFF_SOURCE_DIR}/libtiff/tif_jpeg.c PROPERTIES COMPILE_DEFINITIONS
  "NEED_DARRAY=1;height_in_blocks=height_in_data_units;progressive_mode=process==JPROC_PROGRESSIVE")
target_include_directories(lesion_tiff SYSTEM PUBLIC ${generated} ${TIFF_SOURCE_DIR}/libtiff
                           PRIVATE ${CMAKE_BINARY_DIR}/codecs/jpeg8 ${gdcm_jpeg})
target_link_libraries(lesion_tiff PUBLIC lesion_zlib PRIVATE lesion_jpeg8)
