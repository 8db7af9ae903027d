import Testing

@Suite("What no file of ours may hold")
struct TextTests {
  @Test("No note to a later self")
  func notes() throws {
    // Rules out a promise that nobody keeps: it is done, or it is an issue.
    let words = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
    #expect(try Self.findings(of: words, Self.contains) == [])
  }

  @Test("No package registry's host name")
  func registries() throws {
    // Rules out a build that only works where that host can be reached by that name.
    let hosts = [
      "py" + "pi.org", "files.python" + "hosted.org", "registry.npm" + "js.org", "crates" + ".io",
      "proxy.go" + "lang.org", "sum.go" + "lang.org", "repo1.ma" + "ven.org", "repo.ma" + "ven.apache.org",
      "ruby" + "gems.org", "deb." + "debian.org", "security." + "debian.org", "archive." + "ubuntu.com",
      "security." + "ubuntu.com", "ports." + "ubuntu.com", "registry-1." + "docker.io", "gh" + "cr.io",
    ]
    #expect(try Self.findings(of: hosts) { line, host in line.holdsOne(of: [host]) } == [])
  }

  @Test("No path of the machine that it was written on")
  func machinePaths() throws {
    // Rules out what works only in its author's checkout.
    var paths = ["/wo" + "rk/", "/ro" + "ot/"]
    // A checkout right below / may be called anything, /build and /dev too.
    if Repository.root.split(separator: "/").count > 1 { paths.append(Repository.root + "/") }
    #expect(try Self.findings(of: paths) { line, path in line.holdsOne(of: [path]) } == [])
  }

  @Test("The root holds what it is known to hold")
  func topLevel() throws {
    // Rules out a top level that grows by accident; a new entry is a decision, and belongs in this list.
    let known: Set<String> = [
      ".ci", ".editorconfig", ".gitattributes", ".github", ".gitignore", ".swift-format", "CHANGELOG.md",
      "CONTRIBUTING.md",
      "LICENSE", "Makefile", "Package.swift", "README.md", "Sources", "Tests", "docs", "labs",
      "scripts",
    ]
    #expect(Set(try Repository.topLevel()).subtracting(known).sorted() == [])
  }

  @Test("No two paths differ in case only")
  func caseOfPaths() throws {
    // Rules out a checkout that merges two modules, on a Mac's disk that a Linux container builds from.
    var spellings: [String: Set<Substring>] = [:]
    for path in try Repository.files() {
      for end in path.indices where path[end] == "/" {
        spellings[path[..<end].lowercased(), default: []].insert(path[..<end])
      }
      spellings[path.lowercased(), default: []].insert(path[...])
    }
    #expect(spellings.values.filter { $0.count > 1 } == [])
  }

  @Test("Every script can be run, and stops at its first failure")
  func scripts() throws {
    // Rules out a script that goes on after a command that failed.
    for path in try Repository.files(below: "scripts") + [".ci/run"] {
      let text = try Repository.source(path)
      #expect(Repository.isExecutable(path), "\(path)")
      if text.hasPrefix("#!/usr/bin/env bash\n") {
        #expect(text.contains("\nset -euo pipefail\n"), "\(path)")
      } else {
        #expect(text.hasPrefix("#!/usr/bin/env python3\n"), "\(path)")
      }
    }
  }

  @Test("A word is found on its own, not inside another")
  func recognition() {
    // Rules out a check that finds nothing, and one that forbids innocent words.
    let word = "TO" + "DO"
    #expect(Self.contains("// \(word): later", word))
    #expect(Self.contains(word, word))
    #expect(!Self.contains("MAS\(word)N and \(word)S", word))
  }

  private static func findings(
    of words: [String], _ isHit: (_ line: String, _ word: String) -> Bool
  ) throws -> [String] {
    var found: [String] = []
    for path in try Repository.files() {
      guard let text = try Repository.text(path) else { continue }
      for word in words where text.holdsOne(of: [word]) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where isHit(String(line), word) {
          found.append("\(path):\(index + 1): \(word)")
        }
      }
    }
    return found
  }

  private static func contains(_ line: String, _ word: String) -> Bool {
    line.ranges(of: word).contains { range in
      let before = range.lowerBound == line.startIndex ? " " : line[line.index(before: range.lowerBound)]
      let after = range.upperBound == line.endIndex ? " " : line[range.upperBound]
      return !before.isLetter && !after.isLetter
    }
  }
}
