import LabModel
import LinuxHost
import Testing

@testable import LabRunner

@Suite("The line to a peer")
struct PeerLineTests {
  /// A line that takes four events, and the end at which the peer writes.
  static func pair() throws -> (line: PeerLine, peer: Descriptor) {
    let (ours, theirs) = try Descriptor.socketPair()
    try ours.setNonBlocking(true)
    return (PeerLine(speaker: "client", channel: ours, limit: 4), theirs)
  }

  /// Why the line refuses what has come; nil when it does not.
  static func refusal(_ line: inout PeerLine) -> String? {
    do throws(WorldError) {
      _ = try line.takeEvents()
      return nil
    } catch { return error.description }
  }

  @Test("Calls without end are refused once, and those before are heard")
  func bound() throws {
    // Rules out a peer, or who traces it, that fills the supervisor's memory, and a run that cannot end after that.
    let pair = try Self.pair()
    var line = pair.line
    let sent: [PeerEvent] = (0..<4).map { .idle(atNs: Int64($0)) }
    for event in sent { try pair.peer.writeAll(event.line) }
    let heard = try line.takeEvents()
    #expect(heard == sent)
    #expect(!line.isClosed)
    for _ in 0..<2 { try pair.peer.writeAll(PeerEvent.idle(atNs: 9).line) }
    let refusal = Self.refusal(&line)
    #expect(refusal?.contains("client made more than 2 calls") == true, "\(refusal ?? "taken")")
    #expect(line.isClosed)
    let later = Self.refusal(&line)
    #expect(later == nil)
  }

  @Test("A peer that ends without having read all that it was told is heard to the end")
  func reset() throws {
    // Rules out calls that are lost because the kernel tells the reset of the line before what is queued on it.
    var line: PeerLine
    let sent: [PeerEvent] = (0..<4).map { .idle(atNs: Int64($0)) }
    do {
      let pair = try Self.pair()
      for event in sent { try pair.peer.writeAll(event.line) }
      try pair.line.channel.writeAll([1])
      line = pair.line
    }
    let heard = try line.takeEvents()
    #expect(heard == sent)
    #expect(line.isClosed)
  }

  @Test("What is no event names its sender, and the peer's end closes the line")
  func strange() throws {
    // Rules out a foreign line that is taken for an event, and a line that is watched without a peer.
    var line: PeerLine
    do {
      let pair = try Self.pair()
      try pair.peer.writeAll("hello")
      line = pair.line
    }
    let refusal = Self.refusal(&line)
    #expect(refusal == "process client sent an event that cannot be read: 'hello'")
    let later = Self.refusal(&line)
    #expect(later == nil)
    #expect(line.isClosed)
  }
}
