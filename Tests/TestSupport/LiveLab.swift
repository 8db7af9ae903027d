internal import Foundation
package import Testing

/// A lab written by a test and run on this machine.
package enum LiveLab {
  /// Why labs cannot run here; nil when they can.
  private static let obstacle: String? = {
    do {
      let doctor = try BuiltProgram.run(["doctor"])
      return doctor.status == 0 ? nil : doctor.output
    } catch {
      return "\(error)"
    }
  }()

  /// In CI a live test that cannot run is a failure, not a skip that nobody counts.
  package static let isRequired = ProcessInfo.processInfo.environment["HALFOPEN_REQUIRE_LIVE"] == "1"

  /// Whether live tests are to be run: they can be, or must be seen to fail.
  fileprivate static var isEnabled: Bool { obstacle == nil || isRequired }

  /// Runs a lab's text; `body` gets the result and the run directory, which is gone afterwards.
  package static func run(
    _ text: String, _ body: (_ result: BuiltProgram.Result, _ directory: String) throws -> Void
  ) throws {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    try FileManager.default.createDirectory(atPath: folder + "/live", withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/live/lab.yaml"))
    let result = try BuiltProgram.run(
      ["run", folder + "/live/lab.yaml", "--output", folder + "/runs", "--ladders", "all", "--width", "120"])
    try body(result, folder + "/runs/live/lab")
  }

  /// The record in a run directory, as JSON.
  package static func record(in directory: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: directory + "/record.json"))
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips tests that run labs where none can run; in CI such a test runs, and fails.
  package static var runsLabs: Self {
    .enabled(if: LiveLab.isEnabled, "labs cannot run here: see 'halfopen doctor'")
  }
}
