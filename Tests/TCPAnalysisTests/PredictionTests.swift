import CaptureFormat
import Foundation
import Testing
import WireFormat

@testable import TCPAnalysis

@Suite("The short way through the analyzer")
struct PredictionTests {
  /// The segments of a capture, in order.
  typealias Traffic = [(segment: TCPSegment, timeNs: Int64)]

  /// What is said of all segments, with the corrections and the connections.
  private static func read(_ traffic: Traffic, mayPredict: Bool) -> Corpus.Result {
    var analyzer = TrafficAnalyzer(limits: TrafficAnalyzer.Limits(connections: 1024), mayPredict: mayPredict)
    var result = Corpus.Result()
    for (index, item) in traffic.enumerated() {
      let label = analyzer.observe(item.segment, number: index + 1, timeNs: item.timeNs)
      result.labels.append((index + 1, item.segment, label))
    }
    result.corrections = analyzer.takeCorrections()
    result.connections = analyzer.finish()
    return result
  }

  /// The first thing that differs, in words.
  private static func difference(_ traffic: Traffic) -> String? {
    let short = read(traffic, mayPredict: true)
    let long = read(traffic, mayPredict: false)
    for (one, other) in zip(short.labels, long.labels) where one.label != other.label {
      return "frame \(one.number): \(one.label), in full \(other.label)"
    }
    if short.corrections != long.corrections { return "the corrections differ" }
    for (one, other) in zip(short.connections, long.connections) where one != other {
      return "connection \(one.id): \(one), in full \(other)"
    }
    return nil
  }

  @Test("Random conversations are named as they are the long way", arguments: 0..<200)
  func random(seed: Int) {
    // Rules out a shortcut that forgets something which a later segment asks for.
    var conversation = RandomConversation(seed: UInt64(seed))
    let traffic = conversation.segments(400)
    #expect(Self.difference(traffic) == nil)
  }

  /// Two ends in the middle of a connection, and the next segment of the first.
  struct Situation: Sendable {
    var me = DirectionState()
    var other = DirectionState()
    var segment: TCPSegment

    init() {
      me.start(initial: SequenceNumber(0), next: SequenceNumber(1000))
      other.start(initial: SequenceNumber(0), next: SequenceNumber(500))
      me.handshakeDone = true
      me.hasAcknowledged = true
      me.acknowledgment = SequenceNumber(500)
      other.wasAcknowledged = true
      other.hasWindow = true
      other.window = 1000
      let here = IPAddress(ipv4: 1)
      segment = TCPSegment(
        source: here, destination: here, sourcePort: 1, destinationPort: 2, sequence: SequenceNumber(1000),
        acknowledgment: SequenceNumber(500), flags: [.ack], window: 10, payloadLength: 100)
    }

    func isPredicted() -> Bool {
      var (me, other) = (me, other)
      return SegmentReader.isPredicted(segment, from: &me, to: &other)
    }
  }

  static let changes: [@Sendable (inout Situation) -> Void] = [
    { $0.segment.sequence = SequenceNumber(999) }, { $0.segment.sequence = SequenceNumber(1001) },
    { $0.segment.window = 0 }, { $0.other.window = 0 }, { $0.other.hasWindow = false },
    { $0.segment.acknowledgment = SequenceNumber(501) }, { $0.segment.acknowledgment = SequenceNumber(499) },
    { $0.segment.payloadLength = 0 }, { $0.other.question = .windowProbe }, { $0.me.nextIsGuess = true },
    { $0.me.handshakeDone = false }, { $0.me.hasAcknowledged = false }, { $0.other.wasAcknowledged = false },
  ]

  @Test("The next bytes are predicted, and nothing that is a little different", arguments: changes.indices)
  func nearMisses(index: Int) {
    // Rules out a shortcut that nothing takes, and one that takes too much.
    var situation = Situation()
    #expect(situation.isPredicted())
    Self.changes[index](&situation)
    #expect(!situation.isPredicted())
  }

  @Test(
    "Other people's captures are named as they are the long way",
    .enabled(if: Corpus.folder != nil, "shared/captures is not there"))
  func corpus() throws {
    // Rules out what no random conversation comes upon.
    var different: [String] = []
    for entry in try Corpus.entries() {
      guard let result = try Corpus.analyze(entry.file) else { continue }
      let traffic = result.labels.map { (segment: $0.segment, timeNs: Int64($0.number) * 1_000_000) }
      if let found = Self.difference(traffic) { different.append("\(entry.file): \(found)") }
    }
    let text = different.joined(separator: "\n")
    #expect(different.isEmpty, "\(text)")
  }
}
