import Foundation

/// The checkout that these tests were compiled from, as paths relative to its root.
enum Repository {
  static let root: String = {
    // Tests/RepositoryTests/Repository.swift, three levels down.
    var components = #filePath.split(separator: "/")
    components.removeLast(3)
    return "/" + components.joined(separator: "/")
  }()

  /// What git tracks: what else lies in a checkout (builds, runs, notes, a CI's own files) is not ours to judge.
  private static let tracked = Result {
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // A checkout may belong to someone else than who runs the tests.
    git.arguments = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    git.currentDirectoryURL = URL(fileURLWithPath: root)
    let output = Pipe()
    git.standardOutput = output
    try git.run()
    let list = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    git.waitUntilExit()
    guard git.terminationStatus == 0, !list.isEmpty else { throw Unreadable(path: "the list of git's files") }
    return list.split(separator: "\0").map(String.init).filter { exists($0) }.sorted()
  }

  /// The entries of the root that are ours.
  static func topLevel() throws -> [String] {
    Set(try tracked.get().map { String($0.prefix { $0 != "/" }) }).sorted()
  }

  /// Every file of ours, or those below `folder`, sorted; `ending` is the end of its path: `.swift`, say.
  static func files(below folder: String = "", ending: String = "") throws -> [String] {
    try tracked.get().filter {
      (folder.isEmpty || $0.hasPrefix(folder + "/")) && $0.hasSuffix(ending) && !isSymbolicLink($0)
    }
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
