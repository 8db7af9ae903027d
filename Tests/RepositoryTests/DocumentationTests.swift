import Testing

@Suite("Documentation")
struct DocumentationTests {
  /// Types that have no doc comment yet. This list only shrinks.
  static let undocumented: Set<String> = []

  @Test("Every type that another module may use says what it is")
  func typesAreDocumented() throws {
    // Rules out a type whose meaning stands only in its author's head.
    var found: Set<String> = []
    for path in try Repository.files(below: "Sources", ending: ".swift") {
      for type in try Repository.swift(path).documentableTypes where !type.isDocumented {
        found.insert(type.name)
      }
    }
    #expect(found.subtracting(Self.undocumented).sorted() == [], "these have no doc comment")
    #expect(Self.undocumented.subtracting(found).sorted() == [], "these have one now: take them off the list")
  }

  @Test("Every link in README, CONTRIBUTING, CHANGELOG and docs/ leads somewhere")
  func linksResolve() throws {
    // Rules out a link to a file that was renamed, or to a heading that is gone.
    var problems: [String] = []
    var count = 0
    for path in try Self.documents() {
      for target in Markdown(try Repository.source(path)).links where !target.contains(/^[a-z]+:/) {
        count += 1
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let file = parts[0].isEmpty ? path : Self.resolve(String(parts[0]), from: path)
        if !Repository.exists(file) {
          problems.append("\(path): \(target) leads nowhere")
        } else if parts.count == 2, !Markdown(try Repository.source(file)).anchors.contains(String(parts[1]))
        {
          problems.append("\(path): \(target): \(file) has no such heading")
        }
      }
    }
    #expect(problems == [])
    #expect(count > 5, "the links were not found")
  }

  @Test("Every make target and script that a document names is there")
  func commandsExist() throws {
    // Rules out instructions that cannot be followed.
    let makefile = try Repository.source("Makefile")
    let targets = Set(makefile.matches(of: /(?m)^([a-z-]+):/).map { String($0.1) })
    for path in try Self.documents() {
      let text = try Repository.source(path)
      for match in text.matches(of: /(?:`|\n)(?:[A-Z_]+=\S+ )?make ([a-z-]+)/) {
        #expect(targets.contains(String(match.1)), "\(path): make \(match.1)")
      }
      for match in text.matches(of: /\bscripts\/[a-z-]+/.wordBoundaryKind(.simple)) {
        #expect(Repository.exists(String(match.0)), "\(path): \(match.0)")
      }
    }
  }

  @Test("Every test that a document names is there")
  func namedTestsExist() throws {
    // Rules out a statement about security whose test was renamed or removed.
    let tests = try Repository.files(below: "Tests", ending: ".swift")
    var count = 0
    for path in try Self.documents() {
      for match in try Repository.source(path).matches(of: /`([A-Z]\w+Tests)(?:\.(\w+))?`/) {
        count += 1
        let file = tests.first { $0.hasSuffix("/\(match.1).swift") }
        let source = try file.map { try Repository.source($0) }
        let name = match.2.map { "func \($0)(" } ?? ""
        #expect(source.map { name.isEmpty || $0.contains(name) } == true, "\(path): \(match.0)")
      }
    }
    #expect(count > 10, "the names were not found")
  }

  @Test("The changelog has a place for what is not released")
  func changelog() throws {
    // Rules out a release that cuts off the place where the next change is noted.
    #expect(try Repository.source("CHANGELOG.md").contains(/(?m)^## Unreleased$/))
  }

  @Test("Links and headings are read as a Markdown viewer reads them")
  func markdownReading() {
    // Rules out that code is taken for links, or that a heading gets another anchor than on the web.
    let sample = Markdown(
      """
      # The `run` command: what it does
      See [one](a.md#b) and [two](#the-run-command-what-it-does), not `[three](c.md)`.
      ```
      [four](d.md)
      # Not a heading
      ```
      """)
    #expect(sample.links == ["a.md#b", "#the-run-command-what-it-does"])
    #expect(sample.anchors == ["the-run-command-what-it-does"])
    #expect(Self.resolve("../README.md", from: "docs/a.md") == "README.md")
    #expect(Self.resolve("b.md", from: "docs/a.md") == "docs/b.md")
  }

  private static func documents() throws -> [String] {
    try Repository.files(ending: ".md")
  }

  private static func resolve(_ target: String, from document: String) -> String {
    var components = document.split(separator: "/").dropLast()
    for component in target.split(separator: "/") where component != "." {
      if component == ".." { components = components.dropLast() } else { components.append(component) }
    }
    return components.joined(separator: "/")
  }
}

/// The links and headings of a Markdown text, code left out.
private struct Markdown {
  var links: [String] = []
  var anchors: Set<String> = []

  init(_ text: String) {
    var isCode = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.contains(/^\s*```/) {
        isCode.toggle()
      } else if !isCode {
        if let heading = line.wholeMatch(of: /#+\s+(.*)/) { anchors.insert(Self.anchor(heading.1)) }
        links += line.replacing(/`[^`]*`/, with: "").matches(of: /\[[^\]]*\]\(([^)\s]+)\)/).map {
          String($0.1)
        }
      }
    }
  }

  private static func anchor(_ heading: Substring) -> String {
    String(
      heading.lowercased().compactMap {
        $0 == " " ? "-" : ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : nil
      })
  }
}
