import CaptureFormat
import Foundation
import TestSupport
import WireFormat

@testable import TCPAnalysis

/// The captures of other projects, with what tshark, tcptrace and Zeek say of them.
enum Corpus {
  struct Entry: Decodable, Sendable, CustomStringConvertible {
    var file: String
    var packets: Int?
    var agreedByTsharkAndTcptrace: [String: Int]?
    var zeek: [ZeekConnection]?

    var description: String { file }
  }

  struct ZeekConnection: Decodable, Sendable {
    var originator: String
    var originatorPort: String
    var responder: String
    var responderPort: String
    var history: String

    enum CodingKeys: String, CodingKey {
      case originator = "orig_h"
      case originatorPort = "orig_p"
      case responder = "resp_h"
      case responderPort = "resp_p"
      case history
    }
  }

  static let folder = SharedCaptures.folder.map { URL(fileURLWithPath: $0) }

  static func entries() throws -> [Entry] {
    guard let folder else { return [] }
    let manifest = try Data(contentsOf: folder.appendingPathComponent("manifest.json"))
    return try JSONDecoder().decode([Entry].self, from: manifest)
  }

  struct Result {
    var labels: [(number: Int, segment: TCPSegment, label: FrameLabel)] = []
    var connections: [ConnectionSummary] = []
    var corrections: [LabelCorrection] = []
  }

  /// Names all TCP segments of one capture; nil for what the reader refuses.
  static func analyze(_ file: String) throws -> Result? {
    guard let folder else { return nil }
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
    guard var reader = try? CaptureReader(source: ArraySource(bytes), name: file) else { return nil }
    var analyzer = TrafficAnalyzer(limits: TrafficAnalyzer.Limits(connections: 1024))
    var decoder = FrameDecoder()
    var result = Result()
    reader.forEachFrame { header, frame in
      let decoded = decoder.decode(frame, originalLength: header.originalLength, linkType: header.linkType)
      let label = analyzer.observe(decoded, number: header.number, timeNs: header.timeNs)
      if case .tcp(let segment) = decoded { result.labels.append((header.number, segment, label)) }
    }
    result.corrections = analyzer.takeCorrections()
    result.connections = analyzer.finish()
    return result
  }

  /// Our labels in the words of the manifest.
  static func tally(_ result: Result) -> [String: Int] {
    var tally = ["rexmt_data": 0, "ooo": 0, "zero_window": 0, "rst": 0, "syn_retrans": 0, "fin": 0]
    for (_, segment, label) in result.labels {
      let again = label.flags.contains(.retransmission) || label.flags.contains(.duplicatedByNetwork)
      if again, !label.flags.contains(.arrivedLate), segment.payloadLength > 0 || segment.flags.contains(.fin)
      {
        tally["rexmt_data", default: 0] += 1
      }
      if label.packetClass == .outOfOrder || label.flags.contains(.arrivedLate) {
        tally["ooo", default: 0] += 1
      }
      if label.flags.contains(.zeroWindow) { tally["zero_window", default: 0] += 1 }
      if label.packetClass == .reset { tally["rst", default: 0] += 1 }
      if label.packetClass == .syn || label.packetClass == .synAck, again {
        tally["syn_retrans", default: 0] += 1
      }
      if segment.flags.contains(.fin) { tally["fin", default: 0] += 1 }
    }
    return tally
  }
}
