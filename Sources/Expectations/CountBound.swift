import LabModel

/// How often something is expected: `is`, `at-least`, `at-most`.
struct CountBound: Sendable, Hashable {
  var least: Int
  var most: Int?

  init(least: Int, most: Int?) {
    self.least = least
    self.most = most
  }

  /// nil where no number is given. `word` is the key for an exact number.
  init?(_ parameters: inout ParameterReader, exactly word: String = "is") throws(LabDiagnostic) {
    let exact = try parameters.count(word)
    let least = try parameters.count("at-least")
    let most = try parameters.count("at-most")
    if let exact {
      guard least == nil, most == nil else {
        throw LabDiagnostic(
          parameters.node.position, "'\(word)' stands beside 'at-least' or 'at-most'",
          remedy: "keep one of them")
      }
      self.init(least: exact, most: exact)
      return
    }
    guard least != nil || most != nil else { return nil }
    if least == 0, most == nil {
      throw LabDiagnostic(
        parameters.node("at-least")?.position ?? parameters.node.position, "'at-least: 0' is always true",
        remedy: "write 'at-least: 1', or '\(word): 0' for none")
    }
    if let least, let most, least > most {
      throw LabDiagnostic(
        parameters.node.position, "'at-least' is more than 'at-most'", why: "no number is both",
        remedy: "swap them")
    }
    self.init(least: least ?? 0, most: most)
  }

  func contains(_ count: Int) -> Bool { count >= least && count <= most ?? .max }

  /// Whether so many more would turn what `count` decides.
  func mayChange(from count: Int, byUpTo more: Int) -> Bool {
    guard more > 0 else { return false }
    return contains(count) ? !contains(count + more) : count < least && count + more >= least
  }

  /// Whether `count` decides, although there may have been more that were not seen.
  func cannotChange(above count: Int) -> Bool {
    if let most { return count > most }
    return count >= least
  }
}

extension CountBound: CustomStringConvertible {
  var description: String {
    switch most {
    case least?: "\(least)"
    case let most? where least == 0: "at most \(most)"
    case let most?: "\(least) to \(most)"
    case nil: "at least \(least)"
    }
  }
}
