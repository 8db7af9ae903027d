import Foundation
import TestSupport
import Testing

/// A claim's verdict comes from its test and the run, and from nothing else.
@Suite("Claims' tests and their opposites", .runsLabs)
struct ClaimTestTests {
  /// A claim whose test says the opposite when one text in the lab is another.
  struct Row: CustomTestStringConvertible, Sendable {
    var lab: String
    /// Of the lab's claims, from 0.
    var claim = 0
    var test: String
    var opposite: String
    /// What the run says of the claim as it stands.
    var isConfirmed = true

    var testDescription: String { "\(lab), claim \(claim)" }
  }

  static let rows = [
    Row(
      lab: "handshake/connect-closed-port", test: "sequence: [ client > server syn, server > client reset ]",
      opposite: "none: server > client reset"),
    Row(
      lab: "handshake/accept-blocked", test: "operation: send, result: 10",
      opposite: "operation: send, error: EPIPE"),
    Row(
      lab: "close/close-with-unread-data", test: "sequence: server > client fin",
      opposite: "none: server > client fin", isConfirmed: false),
    Row(
      lab: "close/close-with-unread-data", claim: 1, test: "sequence: server > client reset",
      opposite: "none: server > client reset"),
    Row(
      lab: "close/shutdown-read", test: "before: 2nd continue, none: any",
      opposite: "before: 2nd continue, count: { of: any, at-least: 1 }"),
    Row(
      lab: "close/time-wait-missing", claim: 1, test: "operation: get error, error: ECONNRESET",
      opposite: "operation: get error, result: 0"),
    Row(
      lab: "crash/power-loss-idle", test: "after: end of power-off, none: any",
      opposite: "after: end of power-off, count: { of: any, at-least: 1 }"),
    Row(
      lab: "keepalive/keepalive-unreachable", test: "of: client > server keepaliveProbe lost, is: 2",
      opposite: "of: client > server keepaliveProbe lost, at-most: 1"),
    Row(
      lab: "queues/qdisc-drop", claim: 1, test: "name: eth0.TxDropped, at-least: 1",
      opposite: "name: eth0.TxDropped, is: 0", isConfirmed: false),
    Row(
      lab: "retransmission/fast-retransmit", test: "none: [ any retransmission timeout ]",
      opposite: "sequence: any retransmission timeout"),
    Row(
      lab: "handshake/third-ack-lost", test: "of: client > server handshakeAck, is: 1",
      opposite: "of: client > server handshakeAck, at-least: 2"),
  ]

  @Test("The opposite of a claim's test flips the verdict of the same run")
  func flips() throws {
    // Rules out a verdict that is written anywhere, and a test that passes whatever happened.
    try Self.withRuns { folder in
      for row in Self.rows {
        let path = "\(folder)/runs/\(row.lab)/record.json"
        let stored = try Data(contentsOf: URL(fileURLWithPath: path))
        let before = try Self.verdict(row, in: "\(folder)/runs/\(row.lab)")
        #expect(before == (row.isConfirmed ? "confirmed" : "refuted"), "\(row)")
        var record = try LiveLab.record(in: "\(folder)/runs/\(row.lab)")
        record["labText"] = try Self.inverted(try #require(record["labText"] as? String), row)
        try JSONSerialization.data(withJSONObject: record).write(to: URL(fileURLWithPath: path))
        let after = try Self.verdict(row, in: "\(folder)/runs/\(row.lab)")
        #expect(after == (row.isConfirmed ? "refuted" : "confirmed"), "\(row)")
        try stored.write(to: URL(fileURLWithPath: path))
      }
    }
  }

  @Test("So does a run of the lab with the opposite test")
  func flipsLive() throws {
    // Rules out that only a stored run is judged by what its lab says.
    let row = Self.rows[0]
    let text = try String(contentsOfFile: "\(BuiltProgram.root)/labs/\(row.lab).yaml", encoding: .utf8)
    try LiveLab.run(try Self.inverted(text, row)) { result, directory in
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      let verdict = try Self.verdict(row, in: directory)
      #expect(verdict == "refuted")
    }
  }

  /// The lab with the first claim's test inverted: a text that stands in its claims once.
  private static func inverted(_ text: String, _ row: Row) throws -> String {
    let claims = try #require(text.range(of: "\nhosts:"), "\(row)").lowerBound
    let parts = text[..<claims].components(separatedBy: row.test)
    try #require(parts.count == 2, "\(row): '\(row.test)' does not stand in the claims once")
    return parts.joined(separator: row.opposite) + text[claims...]
  }

  private static func verdict(_ row: Row, in directory: String) throws -> String? {
    let result = try BuiltProgram.run(["check", directory, "--format", "json"])
    let lab = (try result.json()["labs"] as? [[String: Any]])?.first
    let claims = try #require(lab?["claims"] as? [[String: String]], "\(row): \(result.errors)")
    return claims[row.claim]["verdict"]
  }

  /// Runs the rows' labs, and hands over the folder in which their runs are.
  private static func withRuns(_ body: (_ folder: String) throws -> Void) throws {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let files = Set(rows.map(\.lab)).sorted().map { "labs/\($0).yaml" }
    let result = try BuiltProgram.run(["run"] + files + ["--quiet", "--output", folder + "/runs"])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    try body(folder)
  }
}
