/// What a call returned: a number, or `at least N`, `at most N`, `N to M`.
package struct ResultBound: Sendable, Hashable {
  let least: Int
  let most: Int

  /// nil without the key `result`.
  package init?(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    guard let node = parameters.node("result") else { return nil }
    let text = try ParameterReader.scalar(node, for: "result")
    let words = text.split(separator: " ").map(String.init)
    if words.count == 1, let number = Int(text) {
      self.init(least: number, most: number)
    } else if words.count == 3, words[0] == "at", words[1] == "least", let number = Int(words[2]) {
      self.init(least: number, most: .max)
    } else if words.count == 3, words[0] == "at", words[1] == "most", let number = Int(words[2]) {
      // What failed returned -1, and is no small result.
      self.init(least: 0, most: number)
    } else if words.count == 3, words[1] == "to", let least = Int(words[0]), let most = Int(words[2]),
      least <= most
    {
      self.init(least: least, most: most)
    } else {
      throw LabDiagnostic(
        node.position, "'result: \(text)' is not a whole number, nor a range of them",
        remedy: "write for example 'result: 3', 'result: at least 3' or 'result: 3 to 5'")
    }
  }

  /// Refuses a result beside an error that it cannot have.
  package static func check(
    _ result: ResultBound?, error: String?, at position: SourcePosition
  ) throws(LabDiagnostic) {
    guard let result, let error, !result.contains(-1) else { return }
    throw LabDiagnostic(
      position, "no call returns \(result) and fails with \(error)", why: "a call that fails returns -1",
      remedy: "keep 'result' or 'error'")
  }

  private init(least: Int, most: Int) {
    self.least = least
    self.most = most
  }

  package func contains(_ result: Int) -> Bool { result >= least && result <= most }
}

extension ResultBound: CustomStringConvertible {
  package var description: String {
    if least == most { return "\(least)" }
    if most == .max { return "at least \(least)" }
    return least == 0 ? "at most \(most)" : "\(least) to \(most)"
  }
}
