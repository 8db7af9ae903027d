/* Glibc's structures have other field names without it, and CLinuxShims is compiled with it. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <zlib.h>
