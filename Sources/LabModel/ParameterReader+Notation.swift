package import WireFormat

extension ParameterReader {
  /// A packet choice in the packet notation; its hosts are the lab's.
  ///
  /// - Parameter alone: No packet stands before it that it could have a gap to.
  package mutating func packet(
    _ key: String, shorthand: Bool = false, alone: Bool = false
  ) throws(LabDiagnostic) -> PacketPattern? {
    guard let found = node(key, shorthand: shorthand) else { return nil }
    return try Self.packet(found, for: key, names: names, alone: alone)
  }

  /// How long something may take: `3s ± 20%`.
  package mutating func timeBound(_ key: String) throws(LabDiagnostic) -> TimeBound? {
    guard let found = node(key) else { return nil }
    let text = try Self.scalar(found, for: key)
    do {
      return try TimeBound(parsing: text)
    } catch {
      throw LabDiagnostic(found.position, in: text, "bad time limit", error)
    }
  }

  /// The name of a kernel counter, its group before it: `TcpExt.TCPTimeouts`.
  package mutating func counterName(_ key: String) throws(LabDiagnostic) -> String {
    let node = try require(key)
    let name = try Self.scalar(node, for: key)
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 2, !parts.contains(where: \.isEmpty) { return name }
    throw LabDiagnostic(
      node.position, "'\(name)' is no counter's name",
      remedy: "write the group and the name, for example 'TcpExt.TCPTimeouts'")
  }

  package static func packet(
    _ node: LabNode, for key: String, names: LabNames, alone: Bool = false
  ) throws(LabDiagnostic) -> PacketPattern {
    let text = try scalar(node, for: key)
    let pattern: PacketPattern
    do {
      pattern = try PacketPattern(parsing: text)
    } catch {
      throw LabDiagnostic(node.position, in: text, "bad packet choice", error)
    }
    try names.checkHosts(of: pattern, in: text, at: node.position)
    if let contradiction = pattern.contradiction {
      throw LabDiagnostic(node.position, in: text, contradiction)
    }
    if alone, pattern.gap != nil {
      throw LabDiagnostic(node.position, "'\(key)' cannot have a gap", why: "there is no packet before it")
    }
    return pattern
  }
}

extension LabNames {
  /// Refuses hosts that the lab does not have, at the column of their name.
  fileprivate func checkHosts(
    of pattern: PacketPattern, in text: String, at position: SourcePosition
  ) throws(LabDiagnostic) {
    let scalars = Array(text.unicodeScalars)
    func place(after start: Int) -> SourcePosition {
      var place = position
      place.column += scalars[start...].firstIndex { $0 != " " } ?? start
      return place
    }
    if let host = pattern.from { try checkHost(host, at: place(after: 0)) }
    if let host = pattern.to, let arrow = scalars.firstIndex(of: ">") {
      try checkHost(host, at: place(after: arrow + 1))
    }
  }
}

extension LabDiagnostic {
  /// A packet choice that can choose nothing, at the column of the word that makes it so.
  fileprivate init(
    _ position: SourcePosition, in text: String, _ contradiction: PacketPattern.Contradiction
  ) {
    var column = 1
    var found = 1
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if word == contradiction.word { found = column }
      column += word.unicodeScalars.count + 1
    }
    self.init(
      position, in: text, "no packet can be", NotationError(column: found, contradiction.reason))
  }

  /// A mistake inside a scalar's text, at its own column.
  package init(_ position: SourcePosition, in text: String, _ what: String, _ error: NotationError) {
    var place = position
    place.column += error.column - 1
    self.init(place, "\(what) '\(text)'", why: error.message)
  }
}
