/// Texts from outside, written into XML, HTML and Markdown: first harmless, then escaped.
package enum Markup {
  /// For element content and for attributes in either kind of quotes.
  ///
  /// Control characters, which XML 1.0 has no form for, are visible escapes by then.
  /// Source: XML 1.0 §2.2, §2.4; HTML Living Standard §13.3.
  package static func xml(_ text: String) -> String {
    var result = ""
    for scalar in text.harmless.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// For a line of Markdown: nothing in the text is markup, a mention or a reference to an issue.
  ///
  /// Source: CommonMark §2.4 (backslash escapes), §2.5 (entities).
  package static func markdown(_ text: String) -> String {
    var result = ""
    for scalar in text.harmless.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "@": result += "&#64;"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "|", "~", "!": result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A block of Markdown shown as it is, behind a fence longer than any in it.
  package static func fenced(_ lines: [String], language: String = "text") -> String {
    var longest = 2
    for line in lines {
      var run = 0
      for scalar in line.unicodeScalars {
        run = scalar == "`" ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    let fence = String(repeating: "`", count: longest + 1)
    return ([fence + language] + lines + [fence]).map { $0 + "\n" }.joined()
  }
}
