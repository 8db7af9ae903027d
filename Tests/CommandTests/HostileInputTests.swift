import Foundation
import Glibc
import TestSupport
import Testing

/// Runs the program within bounds, on files that a test makes.
enum Bounded {
  /// Sanitizers need more address space than there is.
  static let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
  /// KiB of address space, and seconds until a loop without end is ended.
  static let bounds = ["500000", "300"]

  static func run(_ arguments: [String]) throws -> BuiltProgram.Result {
    try BuiltProgram.run(
      ["-c", "ulimit -v $1 && exec timeout -s KILL \"$2\" \"$0\" \"${@:3}\"", BuiltProgram.path] + bounds
        + arguments,
      program: "/bin/bash")
  }

  static func withFile(_ name: String, _ bytes: Data, _ body: (_ path: String) throws -> Void) throws {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    try body("\(folder)/\(name)")
  }
}

/// What was made to hurt: each ends in one clear answer, within an address space of half a gigabyte.
@Suite("Input that was made to hurt", .disabled(if: Bounded.isSanitized, "sanitizers need all address space"))
struct HostileInputTests {
  // MARK: Lab files

  static let goodLab: String = """
    title: A lab
    hosts: { a: {}, b: {} }
    processes: { s: { on: a, socket: [ listen 7000, accept ] } }
    steps: [ start: s ]
    expect: [ process: { name: s, running: true } ]

    """

  /// The lab with one piece replaced.
  static func labWith(_ piece: String, by other: String) -> String {
    goodLab.replacingOccurrences(of: piece, with: other)
  }

  static func many(_ count: Int, _ item: (Int) -> String) -> String {
    (0..<count).map(item).joined(separator: ", ")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var text: @Sendable () -> String
    /// Words of the first complaint.
    var says: String
    var testDescription: String { name }

    init(_ name: String, _ text: @autoclosure @escaping @Sendable () -> String, _ says: String) {
      self.name = name
      self.text = text
      self.says = says
    }
  }

  static let labs: [Row] = [
    Row("100,000 open brackets", String(repeating: "[", count: 100_000), "more than 100 brackets"),
    Row("400,000 lists in one line", String(repeating: "- ", count: 400_000), "nested too deeply"),
    Row("400,000 keys in one line", String(repeating: "? ", count: 400_000), "nested too deeply"),
    Row(
      "1300 levels of indentation",
      (0..<1300).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), "nested too deeply"),
    Row(
      "anchors that expand",
      "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + (1..<10).map { "b\($0): &b\($0) [\(many(9) { _ in "*a" })]\n" }.joined(), "a YAML alias"),
    Row("80,000 keys", (0..<80_000).map { "k\($0):\n" }.joined(), "unknown key 'k0'"),
    Row("200,000 times the same key", String(repeating: "a:\n", count: 200_000), "is there twice"),
    Row("a file beyond a megabyte", "title: " + String(repeating: "x", count: 1_000_000), "too large"),
    Row("a file beyond 100 megabytes", "title: " + String(repeating: "x", count: 101_000_000), "too large"),
    Row(
      "80,000 hosts", labWith("{ a: {}, b: {} }", by: "{ \(many(80_000) { "h\($0): {}" }) }"), "80000 hosts"),
    Row(
      "20,000 processes",
      labWith("processes: {", by: "processes: { \(many(20_000) { "p\($0): { on: a, command: [ x ] }" }),"),
      "more than 1000 processes"),
    Row(
      "80,000 steps", labWith("[ start: s ]", by: "[ \(many(80_000) { _ in "start: s" }) ]"),
      "more than 1000 items"),
    Row(
      "30,000 expectations",
      labWith("expect: [", by: "expect: [ \(many(30_000) { _ in "packets: { none: reset }" }),"),
      "more than 1000 items"),
    Row(
      "80,000 instructions", labWith("[ listen 7000, accept ]", by: "[ \(many(80_000) { _ in "accept" }) ]"),
      "1 to 1000 items"),
    Row(
      "30,000 variants", goodLab + "variants: { \(many(30_000) { "v\($0): { title: x }" }) }\n",
      "more than 50 variants"),
    Row(
      "a time beyond all numbers", labWith("start: s ]", by: "start: s, wait: 99999999999999999999h ]"),
      "bad duration"),
    Row(
      "a time beyond nanoseconds", labWith("start: s ]", by: "start: s, wait: 9223372036854775807s ]"),
      "bad duration"),
    Row("a NUL behind an escape", labWith("A lab", by: "\"a\\0b\""), "a NUL character"),
    Row("names that are paths", labWith("{ a: {}", by: "{ ../../a: {}"), "is no name for a host"),
    Row(
      "a sysctl that is a path", labWith("a: {}", by: "a: { sysctl: { ../../kernel/core_pattern: x } }"),
      "is no sysctl"),
    Row(
      "a variant that is a path", goodLab + "variants: { ../../etc: { title: x } }\n",
      "is no name for a variant"),
    Row(
      "a file that is a path",
      labWith("socket: [ listen 7000, accept ]", by: "command: [ x ], files: { ../../x: y }"),
      "is no name for a file"),
  ]

  @Test("A lab file is refused with its place, what is wrong, and what to do", arguments: labs)
  func labFile(row: Row) throws {
    // Rules out a crash, a deep recursion, a list without bound, and a name that leaves the output folder.
    try Bounded.withFile("lab.yaml", Data(row.text().utf8)) { path in
      let result = try Bounded.run(["validate", path])
      #expect(!result.wasKilled && result.status == 65, "\(result.errors.prefix(500))")
      let lines = result.errors.split(separator: "\n")
      #expect(lines.contains { $0.contains(row.says) }, "\(result.errors.prefix(500))")
      #expect(lines.allSatisfy { $0.hasPrefix("\(path):") && $0.contains(": error: ") })
      // At most a hundred problems and the word that there are more; each quotes what it is about in short.
      #expect(lines.count <= 101 && result.errors.utf8.count < 200_000)
    }
  }

  @Test("Rounds without end are refused before they are planned")
  func rounds() throws {
    // Rules out a plan of 9 trillion runs.
    try Bounded.withFile("lab.yaml", Data(Self.goodLab.utf8)) { path in
      let result = try Bounded.run(["run", path, "--repeat", "9223372036854775807"])
      #expect(result.status == 64)
      #expect(result.errors.contains("more than 100000 times"))
    }
  }

  // MARK: Records

  static let goodRecord: String = """
    {"calls":[],"captures":[],"clockSteppedNs":0,"connections":[],"endedAtNs":2,"faults":[],"format":1,"hosts":[],
    "kernel":"6.1","lab":"a/lab","labFile":"lab.yaml","labText":LAB,"packets":[],"problems":[],"processes":[],
    "referee":[],"schedulingDelays":[],"seed":1,"startedAtNs":1,"states":[],"steps":[],"title":"A lab"}
    """.replacingOccurrences(
      of: "LAB", with: "\"" + goodLab.replacingOccurrences(of: "\n", with: "\\n") + "\"")

  static func recordWith(_ piece: String, by other: String) -> String {
    goodRecord.replacingOccurrences(of: piece, with: other)
  }

  static let records: [Row] = [
    Row("a million open brackets", String(repeating: "[", count: 1_000_000), "not JSON"),
    Row(
      "100,000 levels, closed",
      String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000), "not JSON"),
    Row(
      "levels where nobody looks", recordWith("{\"calls\"", by: "{\"x\":" + deep + ",\"calls\""), "not JSON"),
    Row("zeros", String(repeating: "\0", count: 1_000_000), "not JSON"),
    Row(
      "a number beyond all", recordWith("\"seed\":1", by: "\"seed\":" + String(repeating: "9", count: 400)),
      "not "),
    Row("a time that is no whole number", recordWith("\"startedAtNs\":1", by: "\"startedAtNs\":0.5"), "not "),
    Row(
      "an end before the beginning", recordWith("\"endedAtNs\":2", by: "\"endedAtNs\":-2"),
      "ends before it starts"),
    Row("a field that is missing", recordWith("\"packets\":[],", by: ""), "'packets' is missing"),
    Row("a field of another type", recordWith("\"packets\":[]", by: "\"packets\":7"), "'packets'"),
    Row("a newer form", recordWith("\"format\":1", by: "\"format\":999999"), "newer"),
    Row(
      "a lab inside that hurts", recordWith("title: A lab", by: String(repeating: "[", count: 200)),
      "brackets"),
  ]

  static let deep: String = String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000)

  @Test("A record is refused with one sentence", arguments: records, ["check", "report"])
  func record(row: Row, command: String) throws {
    // Rules out a crash, a trap on a number, and a verdict about what is no record.
    try Bounded.withFile("record.json", Data(row.text().utf8)) { path in
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      let result = try Bounded.run([command, folder])
      #expect(
        !result.wasKilled && result.status == 65, "\(result.output.prefix(300))\(result.errors.prefix(500))")
      #expect(result.errors.contains(row.says), "\(result.errors.prefix(500))")
      #expect(result.errors.split(separator: "\n").count == 1 && result.errors.utf8.count < 10_000)
    }
  }

  @Test("A record of 30 MB is judged")
  func judgedRecords() throws {
    // Rules out rows above that are refused for another reason than their own.
    let texts = [
      Self.goodRecord,
      Self.recordWith("\"kernel\":\"", by: "\"kernel\":\"" + String(repeating: "x", count: 30_000_000)),
    ]
    for text in texts {
      try Bounded.withFile("record.json", Data(text.utf8)) { path in
        let result = try Bounded.run(["report", URL(fileURLWithPath: path).deletingLastPathComponent().path])
        #expect([1, 2].contains(result.status), "\(result.errors.prefix(500))")
        #expect(result.errors == "")
      }
    }
  }
}
