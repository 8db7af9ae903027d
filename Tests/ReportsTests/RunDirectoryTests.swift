import Evidence
import Foundation
import Testing

@Suite("Run directories")
struct RunDirectoryTests {
  /// A folder that is gone when the test is over.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "halfopen-reports-\(UUID().uuidString)")
      .path()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
    try body(path)
  }

  private func write(_ record: RunRecord, to directory: RunDirectory) throws {
    try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
    try RunDirectory.encoded(record, path: directory.recordPath).write(
      to: URL(filePath: directory.recordPath))
  }

  private func error(of data: Data) -> RunDirectoryError? {
    do throws(RunDirectoryError) {
      _ = try RunDirectory.decoded(data, path: "runs/x/record.json")
      return nil
    } catch {
      return error
    }
  }

  /// The sample with one piece of its text replaced.
  private func sample(_ old: String = "", _ new: String = "") throws -> Data {
    let text = String(
      decoding: try RunDirectory.encoded(SampleRecord.killedIdleServer(), path: "x"), as: UTF8.self)
    try #require(old.isEmpty || text.contains(old))
    return Data((old.isEmpty ? text : text.replacing(old, with: new, maxReplacements: 1)).utf8)
  }

  @Test("What was written is read back, for every sample")
  func roundTrips() throws {
    // Rules out a field that is written and not read.
    let records = [
      SampleRecord.killedIdleServer(), SampleRecord.powerLoss(), SampleRecord.refusedConnect(),
      SampleRecord.faultWithoutHold(), SampleLadders.hostile(), SampleLadders.fourHosts(),
    ]
    try withFolder { folder in
      for (index, record) in records.enumerated() {
        let directory = RunDirectory(path: "\(folder)/theme/lab\(index)")
        try write(record, to: directory)
        #expect(try directory.read() == record)
      }
      #expect(
        try RunDirectory.find(at: folder).map(\.path) == records.indices.map { "\(folder)/theme/lab\($0)" })
      #expect(try RunDirectory.find(at: "\(folder)/theme/lab1/").map(\.path) == ["\(folder)/theme/lab1"])
    }
  }

  @Test("Repetitions stand in the order in which they ran")
  func repetitionsAreInOrder() throws {
    // Rules out the tenth run before the second.
    try withFolder { folder in
      for name in ["10", "2", "b", "1", "a"] {
        try write(SampleRecord.refusedConnect(), to: RunDirectory(path: "\(folder)/\(name)"))
      }
      let names = try RunDirectory.find(at: folder).map { $0.path.split(separator: "/").last }
      #expect(names == ["1", "2", "10", "a", "b"])
    }
  }

  @Test("An exit is written in a form that other programs read")
  func exitForm() throws {
    // Rules out Swift's own form of an enumeration (`_0`).
    let text = String(decoding: try sample(), as: UTF8.self)
    #expect(text.contains("\"signal\" : \"SIGKILL\""))
    #expect(!text.contains("_0"))
  }

  @Test("A record that is not one is refused with one sentence")
  func badRecordsAreRefused() throws {
    // Rules out a trap, a bare decoding error, and a message without file or place.
    let rows: [(data: Data, words: [String])] = [
      (Data(), ["is empty"]),
      (Data("not JSON".utf8), ["not JSON"]),
      (Data([0xFF, 0xFE, 0x00, 0x80]), ["not JSON"]),
      (Data(String(repeating: "[", count: 100_000).utf8), ["not JSON"]),
      (Data("[]".utf8), ["is not a run's record"]),
      (Data("{}".utf8), ["'format' is missing"]),
      (try sample().prefix(700), ["not JSON"]),
      (try sample("\"format\" : 1", "\"format\" : 2"), ["form 2", "newer"]),
      (Data("{\"format\": 7, \"other\": true}".utf8), ["form 7", "newer"]),
      (try sample("\"format\" : 1", "\"format\" : 0"), ["'format' is 0"]),
      (try sample("\"format\" : 1", "\"format\" : 1e300"), []),
      (try sample("\"kernel\" :", "\"kernal\" :"), ["'kernel' is missing"]),
      (try sample("\"fate\" : \"arrived\"", "\"fate\" : \"eaten\""), ["packets[0].fate", "eaten"]),
      (try sample("\"frameBytes\" : 66", "\"frameBytes\" : \"66\""), ["packets[0].frameBytes"]),
      (try sample("\"frameBytes\" : 66,", ""), ["'frameBytes' is missing in 'packets[0]'"]),
      (try sample("\"endedAtNs\" : 1760000000807000000", "\"endedAtNs\" : 5"), ["ends before it starts"]),
    ]
    for row in rows {
      let found = try #require(error(of: row.data), "\(row.words)")
      let sentence = "\(found)"
      #expect(sentence.hasPrefix("runs/x/record.json: error: "), "\(sentence)")
      for word in row.words { #expect(sentence.contains(word), "\(sentence)") }
      #expect(!sentence.contains("\n"), "\(sentence)")
    }
  }

  @Test("A folder without a record, and one that is not there, say what to name")
  func missingFolders() throws {
    // Rules out a system error without a remedy.
    try withFolder { folder in
      let empty = #expect(throws: RunDirectoryError.self) { try RunDirectory(path: folder).read() }
      #expect(empty?.description.contains("holds no record.json; name a folder") == true)
      let gone = #expect(throws: RunDirectoryError.self) { try RunDirectory(path: folder + "/x").read() }
      #expect(gone?.description.contains("/x: error: is not there") == true)
      #expect(throws: RunDirectoryError.self) { try RunDirectory.find(at: folder) }
      // A record that is a folder, which no read can fill.
      try FileManager.default.createDirectory(
        atPath: folder + "/record.json", withIntermediateDirectories: false)
      let odd = #expect(throws: RunDirectoryError.self) { try RunDirectory(path: folder).read() }
      #expect(odd?.description.contains("not a regular file") == true)
    }
  }

  /// The sample with something of everything that holds a number.
  private static func numerous() -> RunRecord {
    var record = SampleRecord.powerLoss()
    record.hosts[0].counters = ["Tcp.OutSegs": 12, "Tcp.RetransSegs": 3, "TcpExt.TCPTimeouts": 2]
    record.hosts[0].countersUnplugged = ["Tcp.OutSegs": 2]
    record.hosts[0].countersAtTheCable = ["Tcp.RetransSegs": 1]
    record.packets[3].copies = 1
    record.faults[0].chosenPackets = 1
    record.schedulingDelays = [SchedulingDelay(endedAtNs: record.endedAtNs, ns: 30_000_000)]
    record.steps = [
      StepRecord(
        kind: "start", text: "start: server", line: 1, startedAtNs: 1, endedAtNs: 2,
        counters: ["client": ["Tcp.OutSegs": 1]])
    ]
    return record
  }

  @Test("A record with a number that no run comes to is refused, or nothing that adds and subtracts it traps")
  func extremeNumbers() throws {
    // Rules out an overflow in the referee, whose sums and distances are of the record's own numbers. Found by fuzzing.
    let text = String(decoding: try RunDirectory.encoded(Self.numerous(), path: "x"), as: UTF8.self)
    let numbers = text.matches(of: /"([^"]+)" : (-?[0-9]+)/)
    var keys: [Substring: Int] = [:]
    var refused = 0
    for number in numbers {
      keys[number.output.1, default: 0] += 1
      guard keys[number.output.1, default: 0] <= 2 else { continue }
      for extreme in [Int64.min, -1, 1 << 40, 1 << 62, .max] {
        let changed = text.replacingCharacters(
          in: number.output.2.startIndex..<number.output.2.endIndex, with: "\(extreme)")
        do throws(RunDirectoryError) {
          let record = try RunDirectory.decoded(Data(changed.utf8), path: "x")
          #expect(Referee.comparisons(in: record).count > 10)
        } catch { refused += 1 }
      }
    }
    #expect(refused > keys.count, "\(refused) of \(keys.count) keys with extreme numbers")
  }

  @Test(
    "A number that no run comes to is named",
    arguments: [
      (
        "\"Tcp.OutSegs\" : 12", "\"Tcp.OutSegs\" : -9223372036854775808",
        "hosts[0] counts -9223372036854775808 under Tcp.OutSegs"
      ),
      ("\"copies\" : 1", "\"copies\" : 9223372036854775807", "packets[3] counts 9223372036854775807"),
      ("\"chosenPackets\" : 1", "\"chosenPackets\" : 1099511627777", "faults[0] counts 1099511627777"),
      (
        "\"ns\" : 30000000", "\"ns\" : -9223372036854775808",
        "schedulingDelays[0] has the time -9223372036854775808 ns"
      ),
      // Its distance from -4611686018427387904 would be one more than there is.
      (
        "\"ns\" : 30000000", "\"ns\" : 4611686018427387904",
        "schedulingDelays[0] has the time 4611686018427387904 ns"
      ),
    ])
  func implausibleNumber(old: String, new: String, why: String) throws {
    // Rules out a trap instead of a sentence, and a sentence without the place.
    let text = String(decoding: try RunDirectory.encoded(Self.numerous(), path: "x"), as: UTF8.self)
    try #require(text.contains(old))
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    #expect(
      error(of: Data(changed.utf8))?.message.hasPrefix("is not a run's record: \(why), and no run") == true)
  }
}
