internal import Foundation

/// The built `halfopen`, run as people run it.
package struct BuiltProgram {
  /// What a run of it came to.
  package struct Result: Sendable {
    package var status: Int32
    /// Whether a signal ended it: a trap, never a result.
    package var wasKilled: Bool
    package var output: String
    package var errors: String

    /// The object that `--format json` prints.
    package func json() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
    }
  }

  /// The package's root.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The one that HALFOPEN names, or beside the test bundle, where the build put it.
  package static let path: String = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let candidates = [
      bundle.deletingLastPathComponent().path + "/halfopen", root + "/.build/debug/halfopen",
      root + "/.build/release/halfopen",
    ]
    if let named = ProcessInfo.processInfo.environment["HALFOPEN"] { return named }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "halfopen"
  }()

  /// A new folder that the caller removes.
  package static func temporaryFolder() throws -> String {
    let path = FileManager.default.temporaryDirectory.path + "/halfopen-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  /// Runs it in the package's root, with output in files: neither can fill up and block the other.
  package static func run(
    _ arguments: [String], program: String = path, standardOutput: String? = nil
  ) throws -> Result {
    try StartedProgram(arguments, program: program, standardOutput: standardOutput).finish()
  }

  /// A folder of the test's own; nothing depends on its going.
  package static func remove(_ folder: String) {
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      print("cannot remove \(folder): \(error)")
    }
  }
}
