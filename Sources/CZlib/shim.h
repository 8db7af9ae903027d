/* Only the functions that work on memory: without this, zlib.h takes in <unistd.h>, whose structures have
 * other field names in Glibc's module than in CLinuxShims, which is compiled with _GNU_SOURCE. */
#define Z_SOLO
#include <zlib.h>
