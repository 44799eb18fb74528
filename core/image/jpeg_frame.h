/* The JPEG library behind one function for each size of its samples (cmake/Codecs.cmake). In C, as
 * it leaves its functions by longjmp, which no destructor may lie between. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lesion_jpeg_state {
  LESION_JPEG_READ,
  LESION_JPEG_DAMAGED,   /* the data, or what the library warned of while reading them */
  LESION_JPEG_NO_MEMORY, /* `values` holds less than the image */
};

/* Decodes `size` bytes to samples beside each other, two bytes each, little endian, without any
 * colour transform; chroma of less resolution is brought to that of luma. Of 8 bits, whose data the
 * caller has judged (jpeg_scan.h), warnings are passed over. Writes width x height x components x 2
 * bytes, `room` at most. */
enum lesion_jpeg_state lesion_jpeg8_decode(const uint8_t* file, size_t size, uint8_t* values,
                                           size_t room);
enum lesion_jpeg_state lesion_jpeg12_decode(const uint8_t* file, size_t size, uint8_t* values,
                                            size_t room);
enum lesion_jpeg_state lesion_jpeg16_decode(const uint8_t* file, size_t size, uint8_t* values,
                                            size_t room);

#ifdef __cplusplus
}
#endif
