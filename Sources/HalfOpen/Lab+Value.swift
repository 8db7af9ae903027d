extension Lab {
  /// A value in a lab: a text, a list or named values, written as Swift literals.
  ///
  /// Numbers and truth values are texts: a lab reads each where it is used.
  public indirect enum Value: Sendable, Hashable {
    /// One of the named values.
    public struct Field: Sendable, Hashable {
      public var key: String
      public var value: Value

      public init(_ key: String, _ value: Value) {
        self.key = key
        self.value = value
      }
    }

    case text(String)
    case list([Value])
    case fields([Field])

    /// In YAML's flow form, every text quoted.
    var yaml: String {
      switch self {
      case .text(let text): Self.quoted(text)
      case .list(let values): "[ " + values.map(\.yaml).joined(separator: ", ") + " ]"
      case .fields(let fields):
        "{ " + fields.map { "\(Self.quoted($0.key)): \($0.value.yaml)" }.joined(separator: ", ") + " }"
      }
    }

    /// A text in YAML's double quotes; line separators would be folded, and what is no character refused.
    ///
    /// Source: YAML 1.2 §5.7; YAML 1.1 §5.4, whose line breaks libyaml has.
    static func quoted(_ text: String) -> String {
      var result = "\""
      for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{FFFE}",
          "\u{FFFF}":
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
      }
      return result + "\""
    }

    /// Named values with some more before them.
    func adding(_ first: [(key: String, value: Value)]) -> Value {
      guard case .fields(let others) = self else {
        preconditionFailure("the options of a program are named values: [\"ready\": …]")
      }
      return .fields(first.map { Field($0.key, $0.value) } + others)
    }
  }
}

extension Lab.Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  public init(stringLiteral text: String) { self = .text(text) }
}

extension Lab.Value: ExpressibleByIntegerLiteral {
  public init(integerLiteral number: Int) { self = .text("\(number)") }
}

extension Lab.Value: ExpressibleByBooleanLiteral {
  public init(booleanLiteral truth: Bool) { self = .text(truth ? "true" : "false") }
}

extension Lab.Value: ExpressibleByArrayLiteral {
  public init(arrayLiteral values: Lab.Value...) { self = .list(values) }
}

extension Lab.Value: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral pairs: (String, Lab.Value)...) {
    self = .fields(pairs.map { Field($0.0, $0.1) })
  }
}
