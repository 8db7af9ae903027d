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

  /// What the cable did since the counters were read last.
  enum Cable {
    case `in`, out, moving
  }

  mutating func add(_ growth: [String: Int64], while cable: Cable) {
    all.merge(growth, uniquingKeysWith: +)
    switch cable {
    case .in: break
    case .out: unplugged.merge(growth, uniquingKeysWith: +)
    case .moving: atTheCable.merge(growth, uniquingKeysWith: +)
    }
  }
}

extension [String: Int64] {
  var nonzero: [String: Int64] { filter { $0.value != 0 } }
}
