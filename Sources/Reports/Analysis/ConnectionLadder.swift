package import TCPAnalysis
import WireFormat

/// The ladder of one connection of a capture, drawn from its frames one after the other.
///
/// A capture is taken at one place: what became of a packet behind it is not known, so every packet is drawn as
/// one that arrives. Each has its frame number before it, by which the text and other tools name it. ARP between the
/// two addresses stands beside the connection's own frames, since it explains a silence. Memory is bounded by the
/// digest, whatever the number of frames.
package struct ConnectionLadder {
  private let summary: ConnectionSummary
  private let detail: Ladder.Detail
  private var digest: LadderDigest

  /// ARP is told from a second before the first packet, which may have waited for it, to a minute after the
  /// last: a neighbour is asked for again within that time while there is something to send.
  private static let arpBeforeNs: Int64 = 1_000_000_000
  private static let arpAfterNs: Int64 = 60_000_000_000

  /// - Parameter total: about how many events are drawn.
  package init(_ summary: ConnectionSummary, detail: Ladder.Detail = .normal, total: Int = 240) {
    self.summary = summary
    self.detail = detail
    // Shorter runs of plain traffic than in a lab's ladder: a capture is mostly that.
    self.digest = LadderDigest(
      limits: LadderDigest.Limits(traffic: LadderDigest.Ends(head: 4, tail: 2), total: total))
  }

  /// Takes the next frame of the capture; those of other connections are passed over.
  package mutating func add(_ frame: FrameRecord) {
    if let event = event(of: frame) { digest.append(event) }
  }

  package mutating func finish() -> Ladder { Ladder(columns: columns, events: digest.finish()) }

  private var columns: [Ladder.Column] {
    let doubt = summary.clientKnown ? "" : "?"
    return [
      Ladder.Column(name: "client" + doubt, detail: "\(summary.client)"),
      Ladder.Column(name: "server" + doubt, detail: "\(summary.server)"),
    ]
  }

  private func event(of frame: FrameRecord) -> Ladder.Event? {
    switch frame.note {
    case .arp(let sender, let target): return arp(frame, from: sender, to: target)
    case .icmpError(let evidence) where frame.label.connection == summary.id: return icmp(frame, evidence)
    case .none where frame.label.connection == summary.id: return packet(frame)
    case .none, .icmpError, .other, .skipped: return nil
    }
  }

  private func packet(_ frame: FrameRecord) -> Ladder.Event? {
    guard let sender = frame.label.sender else { return nil }
    return arrow(frame, from: sender == .client ? 0 : 1, to: sender == .client ? 1 : 0)
  }

  private func arp(_ frame: FrameRecord, from sender: IPAddress, to target: IPAddress) -> Ladder.Event? {
    let startNs = Quantity.sum(summary.startNs, -Self.arpBeforeNs)
    let endNs = Quantity.sum(summary.endNs, Self.arpAfterNs)
    guard (startNs...max(startNs, endNs)).contains(frame.timeNs), sender != target,
      let from = column(of: sender), let to = column(of: target)
    else { return nil }
    return arrow(frame, from: from, to: to)
  }

  /// An error that an end itself sent is an arrow; a router has no column, and stands beside whom it told.
  private func icmp(_ frame: FrameRecord, _ evidence: ICMPEvidence) -> Ladder.Event? {
    let told = evidence.about == .client ? 0 : 1
    if let reporter = column(of: evidence.reporter), reporter != told {
      return arrow(frame, from: reporter, to: told, detail: evidence.meaning)
    }
    let note = Ladder.Note(
      column: told, text: "\(frame.number): \(evidence.meaning)",
      detail: "icmpError from \(evidence.reporter)",
      tone: .network)
    return Ladder.Event(
      atNs: atNs(frame), .note(note), family: .series("icmp \(evidence)"),
      word: frame.label.packetClass.rawValue,
      isImportant: true)
  }

  private func column(of address: IPAddress) -> Int? {
    if address == summary.client.address { return 0 }
    return address == summary.server.address ? 1 : nil
  }

  private func arrow(_ frame: FrameRecord, from: Int, to: Int, detail more: String = "") -> Ladder.Event {
    let label = frame.label
    let words = frame.words
    var details = [words.detail, more].filter { !$0.isEmpty }
    if detail == .full, label.sender != nil { details.append(frame.numbers) }
    let arrow = Ladder.Arrow(
      from: from, to: to, label: "\(frame.number): \(words.label)", detail: details.joined(separator: ", "),
      tone: words.tone)
    // What made the connection wait or end must not get lost in the middle of a long one.
    let isImportant =
      label.packetClass == .reset || label.packetClass == .icmpError || label.kind == .timeout
    return Ladder.Event(
      atNs: atNs(frame), .arrow(arrow), family: words.family, word: label.packetClass.rawValue,
      payloadBytes: frame.payloadBytes, isImportant: isImportant)
  }

  private func atNs(_ frame: FrameRecord) -> Int64 {
    Quantity.elapsedNs(from: summary.startNs, to: frame.timeNs)
  }
}
