extension PacketPattern {
  /// Why no packet can ever be meant.
  package struct Contradiction: Sendable, Hashable {
    /// The word that makes it so.
    package var word: String
    package var reason: String
  }

  /// nil where there may be such a packet.
  package var contradiction: Contradiction? {
    if let from, from == to {
      return Contradiction(word: from, reason: "no host sends to itself over the network; name two hosts")
    }
    if let mark = marks.first(where: excluded.contains) {
      return Contradiction(
        word: mark.word, reason: "'\(mark.word)' is asked for and excluded; keep one of them")
    }
    let kinds = marks.filter(\.isKind)
    if kinds.count > 1 {
      let reason = "'\(kinds[1].word)' is a second kind of retransmission; a packet has one"
      return Contradiction(word: kinds[1].word, reason: reason)
    }
    let causes = marks.filter(\.isCause)
    if causes.count > 1 {
      let reason = "'\(causes[1].word)' is a second cause; a reset has one"
      return Contradiction(word: causes[1].word, reason: reason)
    }
    if let cause = causes.first, let packetClass, packetClass != .reset {
      let reason = "only a 'reset' has a cause, and this is a '\(packetClass.rawValue)'"
      return Contradiction(word: cause.word, reason: reason)
    }
    return nil
  }
}

extension PacketPattern.Mark {
  fileprivate var isKind: Bool {
    if case .kind = self { return true }
    return false
  }

  fileprivate var isCause: Bool {
    if case .cause = self { return true }
    return false
  }
}
