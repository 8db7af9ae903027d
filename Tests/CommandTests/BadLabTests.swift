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
    hosts: { client: {}, server: {} }
    processes: { client: { on: client, socket: [ listen 7000 ] } }
    steps: [ start: client ]
    expect: [ process: { name: client, running: true } ]

    """

  static let rows = files + wireFaults

  /// A lab with two mistakes, in words that a terminal would obey.
  static let obeyed = frame + "\"a\\e[31m\\nb\": 1\nc: 2\n"

  static let wireFaults = [
    wireFault(
      id: "a queue without its unit", "rate: { packets: any, at: 1mbit, queue: 10 }",
      message: ":4:52: error: 'queue: 10' is no size of a queue"),
    wireFault(
      id: "a link without speed", "rate: { packets: any, at: fast, queue: 10 packets }",
      message: ":4:38: error: 'at: fast' is no speed of a link"),
    wireFault(
      id: "a rewrite of nothing", "rewrite: { packets: any }",
      message: ":4:21: error: 'rewrite' does not say what to change"),
    wireFault(
      id: "a window of 17 bits", "rewrite: { packets: any, window: 65536 }",
      message: ":4:45: error: 'window: 65536' has no room in 16 bits"),
    wireFault(
      id: "a flag that TCP does not have", "rewrite: { packets: any, flags: { set: [ nil ] } }",
      message: ":4:53: error: 'nil' is no flag of a TCP header"),
    wireFault(
      id: "an option that cannot be taken out", "rewrite: { packets: any, without: [ data ] }",
      message: ":4:48: error: 'data' is no option that can be taken out"),
    wireFault(
      id: "a forged probe", "inject: client > server keepaliveProbe",
      message: ":4:20: error: 'client > server keepaliveProbe' says nothing of a packet's bits"),
    wireFault(
      id: "forged data without a length", "inject: client > server data",
      message: ":4:20: error: data needs a 'len'"),
    wireFault(
      id: "a forged packet that is counted", "inject: client > server 2nd reset",
      message: ":4:20: error: a packet to be made has no count, fate, gap or 'not'"),
    wireFault(
      id: "a forged packet from nobody", "inject: reset",
      message: ":4:20: error: an injected packet needs both its hosts"),
    wireFault(
      id: "no sequence number", "inject: { packet: client > server reset, sequence: soon }",
      message: ":4:63: error: 'sequence: soon' is no sequence number"),
    wireFault(
      id: "a sequence number said twice", "inject: { packet: client > server reset seq 5, sequence: 6 }",
      message: ":4:30: error: its sequence number is said twice"),
    wireFault(
      id: "a copy and a forgery", "inject: { copy-of: client > server data, window: 5 }",
      message: ":4:53: error: unknown key 'window' in 'inject'"),
  ]

  /// A lab with this step.
  static func wireFault(id: String, _ step: String, message: String) -> Row {
    Row(
      id: id, text: frame.replacing("steps: [ start: client ]", with: "steps: [ { \(step) } ]"),
      message: message)
  }

  static let files = [
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
    Row(
      id: "when without a fact", text: step("unplug: { host: client, when: { host: client } }"),
      message: ":4:40: error: 'when' does not say what for; write a time, or one of 'call', 'exited', "),
    Row(
      id: "when with two facts",
      text: step("unplug: { host: client, when: { packet: fin, exited: true } }"),
      message: ":4:40: error: 'when' waits for one thing; write a time, or one of"),
    Row(
      id: "when at no time", text: step("unplug: { host: client, when: soon }"),
      message: ":4:40: error: bad duration 'soon'"),
    Row(
      id: "when of a step that is no fault", text: step("start: { process: client, when: 1s }"),
      message: ":4:36: error: unknown key 'when' in 'start'"),
    Row(
      id: "a trigger's packet that nobody can know",
      text: step("unplug: { host: client, when: { packet: fin lost } }"),
      message: ":4:50: error: a wire cannot choose by 'lost'"),
    Row(
      id: "a trigger's packet in no notation",
      text: step("unplug: { host: client, when: { packet: client > sever fin } }"),
      message: ":4:59: error: unknown host 'sever'"),
    Row(
      id: "a trigger's call of nobody",
      text: step("unplug: { host: client, when: { process: sever, call: accept } }"),
      message: ":4:51: error: unknown process 'sever'"),
    Row(
      id: "a trigger's unknown state",
      text: step("unplug: { host: client, when: { socket: { host: client, state: CLOSEDOWN } } }"),
      message: ":4:73: error: unknown TCP state 'CLOSEDOWN'"),
    Row(
      id: "a trigger's counter without a group",
      text: step("unplug: { host: client, when: { counter: { host: client, name: Timeouts } } }"),
      message: ":4:73: error: 'Timeouts' is no counter's name"),
    Row(
      id: "a key too many in a trigger",
      text: step("unplug: { host: client, when: { packet: fin, name: fin } }"),
      message: ":4:55: error: unknown key 'name' in 'when'"),
    Row(
      id: "a fault that lacks what it needs beside its when", text: step("unplug: { when: 1s }"),
      message: ":4:18: error: 'unplug' needs 'host'"),
    Row(
      id: "connection 0", text: step("drop: { packets: data, connection: 0 }"),
      message: ":4:45: error: there is no connection 0"),
    Row(
      id: "a wire to an unknown switch", text: step("drop: { packets: data, on: client/outside }"),
      message: ":4:44: error: 'client' plugs into no switch 'outside'"),
    Row(
      id: "a router's wires without a switch", text: routed("drop: { packets: data, on: router }"),
      message: ":4:37: error: 'router' has a cable to each of 'left', 'right'"),
    Row(
      id: "a wire that the packet does not pass",
      text: routed("drop: { packets: client > server data, on: router/left }")
        .replacing("on: router/left", with: "on: bystander"),
      message: ":4:53: error: nothing from client to server passes the wire of bystander"),
    Row(
      id: "a cut of no host", text: step("cut: nobody/left"), message: ":4:15: error: unknown host 'nobody'"),
    nested(
      id: "mistake in a repeat of several lines",
      "      - repeat 3:\n          - accept\n          - receive many",
      message: ":9:21: error: 'many' is not a number of bytes"),
    nested(
      id: "repeat without a number", "      - repeat x: [ accept ]",
      message: ":7:16: error: 'x' is not a number of times"),
    nested(
      id: "a connection to nobody", "      - connect clent:7000",
      message: ":7:17: error: unknown host 'clent': this lab has 'client', 'server'; did you mean 'client'?"),
    nested(
      id: "a connection to nobody inside a repeat", "      - repeat 2: [ close, connect clent:7000 ]",
      message: ":7:36: error: unknown host 'clent'"),
    nested(
      id: "a flood of nobody", "      - syn-flood clent:7000 count 1",
      message: ":7:19: error: unknown host 'clent'"),
    Row(
      id: "a command that is to go on",
      text: step("continue: client").replacing("socket: [ listen 7000 ]", with: "command: [ sleep ]"),
      message: ":4:20: error: 'client' is a 'command'"),
    Row(
      id: "a fault's name that none has",
      text: step("drop: { packets: data, name: loss }, lift: los"),
      message: ":4:53: error: no fault is named 'los': the names in this lab are 'loss'; did you mean 'loss'?"
    ),
    Row(
      id: "a released name that none has",
      text: step("hold: { packets: data, name: loss }, release: answer"),
      message: ":4:56: error: no fault is named 'answer'"),
    Row(
      id: "a trigger's call that nobody makes",
      text: step("unplug: { host: client, when: { process: client, call: acept } }"),
      message: ":4:65: error: 'client' never makes the call 'acept'"),
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
      id: "half a second of linger", "      - set linger 500ms",
      message: ":7:20: error: the kernel counts this time in whole seconds"),
    nested(
      id: "half a microsecond of time limit", "      - set receive-timeout 500ns",
      message: ":7:29: error: the kernel counts this time in whole microseconds: write for example 1us"),
    nested(
      id: "less than a millisecond of user timeout", "      - set user-timeout 900us",
      message: ":7:26: error: the kernel counts this time in whole milliseconds: write for example 1ms"),
    nested(
      id: "an endless flood", "      - syn-flood client:7000 count 10001",
      message: ":7:37: error: '10001' is not a number of SYNs"),
  ]

  /// A lab with this step in its fourth line.
  static func step(_ text: String) -> String { frame.replacing("start: client", with: text) }

  /// The same with a router between.
  static func routed(_ text: String) -> String {
    step(text).replacing(
      "hosts: { client: {}, server: {} }",
      with: "hosts: { client: {}, router: {}, server: {}, bystander: {} }")
      + "network: { switches: { left: [ client, router, bystander ], right: [ router, server ] }, routers: { router: {} } }\n"
  }

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

  @Test("A lab's own words reach the terminal as they can be read, and each mistake has its line")
  func harmlessMessages() throws {
    // Rules out an escape sequence from a quoted key, and a message that goes on in a line without file and place.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let file = folder + "/lab.yaml"
    try Data(Self.obeyed.utf8).write(to: URL(fileURLWithPath: file))
    let record: [String: Any] = [
      "format": 1, "lab": "a/lab", "title": "A lab", "labFile": file, "labText": Self.obeyed,
      "kernel": "6.18",
      "seed": 1, "startedAtNs": 1, "endedAtNs": 2, "clockSteppedNs": 0, "hosts": [], "processes": [],
      "steps": [],
      "faults": [], "calls": [], "packets": [], "connections": [], "states": [], "captures": [],
      "problems": [],
    ]
    try JSONSerialization.data(withJSONObject: record).write(
      to: URL(fileURLWithPath: folder + "/record.json"))
    for command in [["validate", file], ["check", folder]] {
      let result = try BuiltProgram.run(command)
      #expect(result.status == 65)
      let lines = result.errors.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 3 && lines.last == "", "\(command) said: \(result.errors)")
      #expect(lines.first?.hasPrefix(file + #":6:1: error: unknown key 'a\x1b[31m\nb'"#) == true)
      #expect(lines.dropFirst().first?.hasPrefix(file + ":7:1: error: unknown key 'c'") == true)
    }
  }
}
