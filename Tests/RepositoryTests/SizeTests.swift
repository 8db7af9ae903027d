import Testing

@Suite("Sizes")
struct SizeTests {
  static let longestFile = 500
  static let longestFunction = 70

  /// Files that are longer, with the lines they may have. This list only shrinks.
  static let longFiles: [String: Int] = [:]
  /// Functions that are longer, as `path: name`, with the lines they may have. This list only shrinks.
  static let longFunctions: [String: Int] = [:]

  static func sourceFiles() throws -> [String] {
    try ["Sources", "Tests", "scripts", ".ci"].flatMap { try Repository.files(below: $0) }
      // Swift, C, and scripts, which have no ending.
      .filter { $0.contains(/\.(swift|c|h)$|\/[^.\/]+$/) }
  }

  @Test("No file has more than 500 lines")
  func files() throws {
    // Rules out a file that grows without anyone deciding so.
    var long: [String: Int] = [:]
    for path in try Self.sourceFiles() {
      let count =
        try Repository.source(path).split(separator: "\n", omittingEmptySubsequences: false).count - 1
      if count > Self.longestFile { long[path] = count }
    }
    #expect(Self.complaints(long, allowed: Self.longFiles) == [])
  }

  @Test("No function has more than 70 lines")
  func functions() throws {
    // Rules out a function that nobody can hold in their head.
    var long: [String: Int] = [:]
    var count = 0
    for path in try Self.sourceFiles() where path.hasSuffix(".swift") {
      for function in try Repository.swift(path).functions {
        count += 1
        if function.length > Self.longestFunction { long["\(path): \(function.name)"] = function.length }
      }
    }
    #expect(Self.complaints(long, allowed: Self.longFunctions) == [])
    #expect(count > 50, "the functions were not found")
  }

  @Test("An exception may shrink but not grow, and goes when it is not needed")
  func exceptions() {
    // Rules out a list of exceptions that is only ever added to.
    #expect(Self.complaints(["a": 600], allowed: ["a": 600]) == [])
    #expect(Self.complaints(["a": 601], allowed: ["a": 600]) == ["a: 601 lines, allowed are 600"])
    #expect(
      Self.complaints(["a": 599], allowed: ["a": 600]) == ["a: 599 lines now: lower its exception of 600"])
    #expect(Self.complaints([:], allowed: ["a": 600]) == ["a: is short now: remove its exception"])
    #expect(Self.complaints(["b": 501], allowed: [:]) == ["b: 501 lines: split it by topic"])
  }

  private static func complaints(_ long: [String: Int], allowed: [String: Int]) -> [String] {
    Set(long.keys).union(allowed.keys).sorted().compactMap { name in
      switch (long[name], allowed[name]) {
      case (let count?, let limit?) where count > limit: "\(name): \(count) lines, allowed are \(limit)"
      case (let count?, let limit?) where count < limit:
        "\(name): \(count) lines now: lower its exception of \(limit)"
      case (let count?, nil): "\(name): \(count) lines: split it by topic"
      case (nil, _): "\(name): is short now: remove its exception"
      case (_?, _?): nil
      }
    }
  }
}
