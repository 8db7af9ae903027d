import Evidence
import LabModel
import WireFormat

/// A moment of a run that expectations speak of: a step, a packet, a call, a socket's state, a process's end.
///
/// ```
/// kill                                                  the step of that kind
/// 2nd unplug                                            one of several
/// start client                                          the step with that parameter
/// end of power-off                                      when it had taken hold
/// server > client 2nd synAck                            the packet, when it was sent
/// arrival of server > client 2nd synAck                 when it arrived
/// { process: client, call: receive, error: ECONNRESET } the call's return; with 'started: true' its begin
/// { socket: { host: server, state: CLOSE_WAIT } }       when a socket was seen to come into the state
/// { process: client, exited: true }                     the process's end
/// ```
/// Calls, sockets and ends are said as in a `wait`.
struct Moment: Sendable {
  /// As written.
  let text: String
  private let event: any MomentEvent

  init(_ node: LabNode, for key: String, names: LabNames) throws(LabDiagnostic) {
    if case .mapping = node.value {
      self.event = try Self.event(ParameterReader(kind: key, node: node, names: names))
      self.text = event.text
      return
    }
    let text = try ParameterReader.scalar(node, for: key)
    self.text = text
    self.event =
      text.split(separator: " ").contains(">")
      ? try PacketMoment(text, for: key, at: node.position, names: names)
      : try StepMoment(text, for: key, at: node.position, names: names)
  }

  private static func event(_ reader: ParameterReader) throws(LabDiagnostic) -> any MomentEvent {
    var reader = reader
    let event: any MomentEvent
    if reader.has("call") {
      event = try CallMoment(&reader)
    } else if reader.has("exited") {
      event = try ExitMoment(&reader)
    } else if reader.has("socket") {
      event = try SocketMoment(&reader)
    } else {
      throw LabDiagnostic(
        reader.node.position, "'\(reader.kind)' names no moment",
        why: "a moment has 'call', 'socket' or 'exited', or is the name of a step or a packet",
        remedy: "write for example '\(reader.kind): { process: client, call: receive, error: ECONNRESET }'")
    }
    try reader.finish()
    return event
  }

  /// Whether it is a step's.
  var isStep: Bool { event is StepMoment }

  /// Each time that it happened in a run, the earliest first.
  func times(_ record: RunRecord) -> [Int64] { event.times(record) }

  /// Why it cannot be said that it did not happen until then; nil when that can be said.
  func doubt(_ record: RunRecord, untilNs: Int64 = .max) -> String? {
    event.doubt(record, untilNs: untilNs)
  }

  /// What a run had to say about a moment.
  enum Resolution: Sendable, Hashable {
    case at(Int64)
    case never(String)
  }

  /// When it first happened in a run.
  func resolve(_ record: RunRecord) -> Resolution {
    times(record).first.map { .at($0) } ?? .never(event.absence)
  }
}

/// One kind of moment.
protocol MomentEvent: Sendable {
  /// In words, where the lab file has more than one: "client's receive failed with ECONNRESET".
  var text: String { get }
  /// That it did not happen, as a sentence.
  var absence: String { get }

  /// Each time that it happened, the earliest first.
  func times(_ record: RunRecord) -> [Int64]

  /// Why its absence from the record does not mean that it did not happen.
  func doubt(_ record: RunRecord, untilNs: Int64) -> String?
}

extension MomentEvent {
  var absence: String { "it was not seen that \(text)" }

  func doubt(_ record: RunRecord, untilNs: Int64) -> String? { nil }
}

extension CallMoment: MomentEvent {}
extension ExitMoment: MomentEvent {}

extension ParameterReader {
  /// A moment of the run: `after: power-off`.
  mutating func moment(_ key: String) throws(LabDiagnostic) -> Moment? {
    guard let found = node(key) else { return nil }
    return try Moment(found, for: key, names: names)
  }
}
