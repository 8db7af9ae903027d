/* Between the files of this target; Swift sees include/CLinuxShims.h only. */
#include "CLinuxShims.h"

/* In a new mount namespace without propagation: every file of the machine becomes read-only, folders for what is
 * temporary become the host's own, and of what speaks to the whole machine (devices, /proc, sockets in /run) there
 * stays what a program needs. 0 or -errno. */
int clinux_confine_files(const struct clinux_host *host);

/* Of what root can do, a program gets from its execve on what concerns its own network and its own files. Called by the
 * process that will run it. 0 or -errno. */
int clinux_confine_capabilities(void);
