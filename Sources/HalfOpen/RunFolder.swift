internal import FoundationEssentials
internal import LinuxHost

/// The folder of the runs of one call; it goes when the last ``Run`` in it does, unless it is to be kept.
final class RunFolder: Sendable {
  /// The variable that names a folder in which all runs are kept: for a CI job's artifacts.
  static let variable = "HALFOPEN_OUTPUT"

  /// What is needed only while the lab runs.
  let scratch: String
  /// For the run directories.
  let output: String
  /// Whether they stay when this goes.
  let isKept: Bool

  init() throws(LabError) {
    let name = "halfopen-\(UUID().uuidString)"
    scratch = FileManager.default.temporaryDirectory.path + "/" + name
    let wanted = Environment.value(Self.variable) ?? ""
    isKept = !wanted.isEmpty
    output = (isKept ? "\(wanted)/\(name)" : scratch + "/runs")
    try Self.make(scratch)
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: scratch) } catch {
      print("halfopen: cannot remove \(scratch): \(error)")
    }
  }

  /// Writes a text and returns its path.
  func write(_ text: String, to name: String) throws(LabError) -> String {
    // A lab is called after its folder and file: `swift/my-lab`.
    try Self.make(scratch + "/swift")
    let path = "\(scratch)/swift/\(name)"
    do { try Data(text.utf8).write(to: URL(filePath: path)) } catch {
      throw LabError(.files, "cannot write '\(path)': \(error)")
    }
    return path
  }

  private static func make(_ folder: String) throws(LabError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw LabError(.files, "cannot make the folder '\(folder)': \(error)")
    }
  }
}
