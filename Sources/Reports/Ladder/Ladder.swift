/// What happened between hosts, in the order of time: the value that a ladder diagram is drawn from.
///
/// It knows neither widths nor characters, so a run's record and a capture file make the same one:
/// `Ladder` → `LadderLayout` (places on a grid of cells) → `LadderText`. Pages draw `TimeDiagram` instead.
///
/// Texts may come from outside: the layout makes them harmless.
package struct Ladder: Sendable, Hashable {
  /// One end: a host with its lifeline.
  package struct Column: Sendable, Hashable {
    package var name: String
    /// Under the name: an address.
    package var detail: String

    package init(name: String, detail: String = "") {
      self.name = name
      self.detail = detail
    }
  }

  /// What became of a packet.
  package enum Fate: Sendable, Hashable {
    case arrives, lost
    /// Sent, and nobody can know whether it arrived.
    case unknown
    /// Arrived, and nobody saw it being sent.
    case appears
  }

  /// A packet.
  package struct Arrow: Sendable, Hashable {
    package var from: Int
    package var to: Int
    /// `data 10 B`.
    package var label: String
    /// `retransmission (timeout)`; may be empty.
    package var detail: String
    package var fate: Fate
    package var tone: Tone

    package init(
      from: Int, to: Int, label: String, detail: String = "", fate: Fate = .arrives, tone: Tone = .plain
    ) {
      self.from = from
      self.to = to
      self.label = label
      self.detail = detail
      self.fate = fate
      self.tone = tone
    }
  }

  /// How a host stands, which its lifeline shows.
  package enum Lifeline: Sendable, Hashable {
    case up, down, unplugged
  }

  /// Something that happened at one end: a call, a socket's new state, a fault.
  package struct Note: Sendable, Hashable {
    package var column: Int
    package var text: String
    /// Under the text; may be empty.
    package var detail: String
    package var tone: Tone
    /// A fault strikes the lifeline itself.
    package var isFault: Bool
    /// What the lifeline is from here on; nil leaves it.
    package var becomes: Lifeline?

    package init(
      column: Int, text: String, detail: String = "", tone: Tone, isFault: Bool = false,
      becomes: Lifeline? = nil
    ) {
      self.column = column
      self.text = text
      self.detail = detail
      self.tone = tone
      self.isFault = isFault
      self.becomes = becomes
    }
  }

  /// Events that are counted instead of shown.
  package struct Omission: Sendable, Hashable {
    /// Word (`data`, `call`) → how many.
    package var counts: [String: Int] = [:]
    package var total = 0
    package var payloadBytes = 0
    package var lastNs: Int64

    package init(lastNs: Int64) { self.lastNs = lastNs }

    /// Counts one more event, or all that another omission counted.
    package mutating func add(_ event: Event) {
      lastNs = max(lastNs, event.endNs)
      if case .omission(let other) = event.kind {
        counts.merge(other.counts, uniquingKeysWith: &+)
        total &+= other.total
        payloadBytes = Self.sum(payloadBytes, other.payloadBytes)
      } else {
        counts[event.word, default: 0] &+= 1
        total &+= 1
        payloadBytes = Self.sum(payloadBytes, event.payloadBytes)
      }
    }

    private static func sum(_ left: Int, _ right: Int) -> Int {
      let (sum, overflow) = left.addingReportingOverflow(right)
      return overflow ? Int.max : sum
    }
  }

  /// Events of one family in a row are collapsed when they are many.
  package enum Family: Sendable, Hashable {
    /// Plain data, acknowledgments and the calls that make them: what a healthy connection does.
    case traffic
    /// The same thing again and again: probes, retransmissions.
    case series(String)
  }

  /// One thing that happened.
  package struct Event: Sendable, Hashable {
    /// What it was.
    package enum Kind: Sendable, Hashable {
      case arrow(Arrow)
      case note(Note)
      /// A line across all columns: a step of the lab.
      case step(String)
      case omission(Omission)
    }

    /// From the start of the run.
    package var atNs: Int64
    package var kind: Kind
    package var family: Family?
    /// Under what it is counted where it is not shown.
    package var word: String
    package var payloadBytes: Int
    /// Kept when a long run must be cut: faults, resets.
    package var isImportant: Bool

    package init(
      atNs: Int64, _ kind: Kind, family: Family? = nil, word: String, payloadBytes: Int = 0,
      isImportant: Bool = false
    ) {
      self.atNs = atNs
      self.kind = kind
      self.family = family
      self.word = word
      self.payloadBytes = payloadBytes
      self.isImportant = isImportant
    }

    /// When the last of it happened.
    package var endNs: Int64 {
      if case .omission(let omission) = kind { return omission.lastNs }
      return atNs
    }
  }

  package var columns: [Column]
  /// In the order of time.
  package var events: [Event]

  package init(columns: [Column], events: [Event]) {
    self.columns = columns
    self.events = events
  }
}
