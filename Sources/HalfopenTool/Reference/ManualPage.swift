import ArgumentParser
import FoundationEssentials

extension ReferenceTopic {
  static let manual = ReferenceTopic(
    name: "man", summary: "the manual page halfopen(1)", file: "halfopen.1"
  ) { ManualPage.text }
}

/// halfopen(1), made from what the commands say of themselves.
///
/// Source: man(7).
private enum ManualPage {
  static let text: String = {
    let help: Help
    do {
      help = try JSONDecoder().decode(Help.self, from: Data(HalfopenCommand._dumpHelp().utf8))
    } catch {
      preconditionFailure("the argument parser's own description cannot be read: \(error)")
    }
    var page = ".TH HALFOPEN 1 \"\" \"halfopen\" \"User Commands\"\n"
    page += ".SH NAME\nhalfopen \\- \(escaped(lowercased(help.command.abstract)))\n"
    page += ".SH SYNOPSIS\n.B halfopen\n.I command\n.RI [ options ]\n"
    page += ".SH DESCRIPTION\nResults go to standard output, messages to standard error, problems as\n"
    page += ".IR file : line : column .\n"
    page +=
      "Nothing needs root where the machine allows user namespaces;\n.B halfopen doctor\nsays what it allows.\n"
    page += ".SH COMMANDS\n"
    for command in help.command.subcommands ?? [] where command.isShown && command.commandName != "help" {
      page += section(command)
    }
    return page + status + seeAlso
  }()

  private static func section(_ command: Help.Command) -> String {
    let arguments = (command.arguments ?? []).filter {
      $0.shouldDisplay && !["help", "version"].contains($0.name)
    }
    var text = ".SS halfopen \(escaped(command.commandName))"
    for argument in arguments where argument.kind == "positional" {
      let name = escaped(argument.valueName ?? "argument")
      let shown = "<\(name)>" + (argument.isRepeating ? "..." : "")
      text += argument.isOptional ? " [\(shown)]" : " \(shown)"
    }
    text += "\n\(escaped(command.abstract ?? ""))\n"
    for paragraph in (command.discussion ?? "").split(separator: "\n\n") {
      text += ".PP\n"
      // Lines that are indented are examples and lists: kept as they are.
      let lines = paragraph.split(separator: "\n")
      let isKept = lines.contains { $0.hasPrefix("  ") }
      text += isKept ? ".nf\n" : ""
      text += lines.map { escaped(String($0)) + "\n" }.joined()
      text += isKept ? ".fi\n" : ""
    }
    for argument in arguments { text += entry(argument) }
    return text
  }

  private static func entry(_ argument: Help.Argument) -> String {
    var head = "<\(argument.valueName ?? "argument")>"
    if let names = argument.names, !names.isEmpty {
      head = names.map { ($0.kind == "short" ? "-" : "--") + $0.name }.joined(separator: ", ")
      if argument.kind == "option" { head += " <\(argument.valueName ?? "value")>" }
    }
    var words = argument.abstract ?? ""
    if let value = argument.defaultValue, argument.kind == "option" { words += " (default: \(value))" }
    return ".TP\n.B \(escaped(head))\n\(escaped(words))\n"
  }

  private static let status = """
    .SH EXIT STATUS
    .TP
    .B 0
    every lab passed
    .TP
    .B 1
    at least one expectation failed
    .TP
    .B 2
    none failed, but at least one lab was inconclusive
    .TP
    .B 64
    the command line was wrong
    .TP
    .B 65
    a lab file, a record or a capture was wrong
    .TP
    .B 70
    a bug in halfopen
    .TP
    .B 74
    the result could not be written
    .TP
    .B 128 + n
    signal n stopped it: 130 for Ctrl\\-C

    """

  private static let seeAlso = """
    .SH SEE ALSO
    .BR tcp (7),
    .BR ss (8),
    .BR tcpdump (1),
    .BR wireshark (1),
    .BR network_namespaces (7)

    """

  /// Text that roff does not obey. Source: groff_char(7), "\\-" and "\\e".
  private static func escaped(_ text: String) -> String {
    let text = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    return text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : String($0)
    }.joined(separator: "\n")
  }

  private static func lowercased(_ sentence: String?) -> String {
    var sentence = sentence ?? ""
    if sentence.hasSuffix(".") { sentence.removeLast() }
    return sentence.prefix(1).lowercased() + sentence.dropFirst()
  }
}

/// The argument parser's description of a command, as much of it as the manual needs.
private struct Help: Decodable {
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var subcommands: [Command]?
    var arguments: [Argument]?

    var isShown: Bool { shouldDisplay ?? true }
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var kind: String
    var names: [Name]?
    var valueName: String?
    var abstract: String?
    var defaultValue: String?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool

    var name: String { names?.first { $0.kind == "long" }?.name ?? "" }
  }

  var command: Command
}
