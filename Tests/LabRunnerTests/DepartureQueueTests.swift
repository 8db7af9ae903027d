import Faults
import Testing

@testable import LabRunner

@Suite("Frames that wait on a wire")
struct DepartureQueueTests {
  static let out = WireWay(wire: 0, isOutbound: true)
  static let back = WireWay(wire: 0, isOutbound: false)

  /// Adds one frame of a single byte, which is its name.
  static func add(
    _ name: UInt8, _ release: WireDeparture.Release, to queue: inout DepartureQueue, way: WireWay = out,
    holders: Set<Int> = [], atNs: Int64 = 0
  ) {
    queue.add(WireDeparture(bytes: [name], release: release), way: way, holders: holders, nowNs: atNs)
  }

  static func names(_ entries: [DepartureQueue.Entry]) -> [UInt8] { entries.map { $0.bytes[0] } }

  @Test("Frames leave when they are due, and those due together in the order in which they came")
  func order() {
    // Rules out a delay that reorders what waits the same time.
    var queue = DepartureQueue()
    Self.add(1, .after(ns: 50), to: &queue)
    Self.add(2, .after(ns: 20), to: &queue, atNs: 30)
    Self.add(3, .after(ns: 10), to: &queue)
    #expect(queue.nextDueNs == 10)
    #expect(Self.names(queue.takeDue(nowNs: 9)) == [])
    #expect(Self.names(queue.takeDue(nowNs: 50)) == [3, 1, 2])
    #expect(queue.nextDueNs == nil)
  }

  @Test("A frame that is due after all time is not one that is held")
  func longTime() {
    // Rules out an overflow, and a delayed frame that another fault's word sets free.
    var queue = DepartureQueue()
    Self.add(1, .after(ns: .max), to: &queue, atNs: 5)
    Self.add(2, .behind(frames: 1, atMostNs: .max), to: &queue, atNs: 5)
    #expect(queue.nextDueNs == Int64.max - 1)
    #expect(Self.names(queue.takeHeld(by: [])) == [])
  }

  @Test("What is held is never due, and leaves by its rule's word in the order in which it came")
  func held() {
    // Rules out a held frame that leaves at some far time, or by another fault's word.
    var queue = DepartureQueue()
    Self.add(1, .held, to: &queue, holders: [1])
    Self.add(2, .held, to: &queue, holders: [2])
    Self.add(3, .held, to: &queue, holders: [1])
    #expect(queue.nextDueNs == nil)
    #expect(Self.names(queue.takeDue(nowNs: .max - 1)) == [])
    #expect(Self.names(queue.takeHeld(by: [1])) == [1, 3])
    #expect(Self.names(queue.takeHeld(by: [1])) == [])
    #expect(Self.names(queue.takeHeld(by: [2])) == [2])
    // Held by two, it stays until both have let go.
    Self.add(4, .held, to: &queue, holders: [1, 2])
    #expect(Self.names(queue.takeHeld(by: [1])) == [])
    #expect(Self.names(queue.takeHeld(by: [3])) == [])
    #expect(Self.names(queue.takeHeld(by: [2])) == [4])
  }

  @Test("A frame put behind two leaves after two of its own way, or at its latest time")
  func behind() {
    // Rules out that the answers coming back are counted, and a lone frame that waits for ever.
    var queue = DepartureQueue()
    Self.add(1, .behind(frames: 2, atMostNs: 100), to: &queue)
    #expect(Self.names(queue.takeFollowers(of: Self.back)) == [])
    #expect(Self.names(queue.takeFollowers(of: Self.out)) == [])
    #expect(Self.names(queue.takeFollowers(of: Self.out)) == [1])
    #expect(Self.names(queue.takeFollowers(of: Self.out)) == [])
    Self.add(2, .behind(frames: 2, atMostNs: 100), to: &queue, atNs: 7)
    #expect(queue.nextDueNs == 107)
    #expect(Self.names(queue.takeDue(nowNs: 107)) == [2])
  }

  @Test("What was on a wire is gone with it, and nothing else is")
  func forgetting() {
    // Rules out that a host that boots again gets frames from before.
    var queue = DepartureQueue()
    Self.add(1, .after(ns: 1), to: &queue)
    Self.add(2, .after(ns: 1), to: &queue, way: WireWay(wire: 1, isOutbound: true))
    queue.forget(wire: 0)
    #expect(Self.names(queue.takeDue(nowNs: 1)) == [2])
  }
}
