#if canImport(Testing)
  public import Testing

  extension Run {
    /// Records an issue unless the lab passed: what was expected, what was there, and the ladder.
    ///
    /// - Returns: Whether it passed.
    @discardableResult
    public func expectPass(sourceLocation: SourceLocation = #_sourceLocation) -> Bool {
      guard verdict != .pass else { return true }
      var lines = ["\(verdict.rawValue): \(lab): \(reason)"]
      lines += findings.filter { $0.verdict != .pass }.map(\.description)
      record(lines, sourceLocation)
      return false
    }

    /// Records an issue unless an expectation, written as in a lab file, is met.
    ///
    /// ```swift
    /// run.expect("packets: { after: kill, sequence: [ server > client fin, client > server ack ] }")
    /// ```
    ///
    /// What cannot be told (`inconclusive`) is an issue too, and says that it is one.
    ///
    /// - Returns: Whether it is met.
    @discardableResult
    public func expect(_ expectation: String, sourceLocation: SourceLocation = #_sourceLocation) -> Bool {
      do {
        let finding = try judge(expectation)
        guard finding.verdict != .pass else { return true }
        record([finding.description], sourceLocation)
      } catch {
        Issue.record(Comment(rawValue: "\(error)"), sourceLocation: sourceLocation)
      }
      return false
    }

    private func record(_ lines: [String], _ sourceLocation: SourceLocation) {
      let place =
        folder.isKept
        ? "\(directory) holds the captures"
        : "\(RunFolder.variable)=FOLDER keeps the captures"
      let text = (lines + ["", ladder, "", "seed \(seed); \(place)"]).joined(separator: "\n")
      Issue.record(Comment(rawValue: text), sourceLocation: sourceLocation)
    }
  }
#endif
