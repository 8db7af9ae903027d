import FoundationEssentials

/// The checkout that these tests were compiled from, as paths relative to its root.
enum Repository {
  static let root: String = {
    // Tests/RepositoryTests/Repository.swift, three levels down.
    var components = #filePath.split(separator: "/")
    components.removeLast(3)
    return "/" + components.joined(separator: "/")
  }()

  /// What a build, a run or git itself leaves here; see .gitignore.
  static let ignored: Set<String> = [".git", "Package.resolved", "halfopen-runs", "docs-out", ".swiftpm"]

  /// The entries of the root that are ours.
  static func topLevel() throws -> [String] {
    try entries(of: "").filter { !ignored.contains($0) && !$0.hasPrefix(".build") }
  }

  /// Every file of ours, or those below `folder`, sorted; `ending` is the end of its path: `.swift`, say.
  static func files(below folder: String = "", ending: String = "") throws -> [String] {
    let names = folder.isEmpty ? try topLevel() : try entries(of: folder)
    var found: [String] = []
    for name in names {
      let path = folder.isEmpty ? name : folder + "/" + name
      if isSymbolicLink(path) { continue }
      if isFolder(path) {
        if !name.hasPrefix(".build") { found += try files(below: path, ending: ending) }
      } else if path.hasSuffix(ending) {
        found.append(path)
      }
    }
    return found.sorted()
  }

  /// The text of a file; nil where it is not UTF-8, as a capture is not.
  static func text(_ path: String) throws -> String? {
    guard let data = FileManager.default.contents(atPath: root + "/" + path) else {
      throw Unreadable(path: path)
    }
    return String(data: data, encoding: .utf8)
  }

  /// The text of a file that must be one.
  static func source(_ path: String) throws -> String {
    guard let found = try text(path) else { throw Unreadable(path: path) }
    return found
  }

  /// All our Swift code, read once for all the rules.
  private static let swiftSources = Result {
    let paths = try ["Sources", "Tests"].flatMap { try files(below: $0, ending: ".swift") }
    return Dictionary(uniqueKeysWithValues: try paths.map { ($0, SwiftSource(try source($0))) })
  }

  /// The Swift code of a file in Sources or Tests.
  static func swift(_ path: String) throws -> SwiftSource {
    guard let found = try swiftSources.get()[path] else { throw Unreadable(path: path) }
    return found
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root + "/" + path)
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder) && isFolder
  }

  static func isExecutable(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: root + "/" + path)
  }

  static func entries(of folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder).sorted()
  }

  private static func isSymbolicLink(_ path: String) -> Bool {
    do {
      _ = try FileManager.default.destinationOfSymbolicLink(atPath: root + "/" + path)
      return true
    } catch {
      return false
    }
  }

  struct Unreadable: Error, CustomStringConvertible {
    var path: String
    var description: String { "\(path) cannot be read as UTF-8 text" }
  }
}
