internal import Glibc

/// Whether this process has the superuser's id.
package func isRoot() -> Bool { geteuid() == 0 }

/// Ends this process at once, without any clean-up of its own.
package func endImmediately(status: Int32 = 0) -> Never { _exit(status) }

/// Makes a write to a closed pipe or socket an error instead of this process's end.
package func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

/// Gives descriptors 0, 1 and 2 something to be where whoever started this process had closed them.
///
/// Otherwise the next file opened would become standard output. A write to such an output is still refused
/// (EBADF), as it would be to a closed one.
package func openClosedStandardDescriptors() {
  for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
    // The lowest free number is given first: open(2).
    _ = Glibc.open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
  }
}

/// Whether a descriptor is a terminal.
package func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

/// Columns of the terminal that a descriptor is; nil where it is none or does not say. Source: tty_ioctl(4).
package func terminalWidth(_ descriptor: Int32) -> Int? {
  var size = winsize()
  guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
  return Int(size.ws_col)
}
