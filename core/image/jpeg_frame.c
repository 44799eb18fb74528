#include "core/image/jpeg_frame.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#if BITS_IN_JSAMPLE == 8
#define DECODE lesion_jpeg8_decode
#elif BITS_IN_JSAMPLE == 12
#define DECODE lesion_jpeg12_decode
#else
#define DECODE lesion_jpeg16_decode
#endif

struct failure {
  struct jpeg_error_mgr manager;
  jmp_buf back;
};

static void leave(j_common_ptr info) { longjmp(((struct failure*)info->err)->back, 1); }

static void stay_silent(j_common_ptr info) { (void)info; }

/* The library goes on after a warning, and fills in what is missing. */
static void take_message(j_common_ptr info, int level) {
#if BITS_IN_JSAMPLE != 8
  if (level < 0) leave(info);
#else
  (void)info;
  (void)level;
#endif
}

static void begin_source(j_decompress_ptr info) { (void)info; }

static boolean no_more(j_decompress_ptr info) {
  leave((j_common_ptr)info);
  return FALSE;
}

static void skip(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if ((size_t)count > info->src->bytes_in_buffer) leave((j_common_ptr)info);
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= (size_t)count;
}

enum lesion_jpeg_state DECODE(const uint8_t* file, size_t size, uint8_t* values, size_t room) {
  struct jpeg_decompress_struct info;
  struct jpeg_source_mgr source;
  struct failure failure;
  enum lesion_jpeg_state state = LESION_JPEG_READ;
  JSAMPARRAY row;
  size_t length, i;

  memset(&info, 0, sizeof info);
  memset(&source, 0, sizeof source);
  info.err = jpeg_std_error(&failure.manager);
  failure.manager.error_exit = leave;
  failure.manager.output_message = stay_silent;
  failure.manager.emit_message = take_message;
  if (setjmp(failure.back)) {
    jpeg_destroy_decompress(&info);
    return LESION_JPEG_DAMAGED;
  }
  jpeg_create_decompress(&info);
  source.next_input_byte = file;
  source.bytes_in_buffer = size;
  source.init_source = begin_source;
  source.fill_input_buffer = no_more;
  source.skip_input_data = skip;
  source.resync_to_restart = jpeg_resync_to_restart;
  source.term_source = begin_source;
  info.src = &source;
  jpeg_read_header(&info, TRUE);
  info.jpeg_color_space = JCS_UNKNOWN;
  info.out_color_space = JCS_UNKNOWN;
  jpeg_start_decompress(&info);
  length = (size_t)info.output_width * (size_t)info.output_components;
  if (length > room / 2 / (info.output_height ? info.output_height : 1)) {
    state = LESION_JPEG_NO_MEMORY;
  } else {
    row = (*info.mem->alloc_sarray)((j_common_ptr)&info, JPOOL_IMAGE, (JDIMENSION)length, 1);
    while (info.output_scanline < info.output_height) {
      if (jpeg_read_scanlines(&info, row, 1) != 1) leave((j_common_ptr)&info);
      for (i = 0; i < length; ++i) {
        const unsigned value = (unsigned)GETJSAMPLE(row[0][i]);
        *values++ = (uint8_t)(value & 0xFF);
        *values++ = (uint8_t)(value >> 8 & 0xFF);
      }
    }
  }
  jpeg_destroy_decompress(&info);
  return state;
}
