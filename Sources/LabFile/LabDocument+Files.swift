import FoundationEssentials
package import LabModel

extension LabDocument {
  /// Reads a lab file from disk, with the sources file of the folder it stands in.
  package init(path: String, vocabulary: LabVocabulary) throws(LabProblems) {
    let bytes = try LabFiles.bytes(of: path)
    let sources = try LabFiles.sources(for: path)
    try self.init(
      parsing: bytes, file: path, name: LabFiles.name(of: path), vocabulary: vocabulary, sources: sources)
  }
}

/// Lab files on disk: which there are, what they are called, what is in them.
package enum LabFiles {
  /// The name of the file that lists the sources of claims; it is no lab.
  package static let sourcesName = "sources.yaml"
  /// Where runs are kept when nobody says where, with the labs as they were run: no labs of their own.
  package static let runsFolder = "halfopen-runs"
  private static let recordName = "record.json"
  private static let endings = [".yaml", ".yml"]
  /// So far up from a lab file the sources file is looked for.
  private static let maximumAncestors = 8

  /// The lab files that a path stands for, sorted: itself, or all below a folder.
  package static func labFiles(at path: String) throws(LabProblems) -> [String] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw problem(path, "no such file or folder", remedy: "check the path")
    }
    guard isFolder(path) else { return [path] }
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let names: [String]
    do {
      names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    } catch {
      throw problem(path, "cannot read the folder", why: reason(error), remedy: "check its permissions")
    }
    let records = names.filter { $0 == recordName || $0.hasSuffix("/\(recordName)") }
    let runs = Set(records.map { $0.dropLast(recordName.count) })
    let labs = names.filter { name in
      let parts = name.split(separator: "/")
      return endings.contains(where: name.hasSuffix) && parts.last.map(String.init) != sourcesName
        && !parts.contains { $0.hasPrefix(".") || $0 == runsFolder }
        && !runs.contains(name.dropLast(parts.last?.count ?? 0)) && !isFolder("\(folder)/\(name)")
    }
    guard !labs.isEmpty else {
      throw problem(path, "no lab files in the folder", remedy: "lab files end in .yaml")
    }
    return labs.sorted().map { "\(folder)/\($0)" }
  }

  /// The path from the root, without `.` and `..`: the same for each way to write it.
  package static func standardized(_ path: String) -> String {
    let full = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    return URL(filePath: full).standardized.path(percentEncoded: false)
  }

  /// The folder's and the file's name, without its ending: `crash/process-crash-idle`.
  package static func name(of path: String) -> String {
    // Without `..`: the name is a folder's below the output folder, which it must not leave.
    var parts = standardized(path).split(separator: "/").map(String.init)
    var name = parts.popLast() ?? path
    if let ending = endings.first(where: name.hasSuffix) { name.removeLast(ending.count) }
    return parts.last.map { "\($0)/\(name)" } ?? name
  }

  /// The contents of a lab file; one far beyond what a lab file may hold is refused unread.
  package static func bytes(of path: String) throws(LabProblems) -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw problem(path, "no such file", remedy: "check the path")
    }
    guard !isFolder(path) else {
      throw problem(path, "this is a folder, not a lab file", remedy: "name a file in it")
    }
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: resolved(path))
      // A pipe or a device has no end.
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw problem(path, "this is not a regular file", remedy: "name a lab file")
      }
      guard let size = attributes[.size] as? UInt64 ?? (attributes[.size] as? Int).map(UInt64.init),
        size <= 16 * UInt64(LabText.maximumBytes)
      else { throw problem(path, "the file is too large", remedy: "name a lab file") }
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let problems as LabProblems {
      throw problems
    } catch {
      throw problem(path, "cannot read the file", why: reason(error), remedy: "check its permissions")
    }
  }

  /// Behind symbolic links, which `attributesOfItem` does not follow.
  private static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// The sources that a lab's claims may name: `sources.yaml`, or `labs/sources.yaml`, in the nearest folder
  /// above the lab; nil where there is none.
  package static func sources(for path: String) throws(LabProblems) -> LabSources? {
    var folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent().path
    for _ in 0..<maximumAncestors {
      for candidate in ["\(folder)/\(sourcesName)", "\(folder)/labs/\(sourcesName)"]
      where FileManager.default.fileExists(atPath: candidate) {
        return try LabSources(parsing: try bytes(of: candidate), file: candidate)
      }
      guard folder != "/" else { return nil }
      folder = URL(fileURLWithPath: folder).deletingLastPathComponent().path
    }
    return nil
  }

  private static func problem(
    _ path: String, _ what: String, why: String? = nil, remedy: String? = nil
  ) -> LabProblems {
    LabProblems([
      LabDiagnostic(SourcePosition(file: path, line: 1, column: 1), what, why: why, remedy: remedy)
    ])
  }

  private static func isFolder(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/.")
  }

  /// The system's reason for an error of Foundation's, without its lengthy wrapping.
  private static func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileReadNoPermission?: "permission denied"
    case .fileReadNoSuchFile?, .fileNoSuchFile?: "no such file"
    default: "\(error)"
    }
  }
}
