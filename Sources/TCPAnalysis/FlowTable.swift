import WireFormat

/// Finds the slot of a connection by its key: open addressing in one array of words.
///
/// The hash has a secret seed for each table, so that nobody can make a capture whose connections collide.
/// The order of the slots does not depend on the seed, so the seed never shows in any output.
struct FlowTable: Sendable {
  /// Each word is 0 for an empty place, otherwise 32 bits of the hash above the slot plus one.
  private var words: [UInt64]
  private var mask: Int
  private(set) var count = 0
  private let seed: (UInt64, UInt64, UInt64, UInt64)

  init() {
    words = [UInt64](repeating: 0, count: 1024)
    mask = 1023
    var generator = SystemRandomNumberGenerator()
    seed = (generator.next(), generator.next(), generator.next(), generator.next())
  }

  @inline(__always)
  func hash(_ key: FlowKey) -> UInt64 {
    let ports = UInt64(key.firstPort) << 16 | UInt64(key.secondPort)
    let low = Self.fold(key.firstAddress.low ^ seed.0, key.secondAddress.low ^ seed.1)
    return Self.fold(
      low ^ key.firstAddress.high ^ seed.2, (key.secondAddress.high &+ ports) ^ seed.3 ^ ports << 32)
  }

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// The slot of `key`; `keys` holds the key of each slot.
  @inline(__always)
  func find(_ key: FlowKey, _ hash: UInt64, in keys: [FlowKey]) -> Int? {
    var place = Int(truncatingIfNeeded: hash) & mask
    let tag = hash >> 32
    while true {
      let word = words[place]
      if word == 0 { return nil }
      if word >> 32 == tag {
        let slot = Int(truncatingIfNeeded: word & 0xFFFF_FFFF) &- 1
        if keys[slot].isSame(as: key) { return slot }
      }
      place = (place &+ 1) & mask
    }
  }

  mutating func insert(_ slot: Int, _ hash: UInt64, keys: [FlowKey]) {
    if (count + 1) * 4 > words.count * 3 { grow(keys: keys) }
    place(slot, hash)
    count += 1
  }

  private mutating func place(_ slot: Int, _ hash: UInt64) {
    var place = Int(truncatingIfNeeded: hash) & mask
    while words[place] != 0 { place = (place &+ 1) & mask }
    words[place] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(slot &+ 1)
  }

  private mutating func grow(keys: [FlowKey]) {
    let old = words
    words = [UInt64](repeating: 0, count: old.count * 2)
    mask = words.count - 1
    for word in old where word != 0 {
      let slot = Int(truncatingIfNeeded: word & 0xFFFF_FFFF) - 1
      place(slot, hash(keys[slot]))
    }
  }

  /// Points the entry of a key at another slot.
  mutating func replace(_ slot: Int, by newSlot: Int, _ hash: UInt64) {
    guard let place = place(of: slot, hash) else { return }
    words[place] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(newSlot &+ 1)
  }

  /// Removes an entry and closes the gap, so that no search stops too early.
  mutating func remove(_ slot: Int, _ hash: UInt64, keys: [FlowKey]) {
    guard var gap = place(of: slot, hash) else { return }
    var next = (gap &+ 1) & mask
    while words[next] != 0 {
      let home =
        Int(truncatingIfNeeded: self.hash(keys[Int(truncatingIfNeeded: words[next] & 0xFFFF_FFFF) - 1]))
        & mask
      // Whether `home` does not lie between the gap (exclusive) and `next`, going round.
      if (next &- home) & mask >= (next &- gap) & mask {
        words[gap] = words[next]
        gap = next
      }
      next = (next &+ 1) & mask
    }
    words[gap] = 0
    count -= 1
  }

  private func place(of slot: Int, _ hash: UInt64) -> Int? {
    var place = Int(truncatingIfNeeded: hash) & mask
    while words[place] != 0 {
      if Int(truncatingIfNeeded: words[place] & 0xFFFF_FFFF) &- 1 == slot { return place }
      place = (place &+ 1) & mask
    }
    return nil
  }
}
