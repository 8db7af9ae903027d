package import Evidence
package import LabModel
package import LinuxHost

/// The run as far as it has gone, as waits see it.
package struct RunView {
  package var record: RunRecord
  /// Host → its TCP sockets now, where they were asked for.
  package var sockets: [String: [SocketEntry]]
  /// Host → what its kernel's counters grew by since the lab began, where they were asked for.
  package var counters: [String: [String: Int64]]

  package init(
    record: RunRecord, sockets: [String: [SocketEntry]] = [:], counters: [String: [String: Int64]] = [:]
  ) {
    self.record = record
    self.sockets = sockets
    self.counters = counters
  }

  /// What a host must be asked for, because nothing tells us when it changes.
  package enum Question: Sendable, Hashable {
    case sockets(host: String)
    case counters(host: String)
  }

  /// How often a host is asked.
  package static let askingIntervalNs: Int64 = 2_000_000
}

/// A fact that a step waits for, or a fault's `when`.
///
/// A new one is one file in `Waits/` and one line in `WaitCatalog.all`.
package protocol WaitCondition: Sendable {
  /// The key that names it in `wait: { … }`: `packet`.
  static var key: String { get }
  /// `wait: { packet: PACKETS }`, one line per form.
  static var usage: String { get }
  /// One sentence for the reference.
  static var summary: String { get }

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic)

  /// In words, for the progress line and for the message when it does not come: "server's receive returned 10".
  var text: String { get }

  /// What must be asked for to know it; nothing, unless it says so.
  var question: RunView.Question? { get }

  func isMet(by run: RunView) -> Bool
}

extension WaitCondition {
  package var question: RunView.Question? { nil }
}

/// The conditions that `wait` knows, besides a time, in the reference's order.
package enum WaitCatalog {
  package static let all: [any WaitCondition.Type] = [
    CallWait.self,
    ExitWait.self,
    PacketWait.self,
    SocketWait.self,
    CounterWait.self,
  ]

  /// How long a wait without `within` waits.
  package static let defaultLimit = Duration.seconds(10)

  /// The condition that a mapping names by its keys; `parameters` are those of a `wait` or a `when`.
  package static func make(_ parameters: inout ParameterReader) throws(LabDiagnostic) -> any WaitCondition {
    let matching = try type(named: parameters)
    return try matching.init(&parameters)
  }

  /// - Throws: When there is none, or more than one.
  package static func type(named parameters: ParameterReader) throws(LabDiagnostic) -> any WaitCondition.Type
  {
    var keys: [String] = []
    if case .mapping(let entries) = parameters.node.value { keys = entries.map(\.key) }
    let matching = all.filter { keys.contains($0.key) }
    if let type = matching.first, matching.count == 1 { return type }
    throw LabDiagnostic(
      parameters.node.position,
      matching.isEmpty
        ? "'\(parameters.kind)' does not say what for" : "'\(parameters.kind)' waits for one thing",
      remedy: "write a time, or one of \(ParameterReader.list(all.map { $0.key }))")
  }
}
