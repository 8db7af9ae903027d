import TCPAnalysis
import Testing
import WireFormat

@testable import Reports

@Suite("The story of a connection")
struct ConnectionStoryTests {
  private func story(
    captureEndNs: Int64? = nil, _ change: (inout ConnectionSummary) -> Void = { _ in }
  ) -> String {
    var summary = SampleConnection.lostServer().summary
    change(&summary)
    return ConnectionStory(summary, captureEndNs: captureEndNs).sentences.joined(separator: " ")
  }

  @Test("A reset names its frame and its evidence, also where the cause is not known for sure")
  func resets() {
    // Rules out a cause without the packets that show it, and a guess that is presented as a fact.
    let known = story {
      $0.ending = .reset
      $0.resetBy = .server
      $0.resetCause = .dataAfterClose
      $0.resetFrame = 24
      $0.resetReason = LabelReason(.dataAfterClose, first: 23, second: 17)
    }
    #expect(known.contains("The server reset it in frame 24: data came after it had closed."))
    #expect(known.contains("FIN of frame 17") && known.contains("frame 23"))
    let unknown = story {
      $0.ending = .reset
      $0.resetBy = .client
      $0.resetCause = .unknown
      $0.resetFrame = 9
      $0.resetReason = LabelReason(.unreadOrLinger)
    }
    #expect(unknown.contains("does not say for sure why"))
    #expect(unknown.contains("unread data or SO_LINGER 0"))
  }

  @Test("A connection that is open says how long it had been silent")
  func silence() {
    // Rules out a dead connection that looks like one in use.
    let end = SampleConnection.lostServer().summary.endNs
    #expect(story(captureEndNs: end + 300_000_000_000).contains("5 min after its last packet"))
    #expect(!story(captureEndNs: end + 1000).contains("after its last packet"))
  }

  @Test(
    "Every ending is told in words, whoever is known to have done it", arguments: ConnectionEnding.allCases)
  func endings(ending: ConnectionEnding) {
    // Rules out an ending without a sentence, or a sentence that names a frame 0.
    for cause in [nil] + ResetCause.allCases.map(Optional.some) {
      let told = story {
        $0.ending = ending
        $0.resetCause = cause
        $0.unansweredCount = 5
      }
      #expect(told.hasSuffix("."))
      #expect(!told.contains("frame 0") && !told.contains("Frame 0"))
    }
  }

  @Test("An ICMP error is told with its sender, its words and how often it came")
  func icmp() {
    // Rules out a failure that a router explained and nobody reads of.
    let told = story {
      for reporter in [SampleConnection.router, SampleConnection.router, SampleConnection.server] {
        let error = ICMPError(source: reporter, destination: SampleConnection.client, type: 3, code: 3)
        $0.icmpErrors.add(ICMPEvidence(error, about: .client))
      }
    }
    #expect(told.contains("198.51.100.1 reported “port unreachable” to the client about it, twice."))
    #expect(told.contains("The server's host reported “port unreachable” to the client about it."))
  }
}
