import Foundation
import TestSupport
import Testing

/// Runs that are kept in one folder: none is taken for another.
@Suite("Kept runs", .runsLabs)
struct KeptRunsTests {
  private static func lab(port: Int, expect: String, variants: String = "") -> String {
    """
    title: A connection attempt
    hosts: { client: {}, server: {} }
    \(variants)
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:\(port) ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: connect }
    expect:
      - \(expect)

    """
  }

  private static let accepted = "packets: { none: reset }"
  private static let refused = "packets: { sequence: [ server > client reset refused ] }"

  private static func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    try body(folder)
  }

  private static func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private static func labs(in result: BuiltProgram.Result) throws -> [[String: Any]] {
    try result.json()["labs"] as? [[String: Any]] ?? []
  }

  @Test("Labs of one name are refused, with both files")
  func sameNames() throws {
    // Rules out a lab that is judged by the packets of another.
    try Self.inFolder { folder in
      try Self.write(Self.lab(port: 7001, expect: Self.refused), to: folder + "/a/t/same.yaml")
      try Self.write(Self.lab(port: 7000, expect: Self.accepted), to: folder + "/b/t/same.yaml")
      let result = try BuiltProgram.run(["run", folder + "/a", folder + "/b", "--output", folder + "/runs"])
      #expect(result.status == 65)
      #expect(
        result.errors.contains("/b/t/same.yaml:1:1: error: '\(folder)/a/t/same.yaml' has the same name"))
      let once = try BuiltProgram.run(
        [
          "run", folder + "/a/t/same.yaml", folder + "/a/./t", "--output", folder + "/runs", "--format",
          "json",
        ])
      #expect(try Self.labs(in: once).count == 1, "two ways to write one path are one lab")
    }
  }

  @Test("Of an earlier run in the same folder nothing is shown that is not so any more")
  func staleRecords() throws {
    // Rules out a report that passes while the lab fails.
    try Self.inFolder { folder in
      let file = folder + "/t/x.yaml"
      let variants = "variants: { one: {}, two: {} }"
      func run(_ arguments: String...) throws -> [[String: Any]] {
        _ = try BuiltProgram.run(["run", file, "--quiet", "--output", folder + "/runs"] + arguments)
        return try Self.labs(in: BuiltProgram.run(["report", folder + "/runs", "--format", "json"]))
      }
      try Self.write(Self.lab(port: 7000, expect: Self.accepted), to: file)
      #expect(try run().map { $0["verdict"] as? String } == ["pass"])
      try Self.write(Self.lab(port: 7000, expect: Self.refused), to: file)
      #expect(try run("--repeat", "3").map { $0["verdict"] as? String } == ["fail", "fail", "fail"])
      #expect(try run("--repeat", "2").count == 2)
      try Self.write(Self.lab(port: 7000, expect: Self.accepted, variants: variants), to: file)
      #expect(try run().map { $0["variant"] as? String } == ["one", "two"])
      #expect(
        try run("--filter", "two").map { $0["variant"] as? String } == ["one", "two"], "the other stays")
      try Self.write(Self.lab(port: 7000, expect: Self.accepted), to: file)
      #expect(try run().map { $0["variant"] as? String } == [nil])
    }
  }

  @Test("What programs of an earlier run wrote is not there for those of this one")
  func staleFiles() throws {
    // Rules out a program that is ready because it was, the last time; and a link that leads out of the folder.
    try Self.inFolder { folder in
      let file = folder + "/t/x.yaml"
      try Self.write(
        """
        title: A file
        hosts: { server: {} }
        processes:
          server: { on: server, command: [ sh, -c, "ls; ln -s \(folder) out; touch up" ], ready: { file: up } }
        steps:
          - start: server
          - wait: { process: server, exited: true }
        expect:
          - process: { name: server, never-prints: up }

        """, to: file)
      for _ in 1...2 {
        #expect(try BuiltProgram.run(["run", file, "--quiet", "--output", folder + "/runs"]).status == 0)
      }
      #expect(FileManager.default.fileExists(atPath: file))
    }
  }

  @Test("The copies of labs that runs keep are no labs")
  func copies() throws {
    // Rules out a folder that has more labs with each run.
    try Self.inFolder { folder in
      try Self.write(Self.lab(port: 7000, expect: Self.accepted), to: folder + "/t/x.yaml")
      try FileManager.default.createDirectory(
        atPath: folder + "/folder.yaml", withIntermediateDirectories: true)
      for output in ["/runs", "/halfopen-runs/1", "/runs"] {
        let result = try BuiltProgram.run(["run", folder, "--output", folder + output, "--format", "json"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Self.labs(in: result).count == 1)
      }
    }
  }

  @Test("Each of several runs is told from the others")
  func identity() throws {
    // Rules out cases of one name, which CI systems merge, and a seed that is another run's.
    try Self.inFolder { folder in
      try Self.write(Self.lab(port: 7000, expect: Self.refused), to: folder + "/t/x.yaml")
      let rounds = try BuiltProgram.run(
        ["run", folder + "/t", "--repeat", "2", "--seed", "7", "--quiet", "--output", folder + "/7"])
      #expect(rounds.output.contains("record: \(folder)/7/t/x/2"))
      #expect(
        try BuiltProgram.run(["run", folder + "/t", "--seed", "8", "--output", folder + "/8"]).status == 1)
      func report(_ format: String) throws -> BuiltProgram.Result {
        try BuiltProgram.run(["report", folder + "/7", folder + "/8", "--format", format])
      }
      #expect(try Self.labs(in: report("json")).map { $0["seed"] as? Int } == [7, 7, 8])
      let cases = try report("junit").output
      for number in 1...3 { #expect(cases.contains("<testcase classname=\"t\" name=\"x #\(number)\"")) }
      #expect(try report("text").output.contains("seed 7 and others"))
    }
  }

  @Test("A shard with nothing to do is no error")
  func emptyShard() throws {
    // Rules out a CI job that fails because there are more machines than labs.
    try Self.inFolder { folder in
      try Self.write(Self.lab(port: 7000, expect: Self.accepted), to: folder + "/t/x.yaml")
      let result = try BuiltProgram.run(
        ["run", folder, "--shard", "2/2", "--output", folder + "/runs", "--format", "junit"])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("tests=\"0\""))
    }
  }

  @Test("A run is judged by another file of its lab, and its lines are that file's; not by another lab")
  func anotherFile() throws {
    // Rules out an annotation at a line of the wrong file, and a verdict about another lab's packets.
    try Self.inFolder { folder in
      let (file, changed, other) = (folder + "/t/x.yaml", folder + "/changed.yaml", folder + "/other.yaml")
      try Self.write(Self.lab(port: 7000, expect: Self.accepted), to: file)
      try Self.write("\n\n" + Self.lab(port: 7000, expect: Self.refused), to: changed)
      try Self.write(
        Self.lab(port: 7000, expect: Self.accepted).replacingOccurrences(of: "client:", with: "laptop:")
          .replacingOccurrences(of: "on: client", with: "on: laptop")
          .replacingOccurrences(of: "process: client", with: "process: laptop")
          .replacingOccurrences(of: "start: client", with: "start: laptop"), to: other)
      #expect(try BuiltProgram.run(["run", file, "--quiet", "--output", folder + "/runs"]).status == 0)
      let again = try BuiltProgram.run(["check", folder + "/runs", "--lab", changed, "--format", "github"])
      #expect(again.status == 1)
      #expect(again.output.contains("file=\(changed),line=15"), "\(again.output)")
      let wrong = try BuiltProgram.run(["check", folder + "/runs", "--lab", other])
      #expect(wrong.status == 65)
      #expect(wrong.errors.contains("other.yaml:1:1: error: the run is not of this lab"), "\(wrong.errors)")
    }
  }

  @Test("README's lab passes, with nothing between its steps but what it waits for")
  func readme() throws {
    // Rules out a first lab that does not do what the page says.
    let page = try String(contentsOfFile: "README.md", encoding: .utf8)
    let begin = try #require(page.range(of: "```yaml\ntitle:"))
    let end = try #require(page.range(of: "\n```\n", range: begin.upperBound..<page.endIndex))
    let text = page[begin.lowerBound..<end.lowerBound].dropFirst("```yaml\n".count) + "\n"
    try Self.inFolder { folder in
      try Self.write(
        text.replacingOccurrences(of: "wait: 5s", with: "wait: 50ms"), to: folder + "/t/readme.yaml")
      let result = try BuiltProgram.run(
        ["run", folder + "/t/readme.yaml", "--repeat", "20", "--quiet", "--output", folder + "/runs"])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
    }
  }
}
