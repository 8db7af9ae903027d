internal import Foundation

/// A program that is not ours and that a test reads our output with.
package enum OtherProgram {
  /// Its path; nil where it is not installed (`scripts/setup --reports` installs those of the reports' tests).
  package static func path(_ name: String) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Whether tests with it are to be run: it is there, or they must be seen to fail.
  package static func isWanted(_ name: String) -> Bool { path(name) != nil || LiveLab.isRequired }
}
