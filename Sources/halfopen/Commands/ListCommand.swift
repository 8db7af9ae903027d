import ArgumentParser
import FoundationEssentials
import LabFile
import LabModel

/// Lists the labs of a folder with their titles and claims.
struct ListCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the labs of a folder, with what each claim says and whose it is.")

  @Argument(help: "A folder of lab files, or one lab file.")
  var folder = "labs"

  @Option(help: "How to print the list: \(Format.allCases.map(\.rawValue).joined(separator: " or ")).")
  var format = Format.text

  func run() throws {
    let (documents, problems) = LabLoading.load([folder])
    LabLoading.report(problems)
    let labs = documents.flatMap(\.labs)
    switch format {
    case .text: try StandardOutput.write(Self.text(labs))
    case .json: try StandardOutput.write(try Self.json(labs) + "\n")
    }
    guard problems.isEmpty else { throw ExitCode(LabLoading.badLabFile) }
  }

  static func text(_ labs: [Lab]) -> String {
    labs.map { lab in
      let variant = lab.variant.map { " [\($0)]" } ?? ""
      let slow = lab.slow.map { " (slow: \($0.labText))" } ?? ""
      let claims = lab.claims.map { "    \($0.source): \($0.text)\n" }.joined()
      return "\(lab.name)\(variant)\(slow)\n  \(lab.title)\n\(claims)"
    }.joined()
  }

  static func json(_ labs: [Lab]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let listed = labs.map { lab in
      Listed(
        lab: lab.name, file: lab.file, variant: lab.variant, title: lab.title,
        slowSeconds: lab.slow.map { Double($0.wholeNs) / 1e9 },
        claims: lab.claims.map { Listed.Claim(text: $0.text, source: $0.source) })
    }
    return String(decoding: try encoder.encode(["labs": listed]), as: UTF8.self)
  }

  private struct Listed: Encodable {
    struct Claim: Encodable {
      var text: String
      var source: String
    }

    var lab: String
    var file: String
    var variant: String?
    var title: String
    var slowSeconds: Double?
    var claims: [Claim]
  }
}
