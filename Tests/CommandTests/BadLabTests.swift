import Foundation
import TestSupport
import Testing

@Suite("Bad lab files on the command line")
struct BadLabTests {
  /// A mistake, and how its first message goes on after the file's name.
  struct Row: CustomTestStringConvertible, Sendable {
    var id: String
    var text: String
    var message: String
    var testDescription: String { id }
  }

  static let frame = """
    title: A lab
    hosts: { client: {} }
    processes: { client: { on: client, socket: [ listen 7000 ] } }
    steps: [ start: client ]
    expect: [ process: { name: client, running: true } ]

    """

  static let rows = [
    Row(id: "unknown key", text: frame + "stepz: []\n", message: ":6:1: error: unknown key 'stepz'"),
    Row(
      id: "unknown host in a step",
      text: frame.replacing("start: client", with: "unplug: sever"),
      message: ":4:18: error: unknown host 'sever'"),
    Row(
      id: "bad duration", text: frame.replacing("start: client", with: "wait: 5 parsecs"),
      message: ":4:16: error: bad duration '5 parsecs'"),
    Row(id: "tab", text: "title: A lab\n\thosts: {}\n", message: ":2:1: error: "),
    Row(id: "not YAML", text: "title: [\n", message: ":2:1: error: "),
    Row(id: "empty", text: "", message: ":1:1: error: the file is empty"),
    Row(
      id: "10 MB of brackets", text: String(repeating: "[", count: 10_000_000), message: ":1:1: error: "),
    Row(
      id: "unknown operation", text: frame.replacing("listen 7000", with: "fly 7000"),
      message: ":3:46: error: "),
    nested(
      id: "mistake in a repeat of several lines",
      "      - repeat 3:\n          - accept\n          - receive many",
      message: ":9:21: error: 'many' is not a number of bytes"),
    nested(
      id: "repeat without a number", "      - repeat x: [ accept ]",
      message: ":7:16: error: 'x' is not a number of times"),
    nested(
      id: "fork inside fork", "      - fork: [ fork: [ accept ] ]",
      message: ":7:32: error: 'fork' cannot hold 'fork'"),
    nested(
      id: "fork without brackets", "      - fork: accept",
      message: ":7:14: error: 'fork accept' lacks its operations in brackets"),
    nested(
      id: "two forks", "      - fork: [ accept ]\n      - fork: [ close ]",
      message: ":8:9: error: a second 'fork'"),
    nested(
      id: "an endless flood", "      - syn-flood client:7000 count 10001",
      message: ":7:37: error: '10001' is not a number of SYNs"),
  ]

  /// A lab with these instructions from its seventh line on.
  static func nested(id: String, _ instructions: String, message: String) -> Row {
    let list = "processes:\n  client:\n    on: client\n    socket:\n\(instructions)\n"
    let text = frame.replacing(
      "processes: { client: { on: client, socket: [ listen 7000 ] } }\n", with: list)
    return Row(id: id, text: text, message: message)
  }

  @Test("A bad lab file gives file:line:column and exit 65, and nothing else", arguments: rows)
  func badFile(row: Row) throws {
    // Rules out a trap, a stack trace, a mistake found only when the lab already runs, and a result on stdout.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let file = folder + "/bad.yaml"
    try Data(row.text.utf8).write(to: URL(fileURLWithPath: file))
    for command in ["validate", "run"] {
      let result = try BuiltProgram.run([command, file])
      let first = result.errors.split(separator: "\n").first.map(String.init) ?? ""
      #expect(!result.wasKilled)
      #expect(result.status == 65, "\(command)")
      #expect(result.output == "", "\(command)")
      #expect(first.hasPrefix(file + row.message), "\(command) said: \(first.prefix(300))")
    }
  }
}
