import Foundation
import Testing

@testable import TCPAnalysis

@Suite("Other people's captures", .enabled(if: Corpus.folder != nil, "shared/captures is not there"))
struct CorpusTests {
  @Test("What tshark and tcptrace agree on is counted alike")
  func agreed() throws {
    var different: [String] = []
    var total = 0
    for entry in try Corpus.entries() {
      guard let wanted = entry.agreedByTsharkAndTcptrace else { continue }
      total += 1
      guard let result = try Corpus.analyze(entry.file) else {
        different.append("\(entry.file): refused")
        continue
      }
      let tally = Corpus.tally(result)
      for (key, value) in wanted.sorted(by: { $0.key < $1.key }) where tally[key] != value {
        different.append("\(entry.file): \(key) is \(tally[key] ?? 0), they say \(value)")
      }
    }
    let text = different.joined(separator: "\n")
    #expect(different.isEmpty, "\(text)")
    #expect(total >= 80)
  }

  @Test("Zeek's history is reproduced for every connection")
  func histories() throws {
    var different: [String] = []
    var total = 0
    for entry in try Corpus.entries() {
      guard let connections = entry.zeek, let result = try Corpus.analyze(entry.file) else { continue }
      var ours = result.connections.map {
        "\($0.client.address) \($0.client.port) \($0.server.address) \($0.server.port) \($0.history)"
      }
      for wanted in connections {
        total += 1
        let line =
          "\(wanted.originator) \(wanted.originatorPort) \(wanted.responder) \(wanted.responderPort) \(wanted.history)"
        if let index = ours.firstIndex(of: line) {
          ours.remove(at: index)
        } else {
          different.append("\(entry.file): no \(line) in \(ours)")
        }
      }
    }
    let text = different.joined(separator: "\n")
    #expect(different.isEmpty, "\(text)")
    #expect(total >= 15)
  }
}
