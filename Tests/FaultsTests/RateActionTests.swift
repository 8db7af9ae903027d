import LabModel
import Testing
import WireFormat

@testable import Faults

@Suite("A slow link on the wire")
struct RateActionTests {
  /// Frames of a size, each at a time, through a link of 1 Mbit/s: what became of each.
  private func pass(_ frames: [(atMs: Int64, bytes: Int)], queue: String, wire: Int = 0) throws -> (
    verdicts: [String], leavesNs: [Int64?], action: RateAction
  ) {
    var action = try Self.action(queue: queue)
    var random = SeededGenerator(seed: 1)
    var verdicts: [String] = []
    var leaves: [Int64?] = []
    for frame in frames {
      let nowNs = frame.atMs * 1_000_000
      let outcome = action.act(
        on: WireDeparture(bytes: [UInt8](repeating: 0, count: frame.bytes)),
        at: WirePassage(nowNs: nowNs, way: WireWay(wire: wire, isOutbound: true)), random: &random)
      verdicts.append(outcome.verdict)
      guard case .after(let ns)? = outcome.departures.first?.release else {
        leaves.append(nil)
        continue
      }
      leaves.append(nowNs + ns)
    }
    return (verdicts, leaves, action)
  }

  static func action(queue: String) throws -> RateAction {
    let nowhere = SourcePosition(file: "", line: 1, column: 1)
    return RateAction(
      try BitRate(LabNode(.scalar("1mbit"), at: nowhere), for: "at"),
      try QueueLimit(LabNode(.scalar(queue), at: nowhere), for: "queue"))
  }

  @Test("Frames leave one after the other, each when the link has done with it")
  func drain() throws {
    // Rules out a delay that is the same for all, or that forgets what is before a frame.
    let (verdicts, leaves, action) = try pass(
      [(0, 1250), (0, 1250), (5, 125), (100, 1250)], queue: "10 packets")
    #expect(leaves == [10_000_000, 20_000_000, 21_000_000, 110_000_000])
    #expect(
      verdicts == [
        "queued 10ms at 1mbit", "queued 20ms at 1mbit", "queued 16ms at 1mbit", "queued 10ms at 1mbit",
      ])
    #expect(action.failure == nil)
    #expect(
      action.account(chosen: 4, matched: 5)
        == "queued 4, at most 20ms, and dropped 0 of 5 packets that matched")
  }

  @Test("A queue in packets holds so many besides the one that is being sent")
  func packets() throws {
    // Rules out a limit that is one too many or too few, and a queue that never empties.
    let (verdicts, leaves, _) = try pass(
      [(0, 1250), (0, 1250), (0, 1250), (0, 1250), (11, 1250)], queue: "2 packets")
    #expect(leaves.map { $0 == nil } == [false, false, false, true, false])
    #expect(verdicts[3] == "dropped: the queue of 2 packets is full")
  }

  @Test("A queue in bytes has room for a small frame where a large one has none")
  func bytes() throws {
    // Rules out bytes that are counted as packets.
    let (verdicts, leaves, _) = try pass(
      [(0, 1250), (0, 1250), (0, 1250), (0, 400), (0, 1)], queue: "1700 bytes")
    #expect(leaves.map { $0 == nil } == [false, false, true, false, false])
    #expect(verdicts[2] == "dropped: the queue of 1700 bytes is full")
  }

  @Test("Each way of each wire has a link of its own")
  func ways() throws {
    // Rules out ACKs that wait behind the data of the other direction.
    var action = try Self.action(queue: "1 packet")
    var random = SeededGenerator(seed: 1)
    let frame = WireDeparture(bytes: [UInt8](repeating: 0, count: 1250))
    for (wire, isOutbound) in [(0, true), (0, false), (1, true)] {
      let outcome = action.act(
        on: frame, at: WirePassage(nowNs: 0, way: WireWay(wire: wire, isOutbound: isOutbound)),
        random: &random)
      #expect(outcome.departures.first?.release == .after(ns: 10_000_000))
    }
    // None found its link busy.
    #expect(action.failure != nil)
  }

  @Test("What another fault keeps is not queued, what it delays is delayed longer")
  func others() throws {
    // Rules out a held packet that the link lets go.
    var action = try Self.action(queue: "1 packet")
    var random = SeededGenerator(seed: 1)
    let passage = WirePassage(nowNs: 0, way: WireWay(wire: 0, isOutbound: true))
    let bytes = [UInt8](repeating: 0, count: 1250)
    let held = action.act(on: WireDeparture(bytes: bytes, release: .held), at: passage, random: &random)
    #expect(held.departures.first?.release == .held)
    let late = action.act(
      on: WireDeparture(bytes: bytes, release: .after(ns: 500)), at: passage, random: &random)
    #expect(late.departures.first?.release == .after(ns: 10_000_500))
  }
}
