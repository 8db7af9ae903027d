/// What a host's kernel counted since the lab began, over all its boots.
///
/// TCP counts what it sends also while the cable is out, when nothing of it is on a wire: the referee must
/// be able to leave that away. The counters are read before and after each pull of the cable.
struct HostCounters: Equatable {
  var all: [String: Int64] = [:]
  /// The part of `all` that was counted while the cable was out.
  var unplugged: [String: Int64] = [:]
  /// The part of `all` that was counted while the cable was on its way out or in.
  var atTheCable: [String: Int64] = [:]
  /// The kernel's own numbers, when they were looked at last in this boot.
  private var last: [String: Int64] = [:]

  /// What the cable did since the counters were read last.
  enum Cable {
    case `in`, out, moving
  }

  /// Begins a boot, whose counters need not be 0.
  mutating func begin(at now: [String: Int64]) { last = now }

  mutating func add(_ now: [String: Int64], while cable: Cable) {
    for (name, value) in now {
      let grown = value - (last[name] ?? 0)
      guard grown != 0 else { continue }
      all[name, default: 0] += grown
      switch cable {
      case .in: break
      case .out: unplugged[name, default: 0] += grown
      case .moving: atTheCable[name, default: 0] += grown
      }
    }
    last = now
  }
}

extension [String: Int64] {
  var nonzero: [String: Int64] { filter { $0.value != 0 } }
}
