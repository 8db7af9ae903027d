import ArgumentParser

extension ExitCode {
  /// A lab file, a record or a capture is wrong. Source: sysexits.h, EX_DATAERR.
  static let badInput = ExitCode(65)
}
