import Foundation
import TestSupport
import Testing
import WireFormat

@Suite("halfopen analyze")
struct AnalyzeCommandTests {
  /// Analyzes a capture that a test makes.
  static func analyze(
    _ arguments: [String] = [], cut: Int = 0, _ make: (inout GeneratedCapture) -> Void
  ) throws -> BuiltProgram.Result {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    var capture = GeneratedCapture()
    make(&capture)
    try capture.write(to: folder + "/capture.pcapng", cut: cut)
    return try BuiltProgram.run(["analyze", folder + "/capture.pcapng"] + arguments)
  }

  @Test("--connection and --ladder draw that connection and no other")
  func ladderOfOne() throws {
    // Rules out a ladder that mixes connections, or that is not drawn by the real command.
    let result = try Self.analyze(["--connection", "2", "--ladder", "--width", "90"]) {
      $0.open()
      $0.segment("C", [.psh, .ack], sequence: 100, acknowledgment: 500, bytes: 77)
      $0.open(port: 40_001)
      $0.segment("C", [.psh, .ack], sequence: 100, acknowledgment: 500, bytes: 11, port: 40_001)
      $0.segment("S", .rst, sequence: 500, port: 40_001)
    }
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.contains("├") && result.output.contains("data 11 B"))
    #expect(result.output.contains("reset (backlogOverflow)"))
    #expect(!result.output.contains("77 B") && !result.output.contains("40000"))
    // The first line names the file, however long its path is.
    let lines = result.output.split(separator: "\n").map { String($0) }
    #expect(lines.dropFirst().allSatisfy { $0.count <= 90 })
  }

  @Test("Of many connections the first few are drawn, and a sentence says how to see the others")
  func manyLadders() throws {
    // Rules out a wall of ladders, and ladders that are left out in silence.
    let result = try Self.analyze(["--ladder"]) {
      for port in UInt16(40_000)..<40_012 { $0.open(port: port) }
    }
    #expect(result.output.matches(of: /handshakeAck/).count == 10)
    #expect(
      result.output.contains(
        "The ladder of 2 connections, from 11 on, is left out; --connection N --ladder draws one."))
  }

  @Test("A connection of many thousand packets gives a ladder that can be read")
  func longConnection() throws {
    // Rules out a ladder as long as the capture.
    let result = try Self.analyze(["--connection", "1", "--ladder"]) {
      $0.open()
      for round in UInt32(0)..<50_000 {
        $0.segment(
          "C", [.psh, .ack], sequence: 100 + round * 10, acknowledgment: 500, bytes: 10, after: 0.01)
        $0.segment("S", .ack, sequence: 500, acknowledgment: 110 + round * 10, after: 0.01)
      }
      $0.segment("C", [.fin, .ack], sequence: 100_100, acknowledgment: 500)
    }
    #expect(result.output.split(separator: "\n").count < 40)
    #expect(result.output.contains("more in") && result.output.contains("fin"))
  }

  @Test("Packets that the capture itself misses are said", arguments: ["text", "json"])
  func dropped(format: String) throws {
    // Rules out a story of loss on the network that was loss at the capture.
    let result = try Self.analyze(["--format", format]) {
      $0.open()
      $0.drop(7)
    }
    let warning = "7 packets passed and cannot be seen here: the machine that captured had no room for them"
    #expect(result.status == 0)
    #expect(result.output.contains("warnings\": [\"\(warning)") == (format == "json"))
    #expect(result.errors.hasPrefix("halfopen: warning: \(warning)"), "\(result.errors)")
  }

  @Test("An ICMP error is told in its connection's story and stands in its ladder")
  func icmp() throws {
    // Rules out evidence that is counted as 'not TCP' and otherwise lost.
    let result = try Self.analyze(["--ladder"]) {
      $0.segment("C", .syn, sequence: 99)
      $0.unreachable(code: 1, from: IPAddress(ipv4: 0xC633_6401))
    }
    #expect(
      result.output.contains("198.51.100.1 reported “host unreachable” to the client about it."))
    #expect(result.output.contains("icmpError from 198.51.100.1"))
    let json = try Self.analyze(["--format", "json"]) {
      $0.segment("C", .syn, sequence: 99)
      $0.unreachable(code: 1, from: IPAddress(ipv4: 0xC633_6401))
    }.json()
    let connections = json["connections"] as? [[String: Any]]
    let errors = connections?.first?["icmpErrors"] as? [[String: Any]]
    #expect(errors?.first?["meaning"] as? String == "host unreachable")
    #expect(errors?.first?["about"] as? String == "client")
  }

  @Test("A flood of SYNs keeps to a bounded memory and says how many connections it put away")
  func flood() throws {
    // Rules out memory that grows with an attack, and a bound that is kept in silence.
    let flood = 70_000
    let result = try Self.analyze(["--format", "json"]) { $0.flood(flood) }
    #expect(result.status == 0)
    let warning = result.errors.split(separator: "\n").first { $0.contains("more than 65536 connections") }
    #expect(warning?.contains("4464 connections of them") == true)
    let object = try result.json()
    #expect((object["connections"] as? [Any])?.count == flood)
    let warnings = (object["capture"] as? [String: Any])?["warnings"] as? [String]
    #expect(warnings?.contains { $0.contains("4464") } == true)
  }

  @Test("A capture without packets says so, and one that is cut gives its whole packets and a warning")
  func emptyAndCut() throws {
    // Rules out an error for an empty capture, and a cut one that looks complete.
    let empty = try Self.analyze { _ in }
    #expect(empty.status == 0)
    #expect(empty.output.contains("0 packets"))
    let cut = try Self.analyze(cut: 10) { $0.open() }
    #expect(cut.status == 0)
    #expect(cut.output.contains("2 packets") && cut.output.contains("Warning: "))
    #expect(cut.errors.contains("warning: "))
  }

  @Test("Standard input is read, with nothing that is meant for a terminal")
  func standardInput() throws {
    // Rules out colours, a progress bar or carriage returns in a pipe, and a pipe that is not read.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    var capture = GeneratedCapture()
    capture.open()
    try capture.write(to: folder + "/capture.pcapng")
    let result = try BuiltProgram.run(
      ["-c", "cat \"$1\" | \"$0\" analyze - --ladder", BuiltProgram.path, folder + "/capture.pcapng"],
      program: "/bin/sh")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.output.contains("standard input: 3 packets"))
    #expect(!result.output.contains("\u{1b}") && !result.output.contains("\r"))
    let coloured = try Self.analyze(["--color", "always", "--ladder"]) { $0.open() }
    #expect(coloured.output.contains("\u{1b}["))
    let ascii = try Self.analyze(["--ascii", "--ladder"]) { $0.open() }
    #expect(ascii.output.allSatisfy(\.isASCII) && ascii.output.contains("|-"))
  }

  @Test(
    "What cannot be asked for is 64",
    arguments: [
      ["--ladder", "--format", "json"], ["--connection", "2"], ["--connection", "0", "--ladder"],
    ])
  func usage(arguments: [String]) throws {
    // Rules out an option that is passed over in silence, and a trap on a number that does not exist.
    let result = try Self.analyze(arguments) { $0.open() }
    #expect(result.status == 64 && !result.wasKilled)
    #expect(result.output == "")
  }

  @Test("The README shows what the command prints")
  func readme() throws {
    // Rules out an example that is behind the program; scripts/update-readme analyze writes it anew.
    let readme = try String(contentsOfFile: BuiltProgram.root + "/README.md", encoding: .utf8)
    let shown = try #require(
      readme.firstMatch(of: /<!-- analyze:begin -->\n```\n\$ halfopen (.*)\n((?:.*\n)+?)```/))
    let arguments = shown.1.split(separator: " ").map { String($0) }
    let result = try BuiltProgram.run(arguments + ["--width", "80"])
    #expect(result.output == String(shown.2))
  }
}
