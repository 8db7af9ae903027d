import Evidence
import WireFormat

/// Records that no run would give, but a file could hold.
enum RandomRecord {
  private static let texts = [
    "", "a", "connect server:7000", "非常长的文字", "x\u{1b}[31my", "👩‍👩‍👧‍👦 family", "ESTABLISHED", "\u{202e}mirror",
    "a text that is a good deal longer than any column of a ladder can ever be, however wide the terminal is",
    "without-any-space-in-it-so-that-it-must-be-broken-somewhere-in-the-middle-of-a-word", "e\u{301}\u{302}",
    "\n\n",
    "\u{301}combining first", "👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽",
  ]

  static func make(seed: UInt64) -> RunRecord {
    var random = SeededGenerator(seed: seed)
    let hosts = (0..<Int.random(in: 0...6, using: &random)).map { "\(text(&random))\($0)" }
    var builder = RecordBuilder(text(&random), title: text(&random), hosts: hosts)
    builder.end(at: Double.random(in: 0...100_000, using: &random))
    let names = hosts + ["elsewhere", text(&random)]
    func host(_ random: inout SeededGenerator) -> String { names.randomElement(using: &random) ?? "" }
    func at(_ random: inout SeededGenerator) -> Double {
      Bool.random(using: &random)
        ? Double.random(in: 0...200, using: &random) : Double.random(in: -50...99_000, using: &random)
    }
    for _ in 0..<Int.random(in: 0...60, using: &random) {
      switch Int.random(in: 0...6, using: &random) {
      case 0:
        builder.call(
          host(&random), text(&random), at: at(&random),
          until: Bool.random(using: &random) ? at(&random) : nil,
          result: Int.random(in: -1...5000, using: &random),
          error: Bool.random(using: &random) ? text(&random) : nil)
      case 1:
        builder.state(
          host(&random), text(&random), at: at(&random), port: Int.random(in: 1...3, using: &random))
      case 2:
        let kinds = ["power-off", "unplug", "replug", "reboot", "kill", text(&random)]
        let kind = kinds.randomElement(using: &random) ?? ""
        let proven = Bool.random(using: &random)
        builder.fault(
          kind, "\(kind): \(text(&random))", on: host(&random), at: at(&random), proof: text(&random),
          proven: proven)
      case 3:
        builder.process(text(&random), on: host(&random), exit: .signal(text(&random)), exitAt: at(&random))
      case 4: builder.step(text(&random), text(&random), at: at(&random), until: at(&random))
      default:
        builder.packet(
          host(&random), host(&random), PacketClass.allCases.randomElement(using: &random) ?? .other,
          at: at(&random),
          bytes: Int.random(in: 0...70_000, using: &random),
          flags: PacketFlag.allCases.filter { _ in Int.random(in: 0...5, using: &random) == 0 },
          kind: RetransmissionKind.allCases.randomElement(using: &random), cause: nil,
          fate: [.arrived, .lost, .inFlight, .unsent].randomElement(using: &random) ?? .arrived,
          connection: Int.random(in: 1...2, using: &random))
      }
    }
    if Int.random(in: 0...3, using: &random) == 0 { makeExtreme(&builder.record, &random) }
    return builder.record
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    texts.randomElement(using: &random) ?? ""
  }

  /// Numbers at the ends of their range.
  private static func makeExtreme(_ record: inout RunRecord, _ random: inout SeededGenerator) {
    func extreme() -> Int64 { [Int64.min, -1, 0, 1, Int64.max].randomElement(using: &random) ?? 0 }
    record.startedAtNs = extreme()
    record.endedAtNs = extreme()
    for index in record.packets.indices where index % 3 == 0 {
      record.packets[index].sentAtNs = extreme()
      record.packets[index].arrivedAtNs = extreme()
      record.packets[index].tcp?.payloadBytes = Int(extreme())
      record.packets[index].tcp?.sequence = Int(extreme())
    }
    for index in record.calls.indices where index % 3 == 0 {
      record.calls[index].startedAtNs = extreme()
      record.calls[index].result = Int(extreme())
    }
  }
}
