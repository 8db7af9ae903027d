import FoundationEssentials

/// The folder that one run of a lab leaves behind: `record.json`, the captures, the processes' output.
///
/// It is all that `check` and `report` need. What is read back may come from anywhere, so reading ends in
/// a record or in one `RunDirectoryError`, whatever the file holds.
package struct RunDirectory: Sendable, Hashable {
  package static let recordName = "record.json"
  /// A larger file is not read: a record of a million packets takes about half of it.
  package static let greatestRecordBytes = 1 << 30

  package var path: String

  package init(path: String) { self.path = path }

  package var recordPath: String { path + "/" + Self.recordName }

  /// Reads `record.json`.
  package func read() throws(RunDirectoryError) -> RunRecord {
    try Self.decoded(try contents(), path: recordPath)
  }

  private func contents() throws(RunDirectoryError) -> Data {
    let files = FileManager.default
    do {
      let attributes = try files.attributesOfItem(atPath: recordPath)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw RunDirectoryError(recordPath, "is not a regular file")
      }
      if let size = attributes[.size] as? Int, size > Self.greatestRecordBytes {
        throw RunDirectoryError(recordPath, "is too large to read", why: "it has \(size) bytes")
      }
      return try Data(contentsOf: URL(filePath: recordPath))
    } catch let error as RunDirectoryError {
      throw error
    } catch {
      guard files.fileExists(atPath: path) else {
        throw RunDirectoryError(path, "is not there", remedy: "name a folder that 'halfopen run' wrote")
      }
      guard files.fileExists(atPath: recordPath) else {
        throw RunDirectoryError(
          path, "holds no \(Self.recordName)", remedy: "name a folder that 'halfopen run' wrote")
      }
      throw RunDirectoryError(recordPath, "cannot be read", why: "\(error)")
    }
  }

  /// The folders with a record at or under a path, in the order of their names: `halfopen-runs` stands for
  /// every run in it.
  package static func find(at path: String) throws(RunDirectoryError) -> [RunDirectory] {
    var found: [RunDirectory] = []
    try find(
      at: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path, depth: 0, into: &found)
    if found.isEmpty {
      throw RunDirectoryError(
        path, FileManager.default.fileExists(atPath: path) ? "holds no \(recordName)" : "is not there",
        remedy: "name a folder that 'halfopen run' wrote")
    }
    return found
  }

  /// Theme, lab, variant and repetition are four; deeper lies nothing of ours.
  private static let greatestDepth = 6

  private static func find(
    at path: String, depth: Int, into found: inout [RunDirectory]
  ) throws(RunDirectoryError) {
    let files = FileManager.default
    let directory = RunDirectory(path: path)
    if files.fileExists(atPath: directory.recordPath) { return found.append(directory) }
    var isDirectory = false
    guard depth < greatestDepth, files.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory else {
      return
    }
    let names: [String]
    do { names = try files.contentsOfDirectory(atPath: path) } catch {
      throw RunDirectoryError(path, "cannot be listed", why: "\(error)")
    }
    for name in names.sorted(by: precedes) { try find(at: "\(path)/\(name)", depth: depth + 1, into: &found) }
  }
}

extension RunDirectory {
  /// By name, repetitions (`2`, `10`) by number.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    if let leftNumber = Int(left), let rightNumber = Int(right), leftNumber != rightNumber {
      return leftNumber < rightNumber
    }
    return left < right
  }
}

/// Why a run directory could not be written or read back.
package struct RunDirectoryError: Error, Sendable, Hashable, CustomStringConvertible {
  package var path: String
  package var message: String

  /// - Parameters:
  ///   - what: What is wrong with the file or folder ("is not JSON").
  ///   - why: What shows it.
  ///   - remedy: What to do.
  package init(_ path: String, _ what: String, why: String? = nil, remedy: String? = nil) {
    self.path = path
    message = what + (why.map { ": \($0)" } ?? "") + (remedy.map { "; \($0)" } ?? "")
  }

  package var description: String { "\(path): error: \(message)" }
}
